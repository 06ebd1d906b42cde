# SPDX-License-Identifier: GPL-3.0-or-later
"""From runs of phones with rough edges to spans that tile a sentence sample by sample."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.gpt_sovits.timing.phone_classes import PhoneClass
from models.gpt_sovits.timing.sentence import Sentence
from models.gpt_sovits.timing.timings import PhoneSpan

SLIVER_SECONDS = 0.005
"""Given to a phone that was not found."""


@dataclass(frozen=True, slots=True)
class Run:
    """A phone, or a pause.

    Attributes:
        phone: Its index; None for a pause where none is written.
        start: Its edge in samples, not rounded.
        end: Its other edge.
    """

    phone: int | None
    start: float
    end: float


def audible_runs(sentence: Sentence, runs: Sequence[Run]) -> list[Run]:
    """Without marks, and with pauses that touch as one.

    Returns:
        Runs that fill the same time; a mark's goes to the sound before it, the first sound's to those before.
    """
    kept: list[Run] = []
    waiting: float | None = None
    for run in runs:
        start = run.start if waiting is None else waiting
        if run.phone is not None and sentence.classes[run.phone] is PhoneClass.MARK:
            if kept:
                kept[-1] = replace(kept[-1], end=run.end)
            else:
                waiting = start
        elif kept and is_pause(sentence, run) and is_pause(sentence, kept[-1]):
            phone = run.phone if kept[-1].phone is None else kept[-1].phone
            kept[-1] = Run(phone, kept[-1].start, run.end)
        else:
            kept.append(replace(run, start=start))
            waiting = None
    return kept or [Run(None, runs[0].start, runs[-1].end)]


def is_pause(sentence: Sentence, run: Run) -> bool:
    """Whether a run is silence, written or not."""
    return run.phone is None or sentence.classes[run.phone] is PhoneClass.PAUSE


def tile(
    sentence: Sentence, runs: Sequence[Run], samples: int, sample_rate_hz: int, *, until: int
) -> tuple[PhoneSpan, ...]:
    """Spans of whole samples, with slivers for the phones that have no run.

    Args:
        sentence: All phones.
        runs: In order and without gaps, from 0 to `samples`, at least one.
        samples: Length of the sentence.
        sample_rate_hz: Its rate.
        until: One past the last phone that has been reached.

    Raises:
        ValueError: There are fewer samples than phones.
    """
    complete = _with_missing(sentence, runs, until)
    starts = np.array([run.start for run in complete] + [samples], dtype=float)
    skipped = [run.end <= run.start for run in complete]
    sliver, first = SLIVER_SECONDS * sample_rate_hz, 0
    for alike, group in itertools.groupby(skipped):
        count = len(list(group))
        if alike and first:
            # They take their time from the sound before, at most half of it.
            edge = starts[first + count]
            begin = max((starts[first - 1] + edge) / 2, edge - sliver * count)
            starts[first : first + count] = np.linspace(begin, edge, count, endpoint=False)
        first += count
    edges = strictly_rising(starts, samples)
    return tuple(
        PhoneSpan(
            run.phone, int(edges[n]), int(edges[n + 1]), is_pause=is_pause(sentence, run), skipped=skipped[n]
        )
        for n, run in enumerate(complete)
    )


def _with_missing(sentence: Sentence, runs: Sequence[Run], until: int) -> list[Run]:
    """Adds an empty run for each spoken phone that has none: before the next one that has, or at the end."""
    complete: list[Run] = []
    following = 0

    def missing(end: int, edge: float) -> list[Run]:
        return [Run(phone, edge, edge) for phone in range(following, end) if sentence.classes[phone].spoken]

    for run in runs:
        if run.phone is not None:
            complete += missing(run.phone, run.start)
            following = run.phone + 1
        complete.append(run)
    if complete[-1].phone is None:  # The sentence's phones come before the silence at its end.
        pause = complete.pop()
        return [*complete, *missing(until, pause.start), pause]
    return [*complete, *missing(until, complete[-1].end)]


def strictly_rising(edges: np.ndarray, samples: int) -> np.ndarray:
    """The nearest whole samples from 0 to `samples` so that no two edges are the same.

    Args:
        edges: [n + 1].
        samples: At least n.

    Raises:
        ValueError: There are fewer samples than stretches.
    """
    count = len(edges) - 1
    if samples < count:
        raise ValueError(f"waveform: {samples} samples are too few for {count} phones")
    order = np.arange(count + 1)
    rising = np.maximum.accumulate(np.rint(edges).astype(np.int64) - order) + order
    rising = np.clip(rising, order, samples - count + order)
    rising[0], rising[-1] = 0, samples
    return rising

# SPDX-License-Identifier: GPL-3.0-or-later
"""Lengths by the kind of phone, fitted between the pauses that are heard: for when attention fails."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.gpt_sovits.timing.acoustics import Acoustics
from models.gpt_sovits.timing.phone_classes import SOUNDS
from models.gpt_sovits.timing.sentence import Sentence
from models.gpt_sovits.timing.spans import Run

MIN_PAUSE_SECONDS = 0.12
"""Closures of stops are shorter."""
_MIN_END_SECONDS = 0.02
"""At the ends of a sentence nothing but silence is silent."""
_STRAY_PAUSE_SECONDS = {"punctuation": 0.0, "word": 0.25, "within": 0.6}
"""How much farther away a place may be, the likelier it has a pause."""


def proportional_runs(sentence: Sentence, acoustics: Acoustics) -> list[Run]:
    """Runs of phones and pauses that fill the audio.

    Returns:
        In order, edges in samples (not rounded). Pauses lie where it is quiet.
    """
    quiet = quiet_stretches(acoustics)
    first = quiet[0][1] if quiet and quiet[0][0] <= 0 else 0.0
    last = quiet[-1][0] if quiet and quiet[-1][1] >= acoustics.samples else float(acoustics.samples)
    inner = [(start, end) for start, end in quiet if start > first and end < last]
    if last <= first:  # Nothing is heard at all.
        first, last, inner = 0.0, float(acoustics.samples), []
    places = _places(sentence, inner, first, last, acoustics.sample_rate_hz)
    runs: list[Run] = []
    if first > 0:
        runs.append(Run(None, 0.0, first))
    lengths, start, phone = _lengths(sentence), first, 0
    for place, (pause_start, pause_end) in [*zip(places, inner, strict=True), (len(lengths), (last, last))]:
        runs += _fill(sentence, lengths, range(phone, place), start, pause_start)
        if pause_end > pause_start:
            runs.append(Run(None, pause_start, pause_end))
        start, phone = pause_end, place
    if last < acoustics.samples:
        runs.append(Run(None, last, float(acoustics.samples)))
    return runs


def expected_centres(sentence: Sentence, acoustics: Acoustics) -> np.ndarray:
    """Where the middle of each phone would be by mean lengths alone, in samples [phones]."""
    middles = np.full(len(sentence.classes), np.nan)
    for run in proportional_runs(sentence, acoustics):
        if run.phone is not None:
            middles[run.phone] = (run.start + run.end) / 2
    known = np.flatnonzero(~np.isnan(middles))
    if not len(known):
        return np.full(len(middles), acoustics.samples / 2)
    return np.interp(np.arange(len(middles)), known, middles[known])


def quiet_stretches(acoustics: Acoustics) -> list[tuple[float, float]]:
    """Pauses [(start, end)] in samples: quiet for long, or quiet at an end."""
    is_quiet = acoustics.decibels < acoustics.threshold_db
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_quiet, [False]]).astype(np.int8)))
    stretches: list[tuple[float, float]] = []
    for first, end in edges.reshape(-1, 2):
        start = max(0.0, (first - 0.5) * acoustics.hop)
        stop = min(float(acoustics.samples), (end - 0.5) * acoustics.hop)
        if end == len(is_quiet):
            stop = float(acoustics.samples)
        at_end = start <= 0 or stop >= acoustics.samples
        shortest = _MIN_END_SECONDS if at_end else MIN_PAUSE_SECONDS
        if stop - start >= shortest * acoustics.sample_rate_hz:
            stretches.append((float(start), stop))
    return stretches


def _lengths(sentence: Sentence) -> np.ndarray:
    """Mean lengths [phones] of what is spoken, 0 for the rest."""
    return np.array([SOUNDS[kind].seconds if kind.spoken else 0.0 for kind in sentence.classes])


def _places(
    sentence: Sentence,
    pauses: Sequence[tuple[float, float]],
    first: float,
    last: float,
    sample_rate_hz: int,
) -> list[int]:
    """Before which phone each pause comes, rising: near where mean lengths put it, best at punctuation."""
    lengths = _lengths(sentence)
    ends = np.concatenate([[0.0], np.cumsum(lengths)])
    spoken = (last - first) - sum(end - start for start, end in pauses)
    ends *= spoken / sample_rate_hz / max(ends[-1], 1e-9)
    stray = np.array([_STRAY_PAUSE_SECONDS[sentence.place(phone)] for phone in range(len(lengths) + 1)])
    places: list[int] = []
    paused, lowest = 0.0, 1
    for start, end in pauses:
        heard = (start - first - paused) / sample_rate_hz
        costs = np.abs(ends - heard) + stray
        # Phones must be left on both sides, and before the next pause.
        allowed = range(lowest, len(lengths) + 1)
        place = min(allowed, key=lambda phone: costs[phone]) if allowed else len(lengths)
        places.append(place)
        lowest, paused = place + 1, paused + end - start
    return places


def _fill(sentence: Sentence, lengths: np.ndarray, phones: range, start: float, end: float) -> list[Run]:
    """Spoken phones by their lengths from `start` to `end`; a pause when there are none."""
    spoken = [phone for phone in phones if sentence.classes[phone].spoken]
    if not spoken:
        return [Run(None, start, end)] if end > start else []
    edges = (
        start + (end - start) * np.concatenate([[0.0], np.cumsum(lengths[spoken])]) / lengths[spoken].sum()
    )
    return [Run(phone, edges[n], edges[n + 1]) for n, phone in enumerate(spoken)]

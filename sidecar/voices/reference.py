# SPDX-License-Identifier: GPL-3.0-or-later
"""The seconds of a recording that an imported voice speaks on from, and exactly what is said in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np

from models.gpt_sovits.phones import InventoryVersion
from sidecar.errors import InvalidRequestError, Violation
from sidecar.synthesis.frontend import TextError
from sidecar.synthesis.frontend.gpt_sovits import to_phones
from sidecar.voices.clauses import Clause, clauses_of, lay
from sidecar.voices.pauses import SHORTEST_PAUSE_SECONDS, pauses_in, quiet_frames
from sidecar.voices.quality import QualityReport, assess
from sidecar.voices.quality.hearing import FRAME_SECONDS, decibels, frames_in, samples_and_power
from sidecar.voices.quality.limits import CLIPPED_SHARE, SNR_DB
from sidecar.voices.quality.spans import Span
from sidecar.voices.recording import Recording, read_recording

LEAST_SECONDS, MOST_SECONDS = 3.0, 10.0
"""The networks were trained to speak on from so much."""
_LEAST_TIMBRE_SECONDS = 1.0
_GOOD_SECONDS = (5.0, 8.0)
_WINDOW_SECONDS = 8.0
_STEP_SECONDS = 0.25
_MARGIN_SECONDS = 0.15
"""Of the pauses at its ends that stay with a stretch, unless they are shorter."""
_LONGEST_LAID_SECONDS = 120.0
_SURE = 0.95
_GIVE_A_STRETCH = "say with --start and --end which 3 to 10 s to take, and give the text of these alone"
_SILENT = 1e-3
"""Peak under which a file holds nothing."""
_UNFINISHED_COST = 1.0
_SPOILT_COST = 4.0
"""What an unfinished sentence costs, and a stretch that is all spoilt or quiet; a second too long costs 1."""
_LIKE_LOUD_DB = 3.0
"""A stretch so much below the loudest is as good."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A stretch of a recording.

    Attributes:
        recording: 3 to 10 s.
        text: What is said in it; "" if that is not known.
        span: Where it lies in the file.
        is_part: Whether it was chosen from something longer.
        warnings: What is wrong with it, each a sentence.
    """

    recording: Recording
    text: str
    span: Span
    is_part: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DeliveryReference:
    """What a delivery is made of.

    Attributes:
        delivery: Its name.
        file: The recording's.
        reference: The stretch that is used.
    """

    delivery: str
    file: Path
    reference: Reference


def read_reference(
    file: Path,
    text: str,
    language: str,
    inventory: InventoryVersion,
    start_seconds: float = 0.0,
    end_seconds: float | None = None,
    segmentation: Path | None = None,
) -> Reference:
    """Reads a recording, or a part of it, and chooses its best stretch if it is longer than 10 s.

    Args:
        file: Any sound file.
        text: All that is said in it, or in the part; "" if that is not known.
        language: Of the text, BCP-47.
        inventory: The voice's.
        start_seconds: Where the part begins.
        end_seconds: Where it ends; None for the end of the file.
        segmentation: A segmentation checkpoint of the user's own.

    Raises:
        InvalidRequestError: Field "recording", "text" or "language", and what to do.
    """
    recording = read_recording(file, start_seconds, end_seconds, least_seconds=0.0)
    if recording.seconds < LEAST_SECONDS:
        _refuse(
            f"it lasts {recording.seconds:.1f} s; {LEAST_SECONDS:.0f} to {MOST_SECONDS:.0f} s are needed: "
            "choose a longer one, best of 5 to 8 s"
        )
    if np.abs(recording.samples).max() < _SILENT:
        _refuse("nothing is heard in it; check that it is the right file and that the microphone was on")
    clauses = _clauses(text, language, inventory) if text else ()
    report = assess(recording, segmentation)
    if recording.seconds <= MOST_SECONDS:
        span = _moved(Span(0.0, recording.seconds), start_seconds)
        return Reference(recording, text, span, False, _warnings(report))
    listener = _Listener.of(recording, report)
    chosen = _with_text(listener, text, clauses) if clauses else _without_text(listener)
    cut = _cut(recording, chosen.span)
    warnings = _warnings(assess(cut, segmentation))
    return Reference(cut, chosen.text, _moved(chosen.span, start_seconds), True, warnings)


def read_timbre(file: Path) -> Recording:
    """Reads another recording of a voice, of which only the timbre is taken.

    Raises:
        InvalidRequestError: Field "more".
    """
    try:
        return read_recording(file, least_seconds=_LEAST_TIMBRE_SECONDS)
    except InvalidRequestError as error:
        problems = [Violation("more", f"{file.name}: {v.message}") for v in error.violations]
        raise InvalidRequestError(problems) from error


@dataclass(frozen=True, slots=True)
class _Stretch:
    span: Span
    text: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Listener:
    """Judges stretches of a recording.

    Attributes:
        power: Mean squares of frames of 10 ms.
        quiet: Frames in which nothing sounds.
        clean: Frames in which one person speaks and nothing is cut off.
    """

    power: np.ndarray
    quiet: np.ndarray
    clean: np.ndarray

    @classmethod
    def of(cls, recording: Recording, report: QualityReport) -> _Listener:
        _, power = samples_and_power(recording)
        clean = np.zeros(len(power), bool)
        for span in report.kept:
            clean[_frames(span)] = True
        return cls(power, quiet_frames(power), clean)

    def best(self, costs: Mapping[Span, float]) -> Span:
        """The stretch in which most is said, of a good length, clean, not among the quietest, and cheap."""
        levels = {span: float(decibels(self.power[_frames(span)].mean())) for span in costs}
        loudest = max(levels.values())
        return min(costs, key=lambda span: costs[span] + self._cost(span, loudest - levels[span]))

    def _cost(self, span: Span, softer_db: float) -> float:
        shortest, longest = _GOOD_SECONDS
        outside = max(0.0, shortest - span.seconds, span.seconds - longest)
        soft = max(0.0, softer_db - _LIKE_LOUD_DB) / _LIKE_LOUD_DB
        quiet, clean = (float(track[_frames(span)].mean()) for track in (self.quiet, self.clean))
        return outside + soft + _SPOILT_COST * (quiet + 1 - clean)


def _frames(span: Span) -> slice:
    return slice(frames_in(span.start_seconds), frames_in(span.end_seconds))


def _without_text(listener: _Listener) -> _Stretch:
    """The best window of all."""
    starts = np.arange(0, len(listener.power) * FRAME_SECONDS - _WINDOW_SECONDS, _STEP_SECONDS)
    windows = [Span(float(start), float(start) + _WINDOW_SECONDS) for start in starts]
    return _Stretch(listener.best(dict.fromkeys(windows, 0.0)))


def _clauses(text: str, language: str, inventory: InventoryVersion) -> tuple[Clause, ...]:
    try:
        return clauses_of(to_phones(text, language, inventory))
    except TextError as error:
        raise InvalidRequestError([Violation(error.field, error.message)]) from error


def _with_text(listener: _Listener, text: str, clauses: Sequence[Clause]) -> _Stretch:
    """Whole clauses between pauses, whose place is sure."""
    seconds = len(listener.power) * FRAME_SECONDS
    if seconds > _LONGEST_LAID_SECONDS:
        _refuse(f"it lasts {seconds:.0f} s, too long to find in it what the text says; {_GIVE_A_STRETCH}")
    pauses = pauses_in(listener.power)
    laying = lay(clauses, pauses, SHORTEST_PAUSE_SECONDS)
    at, sureness = laying.likelihood.argmax(axis=1), laying.likelihood.max(axis=1)
    texts: dict[Span, str] = {}
    costs: dict[Span, float] = {}
    for first in range(len(clauses) if laying.fits else 0):
        for end in range(first + 1, len(clauses) + 1):
            span = _between(pauses[at[first]], pauses[at[end]])
            if span.seconds > MOST_SECONDS:
                break
            sure = sureness[first] + sureness[end] - 1  # of both: at least so much
            if span.seconds >= LEAST_SECONDS and sure >= _SURE:
                texts[span] = text[clauses[first].start : clauses[end - 1].end].strip()
                costs[span] = 0.0 if clauses[end - 1].ends_sentence else _UNFINISHED_COST
    if not texts:
        _refuse(
            "it is longer than 10 s, and which part of the text is said where in it is not sure; "
            f"{_GIVE_A_STRETCH}"
        )
    span = listener.best(costs)
    return _Stretch(span, texts[span])


def _between(before: Span, after: Span) -> Span:
    """From inside one pause to inside another."""
    start = max(before.start_seconds, before.end_seconds - min(_MARGIN_SECONDS, before.seconds / 2))
    return Span(start, after.start_seconds + min(_MARGIN_SECONDS, after.seconds / 2))


def _warnings(report: QualityReport) -> tuple[str, ...]:
    measures = report.measures
    found = []
    if CLIPPED_SHARE.severity(measures.clipped_share):
        found.append("it is cut off where it is loud, which may make the voice crackle")
    if measures.snr_db is not None and measures.snr_db < SNR_DB.refuse:
        found.append(f"noise is only {measures.snr_db:.0f} dB below the speech, and the voice may carry it")
    if measures.speaker_count > 1:
        found.append("somebody else is heard in it too, and the voice may be like both")
    return tuple(found)


def _cut(recording: Recording, span: Span) -> Recording:
    rate = recording.sample_rate_hz
    first, end = round(span.start_seconds * rate), round(span.end_seconds * rate)
    return Recording(recording.samples[first:end].copy(), rate)


def _moved(span: Span, seconds: float) -> Span:
    return Span(span.start_seconds + seconds, span.end_seconds + seconds)


def _refuse(message: str) -> NoReturn:
    raise InvalidRequestError([Violation("recording", message)])

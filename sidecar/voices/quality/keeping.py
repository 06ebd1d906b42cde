# SPDX-License-Identifier: GPL-3.0-or-later
"""The best of a recording: clean stretches of one person's speech, cut in pauses."""

from __future__ import annotations

import numpy as np

from sidecar.voices.quality.hearing import FRAME_SECONDS, Heard, frames_in
from sidecar.voices.quality.limits import KEPT_SECONDS
from sidecar.voices.quality.report import QualityReport
from sidecar.voices.quality.spans import Span, bridged, runs_of, spans_of, widened, without_short
from sidecar.voices.quality.speakers import Speakers
from sidecar.voices.recording import Recording

_MARGIN_SECONDS = 0.10
_PHRASE_GAP_SECONDS = 0.6
"""Pauses inside a phrase stay; longer ones are where it is cut."""
_MIN_PHRASE_SECONDS = 0.3
_LONGEST_PHRASE_SECONDS = 12.0
_OTHERS_MARGIN_SECONDS, _CLIPPED_MARGIN_SECONDS = 0.3, 0.1
"""Around what cannot be kept: who speaks is known less exactly than where a peak is cut off."""
_FADE_SECONDS = 0.010


def clean_speech(speakers: Speakers, clipped: np.ndarray) -> np.ndarray:
    """Frames of the main speaker that nothing spoils: bool [frames].

    Args:
        speakers: Who speaks when.
        clipped: Frames in which sound is cut off: bool [frames].
    """
    spoilt = widened(speakers.others | speakers.overlap, frames_in(_OTHERS_MARGIN_SECONDS))
    spoilt |= widened(clipped, frames_in(_CLIPPED_MARGIN_SECONDS))
    return without_short(speakers.main & ~spoilt, frames_in(_MIN_PHRASE_SECONDS))


def best_spans(heard: Heard, clean: np.ndarray) -> tuple[Span, ...]:
    """The clean phrases, in order; if there is more than a minute, those that are loudest and longest."""
    phrases = without_short(bridged(clean, frames_in(_PHRASE_GAP_SECONDS)), frames_in(_MIN_PHRASE_SECONDS))
    # What a gap was bridged over must not be something that was taken out on purpose.
    allowed = clean | ~heard.speech
    phrases = without_short(phrases & allowed, frames_in(_MIN_PHRASE_SECONDS))
    phrases = widened(phrases, frames_in(_MARGIN_SECONDS)) & allowed
    parts = [part for run in runs_of(phrases) for part in _shorter(heard, *run)]
    loudness = [float(np.mean(heard.power[start:end])) for start, end in parts]
    kept = np.zeros_like(clean)
    seconds = 0.0
    for i in np.argsort(-np.array(loudness), kind="stable"):
        start, end = parts[i]
        if seconds + (end - start) * FRAME_SECONDS <= KEPT_SECONDS:
            kept[start:end] = True
            seconds += (end - start) * FRAME_SECONDS
    return spans_of(kept, FRAME_SECONDS)


def _shorter(heard: Heard, start: int, end: int) -> list[tuple[int, int]]:
    """A phrase in parts of at most 12 s, cut where it is quietest."""
    longest, least = frames_in(_LONGEST_PHRASE_SECONDS), frames_in(_LONGEST_PHRASE_SECONDS / 4)
    parts = []
    while end - start > longest:
        window = heard.power[start + least : start + longest]
        cut = start + least + int(np.argmin(np.convolve(window, np.ones(5), "same")))
        parts.append((int(start), cut))
        start = cut
    return [*parts, (int(start), int(end))]


def kept_speech(recording: Recording, report: QualityReport) -> Recording:
    """The kept spans of a recording, joined with fades of 10 ms.

    Raises:
        ValueError: The report keeps nothing.
    """
    if not report.kept:
        raise ValueError("report: it keeps no speech")
    rate = recording.sample_rate_hz
    pieces = [
        _faded(recording.samples[round(span.start_seconds * rate) : round(span.end_seconds * rate)], rate)
        for span in report.kept
    ]
    return Recording(np.concatenate(pieces), rate)


def _faded(piece: np.ndarray, rate: int) -> np.ndarray:
    piece = piece.copy()
    length = min(round(_FADE_SECONDS * rate), len(piece) // 2)
    ramp = np.linspace(0, 1, length, dtype=np.float32)
    piece[:length] *= ramp
    piece[len(piece) - length :] *= ramp[::-1]
    return piece

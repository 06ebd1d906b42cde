# SPDX-License-Identifier: GPL-3.0-or-later
"""The quality gate: measures a recording and decides whether a voice may be made of it."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np

from models.segmentation import Segmentation
from sidecar.voices.quality.bandwidth import bandwidth_hz
from sidecar.voices.quality.beds import hum_db, tonality
from sidecar.voices.quality.clipping import find_clipping, limited_share
from sidecar.voices.quality.findings import Places, find
from sidecar.voices.quality.hearing import DIGITAL_SILENCE, FRAME_SECONDS, Heard, frames_in
from sidecar.voices.quality.keeping import best_spans, clean_speech
from sidecar.voices.quality.noise import snr_db, speech_level_dbfs, without_missed_words
from sidecar.voices.quality.report import Finding, Measures, QualityReport, Severity, Verdict
from sidecar.voices.quality.reverberation import reverberation_seconds
from sidecar.voices.quality.spans import Span, bridged, spans_of
from sidecar.voices.quality.speakers import find_speakers
from sidecar.voices.recording import Recording

_JOINED_SECONDS = 0.3
"""Places closer than this are told as one."""


def assess(recording: Recording, segmentation: Path | None = None) -> QualityReport:
    """Measures a recording.

    Args:
        recording: As `read_recording` gives it.
        segmentation: A segmentation checkpoint of the user's own; `None` for the one that comes along.

    Raises:
        models.weights.WeightsError: The segmentation checkpoint cannot be used.
        ValueError: The recording has no samples.
    """
    activities = _segmentation(segmentation).segment(recording.samples, recording.sample_rate_hz)
    heard = without_missed_words(Heard.of(recording, activities))
    clipped = find_clipping(recording)
    clipped_frames = _frames_with(clipped, len(heard.power), recording.sample_rate_hz)
    speakers = find_speakers(heard)
    clean = clean_speech(speakers, clipped_frames)
    level = speech_level_dbfs(heard)
    background = ~heard.speech if not heard.speech.any() else heard.pause
    measures = Measures(
        seconds=recording.seconds,
        speech_seconds=float(clean.sum() * FRAME_SECONDS),
        speech_level_dbfs=level,
        snr_db=snr_db(heard),
        clipped_share=_share_of_speech(clipped, heard),
        limited_share=limited_share(heard),
        bandwidth_hz=bandwidth_hz(heard),
        reverberation_seconds=reverberation_seconds(heard),
        speaker_count=speakers.count,
        second_speaker_seconds=float(speakers.others.sum() * FRAME_SECONDS),
        overlap_seconds=float(speakers.overlap.sum() * FRAME_SECONDS),
        tonality=tonality(heard, background),
        hum_db=hum_db(heard, level),
    )
    places = Places(
        clipped=_places(clipped_frames),
        noisy=_places(background & (heard.power > DIGITAL_SILENCE)),
        others=_places(speakers.others),
        overlap=_places(speakers.overlap),
    )
    findings = find(measures, places)
    return QualityReport(_verdict(findings), measures, findings, best_spans(heard, clean))


@functools.lru_cache(maxsize=2)
def _segmentation(checkpoint: Path | None) -> Segmentation:
    return Segmentation.load(checkpoint)


def _verdict(findings: tuple[Finding, ...]) -> Verdict:
    gravest = {finding.severity for finding in findings}
    if Severity.REFUSAL in gravest:
        return Verdict.REFUSE
    return Verdict.ACCEPT_WITH_WARNINGS if Severity.WARNING in gravest else Verdict.ACCEPT


def _frames_with(samples: np.ndarray, frame_count: int, rate: int) -> np.ndarray:
    """Frames of 10 ms that hold any of the samples: bool [n] to bool [frames]."""
    frames = np.zeros(frame_count, bool)
    at = (np.flatnonzero(samples) / (rate * FRAME_SECONDS)).astype(np.int64)
    frames[np.minimum(at, frame_count - 1)] = True
    return frames


def _share_of_speech(samples: np.ndarray, heard: Heard) -> float:
    """How many of the samples there are, for each sample in which speech sounds; 0 without speech."""
    speech = heard.active.sum() * FRAME_SECONDS * heard.recording.sample_rate_hz
    return min(float(samples.sum() / speech), 1.0) if speech else 0.0


def _places(frames: np.ndarray) -> tuple[Span, ...]:
    return spans_of(bridged(frames, frames_in(_JOINED_SECONDS)), FRAME_SECONDS)

# SPDX-License-Identifier: GPL-3.0-or-later
"""A recording as every measure sees it: its level in frames of 10 ms, where somebody speaks, where nobody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import soxr
from scipy.signal import butter, sosfiltfilt

from models.segmentation import Activities
from sidecar.voices.quality.spans import bridged, narrowed, without_short
from sidecar.voices.recording import Recording

RATE_HZ = 16_000
"""The band in which voices are told apart; what lies above is looked at for bandwidth alone."""
FRAME_SECONDS = 0.010
FRAME_SAMPLES = round(FRAME_SECONDS * RATE_HZ)
DIGITAL_SILENCE = 1e-10
"""Power (-100 dBFS) under what 16-bit sound can hold: nothing was recorded there."""

MIN_PAUSE_SECONDS = 2.0
"""Less than this, all pauses together, may be a few words that the network missed."""

_RUMBLE_HZ = 60.0
_SPEECH_PROBABILITY = 0.5
_PAUSE_PROBABILITY = 0.2
_SPEECH_GAP_SECONDS = 0.20
_MIN_SPEECH_SECONDS = 0.10
_PAUSE_MARGIN_SECONDS = 0.15
"""Breaths and the room's echo follow speech; words begin before a network calls them speech."""
_ACTIVE_RANGE_DB = 20.0
"""What is further below the loud parts of speech is a pause between words, or noise."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What is measured on.

    Attributes:
        recording: As it was read.
        samples: float64 [n] at 16 kHz, without what lies under 60 Hz.
        power: Mean square of each frame: float64 [frames].
        speech: Somebody speaks, short gaps between words included: bool [frames].
        active: Frames of speech that sound: bool [frames].
        pause: Nobody speaks, at a distance from speech: bool [frames].
        activities: What the segmentation network hears.
    """

    recording: Recording
    samples: np.ndarray
    power: np.ndarray
    speech: np.ndarray
    active: np.ndarray
    pause: np.ndarray
    activities: Activities

    @classmethod
    def of(cls, recording: Recording, activities: Activities) -> Heard:
        """Prepares a recording; the activities are of the same recording."""
        samples, power = samples_and_power(recording)
        likely = activities.speech[activities.frames_at((np.arange(len(power)) + 0.5) * FRAME_SECONDS)]
        speech = without_short(
            bridged(likely > _SPEECH_PROBABILITY, frames_in(_SPEECH_GAP_SECONDS)),
            frames_in(_MIN_SPEECH_SECONDS),
        )
        pause = narrowed(~speech & (likely < _PAUSE_PROBABILITY), frames_in(_PAUSE_MARGIN_SECONDS))
        return cls(recording, samples, power, speech, _active(power, speech), pause, activities)


def samples_and_power(recording: Recording) -> tuple[np.ndarray, np.ndarray]:
    """Whole frames at 16 kHz without what lies under 60 Hz, float64 [n], and their mean squares [frames]."""
    samples = soxr.resample(recording.samples, recording.sample_rate_hz, RATE_HZ).astype(np.float64)
    if len(samples) > FRAME_SAMPLES:
        samples = sosfiltfilt(butter(2, _RUMBLE_HZ, "highpass", fs=RATE_HZ, output="sos"), samples)
    count = -(-len(samples) // FRAME_SAMPLES)
    samples = np.pad(samples, (0, count * FRAME_SAMPLES - len(samples)))
    return samples, np.mean(samples.reshape(count, FRAME_SAMPLES) ** 2, axis=1)


def frames_in(seconds: float) -> int:
    """Frames of 10 ms."""
    return round(seconds / FRAME_SECONDS)


def decibels(power: float | np.ndarray) -> np.ndarray:
    """Of a power; silence is -120 dB."""
    return 10 * np.log10(np.maximum(power, 1e-12))


def _active(power: np.ndarray, speech: np.ndarray) -> np.ndarray:
    if not speech.any():
        return speech
    loud = np.quantile(power[speech], 0.95)
    return speech & (power > max(loud * 10 ** (-_ACTIVE_RANGE_DB / 10), DIGITAL_SILENCE))

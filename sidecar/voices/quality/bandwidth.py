# SPDX-License-Identifier: GPL-3.0-or-later
"""Up to which frequency a recording holds speech, whatever its sample rate promises."""

from __future__ import annotations

import numpy as np
import soxr

from sidecar.voices.quality.hearing import FRAME_SECONDS, Heard, decibels
from sidecar.voices.quality.spectra import power_spectra

_MAX_RATE_HZ = 48_000
_BAND_HZ = 250.0
_WINDOW_SECONDS = 0.032
_LOUD_QUANTILE, _QUIET_QUANTILE = 0.95, 0.02
_MIN_PAUSE_SECONDS = 1.0
_ABOVE_FLOOR_DB = 10.0
_RANGE_DB = 65.0
"""Below the strongest band: sibilants lie 20 to 50 dB under vowels, filters leave less than this."""
_QUANTISATION_DBFS = -98.0
"""Noise of 16-bit samples, spread over the whole band."""


def bandwidth_hz(heard: Heard) -> float | None:
    """Upper end of the highest 250 Hz band in which speech rises out of the noise floor.

    Compares the loud frames of speech, sibilants among them, with the floor in pauses (or in the quietest
    frames if there are no pauses) and with what 16-bit sound can hold. `None` without speech.
    """
    recording = heard.recording
    rate = min(recording.sample_rate_hz, _MAX_RATE_HZ)
    samples = soxr.resample(recording.samples, recording.sample_rate_hz, rate)
    power = power_spectra(samples, rate, _WINDOW_SECONDS, _WINDOW_SECONDS / 2)
    middles = (np.arange(power.shape[1]) + 1) * _WINDOW_SECONDS / 2
    frames = np.minimum((middles / FRAME_SECONDS).astype(np.int64), len(heard.power) - 1)
    speech, pause = heard.active[frames], heard.pause[frames]
    if not speech.any():
        return None
    bands = _in_bands(power)
    loud = decibels(np.quantile(bands[:, speech], _LOUD_QUANTILE, axis=1))
    if pause.sum() * _WINDOW_SECONDS / 2 >= _MIN_PAUSE_SECONDS:
        floor = decibels(np.median(bands[:, pause], axis=1))
    else:
        floor = decibels(np.quantile(bands, _QUIET_QUANTILE, axis=1))
    grain = _QUANTISATION_DBFS - 10 * np.log10(len(bands))
    bound = np.maximum(np.maximum(floor, grain) + _ABOVE_FLOOR_DB, loud.max() - _RANGE_DB)
    above = np.flatnonzero(loud > bound)
    return float(min((above[-1] + 1) * _BAND_HZ, rate / 2)) if above.size else None


def _in_bands(power: np.ndarray) -> np.ndarray:
    """Power in bands of 250 Hz: [bins, frames] to [bands, frames]."""
    hertz = np.arange(power.shape[0]) / _WINDOW_SECONDS
    return np.add.reduceat(power, np.searchsorted(hertz, np.arange(0, hertz[-1], _BAND_HZ)), axis=0)

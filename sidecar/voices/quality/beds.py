# SPDX-License-Identifier: GPL-3.0-or-later
"""What sounds beneath the speech: music, tones, mains hum."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import median_filter
from scipy.signal import welch

from sidecar.voices.quality.hearing import (
    DIGITAL_SILENCE,
    FRAME_SAMPLES,
    FRAME_SECONDS,
    MIN_PAUSE_SECONDS,
    RATE_HZ,
    Heard,
    decibels,
    frames_in,
)
from sidecar.voices.quality.spans import runs_of
from sidecar.voices.quality.spectra import power_spectra

_WINDOW_SECONDS = 0.064
_LOW_HZ, _HIGH_HZ = 100.0, 4000.0
_NEIGHBOURHOOD = 31
_PEAK = 8.0
_STEADY_FRAMES = 8
_MAINS_HZ = (50.0, 60.0)
_HARMONICS = 8
_MIN_RUN_SECONDS = 0.4
"""Shorter ones do not tell lines 50 Hz apart from what lies between them."""


def tonality(heard: Heard, where: np.ndarray) -> float | None:
    """Share of steady tones in the sound of some frames, 100 Hz to 4 kHz.

    A tone is a bin that stands 9 dB above its neighbourhood for 80 ms; noise has none, music has many, and
    speech is not among the frames that are asked about.

    Args:
        heard: The recording.
        where: bool [frames of 10 ms].

    Returns:
        0 to 1; `None` with too little to listen to.
    """
    where = where & (heard.power > DIGITAL_SILENCE)
    if where.sum() < frames_in(MIN_PAUSE_SECONDS):
        return None
    half = round(_WINDOW_SECONDS * RATE_HZ) // 2
    power = power_spectra(np.pad(heard.samples, half), RATE_HZ, _WINDOW_SECONDS, FRAME_SECONDS)
    power = power[round(_LOW_HZ * _WINDOW_SECONDS) : round(_HIGH_HZ * _WINDOW_SECONDS), : len(where)]
    peaks = power > _PEAK * median_filter(power, (_NEIGHBOURHOOD, 1))
    steady = np.zeros_like(peaks)
    for row, out in zip(peaks, steady, strict=True):
        runs = runs_of(row)
        for start, end in runs[runs[:, 1] - runs[:, 0] >= _STEADY_FRAMES]:
            out[start:end] = True
    return float((power * steady)[:, where].sum() / max(power[:, where].sum(), DIGITAL_SILENCE))


def hum_db(heard: Heard, speech_dbfs: float) -> float | None:
    """Mains hum, 50 or 60 Hz and harmonics, over the speech; `None` without enough pauses."""
    quiet = heard.pause & (heard.power > DIGITAL_SILENCE)
    runs = runs_of(quiet)
    runs = runs[runs[:, 1] - runs[:, 0] >= frames_in(_MIN_RUN_SECONDS)]
    if (runs[:, 1] - runs[:, 0]).sum() < frames_in(MIN_PAUSE_SECONDS):
        return None
    spectra, weights = [], []
    for start, end in runs * FRAME_SAMPLES:
        _, density = welch(heard.samples[start:end], RATE_HZ, "hann", min(8000, end - start), nfft=RATE_HZ)
        spectra.append(density)
        weights.append(end - start)
    density = np.average(spectra, axis=0, weights=weights)
    return float(max(decibels(_lines(density, mains)) for mains in _MAINS_HZ) - speech_dbfs)


def _lines(density: np.ndarray, mains_hz: float) -> float:
    """Power of the lines at the harmonics over what is beside them; bins are 1 Hz."""
    total = 0.0
    for k in range(1, _HARMONICS + 1):
        at = round(k * mains_hz)
        line = density[at - 3 : at + 4].sum()
        beside = np.median(np.concatenate([density[at - 18 : at - 6], density[at + 7 : at + 19]])) * 7
        total += max(line - beside, 0.0) if line > 4 * beside else 0.0
    return total

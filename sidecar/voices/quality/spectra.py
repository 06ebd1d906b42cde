# SPDX-License-Identifier: GPL-3.0-or-later
"""Short-time power spectra, scaled so that the bins of a frame sum to its mean square."""

from __future__ import annotations

import numpy as np

_BLOCK = 1000
"""Frames at a time: ten minutes of sound would need gigabytes at once."""


def power_spectra(
    samples: np.ndarray, sample_rate_hz: int, window_seconds: float, hop_seconds: float
) -> np.ndarray:
    """Power in each bin of Hann windows that lie inside the sound: float64 [bins, frames].

    Frame i covers the window that begins at i * hop; there is none if the sound is shorter than a window.
    """
    size, hop = round(window_seconds * sample_rate_hz), round(hop_seconds * sample_rate_hz)
    bins = size // 2 + 1
    if len(samples) < size:
        return np.zeros((bins, 0))
    window = np.hanning(size + 1)[:size]
    looks = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    power = np.empty((bins, len(looks)))
    for start in range(0, len(looks), _BLOCK):
        spectra = np.fft.rfft(looks[start : start + _BLOCK] * window, axis=1)
        power[:, start : start + _BLOCK] = np.square(np.abs(spectra)).T
    power *= 2 / (size * np.square(window).sum())
    return power

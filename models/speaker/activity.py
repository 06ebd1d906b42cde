# SPDX-License-Identifier: GPL-3.0-or-later
"""Speech without the silence around it."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import binary_dilation

_HOP_SECONDS = 0.02
_LOUD_PERCENTILE = 95
_BELOW_LOUD_DB = 36.0
_ABOVE_NOISE_DB = 6.0
_NOISE_PERCENTILE = 5
_KEPT_HOPS = 4  # around a sounding hop: soft consonants


def without_silence(samples: np.ndarray, sample_rate_hz: int) -> np.ndarray:
    """Joins what sounds: float32 [n], mono; empty if nothing does.

    A stretch sounds if its energy is within 36 dB of the loud ones and, where that is lower, 6 dB above the
    softest; 80 ms around it are kept.
    """
    hop = round(_HOP_SECONDS * sample_rate_hz)
    hops = len(samples) // hop
    if not hops:
        return samples[:0]
    frames = samples[: hops * hop].reshape(hops, hop)
    energy = 10 * np.log10(np.square(frames.astype(np.float64)).mean(axis=1) + 1e-12)
    loud = np.percentile(energy, _LOUD_PERCENTILE)
    floor = min(np.percentile(energy, _NOISE_PERCENTILE) + _ABOVE_NOISE_DB, loud - _ABOVE_NOISE_DB)
    sounding = energy > max(loud - _BELOW_LOUD_DB, floor)
    if loud < -90:
        return samples[:0]
    kept = np.asarray(binary_dilation(sounding, iterations=_KEPT_HOPS), np.bool_)
    return frames[kept].ravel()

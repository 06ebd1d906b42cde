# SPDX-License-Identifier: GPL-3.0-or-later
"""Fundamental frequency of speech, by normalised autocorrelation (after Boersma 1993)."""

from __future__ import annotations

import numpy as np
import soxr
from scipy.ndimage import median_filter

LOWEST_HZ, HIGHEST_HZ = 60.0, 450.0
HOP_SECONDS = 0.01
_RATE_HZ = 8_000
_WINDOW_SECONDS = 0.05
_VOICED = 0.6
_AS_GOOD = 0.85
"""The shortest lag whose peak reaches this share of the best is taken: its multiples are peaks as well."""
_BELOW_LOUD_DB = 30.0
_SMOOTHING_HOPS = 5


def voiced_pitch(samples: np.ndarray, sample_rate_hz: int) -> np.ndarray:
    """Fundamental frequency of the voiced moments, one each 10 ms: float [n] Hz; empty if there are none."""
    audio = soxr.resample(np.ascontiguousarray(samples, np.float32), sample_rate_hz, _RATE_HZ)
    window, hop = round(_WINDOW_SECONDS * _RATE_HZ), round(HOP_SECONDS * _RATE_HZ)
    if len(audio) < window:
        return np.zeros(0)
    frames = np.lib.stride_tricks.sliding_window_view(audio, window)[::hop].astype(np.float64)
    frames = frames - frames.mean(axis=1, keepdims=True)
    energy = np.square(frames).sum(axis=1)
    loud = energy > np.percentile(energy, 95) * 10 ** (-_BELOW_LOUD_DB / 10)
    correlation = _autocorrelation(frames * np.hanning(window)) / _autocorrelation(np.hanning(window)[None])
    correlation = correlation / np.maximum(correlation[:, :1], 1e-12)
    shortest, longest = int(_RATE_HZ / HIGHEST_HZ), int(_RATE_HZ / LOWEST_HZ)
    pitch, strength = _best_lags(correlation[:, : longest + 2], shortest)
    voiced = loud & (strength > _VOICED)
    if not voiced.any():
        return np.zeros(0)
    return median_filter(pitch[voiced], size=_SMOOTHING_HOPS, mode="nearest")


def _autocorrelation(frames: np.ndarray) -> np.ndarray:
    """Of each row, at lags from zero up."""
    spectrum = np.fft.rfft(frames, 2 * frames.shape[1], axis=1)
    return np.fft.irfft(np.square(np.abs(spectrum)), axis=1)[:, : frames.shape[1]]


def _best_lags(correlation: np.ndarray, shortest: int) -> tuple[np.ndarray, np.ndarray]:
    """Frequency and height of each row's chosen peak, refined by a parabola."""
    inner = correlation[:, shortest:-1]
    peaks = (inner >= correlation[:, shortest - 1 : -2]) & (inner >= correlation[:, shortest + 1 :])
    heights = np.where(peaks, inner, 0.0)
    chosen = (heights >= _AS_GOOD * heights.max(axis=1, keepdims=True)).argmax(axis=1)
    rows = np.arange(len(correlation))
    before, at, after = (correlation[rows, chosen + shortest + step] for step in (-1, 0, 1))
    curvature = before - 2 * at + after
    offset = np.divide(before - after, 2 * curvature, out=np.zeros_like(at), where=curvature < 0)
    return _RATE_HZ / (chosen + shortest + np.clip(offset, -1, 1)), heights.max(axis=1)

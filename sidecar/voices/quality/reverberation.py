# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the room answers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.ndimage import uniform_filter1d

from sidecar.voices.quality.hearing import RATE_HZ, Heard, decibels
from sidecar.voices.quality.spectra import power_spectra

_HOP_SECONDS = 0.005
_WINDOW_SECONDS = 0.020
_OCTAVES_HZ = (250, 500, 1000, 2000, 4000, 8000)
_SMOOTHED_FRAMES = 5
_TOLERANCE_DB = 3.0
"""The level of a decay fluctuates: it has ended when it is this much over the lowest it has been."""
_MIN_DROP_DB = 20.0
_MIN_SECONDS = 0.050
_MIN_STRAIGHTNESS = 0.9
_FLOOR_MARGIN_DB = 6.0
_QUANTILE = 0.25
_MIN_DECAYS = 8


def reverberation_seconds(heard: Heard) -> float | None:
    """Reverberation time, estimated blindly from free decays.

    After Ratnam et al. (J. Acoust. Soc. Am. 114(5), 2003) and Löllmann et al. (IWAENC 2010): where sound
    stops, its level falls along a line whose slope the room sets. Lines are fitted by least squares to the
    level in octaves, over the first 20 dB and more of each decay. Nothing falls faster than the room lets
    it, so a low quantile of all decays tells the room from sounds that the speaker lets fade.

    Near the microphone the first part of a decay is the voice's own, so the value is under the room's T60:
    what matters here is the echo that is heard.

    Returns:
        Seconds in which the level falls by 60 dB; `None` with too few decays, as in noise.
    """
    power = power_spectra(heard.samples, RATE_HZ, _WINDOW_SECONDS, _HOP_SECONDS)
    edges = [round(hz * _WINDOW_SECONDS) for hz in _OCTAVES_HZ]
    times: list[float] = []
    for low, high in pairwise(edges):
        band = power[low:high].sum(axis=0)
        times += _decay_times(decibels(uniform_filter1d(band, _SMOOTHED_FRAMES)))
    return float(np.quantile(times, _QUANTILE)) if len(times) >= _MIN_DECAYS else None


def _decay_times(level: np.ndarray) -> list[float]:
    """Seconds per 60 dB of each free decay of a level in decibels."""
    if len(level) < 3:
        return []
    floor = np.quantile(level, 0.05) + _FLOOR_MARGIN_DB
    peaks = 1 + np.flatnonzero((level[1:-1] >= level[:-2]) & (level[1:-1] > level[2:]))
    times: list[float] = []
    done = 0
    for peak in peaks[level[peaks] > floor + _MIN_DROP_DB]:
        if peak < done:
            continue
        end = _end_of_decay(level, int(peak), floor)
        if level[peak] - level[end] < _MIN_DROP_DB or (end - peak) * _HOP_SECONDS < _MIN_SECONDS:
            continue
        done = end
        slope, straightness = _line(level[peak : end + 1])
        if straightness >= _MIN_STRAIGHTNESS:
            times.append(-60 / slope)
    return times


def _end_of_decay(level: np.ndarray, peak: int, floor: float) -> int:
    """The lowest frame before the level meets the floor or rises again."""
    lowest = peak
    for frame in range(peak + 1, len(level)):
        if level[frame] <= floor or level[frame] > level[lowest] + _TOLERANCE_DB:
            break
        if level[frame] < level[lowest]:
            lowest = frame
    return lowest


def _line(level: np.ndarray) -> tuple[float, float]:
    """Slope in dB per second and coefficient of determination of a line through the level."""
    seconds = np.arange(len(level)) * _HOP_SECONDS
    slope, offset = np.polyfit(seconds, level, 1)
    return float(slope), float(1 - np.var(level - slope * seconds - offset) / np.var(level))

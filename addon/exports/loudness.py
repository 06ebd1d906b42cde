# SPDX-License-Identifier: GPL-3.0-or-later
"""How loud a sound is, by Recommendation ITU-R BS.1770-4: gated loudness (annex 1) and true peak (annex 2).

Blender has no scipy, so both filters run as convolutions. The weighting filter's impulse response has decayed
below 1e-9 where it is cut off. Silence, of which dialogue is full, is passed over.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
_Array = NDArray[np.float64]

_OFFSET: Final = -0.691  # LUFS of the weighted mean square 1
_GATE: Final = -70.0  # LUFS; quieter blocks count as silence
_RELATIVE_GATE: Final = -10.0  # LU below the loudness of the blocks above the first gate
_HOPS: Final = 4  # a block of 400 ms is four hops, so that blocks overlap by three quarters
_HOP: Final = 0.1  # seconds
_TAIL: Final = 0.25  # seconds of the weighting filter's impulse response
_BLOCK: Final = 1 << 16  # samples worked on at a time
_OVERSAMPLING: Final = 4
_TAPS: Final = 32  # per phase of the interpolation filter
_STOPBAND: Final = 9.0  # beta of its Kaiser window: -90 dB
_OVERSHOOT: Final = 2.5  # a true peak is at most so many times the highest sample near it


def loudness(samples: Samples, rate: int) -> float | None:
    """Integrated loudness of a mono sound in LUFS.

    Args:
        samples: float32 [n], full scale 1. It is not copied as a whole.
        rate: Samples per second.

    Returns:
        None where nothing is louder than the gate of -70 LUFS, or the sound is shorter than a block of 0.4 s.
    """
    power = _block_power(samples, rate)
    heard = power[power > _power_of(_GATE)]
    if not len(heard):
        return None
    gate = _loudness_of(float(heard.mean())) + _RELATIVE_GATE
    return _loudness_of(float(heard[heard > _power_of(gate)].mean()))


def true_peak(samples: Samples) -> float:
    """The highest value between and on the samples, of full scale 1; four times oversampled.

    Args:
        samples: float32 [n].
    """
    phases = _interpolation()
    peak = 0.0
    for begin in range(0, len(samples), _BLOCK):
        # The filter needs neighbours; beyond the ends is silence.
        part = samples[max(begin - _TAPS, 0) : begin + _BLOCK + _TAPS]
        highest = float(np.abs(part).max(initial=0.0))
        peak = max(peak, highest)
        if highest * _OVERSHOOT > peak:
            peak = max(peak, *(float(np.abs(np.convolve(part, phase)).max()) for phase in phases))
    return peak


def decibels(value: float) -> float:
    """A value of full scale 1 in dB; minus infinity for 0."""
    return 20.0 * math.log10(value) if value > 0.0 else -math.inf


def _loudness_of(power: float) -> float:
    return _OFFSET + 10.0 * math.log10(power)


def _power_of(loudness: float) -> float:
    return 10.0 ** ((loudness - _OFFSET) / 10.0)


def _block_power(samples: Samples, rate: int) -> _Array:
    """The weighted mean square of every block of 400 ms."""
    hop = round(_HOP * rate)
    count = len(samples) // hop
    energy = np.zeros(count)
    response = _weighting(rate)
    step = max(_BLOCK // hop, 1) * hop  # whole hops
    size = 1 << (step + len(response) - 1).bit_length()
    spectrum = np.fft.rfft(response, size)
    for begin in range(0, count * hop, step):
        part = samples[max(begin - len(response) + 1, 0) : min(begin + step, count * hop)]
        if not part.any():
            continue
        before = begin - max(begin - len(response) + 1, 0)
        weighted = np.fft.irfft(np.fft.rfft(part, size) * spectrum, size)[before : len(part)]
        energy[begin // hop : begin // hop + len(weighted) // hop] = (
            np.square(weighted).reshape(-1, hop).sum(axis=1)
        )
    if count < _HOPS:
        return np.zeros(0)
    return np.convolve(energy, np.ones(_HOPS), "valid") / (_HOPS * hop)


@lru_cache(maxsize=4)
def _weighting(rate: int) -> _Array:
    """Impulse response of the K-weighting: a shelf for the head, then a high-pass.

    At 48 kHz the coefficients are those of the Recommendation; the analogue filters behind them give those of
    other rates.
    """
    response = np.zeros(math.ceil(_TAIL * rate))
    response[0] = 1.0
    for numerator, denominator in (_shelf(rate), _high_pass(rate)):
        response = _filtered(response, numerator, denominator)
    return response


_Coefficients = tuple[float, float, float]


def _shelf(rate: int) -> tuple[_Coefficients, _Coefficients]:
    frequency, gain, quality = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    tangent = math.tan(math.pi * frequency / rate)
    high = 10.0 ** (gain / 20.0)
    middle = high**0.4996667741545416
    scale = 1.0 + tangent / quality + tangent**2
    numerator = (
        (high + middle * tangent / quality + tangent**2) / scale,
        2.0 * (tangent**2 - high) / scale,
        (high - middle * tangent / quality + tangent**2) / scale,
    )
    return numerator, _poles(tangent, quality)


def _high_pass(rate: int) -> tuple[_Coefficients, _Coefficients]:
    tangent = math.tan(math.pi * 38.13547087602444 / rate)
    return (1.0, -2.0, 1.0), _poles(tangent, 0.5003270373238773)


def _poles(tangent: float, quality: float) -> _Coefficients:
    scale = 1.0 + tangent / quality + tangent**2
    return 1.0, 2.0 * (tangent**2 - 1.0) / scale, (1.0 - tangent / quality + tangent**2) / scale


def _filtered(signal: _Array, numerator: _Coefficients, denominator: _Coefficients) -> _Array:
    """A signal through a biquad filter."""
    forward = np.convolve(signal, numerator)[: len(signal)].tolist()
    _, first, second = denominator
    last = before = 0.0
    for index, value in enumerate(forward):
        last, before = value - first * last - second * before, last
        forward[index] = last
    return np.array(forward)


@lru_cache(maxsize=1)
def _interpolation() -> list[NDArray[np.float32]]:
    """The phases of a low-pass at the old Nyquist frequency, for the places between the samples."""
    length = _OVERSAMPLING * _TAPS
    places = np.arange(1, length) - length / 2
    filter_ = np.sinc(places / _OVERSAMPLING) * np.kaiser(length - 1, _STOPBAND)
    # Phase 0 would give the samples themselves.
    phases = (filter_[phase - 1 :: _OVERSAMPLING] for phase in range(1, _OVERSAMPLING))
    return [(phase / phase.sum()).astype(np.float32) for phase in phases]

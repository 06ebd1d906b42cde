# SPDX-License-Identifier: GPL-3.0-or-later
"""Loudness, brightness and voicing of speech over time, as fine as phones begin and end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

HOP_SECONDS = 0.005
"""A quarter of a frame of attention; finer than eyes see lips move."""
_WINDOW_SECONDS = 0.010
"""One or two periods of a voice: short enough for bursts."""
_VOICING_WINDOW_SECONDS = 0.030
_PITCH_HZ = (75.0, 500.0)
_VOICING_RATE_HZ = 8_000
_BRIGHT_HZ = 3_500.0
"""Sibilants and bursts have most of their energy above, vowels nearly none."""
_QUIET_BELOW_DB = 38.0
"""Under the loud parts. Weak fricatives are some 30 dB below vowels, the synthesizer's silence 50 or more."""
_SILENCE_DB = -65.0
"""Of full scale: what is below is silence, however soft the speech."""
_QUIET_SLOPE_DB = 3.0
HEARD_BELOW = 0.5
"""What is less likely silent than this is heard."""


@dataclass(frozen=True, eq=False, slots=True)
class Acoustics:
    """Tracks of a waveform; index n is the `hop` samples wide stretch around sample n * hop.

    Attributes:
        sample_rate_hz: Of the waveform.
        samples: Its length.
        hop: Samples from one point to the next.
        decibels: Of full scale, [points].
        level: 0 at the limit of quiet, 1 for the loudest [points].
        brightness: Share of the energy that is high, 0 where it is quiet [points].
        voicing: How periodic, 0 where it is quiet [points].
        threshold_db: What is below is quiet.
    """

    sample_rate_hz: int
    samples: int
    hop: int
    decibels: np.ndarray
    level: np.ndarray
    brightness: np.ndarray
    voicing: np.ndarray
    threshold_db: float

    @classmethod
    def of(cls, waveform: np.ndarray, sample_rate_hz: int) -> Acoustics:
        """Measures.

        Args:
            waveform: [samples], full scale 1.
            sample_rate_hz: Its rate, at least 8 kHz.

        Raises:
            ValueError: The waveform is not one channel of finite numbers, or its rate is too low.
        """
        if waveform.ndim != 1 or not len(waveform) or not np.isfinite(waveform).all():
            raise ValueError("waveform: is not one channel of finite samples")
        if sample_rate_hz < _VOICING_RATE_HZ:
            raise ValueError(f"sample rate: {sample_rate_hz} Hz is less than {_VOICING_RATE_HZ}")
        waveform = waveform.astype(np.float32)
        hop = round(HOP_SECONDS * sample_rate_hz)
        power, brightness = _power(waveform, sample_rate_hz, hop)
        decibels = 10 * np.log10(power + 1e-10)
        loud = float(np.percentile(decibels, 95))
        threshold = max(loud - _QUIET_BELOW_DB, _SILENCE_DB)
        level = np.clip((decibels - threshold) / max(loud - threshold, _QUIET_SLOPE_DB), 0, 1)
        sounding = np.minimum(1, 4 * level)  # Noise floors are bright and hums voiced, yet silent.
        voicing = _voicing(waveform, sample_rate_hz, hop)[: len(level)]
        return cls(
            sample_rate_hz,
            len(waveform),
            hop,
            decibels,
            level,
            brightness * sounding,
            voicing * sounding,
            threshold,
        )

    def quietness(self, edges: np.ndarray) -> np.ndarray:
        """How likely stretches are silent.

        Args:
            edges: Sample offsets [stretches + 1], rising.

        Returns:
            [stretches], 0 to 1.
        """
        points = np.arange(len(self.decibels)) * self.hop
        centres = (edges[:-1] + edges[1:]) / 2
        decibels = np.interp(centres, points, self.decibels)
        return 1 / (1 + np.exp(np.clip((decibels - self.threshold_db) / _QUIET_SLOPE_DB, -30, 30)))


def _windows(waveform: np.ndarray, length: int, hop: int) -> np.ndarray:
    """Views [points, length] of the waveform around every `hop` samples."""
    padded = np.pad(waveform, (length // 2, length))
    count = len(waveform) // hop + 1
    return np.lib.stride_tricks.sliding_window_view(padded, length)[: count * hop : hop]


def _power(waveform: np.ndarray, sample_rate_hz: int, hop: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean power [points] and the share of it that is high [points]."""
    length = round(_WINDOW_SECONDS * sample_rate_hz)
    shape = np.hanning(length).astype(np.float32)
    spectrum = np.fft.rfft(_windows(waveform, length, hop) * shape)
    energy = spectrum.real**2 + spectrum.imag**2
    total = energy.sum(axis=1)
    high = energy[:, round(_BRIGHT_HZ * length / sample_rate_hz) :].sum(axis=1)
    return 2 * total / (length * np.square(shape).sum()), high / (total + 1e-12)


def _voicing(waveform: np.ndarray, sample_rate_hz: int, hop: int) -> np.ndarray:
    """Height of the autocorrelation's peak at lags of a voice [points] (Boersma 1993)."""
    step = sample_rate_hz // _VOICING_RATE_HZ
    rate = sample_rate_hz / step
    coarse = waveform[: len(waveform) // step * step].reshape(-1, step).mean(axis=1)
    length = round(_VOICING_WINDOW_SECONDS * rate)
    centres = np.arange(len(waveform) // hop + 1) * hop // step
    padded = np.pad(coarse, (length // 2, length))
    last = len(padded) - length
    shape = np.hanning(length).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(padded, length)[np.minimum(centres, last)]
    windows = (windows - windows.mean(axis=1, keepdims=True)) * shape
    size = 1 << (2 * length - 1).bit_length()
    correlation = np.fft.irfft(np.abs(np.fft.rfft(windows, size)) ** 2)
    of_window = np.fft.irfft(np.abs(np.fft.rfft(shape, size)) ** 2)
    lags = slice(int(rate / _PITCH_HZ[1]), int(rate / _PITCH_HZ[0]) + 1)
    relative = correlation[:, lags] / (correlation[:, :1] + 1e-9) * (of_window[0] / of_window[lags])
    # Noise reaches 0.4 in so short a window.
    return np.clip((relative.max(axis=1) - 0.4) / 0.5, 0, 1)

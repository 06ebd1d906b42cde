# SPDX-License-Identifier: GPL-3.0-or-later
"""How late lips are against the sound itself, without an aligner.

Open mouths go with loud low voices and bared teeth with hiss. Both are taken from the played frames and slid
along the sound's energy in these bands; where they agree best, the lips are as late as they were slid. It is
the idea of `models.kokoro.timing_estimate` with a mouth in place of boundaries: a mouth that opened for
exactly the vowels of the corpus, and hissed for exactly its sibilants, measures within 3 ms of zero.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfiltfilt

from sidecar.bench.lips_performance import Array
from sidecar.synthesis.speech import Speech

_HOP_MS: Final = 2.5
_SHIFTS_MS: Final = np.arange(-160.0, 160.0 + _HOP_MS, _HOP_MS)
_VOICED_BAND_HZ: Final = (120, 900)
_HISS_BAND_HZ: Final = (4500, 10500)
_FLOOR: Final = 1e-4  # of the loudest moment: 40 dB count, not the depth of a silence


class Heard(NamedTuple):
    """Energy of a line in dB about its mean, one value per hop, smoothed over some 10 ms.

    Attributes:
        voice: Below 900 Hz.
        hiss: Above 4.5 kHz.
    """

    voice: Array
    hiss: Array

    @classmethod
    def of(cls, speech: Speech) -> Heard:
        """Listens to a line."""
        rate = speech.sample_rate_hz
        return cls(
            _energy(speech.audio, rate, _VOICED_BAND_HZ),
            _energy(speech.audio, rate, _HISS_BAND_HZ),
        )


class Lateness:
    """Collects lines; some 10 s of speech are needed."""

    def __init__(self) -> None:
        self._opening = np.zeros(len(_SHIFTS_MS))
        self._hissing = np.zeros(len(_SHIFTS_MS))

    def add(self, heard: Heard, times: Array, opening: Array, hissing: Array | None) -> None:
        """Adds a line.

        Args:
            heard: The line's sound.
            times: Seconds of the sound at each played frame, float64 [n], rising.
            opening: How far the mouth is open, float64 [n].
            hissing: How much teeth are bared, float64 [n]; None if the rig has none to show.
        """
        at = (np.arange(len(heard.voice)) + 0.5) * _HOP_MS / 1000
        self._opening += _agreement(np.interp(at, times, opening), heard.voice)
        if hissing is not None:
            self._hissing += _agreement(np.interp(at, times, hissing), heard.hiss)

    def milliseconds(self) -> float:
        """By how much the lips come after the sound; negative when they come before. NaN if none moved."""
        curves = [curve for curve in (self._opening, self._hissing) if curve.any()]
        if not curves:
            return float("nan")
        return _peak_ms(np.sum([curve / np.ptp(curve) for curve in curves], axis=0))


def _energy(audio: NDArray[np.float32], rate: int, band: tuple[int, int]) -> Array:
    """Energy in a band; without delay."""
    hop = round(_HOP_MS * rate / 1000)
    count = len(audio) // hop
    filtered = sosfiltfilt(butter(4, band, "bandpass", fs=rate, output="sos"), audio)[: count * hop]
    window = np.hanning(7)
    energy = np.convolve(np.square(filtered).reshape(count, hop).mean(axis=1), window, "same")
    decibels = 10 * np.log10(energy + (_FLOOR * energy.max() or 1.0))
    return decibels - decibels.mean()


def _agreement(mouth: Array, energy: Array) -> Array:
    """Covariance with the energy at each shift; beyond its ends the sound goes on as it ended."""
    room = len(_SHIFTS_MS) // 2
    padded = np.pad(energy, room, mode="edge")
    # Slid by +k hops the mouth meets the energy of k hops earlier.
    return np.asarray(np.correlate(padded, mouth - mouth.mean(), "valid")[::-1], dtype=np.float64)


def _peak_ms(curve: Array) -> float:
    """Shift of the best agreement, refined by the parabola through it and its neighbours."""
    i = int(np.clip(np.argmax(curve), 1, len(curve) - 2))
    before, at, after = curve[i - 1 : i + 2]
    curvature = before - 2 * at + after
    offset = (before - after) / (2 * curvature) if curvature < 0 else 0.0
    return float(_SHIFTS_MS[i] + np.clip(offset, -1, 1) * _HOP_MS)

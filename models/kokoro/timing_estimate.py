# SPDX-License-Identifier: GPL-3.0-or-later
"""How late phoneme boundaries are against the audio, found without an aligner.

Two contrasts, each largest when the boundaries lie where the sounds are:

- Vowels have far more energy below 900 Hz than p, t, ʈ and k, whose closure is silent.
- Sibilants have far more energy above 4.5 kHz than the other voiced sounds.

Boundaries are moved earlier in steps, the contrast is taken at each, and the best step is refined with a
parabola. Both contrasts, scaled to equal range, add up to one estimate.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from scipy.signal import butter, sosfiltfilt

from models.kokoro.runtime import SAMPLE_RATE_HZ

VOWELS = frozenset("aeiouyæɑɐɒɔəɚɛɜɪɨɯøœʊʌɤᵊᵻAIOWYQ")
STOPS = frozenset("ptkʈ")
SIBILANTS = frozenset("sʃzʒʂɕʧʤʦʨꭧ")
_SONORANTS = frozenset("mnŋlɹɻjwɥvðbdɡ")
_MARKS_OF_THE_NEXT = frozenset("ˈˌ")
_MARKS_OF_THE_LAST = frozenset("ːʰʲ\u0303→↗↓↘")

_HOP = 60  # samples: 2.5 ms
_SHIFTS_MS = np.arange(-100.0, 202.5, 2.5)
_VOICED_BAND_HZ = (120, 900)
_HISS_BAND_HZ = (4500, 10500)
_FLOOR = 1e-4  # of the loudest moment: 40 dB of energy contrast count, not the depth of a silence


class Take(NamedTuple):
    """Speech and where its symbols are said to be.

    Attributes:
        symbols: Kokoro's alphabet; "" for silence.
        edges: int64 [symbols + 1], sample offsets: symbol i is edges[i] to edges[i + 1].
        audio: float32 [samples], mono at 24 kHz.
    """

    symbols: Sequence[str]
    edges: np.ndarray
    audio: np.ndarray


class Lateness(NamedTuple):
    """Milliseconds by which boundaries come after the sounds; negative when they come before."""

    combined_ms: float
    vowels_ms: float
    sibilants_ms: float


class _Phone(NamedTuple):
    symbol: str
    start: float  # in hops
    end: float


def lateness(takes: Sequence[Take]) -> Lateness:
    """Estimates how late the boundaries of some takes are.

    Takes of one voice at one speed give one estimate; some 10 s of speech are needed.

    Raises:
        ValueError: There is no vowel, stop or sibilant to listen to.
    """
    vowels = np.zeros(len(_SHIFTS_MS))
    sibilants = np.zeros(len(_SHIFTS_MS))
    for take in takes:
        phones = _phones(take)
        vowels += _contrast(phones, _log_energy(take.audio, _VOICED_BAND_HZ), VOWELS, STOPS)
        sibilants += _contrast(phones, _log_energy(take.audio, _HISS_BAND_HZ), SIBILANTS, VOWELS | _SONORANTS)
    if not (vowels.any() and sibilants.any()):
        raise ValueError("takes: need vowels with p, t, ʈ or k, and sibilants")
    combined = vowels / np.ptp(vowels) + sibilants / np.ptp(sibilants)
    return Lateness(_peak_ms(combined), _peak_ms(vowels), _peak_ms(sibilants))


def _phones(take: Take) -> list[_Phone]:
    """Symbols with the time of their stress, length and tone marks."""
    phones: list[_Phone] = []
    stress_start = None
    for symbol, start, end in zip(take.symbols, take.edges[:-1] / _HOP, take.edges[1:] / _HOP, strict=True):
        if symbol in _MARKS_OF_THE_NEXT:
            stress_start = start if stress_start is None else stress_start
        elif symbol in _MARKS_OF_THE_LAST and phones:
            phones[-1] = phones[-1]._replace(end=end)
        else:
            phones.append(_Phone(symbol, start if stress_start is None else stress_start, end))
            stress_start = None
    return phones


def _log_energy(audio: np.ndarray, band_hz: tuple[int, int]) -> np.ndarray:
    """Energy in a band in dB, one value per hop, smoothed over some 10 ms; without delay."""
    filtered = sosfiltfilt(butter(4, band_hz, "bandpass", fs=SAMPLE_RATE_HZ, output="sos"), audio)
    hops = len(audio) // _HOP
    energy = np.square(filtered[: hops * _HOP]).reshape(hops, _HOP).mean(axis=1)
    window = np.hanning(7)
    energy = np.convolve(energy, window / window.sum(), "same")
    return 10 * np.log10(energy + _FLOOR * energy.max())


def _contrast(
    phones: Sequence[_Phone], energy: np.ndarray, loud: Collection[str], soft: Collection[str]
) -> np.ndarray:
    """Mean energy of loud phones above that of soft ones at each shift, weighted by how many there are."""
    integral = np.concatenate([[0.0], np.cumsum(energy)])
    shifts = _SHIFTS_MS * SAMPLE_RATE_HZ / 1000 / _HOP

    def mean_energy(symbols: Collection[str]) -> tuple[np.ndarray, int]:
        spans = np.array([(p.start, p.end) for p in phones if p.symbol in symbols and p.end > p.start])
        if not len(spans):
            return np.zeros(len(shifts)), 0
        starts, ends = (np.interp(spans[:, [i]] - shifts, np.arange(len(integral)), integral) for i in (0, 1))
        return (ends - starts).sum(axis=0) / (spans[:, 1] - spans[:, 0]).sum(), len(spans)

    loud_energy, loud_count = mean_energy(loud)
    soft_energy, soft_count = mean_energy(soft)
    return (loud_energy - soft_energy) * min(loud_count, soft_count)


def _peak_ms(contrast: np.ndarray) -> float:
    """Shift of the largest contrast, refined by the parabola through it and its neighbours."""
    i = int(np.clip(np.argmax(contrast), 1, len(contrast) - 2))
    before, at, after = contrast[i - 1 : i + 2]
    curvature = before - 2 * at + after
    offset = (before - after) / (2 * curvature) if curvature < 0 else 0.0
    return float(_SHIFTS_MS[i] + np.clip(offset, -1, 1) * (_SHIFTS_MS[1] - _SHIFTS_MS[0]))


def shrink_to_pool(estimates: np.ndarray, leave_one_out: np.ndarray) -> np.ndarray:
    """Draws noisy estimates of several voices towards their mean (empirical Bayes, James and Stein 1961).

    Each keeps the share of its distance from the mean that is not noise: between / (between + noise), where
    `between` is the variance of voices beyond noise. Noise is the jackknife's variance over sentences,
    without what a sentence does to all voices alike, for that does not tell voices apart.

    Args:
        estimates: [voices], all of one language at one speed.
        leave_one_out: [voices, sentences], the estimate without each sentence.

    Returns:
        [voices]; a voice that has none beside it keeps its estimate.
    """
    voices, sentences = leave_one_out.shape
    if voices == 1:
        return estimates
    deviation = leave_one_out - leave_one_out.mean(axis=1, keepdims=True)
    deviation -= deviation.mean(axis=0)
    noise = (sentences - 1) / sentences * np.square(deviation).sum() / (voices - 1)
    between = max(0.0, estimates.var(ddof=1) - noise)
    kept = between / (between + noise) if between + noise > 0 else 0.0
    return estimates.mean() + kept * (estimates - estimates.mean())

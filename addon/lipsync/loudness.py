# SPDX-License-Identifier: GPL-3.0-or-later
"""How loud each sound of a line is, and what that does to the mouth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .phonemes import Kind, parts

FLOOR: Final = -40.0
"""Level of silence, and the lowest there is, dB."""

CEILING: Final = 20.0
"""The highest level there is, dB."""

_PER_DECIBEL: Final = 0.06  # growth of the jaw's opening per dB at full loudness; half of that by default
_LIPS: Final = 0.4  # share of it that the lips' strength takes
_LEAST, _MOST = 0.5, 1.5


def levels(
    samples: NDArray[np.int16], symbols: Sequence[str], starts: Sequence[int], ends: Sequence[int]
) -> list[float]:
    """Loudness of every sound, against the line's own vowels.

    Args:
        samples: 16-bit mono samples of the line.
        symbols: The sounds, IPA or "sil".
        starts: First sample of each.
        ends: Sample after the last of each.

    Returns:
        dB of each sound's root mean square against the median of the vowels' (of all sounds in a line without
        vowels), between `FLOOR` and `CEILING`; a sound without samples or energy has the floor.
    """
    energy = np.concatenate(([0.0], np.cumsum(samples.astype(np.float64) ** 2)))
    first = np.clip(np.asarray(starts, dtype=np.int64), 0, len(samples))
    last = np.clip(np.asarray(ends, dtype=np.int64), first, len(samples))
    length = last - first
    power = (energy[last] - energy[first]) / np.maximum(length, 1)
    heard = power > 0.0
    vowels = heard & np.array([parts(symbol)[0].target.kind is Kind.VOWEL for symbol in symbols], dtype=bool)
    if not np.any(heard):
        return [FLOOR] * len(symbols)
    reference = np.median(power[vowels if np.any(vowels) else heard])
    decibels = 10.0 * np.log10(np.where(heard, power, reference) / reference)
    return [float(level) for level in np.where(heard, np.clip(decibels, FLOOR, CEILING), FLOOR)]


def opening(level: float, loudness: float) -> tuple[float, float]:
    """How much wider a sound of a level opens the jaw, and how much stronger it shapes the lips, as gains.

    Args:
        level: dB against the line's median vowel.
        loudness: The dial, 0 to 1.
    """
    growth = _PER_DECIBEL * loudness * level
    if growth == 0.0:
        return 1.0, 1.0
    jaw = min(max(math.exp(growth), _LEAST), _MOST)
    return jaw, jaw**_LIPS

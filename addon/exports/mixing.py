# SPDX-License-Identifier: GPL-3.0-or-later
"""Sounds mixed into one, each at its exact sample, and how strong the mix must be to be as loud as asked."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np

from .loudness import Samples, decibels

CEILING: Final = -1.0
"""dBTP that nothing written comes above."""

_SLACK: Final = 0.005  # dB; no reason to speak of


class Placed(NamedTuple):
    """A sound and the sample of the mix on which it starts; below 0 if some of it lies before the mix."""

    start: int
    samples: Samples


class Strength(NamedTuple):
    """How much stronger a mix is made.

    Attributes:
        gain: In dB.
        loudness: Of what comes of it, in LUFS; None if it has none.
        held_back: How many dB were taken off because the peaks allow no more.
    """

    gain: float
    loudness: float | None
    held_back: float = 0.0

    @property
    def factor(self) -> float:
        """The gain as a factor."""
        return 10.0 ** (self.gain / 20.0)


def mix(into: Samples, sounds: Iterable[Placed]) -> None:
    """Fills a buffer with the sum of some sounds; what lies before or behind it is cut off.

    Args:
        into: float32 [n], overwritten.
        sounds: At the same rate.
    """
    into[:] = 0.0
    for start, samples in sounds:
        part = samples[max(-start, 0) :]
        begin = max(start, 0)
        part = part[: max(len(into) - begin, 0)]
        into[begin : begin + len(part)] += part


def sample_of(seconds: float | Fraction, rate: int) -> int:
    """The sample nearest to a second; counted from 0 for each sound, so that nothing adds up."""
    return math.floor(seconds * rate + Fraction(1, 2))


def strength(loudness: float | None, peak: float, target: float | None) -> Strength:
    """How much stronger to make a mix.

    Args:
        loudness: Of the mix as it is, in LUFS; None if it has none.
        peak: The highest true peak of all that is to be written with the gain, of full scale 1.
        target: The loudness it is to have, in LUFS; None to leave it as it is unless it would be cut off.
    """
    wanted = 0.0 if target is None or loudness is None else target - loudness
    most = CEILING - decibels(peak)
    allowed = most if target is not None or decibels(peak) > 0.0 else math.inf
    gain = min(wanted, allowed)
    held_back = wanted - gain if wanted - gain > _SLACK else 0.0
    return Strength(gain, None if loudness is None else loudness + gain, held_back)


def silence(seconds: float, rate: int) -> Samples:
    """A buffer for a mix: float32, four bytes a sample."""
    return np.zeros(math.ceil(seconds * rate - 1e-6), dtype=np.float32)

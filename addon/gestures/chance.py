# SPDX-License-Identifier: GPL-3.0-or-later
"""Chance that repeats itself: the same names give the same throws, on any machine."""

from __future__ import annotations

import hashlib
import math

import numpy as np


class Chance:
    """A row of throws that depends on nothing but its names."""

    def __init__(self, *names: object) -> None:
        """`names`: whatever tells this row from others, e.g. a seed, a line's id, a layer."""
        digest = hashlib.sha256("\x1f".join(map(str, names)).encode()).digest()
        self._source = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))

    def __call__(self) -> float:
        """A number from 0 up to 1."""
        return float(self._source.random())

    def between(self, low: float, high: float) -> float:
        """A number from `low` up to `high`."""
        return low + (high - low) * self()

    def around(self, mean: float) -> float:
        """A waiting time with this mean, scattered log-normally: from a third of it to 2.4 times."""
        normal = math.sqrt(-2.0 * math.log(1.0 - self())) * math.cos(2.0 * math.pi * self())
        return mean * math.exp(0.5 * min(max(normal, -2.0), 2.0) - 0.125)

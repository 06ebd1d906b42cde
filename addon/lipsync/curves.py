# SPDX-License-Identifier: GPL-3.0-or-later
"""A monotone C1 curve through knots: no value between two knots leaves the span of their values.

Tangents follow Fritsch and Butland, "A method for constructing local monotone piecewise cubic
interpolants" (SIAM J. Sci. Stat. Comput. 5, 1984): zero at extremes and holds, a harmonic mean elsewhere.
Locality matters: moving one knot changes the curve over two knots on either side and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Values over time, held constant outside its knots.

    Attributes:
        times: Knot times in seconds, strictly increasing, float64 [n], n >= 1.
        values: Knot values, float64 [n].
    """

    times: Array
    values: Array

    def __call__(self, times: ArrayLike) -> Array:
        """Evaluate at any times in seconds (any shape); returns float64 of the same shape."""
        at = np.asarray(times, dtype=np.float64)
        if len(self.times) == 1:
            return np.full(at.shape, self.values[0])
        span = np.diff(self.times)
        slope = np.diff(self.values) / span
        tangent = _tangents(span, slope)
        index = np.clip(np.searchsorted(self.times, at, side="right") - 1, 0, len(span) - 1)
        h = span[index]
        s = np.clip((at - self.times[index]) / h, 0.0, 1.0)
        rise = s * s * (3.0 - 2.0 * s)
        value = self.values[index] + rise * (self.values[index + 1] - self.values[index])
        value += h * s * (1.0 - s) * ((1.0 - s) * tangent[index] - s * tangent[index + 1])
        low = np.minimum(self.values[index], self.values[index + 1])
        high = np.maximum(self.values[index], self.values[index + 1])
        return np.clip(value, low, high)

    @property
    def moves(self) -> bool:
        """Whether the curve ever leaves zero."""
        return bool(np.any(self.values != 0.0))


def _tangents(span: Array, slope: Array) -> Array:
    """Fritsch-Butland tangents at every knot; zero at both ends."""
    tangent = np.zeros(len(span) + 1)
    left, right = slope[:-1], slope[1:]
    same = left * right > 0.0
    w1 = 2.0 * span[1:] + span[:-1]
    w2 = span[1:] + 2.0 * span[:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        harmonic = (w1 + w2) / (w1 / left + w2 / right)
    tangent[1:-1] = np.where(same, harmonic, 0.0)
    return tangent

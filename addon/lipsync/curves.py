# SPDX-License-Identifier: GPL-3.0-or-later
"""A curve through knots, drawn as Blender will draw it.

Articulators move by the law of an F-curve with AUTO_CLAMPED handles: once continuously differentiable, flat
at extremes and holds, never beyond the two knots it runs between, and felt no further than two knots away. So
a knot of a curve can become a key of the rig without anything being lost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .bezier import evaluate

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
        return np.clip(evaluate(self.times, self.values, at.ravel()), 0.0, 1.0).reshape(at.shape)

    @property
    def moves(self) -> bool:
        """Whether the curve ever leaves zero."""
        return bool(np.any(self.values != 0.0))

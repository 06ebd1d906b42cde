# SPDX-License-Identifier: GPL-3.0-or-later
"""As few keys as keep a curve within a bound of its samples, measured in value on the curve Blender draws."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .bezier import evaluate

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Indices = NDArray[np.intp]

_REACH: Final = 4  # keys on either side whose segments change when a key is removed, with a margin


def simplify(frames: Array, values: Array, locked: Mask, likely: Mask, tolerance: float) -> Indices:
    """Choose samples that become keys.

    It begins with the likely ones, adds keys where the drawn curve is furthest from the samples until it is
    nowhere further than the tolerance, then takes every key away again that turns out not to be needed.

    Args:
        frames: Sample frames, strictly increasing, float64 [n], n >= 1.
        values: Sample values, float64 [n].
        locked: Samples that must become keys, bool [n]; the first and the last always do.
        likely: Samples that probably do, bool [n]: the better the guess, the fewer keys.
        tolerance: Largest vertical error of the drawn curve at any sample.

    Returns:
        Indices of the chosen samples, increasing.
    """
    keep = locked | likely
    keep[0] = keep[-1] = True
    while True:
        chosen = np.flatnonzero(keep)
        error = np.abs(evaluate(frames[chosen], values[chosen], frames) - values)
        worst = _worst_per_gap(error, chosen, tolerance)
        if len(worst) == 0:
            return _prune(frames, values, chosen, locked, tolerance)
        keep[worst] = True


def _worst_per_gap(error: Array, chosen: Indices, tolerance: float) -> Indices:
    """The sample furthest off between each two keys, where it is beyond the tolerance."""
    if len(chosen) < 2:
        return np.empty(0, dtype=np.intp)
    bad = np.flatnonzero(error > tolerance)
    if len(bad) == 0:
        return bad
    gap = np.searchsorted(chosen, bad, side="right")
    order = np.lexsort((-error[bad], gap))
    first = np.ones(len(order), dtype=bool)
    first[1:] = gap[order][1:] != gap[order][:-1]
    return bad[order[first]]


def _prune(frames: Array, values: Array, chosen: Indices, locked: Mask, tolerance: float) -> Indices:
    """Take away keys the tolerance can do without, each time some far enough apart to be judged together."""
    phase = 0
    idle = 0
    stride = 2 * _REACH
    while idle < stride and len(chosen) > 2:
        candidates = np.arange(1 + phase, len(chosen) - 1, stride)
        candidates = candidates[~locked[chosen[candidates]]]
        removed = _removable(frames, values, chosen, candidates, tolerance)
        chosen = np.delete(chosen, removed)
        idle = idle + 1 if len(removed) == 0 else 0
        phase = (phase + 1) % stride
    return chosen


def _removable(
    frames: Array, values: Array, chosen: Indices, candidates: Indices, tolerance: float
) -> Indices:
    """Those of the candidate positions whose removal, together, breaks the tolerance nowhere near them."""
    if len(candidates) == 0:
        return candidates
    rest = np.delete(chosen, candidates)
    error = np.abs(evaluate(frames[rest], values[rest], frames) - values)
    first = chosen[np.maximum(candidates - _REACH, 0)]
    last = chosen[np.minimum(candidates + _REACH, len(chosen) - 1)]
    bad = np.concatenate(([0], np.cumsum(error > tolerance)))
    return candidates[bad[last + 1] == bad[first]]

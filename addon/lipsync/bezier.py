# SPDX-License-Identifier: GPL-3.0-or-later
"""How Blender draws an F-curve whose keys are BEZIER with AUTO_CLAMPED handles and auto_smoothing NONE.

The simplifier measures its error against this, not against straight lines between keys. The rule is Blender's
own (blenkernel/intern/curve.cc `calchandleNurb_intern`, fcurve.cc `BKE_fcurve_handles_recalc_ex`), checked in
the tests against a real Blender.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_HANDLE = 2.5614  # Blender's constant for the length of an automatic handle


def handles(x: Array, y: Array) -> tuple[Array, Array, Array, Array]:
    """Handles of every key.

    Args:
        x: Key frames, strictly increasing, float64 [n], n >= 2.
        y: Key values, float64 [n].

    Returns:
        Left x, left y, right x, right y, each float64 [n].
    """
    step, rise = np.diff(x), np.diff(y)
    before = np.concatenate((step[:1], step))
    after = np.concatenate((step, step[-1:]))
    slope = np.concatenate((rise[:1], rise)) / before + np.concatenate((rise, rise[-1:])) / after
    left = np.minimum(before, 5.0 * after)
    right = np.minimum(after, 5.0 * left)
    left, right = left / (2.0 * _HANDLE), right / (2.0 * _HANDLE)
    left_y, right_y = y - slope * left, y + slope * right
    to_previous = np.concatenate(([0.0], -rise))
    to_next = np.concatenate((rise, [0.0]))
    flat = to_previous * to_next >= 0.0
    _clamp(y, left, right, left_y, right_y, y + to_previous, y + to_next)
    left_y = np.where(flat, y, left_y)
    right_y = np.where(flat, y, right_y)
    return x - 2.0 * left, left_y, x + 2.0 * right, right_y


def _clamp(
    y: Array, left: Array, right: Array, left_y: Array, right_y: Array, previous: Array, following: Array
) -> None:
    """Keep each handle within the values of its neighbours, then line the other one up with it (in place)."""
    rising = previous <= y
    over_left = np.where(rising, left_y < previous, left_y > previous)
    over_right = np.where(rising, right_y > following, right_y < following)
    left_y[over_left] = previous[over_left]
    right_y[over_right] = following[over_right]
    follow_left = over_left
    follow_right = over_right & ~over_left
    right_y[follow_left] = (y + (y - left_y) / left * right)[follow_left]
    left_y[follow_right] = (y + (y - right_y) / right * left)[follow_right]


def evaluate(x: Array, y: Array, at: Array) -> Array:
    """The curve's values at any frames.

    Args:
        x: Key frames, strictly increasing, float64 [n], n >= 1.
        y: Key values, float64 [n].
        at: Frames to evaluate, float64 [m].

    Returns:
        float64 [m]; constant before the first and after the last key.
    """
    if len(x) == 1:
        return np.full(len(at), y[0])
    left_x, left_y, right_x, right_y = handles(x, y)
    index = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
    x0, x3 = x[index], x[index + 1]
    x1, x2 = right_x[index] - x0, left_x[index + 1] - x0
    span = x3 - x0
    time = np.clip(at - x0, 0.0, span)
    s = _solve(x1 / span, x2 / span, time / span)
    r = 1.0 - s
    inner = 3.0 * r * s * (r * right_y[index] + s * left_y[index + 1])
    return r**3 * y[index] + inner + s**3 * y[index + 1]


def _solve(x1: Array, x2: Array, target: Array) -> Array:
    """Parameter in [0, 1] at which the monotone cubic 0, x1, x2, 1 reaches the target, by Newton's method."""
    s = target.copy()
    for _ in range(6):
        r = 1.0 - s
        value = 3.0 * r * r * s * x1 + 3.0 * r * s * s * x2 + s**3 - target
        speed = 3.0 * r * r * x1 + 6.0 * r * s * (x2 - x1) + 3.0 * s * s * (1.0 - x2)
        s = np.clip(s - value / np.maximum(speed, 1e-6), 0.0, 1.0)
    return s

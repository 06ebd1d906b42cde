# SPDX-License-Identifier: GPL-3.0-or-later
"""No pose flashes by: what would last less than two frames is not performed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .segments import Segment

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

FRAMES: Final = 2.0
"""A pose is seen for at least so many frames, at half its height."""

_ROUNDS: Final = 3  # a pose that is left out may bring out its neighbour
_SLACK: Final = 1e-6
_HEIGHT: Final = 0.1  # less than this is no flash


def unhurried(frames: Array, row: Sequence[Segment], fps: float, start_frame: float) -> Mask:
    """Where nothing is said so fast that it could only be seen for less than two frames.

    Args:
        frames: Increasing frames, float64 [n].
        row: The segments in time order.
        fps: Frames per second.
        start_frame: Frame at 0 seconds.

    Returns:
        bool [n]: false within a frame of a sound that is shorter than two.
    """
    calm = np.ones(len(frames), dtype=bool)
    short = [s for s in row if (s.end - s.start) * fps < FRAMES - _SLACK]
    first = np.searchsorted(frames, [start_frame + s.start * fps - 1.0 - _SLACK for s in short])
    last = np.searchsorted(frames, [start_frame + s.end * fps + 1.0 + _SLACK for s in short])
    for begin, end in zip(first, last, strict=True):
        calm[begin:end] = False
    return calm


def steadied(frames: Array, values: Array, free: Mask) -> Array:
    """The values with every flash levelled to the nearer of its neighbours.

    Args:
        frames: Frames of poses, float64 [n].
        values: Their values, float64 [n].
        free: Poses that may be changed, bool [n]; the first and the last of a curve may not.
    """
    values = values.copy()
    for _ in range(_ROUNDS):
        rise, fall = np.diff(values)[:-1], -np.diff(values)[1:]
        turns = np.flatnonzero((rise * fall > 0.0) & free[1:-1]) + 1
        flashes = [
            (index, level) for index in turns.tolist() if (level := _level(frames, values, index)) is not None
        ]
        if not flashes:
            break
        for index, level in flashes:
            values[index] = level
    return values


def _level(frames: Array, values: Array, index: int) -> float | None:
    """To what a peak or a dip must be levelled; None if it is no flash."""
    sign = 1.0 if values[index] > values[index - 1] else -1.0
    feet = [_foot(values * sign, index, step) for step in (-1, 1)]
    foot = max(sign * values[at] for at in feet)
    height = sign * values[index] - foot
    if height < _HEIGHT:
        return None
    half = foot + 0.5 * height
    width = 0.0
    for step in (-1, 1):
        at = index
        while sign * values[at + step] > half:
            at += step
        share = (sign * values[at] - half) / (sign * (values[at] - values[at + step]))
        width += abs(frames[at] - frames[index]) + share * abs(frames[at + step] - frames[at])
    nearer = max(sign * values[index - 1], sign * values[index + 1])
    return sign * nearer if width < FRAMES - _SLACK else None


def _foot(values: Array, index: int, step: int) -> int:
    """Where the slope beside a peak ends."""
    while 0 <= index + step < len(values) and values[index + step] < values[index]:
        index += step
    return index

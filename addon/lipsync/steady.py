# SPDX-License-Identifier: GPL-3.0-or-later
"""No pose flashes by: what would last less than two frames is not performed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .phones import Phone
from .segments import Segment

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

FRAMES: Final = 2.0
"""A pose is seen for at least so many frames, at half its height."""

_ROUNDS: Final = 3  # a pose that is left out may bring out its neighbour
_SLACK: Final = 1e-6
_HEIGHT: Final = 0.1  # less than this is no flash
_VISIBLE: Final = 0.199  # nor is less than this worth a change of anything else
_UNEVEN: Final = 0.4  # by how much a pose beside a flash may be changed to make it last


def unhurried(frames: Array, row: Sequence[Segment | Phone], fps: float, start_frame: float) -> Mask:
    """Where nothing is said so fast that it could only be seen for less than two frames.

    Args:
        frames: Increasing frames, float64 [n].
        row: The segments or phones in time order.
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


class _Holds(NamedTuple):
    """Runs of equal values: the index of the first and the last pose, and the value of each."""

    first: NDArray[np.intp]
    last: NDArray[np.intp]
    levels: Array

    @classmethod
    def of(cls, values: Array) -> _Holds:
        ends = np.flatnonzero(np.diff(values))
        first = np.append(0, ends + 1)
        return cls(first, np.append(ends, len(values) - 1), values[first])

    def turns(self, frames: Array, room: float) -> NDArray[np.intp]:
        """Peaks and dips between two other poses that are less than `room` frames apart."""
        steps = np.diff(self.levels)
        apart = frames[self.first[2:]] - frames[self.last[:-2]]
        return np.flatnonzero((steps[:-1] * steps[1:] < 0.0) & (apart < room - _SLACK)) + 1


def brief(frames: Array, values: Array) -> Mask:
    """Poses at the ends of a hold so short that without one of them it would last less than two frames.

    Args:
        frames: Frames of poses, float64 [n].
        values: Their values, float64 [n].
    """
    holds = _Holds.of(values)
    turns = holds.turns(frames, 2.0 * FRAMES)
    short = np.zeros(len(values), dtype=bool)
    short[holds.first[turns]] = short[holds.last[turns]] = True
    return short


def steadied(frames: Array, values: Array, free: Mask) -> Array:
    """The values of a curve with every flash levelled to the nearer of its neighbours.

    One that must stay is made to last by what is beside it.

    Args:
        frames: Frames of poses, float64 [n].
        values: Their values, float64 [n].
        free: Poses that may be changed, bool [n]; the first and the last may not.
    """
    values = values.copy()
    for _ in range(_ROUNDS):
        holds = _Holds.of(values)
        changed = False
        for turn in holds.turns(frames, 4.0 * FRAMES).tolist():
            changed |= _steady(frames, values, holds, turn, free)
        if not changed:
            break
    return values


def lasting(frames: Array, values: Array, calm: Mask) -> tuple[Array, Array]:
    """A curve whose rises that still flash by are held a frame longer, where the way to them has room.

    Args:
        frames: Frames of poses, float64 [n].
        values: Their values, float64 [n].
        calm: Poses for which there is time (see `unhurried`), bool [n].

    Returns:
        Frames and values, with the poses added.
    """
    holds = _Holds.of(values)
    added: list[tuple[float, float]] = []
    for turn in holds.turns(frames, 4.0 * FRAMES).tolist():
        levels = holds.levels
        feet = [_foot(levels, turn, step) for step in (-1, 1)]
        base = max(levels[foot] for foot in feet)
        height = levels[turn] - base
        if levels[turn] < levels[turn - 1] or height < _VISIBLE or not calm[holds.first[turn]]:
            continue
        sides = [_side(frames, holds, levels, turn, base + 0.5 * height, step) for step in (-1, 1)]
        first, last = holds.first[turn], holds.last[turn]
        if FRAMES - sum(sides) - (frames[last] - frames[first]) <= _SLACK:
            continue
        before, after = frames[first] - frames[first - 1], frames[last + 1] - frames[last]
        if max(before, after) >= FRAMES - _SLACK:
            frame = frames[first] - 1.0 if before >= after else frames[last] + 1.0
            added.append((float(frame), float(levels[turn])))
    if not added:
        return frames, values
    places = np.searchsorted(frames, [frame for frame, _ in added])
    more = np.array(added)
    return np.insert(frames, places, more[:, 0]), np.insert(values, places, more[:, 1])


def _steady(frames: Array, values: Array, holds: _Holds, turn: int, free: Mask) -> bool:
    """Does away with one flash; whether there was one and it could be helped."""
    sign = 1.0 if holds.levels[turn] > holds.levels[turn - 1] else -1.0
    levels = sign * holds.levels
    feet = [_foot(levels, turn, step) for step in (-1, 1)]
    near, far = sorted((levels[foot], foot) for foot in feet)[::-1]
    height = levels[turn] - near[0]
    if height < _HEIGHT:
        return False
    sides = [_side(frames, holds, levels, turn, near[0] + 0.5 * height, step) for step in (-1, 1)]
    first, last = holds.first[turn], holds.last[turn]
    missing = float(FRAMES - sum(sides) - (frames[last] - frames[first]))
    if missing <= _SLACK:
        return False
    slight = 0.0 < height <= min(_UNEVEN, near[0])
    if np.all(free[first : last + 1]) or slight:
        values[first : last + 1] = sign * max(levels[turn - 1], levels[turn + 1])
        return True
    if height < _VISIBLE:
        return False
    return _eased(frames, values, holds, sign, turn, (near[1], far[1]), missing)


def _eased(
    frames: Array, values: Array, holds: _Holds, sign: float, turn: int, feet: tuple[int, int], missing: float
) -> bool:
    """Evens out what is beside a flash by lowering a peak's nearer foot or a dip's higher shoulder."""
    first, last, levels = holds
    near, far = feet
    if sign > 0.0:
        drop = levels[near] - levels[far]
        if not _SLACK < drop <= _UNEVEN:
            return False
        values[last[near] if near < turn else first[near]] -= drop
        return True
    side = turn + (1 if far > turn else -1)
    inner, edge = (first[side], last[turn]) if far > turn else (last[side], first[turn])
    ramp = abs(frames[inner] - frames[edge])
    half, height = 0.5 * (levels[near] - levels[turn]), levels[side] - levels[turn]
    level = levels[turn] + half * ramp / (half * ramp / height + missing)
    if level < levels[near] - _SLACK or levels[side] - level < _SLACK:
        return False
    if frames[last[side]] - frames[first[side]] >= FRAMES:
        values[inner] = level
    elif levels[side] - level <= _UNEVEN:
        values[first[side] : last[side] + 1] = level
    else:
        return False
    return True


def _foot(levels: Array, turn: int, step: int) -> int:
    """Where the slope beside a peak ends."""
    at = turn
    while 0 <= at + step < len(levels) and levels[at + step] < levels[at]:
        at += step
    return at


def _side(frames: Array, holds: _Holds, levels: Array, turn: int, half: float, step: int) -> float:
    """How long a peak stays above a level on one side, frames."""
    leaves, arrives = (holds.last, holds.first) if step > 0 else (holds.first, holds.last)
    at = turn
    while levels[at + step] > half:
        at += step
    share = (levels[at] - half) / (levels[at] - levels[at + step])
    slope = abs(frames[arrives[at + step]] - frames[leaves[at]])
    return float(abs(frames[leaves[at]] - frames[leaves[turn]]) + share * slope)

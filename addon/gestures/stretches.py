# SPDX-License-Identifier: GPL-3.0-or-later
"""A character's time, divided into spoken lines and the idle times between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..lipsync import Phone
from ..lipsync.grid import Grid

_SLACK = 1e-6  # frames; seconds times frames per second is rarely a round number
_AFTER = 0.4  # seconds in which the head and the brows come to rest after the sound, if nobody needs them


@dataclass(frozen=True, slots=True)
class Line:
    """A spoken line on the timeline.

    Attributes:
        uid: Its id.
        phones: What is heard, seconds from the line's start.
        start: The frame on which its sound starts.
        end: The frame in which its sound ends, fractional.
    """

    uid: str
    phones: Sequence[Phone]
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time that has gestures of its own.

    Attributes:
        uid: What its chance is seeded with; a line's id if one is spoken.
        phones: What is heard, seconds from the start of the grid; empty in idle times.
        grid: Converts between seconds and frames.
        first: First whole frame that belongs to it.
        last: Last whole frame that belongs to it.
        before: First whole frame of the idle time before it, `first` if there is none.
    """

    uid: str
    phones: Sequence[Phone]
    grid: Grid
    first: float
    last: float
    before: float

    @property
    def spoken(self) -> bool:
        """Whether a line is spoken."""
        return bool(self.phones)


def stretches(
    lines: Sequence[Line],
    first: float,
    last: float,
    fps: float,
    *,
    owner: str = "",
    subframe: bool = False,
) -> list[Stretch]:
    """Divides a character's time.

    A line that breaks into another one of the same character ends it there.

    Args:
        lines: The character's spoken lines in any order.
        first: First frame of the scene; lines outside the scene's frames have their gestures all the same.
        last: Last frame of the scene.
        fps: Exact frames per second, above 0.
        owner: The character's id, so that two characters do not blink as one before their first lines.
        subframe: Let keys lie on eighths of a frame.

    Returns:
        Stretches in time order; no frame belongs to two.
    """
    per_frame = 8 if subframe else 1
    ordered = sorted((line for line in lines if line.phones), key=lambda line: (line.start, line.uid))
    result: list[Stretch] = []
    free, name = math.ceil(first - _SLACK), owner
    for index, line in enumerate(ordered):
        following = ordered[index + 1].start if index + 1 < len(ordered) else math.inf
        begin, end = math.ceil(line.start - _SLACK), _end(line, following, fps)
        if end <= begin:
            continue
        grid = Grid(fps, line.start, per_frame)
        phones = _until(line.phones, grid.time(end))
        if phones:
            before = min(free, begin)
            result += _idle(name, before, begin - 1, fps, per_frame)
            result.append(Stretch(line.uid, phones, grid, begin, end, before))
            free, name = end + 1, line.uid
    return result + _idle(name, free, math.floor(last + _SLACK), fps, per_frame)


def _end(line: Line, following: float, fps: float) -> int:
    """Last whole frame of a line: some of the idle time after it is its own, but no more than half."""
    own = line.end + min(_AFTER * fps, max(0.5 * (following - line.end), 0.0))
    return math.floor(min(own, math.ceil(following - _SLACK) - 1.0 if following < math.inf else own) + _SLACK)


def _idle(name: str, first: float, last: float, fps: float, per_frame: int) -> list[Stretch]:
    if last <= first:
        return []
    return [Stretch(f"after {name}", (), Grid(fps, first, per_frame), first, last, first)]


def _until(phones: Sequence[Phone], end: float) -> list[Phone]:
    """The phones that begin before a time."""
    return [phone for phone in phones if phone.start < end]

# SPDX-License-Identifier: GPL-3.0-or-later
"""Where lines stand in time: whole frames, one line after the other."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_EPSILON = 1e-6  # frames; seconds times frames per second is rarely a round number


def frames_per_second(scene: Any) -> float:
    """A scene's exact frame rate; 24000/1001 for "23.98"."""
    return scene.render.fps / scene.render.fps_base


@dataclass(frozen=True, slots=True)
class Slot:
    """A line waiting for its place: its own frame, if any, and its length in seconds (0 = not spoken)."""

    uid: str
    frame: int | None
    duration: float


def place(slots: Iterable[Slot], first_frame: int, gap: float, fps: float) -> dict[str, int]:
    """The frame on which each line starts.

    Args:
        slots: Lines in order.
        first_frame: Frame of the first line, if it has none of its own.
        gap: Pause between lines in seconds.
        fps: Exact frames per second.

    Returns:
        Start frame per line id: its own, or the first whole frame after the line above has ended and the gap
        has passed. A line that was never spoken takes no time.
    """
    frames: dict[str, int] = {}
    free = first_frame
    for slot in slots:
        start = free if slot.frame is None else slot.frame
        frames[slot.uid] = start
        if slot.duration > 0.0:
            free = math.ceil(start + (slot.duration + gap) * fps - _EPSILON)
        elif slot.frame is not None:
            free = start
    return frames


@dataclass(frozen=True, slots=True)
class Territory:
    """The frames in which a line may have keys, both included; infinite where no other line follows."""

    first: float
    last: float

    def clip(self, frames: Any, values: Any) -> tuple[list[float], list[float]]:
        """Keys inside, with the mouth at rest where one of the ends is cut off."""
        inside = [(f, v) for f, v in zip(frames, values, strict=True) if self.first <= f <= self.last]
        if frames[0] < self.first and frames[-1] > self.first:
            inside = [(self.first, 0.0), *(pair for pair in inside if pair[0] > self.first)]
        if frames[-1] > self.last and frames[0] < self.last:
            inside = [*(pair for pair in inside if pair[0] < self.last), (self.last, 0.0)]
        return [frame for frame, _ in inside], [value for _, value in inside]

    def holds(self, first: float, last: float) -> bool:
        """Whether a range of frames lies inside."""
        return self.first <= first and last <= self.last


def territories(spans: Iterable[tuple[str, float, float]]) -> dict[str, Territory]:
    """Divides a character's time among its lines.

    A mouth moves a little before and after its sound; two lines meet halfway between the end of the one and
    the start of the other, or at the start of the second if it breaks into the first.

    Args:
        spans: Line id, start and end frame of the sound.
    """
    ordered = sorted(spans, key=lambda span: span[1])
    edges = [-math.inf]
    for (_, _, end), (_, start, _) in itertools.pairwise(ordered):
        edges.append(math.floor((end + start) / 2 if end < start else start))
    return {
        uid: Territory(first if first == -math.inf else first + 1, last)
        for (uid, _, _), first, last in zip(ordered, edges, [*edges[1:], math.inf], strict=True)
    }


def last_frame(scene: Any, lines: Iterable[Any]) -> int:
    """The frame in which the last spoken line ends."""
    fps = frames_per_second(scene)
    ends = [line.placed_frame + line.duration * fps for line in lines if line.duration > 0.0]
    return math.ceil(max(ends, default=scene.frame_end) - _EPSILON)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The scene's whole frames on a line's clock."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

_SLACK: Final = 1e-6  # frames; a moment put on a frame may miss it by rounding


@dataclass(frozen=True, slots=True)
class Grid:
    """Converts between a line's seconds and scene frames.

    Attributes:
        fps: Exact frames per second.
        start_frame: Scene frame at 0 seconds, may be fractional.
    """

    fps: float
    start_frame: float

    def frame(self, time: float) -> float:
        """The scene frame at a time, fractional."""
        return self.start_frame + time * self.fps

    def time(self, frame: float) -> float:
        """The time of a scene frame, seconds."""
        return (frame - self.start_frame) / self.fps

    def nearest(self, time: float) -> int:
        """The whole frame nearest to a time."""
        return math.floor(self.frame(time) + 0.5)

    def inside(self, begin: float, end: float) -> tuple[int, int] | None:
        """First and last whole frame in a span of time, None if it contains none."""
        first = math.ceil(self.frame(begin) - _SLACK)
        last = math.floor(self.frame(end) + _SLACK)
        return (first, last) if first <= last else None

    def span(self, seconds: float) -> float:
        """A duration as the nearest number of whole frames, at least one, in seconds."""
        return max(1, math.floor(seconds * self.fps + 0.5)) / self.fps

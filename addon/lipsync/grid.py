# SPDX-License-Identifier: GPL-3.0-or-later
"""The scene's frames on a line's clock."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_SLACK: Final = 1e-6  # steps; a moment put on the raster may miss it by rounding


@dataclass(frozen=True, slots=True)
class Grid:
    """Converts between a line's seconds and scene frames, and knows where keys may lie.

    Attributes:
        fps: Exact frames per second.
        start_frame: Scene frame at 0 seconds, may be fractional.
        per_frame: Places for a key per frame: 1 allows whole frames only.
    """

    fps: float
    start_frame: float
    per_frame: int = 1

    def frame(self, time: float) -> float:
        """The scene frame at a time, fractional."""
        return self.start_frame + time * self.fps

    def time(self, frame: float) -> float:
        """The time of a scene frame, seconds."""
        return (frame - self.start_frame) / self.fps

    def nearest(self, time: float) -> float:
        """The place nearest to a time, as a frame."""
        return math.floor(self.frame(time) * self.per_frame + 0.5) / self.per_frame

    def inside(self, begin: float, end: float) -> tuple[float, float] | None:
        """First and last place in a span of time, as frames; None if it contains none."""
        first = math.ceil(self.frame(begin) * self.per_frame - _SLACK)
        last = math.floor(self.frame(end) * self.per_frame + _SLACK)
        return (first / self.per_frame, last / self.per_frame) if first <= last else None

    def span(self, seconds: float) -> float:
        """A duration as the nearest number of places, at least one, in seconds."""
        steps = max(1, math.floor(seconds * self.fps * self.per_frame + 0.5))
        return steps / (self.fps * self.per_frame)

    def snapped(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Times that lie on places but for rounding, exactly on them."""
        places = np.floor((self.start_frame + times * self.fps) * self.per_frame + 0.5) / self.per_frame
        return (places - self.start_frame) / self.fps

    def places(self, begin: float, end: float) -> NDArray[np.float64]:
        """Every place around a span of time, as frames: whole frames at both ends, with room for rest."""
        first = math.floor(self.frame(begin)) - 1
        last = math.ceil(self.frame(end)) + 1
        return np.arange(first * self.per_frame, last * self.per_frame + 1, dtype=np.float64) / self.per_frame

# SPDX-License-Identifier: GPL-3.0-or-later
"""Where lines stand in time: whole frames, reckoned in whole numbers so that nothing is ever rounded twice.

A frame rate is a fraction (24000/1001 for "23.98"), a length a whole number of ticks, and a line starts on
the first whole frame that is not too early. Only that frame is carried on, never a rounded sum, so the last
line of a long scene lies as exactly as the first.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

TICKS: Final = 48_000
"""Per second: what a FloatProperty can tell of a length in minutes, and whole for clips of 24 and 48 kHz."""
_LARGEST_BASE: Final = 10_000  # of a frame rate's denominator: finds 1001/1000 in Blender's 1.00100005


def frame_rate(scene: Any) -> Fraction:
    """A scene's exact frame rate; 24000/1001 for "23.98"."""
    return Fraction(scene.render.fps) / Fraction(scene.render.fps_base).limit_denominator(_LARGEST_BASE)


def frames_per_second(scene: Any) -> float:
    """A scene's frame rate, as near as a number comes to it."""
    return float(frame_rate(scene))


@dataclass(frozen=True, slots=True)
class Slot:
    """A line waiting for its place.

    Attributes:
        uid: The line's id.
        duration: Its length in seconds; 0 if it is not spoken.
        gap: Pause after the line above, in seconds.
        frame: The frame that it has or keeps whatever is above; None to start after the line above.
        together: It starts with the line above.
    """

    uid: str
    duration: float
    gap: float = 0.0
    frame: int | None = None
    together: bool = False


def place(slots: Iterable[Slot], first_frame: int, fps: Fraction) -> dict[str, int]:
    """The frame on which each line starts.

    Args:
        slots: Lines in order.
        first_frame: Frame of the first line, if it has none of its own.
        fps: Exact frames per second.

    Returns:
        Start frame per line id: that of the line above if they start together, else its own, else the first
        whole frame after the line above, or the longest of those that start with it, has ended and the gap
        has passed. A line that was never spoken takes no time.
    """
    clock = _Clock(fps)
    frames: dict[str, int] = {}
    start = first_frame
    end: int | None = None  # of what is spoken above, on the clock
    for slot in slots:
        together = slot.together and bool(frames)
        if not together and slot.frame is not None:
            start, end = slot.frame, None
        elif not together and end is not None:
            start = max(clock.frame_after(end + clock.lasts(slot.gap)), start)
        frames[slot.uid] = start
        if slot.duration > 0.0:
            own = clock.at(start) + clock.lasts(slot.duration)
            end = max(own, end) if together and end is not None else own
    return frames


def colliding(slots: Iterable[Slot], frames: Mapping[str, int], fps: Fraction) -> set[str]:
    """Lines that are heard while one above them is, though they are not meant to start together.

    Args:
        slots: Lines in order.
        frames: Where `place` put them.
        fps: Exact frames per second.
    """
    clock = _Clock(fps)
    spans: list[tuple[int, int, int, int, str]] = []
    leader = 0
    for index, slot in enumerate(slots):
        leader = leader if slot.together and index else index
        if slot.duration > 0.0:
            start = clock.at(frames[slot.uid])
            spans.append((start, index, start + clock.lasts(slot.duration), leader, slot.uid))
    found: set[str] = set()
    heard: list[tuple[int, int, int, int, str]] = []
    for span in sorted(spans):
        heard = [other for other in heard if other[2] > span[0]]
        found |= {max(span, other, key=lambda s: s[1])[4] for other in heard if other[3] != span[3]}
        heard.append(span)
    return found


def cue_frame(milliseconds: int, first_frame: int, fps: Fraction) -> int:
    """The frame nearest to a time that is told from the start of the scene."""
    return first_frame + math.floor(milliseconds * fps / 1000 + Fraction(1, 2))


class _Clock:
    """Time in whole numbers: frames and ticks of a frame rate have a common measure."""

    def __init__(self, fps: Fraction) -> None:
        per_tick = fps / TICKS  # frames
        self._frame, self._tick = per_tick.denominator, per_tick.numerator

    def at(self, frame: int) -> int:
        return frame * self._frame

    def lasts(self, seconds: float) -> int:
        return round(seconds * TICKS) * self._tick

    def frame_after(self, time: int) -> int:
        """The first whole frame that is not before a time."""
        return -(-time // self._frame)


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
    clock = _Clock(frame_rate(scene))
    ends = (clock.at(line.placed_frame) + clock.lasts(line.duration) for line in lines if line.duration > 0.0)
    latest = max(ends, default=None)
    return scene.frame_end if latest is None else clock.frame_after(latest)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What is heard of a spoken line: its phones as its trims and its neighbours leave them."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from ..client.speech import Timings
from ..lipsync import Phone
from .timeline import Territory


class Heard(NamedTuple):
    """A line's phones and the frames in which they are seen.

    Attributes:
        phones: Seconds from the start of the line's sound, trimmed or not.
        room: The frames in which the mouth may move.
        cut: Whether a neighbour or a trim cuts the line off.
    """

    phones: list[Phone]
    room: Territory
    cut: bool


def heard(line: Any, room: Territory, fps: float) -> Heard:
    """What is left of a line.

    Args:
        line: A spoken line.
        room: The frames that its neighbours leave it.
        fps: Exact frames per second.
    """
    start, end = line.placed_frame, line.placed_frame + line.duration * fps
    first = max(room.first, start + line.trim_start) if line.trim_start else room.first
    last = min(room.last, math.floor(end) - line.trim_end) if line.trim_end else room.last
    until = None if end <= last else (last - start) / fps
    since = (first - start) / fps if line.trim_start else -math.inf
    phones = [phone for phone in Timings.from_json(line.phonemes).phones(until) if phone.end > since]
    return Heard(phones, Territory(first, last), until is not None or bool(line.trim_start))

# SPDX-License-Identifier: GPL-3.0-or-later
"""A spoken line on a rig, as it is played: what every performer gives and every measure reads."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from sidecar.synthesis.speech import Speech

Array = NDArray[np.float64]

FIRST_FRAME: Final = 1.0
"""The scene frame at which the sound of every line starts."""

_ROOM_SECONDS: Final = 0.5  # a mouth moves before and after the sound


@dataclass(frozen=True, slots=True, eq=False)
class Performance:
    """One line on one rig.

    Attributes:
        frames: The whole scene frames that are played, float64 [n], from before the sound to after it.
        fps: Frames per second.
        played: Value per shape at these frames, float64 [n]; shapes without keys are absent and rest at 0.
        keys: Times (in any unit) and values of the keys per shape.
        misses: Vertical distances of the curves through the keys from the performance that they stand for,
            for every shape at every sample, float64 [m].
        left_out: The same from everything that was asked of the shapes: what a performance leaves out on
            purpose counts here.
        seconds: What solving took.
    """

    frames: Array
    fps: float
    played: Mapping[str, Array]
    keys: Mapping[str, tuple[Array, NDArray[np.floating]]]
    misses: Array
    left_out: Array
    seconds: float

    @property
    def times(self) -> Array:
        """Seconds of the sound at the frames."""
        return (self.frames - FIRST_FRAME) / self.fps


class Performer(Protocol):
    """Something that makes lips of timings.

    Attributes:
        name: For the table.
        rig: Whose shapes it moves: "oculus", "arkit" or "vrm".
    """

    name: str
    rig: str

    def perform(self, speech: Speech, fps: float) -> Performance:
        """Solves one line and plays it."""
        ...


def line_frames(speech: Speech, fps: float) -> Array:
    """Every whole frame of a line, with room on both sides."""
    room = math.ceil(_ROOM_SECONDS * fps)
    last = math.ceil(FIRST_FRAME + len(speech.audio) / speech.sample_rate_hz * fps)
    return np.arange(FIRST_FRAME - room, last + room + 1.0)

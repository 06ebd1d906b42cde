# SPDX-License-Identifier: GPL-3.0-or-later
"""A character's lip-sync as an ARKit head would show it, whatever its own rig is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..exports import arkit
from ..lipsync import Keys, animate
from . import rig
from .cues import spoken_lines
from .heard import heard
from .timeline import Territory, frame_rate, territories

Array = NDArray[np.float64]


def on_rows(scene: Any, character: Any, rate: float, count: int) -> dict[str, Array]:
    """The shapes' values on evenly spaced rows, the first on the scene's first frame.

    The lines are solved on the rows as keys are on frames, so that every closure is seen on one.

    Args:
        scene: The scene.
        character: The character.
        rate: Rows per second.
        count: How many rows.

    Returns:
        Values per shape, [count], 0 where nothing is said. Shapes that nothing moves are absent.
    """
    fps, lines = float(frame_rate(scene)), spoken_lines(scene, character)
    rooms = territories(
        (line.uid, line.placed_frame, line.placed_frame + line.duration * fps) for line in lines
    )
    rows = np.arange(count, dtype=np.float64)
    curves: dict[str, Array] = {}
    for line in lines:
        said = heard(line, rooms[line.uid], fps)
        if not said.phones:
            continue
        start, first, last = (
            (frame - scene.frame_start) * rate / fps
            for frame in (line.placed_frame, said.room.first, said.room.last)
        )
        style = rig.style_of(character, line)
        keyed = animate(said.phones, arkit.mapping(), rate, start_frame=start, style=style)
        for name, keys in keyed.items():
            frames, values = (
                np.array(side) for side in Territory(first, last).clip(keys.frames, keys.values)
            )
            if len(frames) < 2:
                continue
            within = (rows >= frames[0]) & (rows <= frames[-1])
            drawn = Keys(frames, values.astype(np.float32)).at(rows[within])
            curves.setdefault(name, np.zeros(count))[within] = drawn
    return curves

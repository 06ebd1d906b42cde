# SPDX-License-Identifier: GPL-3.0-or-later
"""From a line's phones to keys on a rig's shapes, ready for an F-curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .bezier import evaluate
from .dense import Rig, perform
from .phones import Phone
from .style import Style

INTERPOLATION: Final = "BEZIER"
"""How to draw between keys."""

HANDLES: Final = "AUTO_CLAMPED"
"""Type of both handles of every key."""

SMOOTHING: Final = "NONE"
"""The F-curve's `auto_smoothing`. Blender's default, CONT_ACCEL, would bend the curve between the keys."""


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """Keys of one shape, to be drawn with `INTERPOLATION`, `HANDLES` and `SMOOTHING`.

    Attributes:
        frames: Scene frames, strictly increasing, float64 [n], n >= 3.
        values: Shape values, float32 [n]; the first and the last are 0 (rest).
        interpolation: How to draw between the keys, in Blender's words: "BEZIER", or "CONSTANT" for steps.
    """

    frames: NDArray[np.float64]
    values: NDArray[np.float32]
    interpolation: str = INTERPOLATION

    def at(self, frames: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values on any frames, float64, as Blender draws them."""
        values = self.values.astype(np.float64)
        if self.interpolation == INTERPOLATION:
            return evaluate(self.frames, values, frames)
        return values[np.clip(np.searchsorted(self.frames, frames, side="right") - 1, 0, None)]


def animate(
    phones: Sequence[Phone],
    mapping: Rig,
    fps: float,
    *,
    start_frame: float = 0.0,
    style: Style | None = None,
    subframe: bool = False,
) -> dict[str, Keys]:
    """Keys that make a rig speak a line.

    Every p, b and m is seen with closed lips on at least one whole frame, every f and v with the lip on the
    teeth, every sibilant with a narrow jaw, at any frame rate. The keys are the poses of `dense.perform`:
    nothing is thinned out after it. The same arguments give the same bytes.

    Args:
        phones: The line's phonemes and pauses in time order, seconds from the line's start.
        mapping: The rig, e.g. `addon.rigs.detect(names).mapping()`.
        fps: Exact frames per second (`render.fps / render.fps_base`), above 0.
        start_frame: Scene frame at which the line's sound starts, may be fractional. Keys may begin some
            frames before it, because a mouth moves before it is heard.
        style: The dials; default `Style()`.
        subframe: Let keys lie between frames, on eighths of a frame; else all are whole frames.

    Returns:
        Keys per shape key name; shapes that never move are absent.

    Raises:
        ValueError: If a phone's time, fps or start_frame is not usable; the message names it.
    """
    line = perform(phones, mapping, fps, start_frame=start_frame, style=style, subframe=subframe)
    return {name: Keys(pose.frames, pose.values.astype(np.float32)) for name, pose in line.poses.items()}

# SPDX-License-Identifier: GPL-3.0-or-later
"""A line on a rig, sampled: what the keys must reproduce."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from .articulation import Articulation, from_segments
from .bezier import evaluate
from .contacts import Moment, on_frames
from .grid import Grid
from .phones import Phone
from .segments import segments
from .style import Style

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

_REST: Final = 1e-4  # below this a shape is at rest
_SUBFRAMES: Final = (
    8  # places for a key per frame where keys may lie between frames; Blender merges closer ones
)


class Rig(Protocol):
    """What is needed of a rig; `addon.rigs.RigMapping` is one."""

    def project(self, channels: Mapping[str, Array]) -> dict[str, Array]:
        """Shape key values from articulator values of one common shape."""
        ...

    def reads(self, name: str) -> frozenset[str]:
        """The articulators that move a shape."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """A line on a rig before it is thinned out to keys.

    Attributes:
        frames: Scene frames, strictly increasing, float64 [n].
        shapes: Value per shape key name, float64 [n]; 0 at both ends. Shapes that nothing moves are absent.
        poses: Per shape the samples that are poses of its articulators, increasing indices into `frames`.
        moments: The moments that must be seen, each with its frame.
        articulation: The curves behind it, seconds from the line's start.
    """

    frames: Array
    shapes: dict[str, Array]
    poses: dict[str, Indices]
    moments: list[Moment]
    articulation: Articulation


def sample(
    phones: Sequence[Phone],
    rig: Rig,
    fps: float,
    *,
    start_frame: float = 0.0,
    style: Style | None = None,
    subframe: bool = False,
) -> Samples:
    """The dense curves behind `keys.animate` (same arguments and errors), one sample per frame or finer."""
    if not (math.isfinite(fps) and fps > 0.0):
        raise ValueError(f"fps must be above 0, not {fps!r}")
    if not math.isfinite(start_frame):
        raise ValueError(f"start_frame must be finite, not {start_frame!r}")
    dials = style or Style()
    # Everything happens around frame 0, so that moving a line by whole frames changes nothing but the frames.
    whole = math.floor(start_frame)
    grid = Grid(fps, start_frame - whole, _SUBFRAMES if subframe else 1)
    row, moments = on_frames(segments([_shifted(phone, dials.lag) for phone in phones], dials), grid)
    pinned = {moment.segment for moment in moments}
    articulation = from_segments(row, dials, pinned=pinned, grid=grid)
    knots = {channel: _knots(articulation, channel, grid) for channel in articulation.curves}
    frames = grid.places(articulation.start, articulation.end)
    shapes, poses = _shapes(articulation, knots, rig, grid, frames)
    moments = [replace(moment, frame=moment.frame + whole) for moment in moments]
    return Samples(frames + whole, shapes, poses, moments, articulation)


def _shifted(phone: Phone, lag: float) -> Phone:
    return phone if lag == 0.0 else replace(phone, start=phone.start + lag, end=phone.end + lag)


def _knots(articulation: Articulation, channel: str, grid: Grid) -> Array:
    """An articulator's knots as frames; none if it rests."""
    curve = articulation.curves[channel]
    if not curve.moves:
        return np.empty(0)
    return np.round((grid.start_frame + curve.times * grid.fps) * grid.per_frame) / grid.per_frame


def _shapes(
    articulation: Articulation, knots: Mapping[str, Array], rig: Rig, grid: Grid, frames: Array
) -> tuple[dict[str, Array], dict[str, Indices]]:
    """Every shape at the frames, and which of them are poses.

    A knot of an articulator is a pose. At the knots of the articulators that it reads a shape has its exact
    value; between them it goes Blender's way: what a product of articulators does on the way from one pose to
    the next is nothing that an animator would key.
    """
    every = np.unique(np.concatenate(list(knots.values())))
    shapes: dict[str, Array] = {}
    poses: dict[str, Indices] = {}
    if len(every) == 0:
        return shapes, poses
    exact = rig.project(articulation((every - grid.start_frame) / grid.fps))
    for name, values in exact.items():
        own = np.unique(np.concatenate([np.empty(0), *(knots[channel] for channel in rig.reads(name))]))
        if len(own):
            drawn = evaluate(own, values[np.searchsorted(every, own)], frames)
            shapes[name] = np.where(drawn < _REST, 0.0, drawn)
            poses[name] = np.searchsorted(frames, own)
    return shapes, poses

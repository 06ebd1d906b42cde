# SPDX-License-Identifier: GPL-3.0-or-later
"""From a line's phones to keys on a rig's shapes, ready for an F-curve."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from .articulation import Articulation, from_segments
from .channels import TEETH
from .contacts import CHANNEL_OF, Moment, on_frames
from .phonemes import Kind
from .phones import Phone
from .segments import segments
from .simplify import simplify
from .style import Style

Array = NDArray[np.float64]

INTERPOLATION: Final = "BEZIER"
HANDLES: Final = "AUTO_CLAMPED"
SMOOTHING: Final = "NONE"  # the F-curve's auto_smoothing; Blender's default CONT_ACCEL bends a little otherwise
"""How the keys are meant to be drawn; the error bound holds on the curve that Blender draws with these."""

TOLERANCE: Final = 0.02
_MOVES: Final = 0.02  # a shape that never gets further from rest is left alone
_STILL: Final = 1e-6
_SUBFRAMES: Final = 4  # samples per frame when keys may lie between frames


class Rig(Protocol):
    """What is needed of a rig (`addon.rigs.RigMapping`)."""

    def project(self, channels: Mapping[str, Array]) -> dict[str, Array]: ...

    def shapes_reading(self, channel: str) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """Keys of one shape: BEZIER, AUTO_CLAMPED handles, the F-curve's auto_smoothing NONE.

    Attributes:
        frames: Scene frames, strictly increasing, float64 [n], n >= 2.
        values: Shape key values, float32 [n]; the first and the last are 0 (rest).
    """

    frames: NDArray[np.float64]
    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """A line on a rig before it is thinned out to keys.

    Attributes:
        frames: Scene frames, strictly increasing, float64 [n].
        shapes: Value per shape key name, float64 [n]; 0 at both ends.
        moments: The moments that must be seen, each with its frame.
        articulation: The curves behind it, seconds from the line's start.
    """

    frames: Array
    shapes: dict[str, Array]
    moments: list[Moment]
    articulation: Articulation


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

    Every p, b and m is seen with closed lips on at least one whole frame, every f and v with the lip on the teeth,
    every sibilant with a narrow jaw, at any frame rate. The drawn curve stays within 0.02 of the dense one.

    Args:
        phones: The line's phonemes and pauses in time order, seconds from the line's start.
        mapping: The rig, e.g. `addon.rigs.detect(names).mapping()`.
        fps: Exact frames per second (`render.fps / render.fps_base`), above 0.
        start_frame: Scene frame at which the line's sound starts, may be fractional. Keys may begin some frames
            before it, because a mouth moves before it is heard.
        style: The dials; default `Style()`.
        subframe: Let keys lie between frames, at the curves' own times; else all are whole frames.

    Returns:
        Keys per shape key name; shapes that never move are absent.

    Raises:
        ValueError: If a phone's time, fps or start_frame is not usable; the message names it.
    """
    dense = sample(phones, mapping, fps, start_frame=start_frame, style=style, subframe=subframe)
    locked = _locks(dense, mapping)
    result: dict[str, Keys] = {}
    for name, values in dense.shapes.items():
        if len(values) and float(values.max()) > _MOVES:
            result[name] = _thin(dense.frames, values, locked.get(name))
    return result


def sample(
    phones: Sequence[Phone],
    mapping: Rig,
    fps: float,
    *,
    start_frame: float = 0.0,
    style: Style | None = None,
    subframe: bool = False,
) -> Samples:
    """The dense curves behind `animate` (same arguments and errors), one sample per frame or finer."""
    if not (math.isfinite(fps) and fps > 0.0):
        raise ValueError(f"fps must be above 0, not {fps!r}")
    if not math.isfinite(start_frame):
        raise ValueError(f"start_frame must be finite, not {start_frame!r}")
    dials = style or Style()
    row = segments([_shifted(phone, dials.lag) for phone in phones], dials)
    row, moments = on_frames(row, fps, start_frame)
    articulation = from_segments(row, dials)
    frames = _frames(articulation, fps, start_frame, subframe)
    channels = articulation((frames - start_frame) / fps)
    shapes = mapping.project(channels)
    for values in shapes.values():
        values[np.abs(values) < _STILL] = 0.0
    return Samples(frames, shapes, moments, articulation)


def _shifted(phone: Phone, lag: float) -> Phone:
    return phone if lag == 0.0 else replace(phone, start=phone.start + lag, end=phone.end + lag)


def _frames(articulation: Articulation, fps: float, start_frame: float, subframe: bool) -> Array:
    """Where to sample: whole frames around the line, and between them if keys may lie there."""
    first = math.floor(start_frame + articulation.start * fps)
    last = math.ceil(start_frame + articulation.end * fps)
    whole = np.arange(first, last + 1, dtype=np.float64)
    if not subframe:
        return whole
    knots = np.concatenate([curve.times for curve in articulation.curves.values() if curve.moves] or [np.empty(0)])
    fine = np.arange(first * _SUBFRAMES, last * _SUBFRAMES + 1, dtype=np.float64) / _SUBFRAMES
    exact = np.round((start_frame + knots * fps) * 100.0) / 100.0
    return np.unique(np.concatenate((fine, exact[(exact >= first) & (exact <= last)])))


def _locks(dense: Samples, mapping: Rig) -> dict[str, NDArray[np.bool_]]:
    """Samples that must be keys: every contact's frames, on the shapes that make it and move there."""
    locked: dict[str, NDArray[np.bool_]] = {}
    for kind in (Kind.STOP_LABIAL, Kind.NASAL_LABIAL, Kind.LABIODENTAL, Kind.SIBILANT):
        frames = np.array(sorted({moment.frame for moment in dense.moments if moment.kind is kind}), dtype=np.float64)
        at = np.searchsorted(dense.frames, frames)
        for name in mapping.shapes_reading(CHANNEL_OF.get(kind, TEETH)):
            values = dense.shapes[name]
            mask = locked.setdefault(name, np.zeros(len(values), dtype=bool))
            mask[at[values[at] > _MOVES]] = True
    return locked


def _thin(frames: Array, values: Array, locked: NDArray[np.bool_] | None) -> Keys:
    """Sparse keys for one shape, from the last frame of rest before it moves to the first after."""
    moving = np.flatnonzero(values > 0.0)
    span = slice(max(moving[0] - 1, 0), min(moving[-1] + 2, len(values)))
    x, y = frames[span], values[span].astype(np.float32).astype(np.float64)
    mask = np.zeros(len(x), dtype=bool) if locked is None else locked[span]
    chosen = simplify(x, y, mask, TOLERANCE)
    return Keys(x[chosen], y[chosen].astype(np.float32))

# SPDX-License-Identifier: GPL-3.0-or-later
"""From a line's phones to keys on a rig's shapes, ready for an F-curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .contacts import CHANNEL_OF
from .dense import Indices, Rig, Samples, sample
from .phones import Phone
from .simplify import simplify
from .style import Style

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

INTERPOLATION: Final = "BEZIER"
"""How to draw between keys."""

HANDLES: Final = "AUTO_CLAMPED"
"""Type of both handles of every key."""

SMOOTHING: Final = "NONE"
"""The F-curve's `auto_smoothing`. Blender's default, CONT_ACCEL, would bend the curve between the keys."""

TOLERANCE: Final = 0.02
"""Largest vertical error of the drawn curve, on a scale where 1 is the whole shape."""

_VISIBLE: Final = 0.02  # a shape that never gets further from rest is left alone


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """Keys of one shape, to be drawn with `INTERPOLATION`, `HANDLES` and `SMOOTHING`.

    Attributes:
        frames: Scene frames, strictly increasing, float64 [n], n >= 3.
        values: Shape key values, float32 [n]; the first and the last are 0 (rest).
    """

    frames: NDArray[np.float64]
    values: NDArray[np.float32]


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
    teeth, every sibilant with a narrow jaw, at any frame rate. The drawn curve stays within `TOLERANCE` of
    the dense one. The same arguments give the same bytes.

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
    dense = sample(phones, mapping, fps, start_frame=start_frame, style=style, subframe=subframe)
    tracks: dict[str, _Track] = {}
    twins: dict[str, str] = {}  # left and right of a face move alike: once is enough
    originals: dict[bytes, str] = {}
    for name, values in dense.shapes.items():
        if np.any(values > _VISIBLE):
            track = _track(dense, name, mapping.reads(name))
            twins[name] = originals.setdefault(b"".join(part.tobytes() for part in track), name)
            tracks.setdefault(twins[name], track)
    keys = dict(zip(tracks, _thin(list(tracks.values()), dense.frames[0]), strict=True)) if tracks else {}
    return {name: keys[twin] for name, twin in twins.items()}


class _Track(NamedTuple):
    """One shape from the last sample of rest before it moves to the first after."""

    frames: Array
    values: Array
    locked: Mask  # must become keys: both ends, and the frames of the contacts the shape has a part in
    likely: Mask  # poses of its articulators


def _track(dense: Samples, name: str, read: frozenset[str]) -> _Track:
    values = dense.shapes[name].astype(np.float32).astype(np.float64)
    locks = _contact_samples(dense, read)
    locked, likely = np.zeros((2, len(values)), dtype=bool)
    locked[locks[values[locks] > _VISIBLE]] = True
    likely[dense.poses[name]] = True
    moving = np.flatnonzero(values > 0.0)
    begin, end = moving[0] - 1, moving[-1] + 1
    locked[[begin, end]] = True
    span = slice(begin, end + 1)
    return _Track(dense.frames[span] - dense.frames[0], values[span], locked[span], likely[span])


def _contact_samples(dense: Samples, read: frozenset[str]) -> Indices:
    """Samples on which a contact made by one of the articulators is seen."""
    frames = sorted({moment.frame for moment in dense.moments if CHANNEL_OF.get(moment.kind) in read})
    return np.searchsorted(dense.frames, np.array(frames, dtype=np.float64))


def _thin(tracks: Sequence[_Track], origin: float) -> list[Keys]:
    """Sparse keys of every track.

    All are thinned out at once, one behind the other on one long axis: one long array costs less than many
    short ones. The gaps between them are so wide, and rest so flat, that no track feels its neighbour.
    """
    gap = 10.0 * max(track.frames[-1] for track in tracks) + 10.0
    chosen = simplify(
        np.concatenate([track.frames + place * gap for place, track in enumerate(tracks)]),
        np.concatenate([track.values for track in tracks]),
        np.concatenate([track.locked for track in tracks]),
        np.concatenate([track.likely for track in tracks]),
        TOLERANCE,
    )
    offsets = np.cumsum([0, *(len(track.frames) for track in tracks)])
    edges = np.searchsorted(chosen, offsets)
    keys: list[Keys] = []
    for track, offset, (begin, end) in zip(tracks, offsets[:-1], pairwise(edges), strict=True):
        at = chosen[begin:end] - offset
        keys.append(Keys(track.frames[at] + origin, track.values[at].astype(np.float32)))
    return keys

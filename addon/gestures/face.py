# SPDX-License-Identifier: GPL-3.0-or-later
"""Eyelid and brow bones: by name, and how far they go, read off the armature."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..rigs.bones import Bone, Vector, frame_of
from ..rigs.names import bone_words, side_of
from .body import Turn, about

Array = NDArray[np.float64]

_LIDS: Final = frozenset({"lid", "lids", "eyelid", "eyelids"})
_BROWS: Final = frozenset({"brow", "brows", "eyebrow", "eyebrows"})
_UPPER: Final = frozenset({"upper", "up", "top", "t"})
_LOWER: Final = frozenset({"lower", "low", "bottom", "b"})
_FOLLOWERS: Final = frozenset({"org", "mch", "def", "deform", "tweak"})  # moved by a rig, not by the animator
_SIDES: Final = ("left", "right")
_SAME_PIVOT: Final = 0.35  # of the bone's length; lids that turn about the eye share its centre
_RAISE: Final = 0.07  # of the distance between the brows: how far a brow can go up
_MINOR: Final = 0.2  # an axis with a smaller share of a way is left alone


def closing(bones: Sequence[Bone]) -> list[Turn]:
    """What shuts both eyes; empty unless each eye has an upper and a lower lid that can be told apart."""
    turns: list[Turn] = []
    for side in _SIDES:
        lids = _of_side(bones, _LIDS, side)
        upper = [bone for bone in lids if _UPPER & set(bone_words(bone.name))]
        lower = [bone for bone in lids if _LOWER & set(bone_words(bone.name))]
        if not upper or not lower:
            return []
        centre = np.mean([bone.head for bone in (*upper, *lower)], axis=0)
        turns += _shut(bones, _nearest(upper, centre), _nearest(lower, centre))
    return turns


def raising(bones: Sequence[Bone]) -> list[Turn]:
    """What raises both brows; empty unless there are two."""
    rows = [_brow(bones, side) for side in _SIDES]
    if not all(rows):
        return []
    left, right = (np.mean([bone.head for bone in row], axis=0) for row in rows)
    way = _RAISE * float(np.linalg.norm(left - right)) * np.asarray(frame_of(bones).up)
    return [turn for row in rows for bone in row for turn in _slide(bone, way)]


def _of_side(bones: Sequence[Bone], names: frozenset[str], side: str) -> list[Bone]:
    found: list[Bone] = []
    for bone in bones:
        words = set(bone_words(bone.name))
        if side_of(bone.name) == side and words & names and not words & _FOLLOWERS:
            found.append(bone)
    return found


def _brow(bones: Sequence[Bone], side: str) -> list[Bone]:
    """The bones of one brow that together raise it once."""
    row = [bone for bone in _of_side(bones, _BROWS, side) if not _LOWER & set(bone_words(bone.name))]
    whole = [bone for bone in row if "full" in bone_words(bone.name)]  # Auto-Rig Pro's moves the others
    # Of Rigify's row the first bone is the temple, and the third goes along with its neighbours.
    ends = [bone for bone in row if bone.name.startswith("brow.T.") and bone.name.endswith((".001", ".003"))]
    return whole or ends or row


def _nearest(bones: Sequence[Bone], point: Array) -> Bone:
    return min(bones, key=lambda bone: math.dist(bone.head, point))


def _shut(bones: Sequence[Bone], upper: Bone, lower: Bone) -> list[Turn]:
    if math.dist(upper.head, lower.head) <= _SAME_PIVOT * upper.length:
        frame = frame_of(bones)
        top, bottom = (_elevation(bone, frame.up, frame.forward) for bone in (upper, lower))
        return about(upper, frame.left, top - bottom) if top > bottom else []
    return _slide(upper, np.asarray(lower.head) - np.asarray(upper.head))


def _slide(bone: Bone, way: Array) -> list[Turn]:
    """A way through the armature, spread over the bone's own axes."""
    shares = [float(np.dot(own, way)) for own in bone.axes]
    largest = max(map(abs, shares))
    return [
        (bone.name, f"location_{axis}", share)
        for axis, share in zip("xyz", shares, strict=True)
        if abs(share) >= _MINOR * largest
    ]


def _elevation(bone: Bone, up: Vector, forward: Vector) -> float:
    """How high a lid points, radians above straight ahead."""
    along = np.asarray(bone.tail) - np.asarray(bone.head)
    return math.atan2(float(np.dot(along, up)), float(np.dot(along, forward)))

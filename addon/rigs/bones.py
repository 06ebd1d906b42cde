# SPDX-License-Identifier: GPL-3.0-or-later
"""Bones of a face: what a preset says in a character's terms becomes axes of real bones.

"The jaw opens by 22 degrees" is a turn about the character's left-right axis, whatever the roll of the bone
and wherever its tail points; "the corner goes in by 0.15" is a way in mouth widths. Both are spread over the
bone's own axes, so that odd rolls work as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .names import bone_words, mirrored, side_of

Array = NDArray[np.float64]
Vector = tuple[float, float, float]

DIRECTIONS: Final = ("up", "down", "forward", "back", "in", "out")
"""Where a bone can move, as seen from the character's middle."""

_MINOR: Final = 0.15  # an axis with a smaller share of a movement is left alone
_MOUTH_PER_JAW: Final = 0.45  # a mouth is this wide in lengths of its jaw, hinge to chin


@dataclass(frozen=True, slots=True)
class Bone:
    """A bone at rest, in armature space.

    Attributes:
        name: As in the .blend.
        head: Where it turns.
        tail: Where it points.
        axes: Its local x, y and z axes (y runs from head to tail), unit vectors.
        parent: Name of the bone it hangs on.
        rotation_mode: The pose bone's, e.g. "QUATERNION" or "XYZ".
    """

    name: str
    head: Vector
    tail: Vector
    axes: tuple[Vector, Vector, Vector]
    parent: str | None = None
    rotation_mode: str = "QUATERNION"

    @property
    def length(self) -> float:
        """From head to tail."""
        return math.dist(self.head, self.tail)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a character looks, in armature space: unit vectors to its left, up, and forward."""

    left: Vector
    up: Vector
    forward: Vector


BLENDER: Final = Frame((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0))
"""The convention: a character faces -Y."""

_TRUNK: Final = ({"hips"}, {"pelvis"}, {"hip"}, {"spine"}, {"root"}, {"neck"})


def frame_of(bones: Sequence[Bone]) -> Frame:
    """Where a character looks: from its pairs of left and right bones and the way from its hips to its head.

    Armatures from other programs often lie on their backs in armature space and are turned upright as an
    object. Without such evidence it is Blender's convention.
    """
    heads = {bone.name: np.asarray(bone.head, dtype=np.float64) for bone in bones}
    apart = np.zeros(3)
    for name, head in heads.items():
        other = mirrored(name)
        if side_of(name) == "left" and other in heads:
            apart += head - heads[other]
    left = _nearest_axis(apart)
    if left is None:
        return BLENDER
    up = _nearest_axis(_trunk(bones) * (1.0 - np.abs(left)))
    if up is None:
        up = np.array(BLENDER.up) if abs(left[2]) < 0.5 else np.array((0.0, 1.0, 0.0))
    return Frame(_vector(left), _vector(up), _vector(np.cross(left, up)))


def _trunk(bones: Sequence[Bone]) -> Array:
    """From the hips, or what there is of the trunk, to the head; 0 if a face has no body."""
    words = {bone.name: set(bone_words(bone.name)) for bone in bones}
    head = next((bone for bone in bones if "head" in words[bone.name]), None)
    for part in _TRUNK:
        low = next((bone for bone in bones if part <= words[bone.name]), None)
        if head and low:
            return np.asarray(head.head, dtype=np.float64) - np.asarray(low.head)
    return np.zeros(3)


def _nearest_axis(direction: Array) -> Array | None:
    largest = int(np.argmax(np.abs(direction)))
    if abs(direction[largest]) < 1e-6:
        return None
    axis = np.zeros(3)
    axis[largest] = math.copysign(1.0, float(direction[largest]))
    return axis


def _vector(values: Array) -> Vector:
    return (float(values[0]), float(values[1]), float(values[2]))


@dataclass(frozen=True, slots=True)
class Face:
    """What the movements of a face are measured by.

    Attributes:
        frame: Where it looks.
        width: Of the mouth, in units of the armature.
        middle: A point in the plane that parts left from right.
    """

    frame: Frame
    width: float
    middle: Vector


def measured(bones: Sequence[Bone], found: Mapping[str, Bone]) -> Face:
    """The measures of a face.

    Args:
        bones: All bones of the armature.
        found: Those of the face: "jaw", "corner_left" and "corner_right" are measured if they are there.
    """
    frame = frame_of(bones)
    left, right, jaw = found.get("corner_left"), found.get("corner_right"), found.get("jaw")
    if left and right and (width := math.dist(left.head, right.head)) > 0.0:
        middle = _vector((np.asarray(left.head) + np.asarray(right.head)) / 2.0)
        return Face(frame, width, middle)
    reference = jaw or next(iter(found.values()))
    return Face(frame, _MOUTH_PER_JAW * _jaw_length(reference, found.values()), reference.head)


def _jaw_length(jaw: Bone, others: Iterable[Bone]) -> float:
    """From the hinge to the chin: imported bones have tails of any length, so lips are asked as well."""
    ways = [math.dist(jaw.head, bone.head) for bone in others if bone is not jaw]
    return max([jaw.length, *ways])


def turned(bone: Bone, face: Face, degrees: float) -> list[tuple[str, float]]:
    """The shares of a turn about the character's left-right axis; above 0 brings what is in front down.

    Returns:
        Transforms of the bone with radians, the largest share first.
    """
    return _shares(bone, face.frame.left, math.radians(degrees), "rotation")


def moved(bone: Bone, face: Face, towards: str, widths: float) -> list[tuple[str, float]]:
    """The shares of a way.

    Args:
        bone: What moves.
        face: What it belongs to.
        towards: One of `DIRECTIONS`.
        widths: How far, in mouth widths.

    Returns:
        Transforms of the bone with units of the armature, the largest share first.
    """
    return _shares(bone, _direction(bone, face, towards), widths * face.width, "location")


def _direction(bone: Bone, face: Face, towards: str) -> Vector:
    frame = face.frame
    for axis, there, back in ((frame.up, "up", "down"), (frame.forward, "forward", "back")):
        if towards in (there, back):
            return _vector((1.0 if towards == there else -1.0) * np.asarray(axis))
    side = side_of(bone.name)
    if side is None:
        offset = float(np.dot(np.asarray(bone.head) - np.asarray(face.middle), frame.left))
        side = "left" if offset >= 0.0 else "right"
    outwards = 1.0 if side == "left" else -1.0
    return _vector((outwards if towards == "out" else -outwards) * np.asarray(frame.left))


def scaled(bone: Bone, face: Face, across: str, factor: float) -> list[tuple[str, float]]:
    """Growth of a bone by `factor` - 1 along the axis next to a direction of the character.

    Args:
        bone: What grows.
        face: What it belongs to.
        across: "wide", "tall" or "deep".
        factor: Size at the end; 1 is as it was.
    """
    direction = {"wide": face.frame.left, "tall": face.frame.up, "deep": face.frame.forward}[across]
    share = [abs(float(np.dot(axis, direction))) for axis in bone.axes]
    return [(f"scale_{'xyz'[int(np.argmax(share))]}", factor - 1.0)]


def _shares(bone: Bone, direction: Vector, amount: float, transform: str) -> list[tuple[str, float]]:
    shares = [float(np.dot(axis, direction)) for axis in bone.axes]
    kept = sorted(
        ((share, axis) for share, axis in zip(shares, "xyz", strict=True) if abs(share) >= _MINOR),
        key=lambda pair: -abs(pair[0]),
    )
    return [(f"{transform}_{axis}", amount * share) for share, axis in kept]

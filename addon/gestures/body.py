# SPDX-License-Identifier: GPL-3.0-or-later
"""The head, neck, chest and shoulders of an armature, by name, and how they turn, by geometry."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from ..rigs.bones import Bone, Frame, Vector, frame_of
from ..rigs.names import bone_words, side_of
from .breaths import BREATH
from .head import NOD, TILT, TURN

Turn = tuple[str, str, float]
"""A bone, one of its transforms, and how far it goes per unit of a channel."""

_NECK_SHARE: Final = 0.3  # of a head movement, where there is a neck; the head does the rest
_CHEST, _SHOULDER = math.radians(1.5), math.radians(2.5)  # of a deep breath: chest back, shoulders up
_MINOR: Final = 0.05  # an axis with a smaller share of a turn is left alone

# Words that tell whose bone it is, or what for, but not which part of the body.
_OWNERS: Final = frozenset(
    {"j", "bip", "bip01", "bip001", "01", "001", "c", "cc", "base", "x", "m", "rig", "mixamorig"}
)
_CONTROLS: Final = frozenset({"ctrl", "ctl", "control", "con", "c"})  # moved by the animator
_DEFORMERS: Final = frozenset({"def", "deform"})  # follow a control, where there is one
# Rigify's basic human has only numbers for the parts of the spine.
_METARIG: Final = {"head": "spine.006", "neck": "spine.004", "chest": "spine.003"}
_MMD: Final = {"頭": "head", "首": "neck", "上半身": "chest", "上半身2": "chest"}
_SHOULDERS: Final = ({"shoulder"}, {"clavicle"}, {"collar"}, {"collarbone"})


def movements(bones: Sequence[Bone]) -> dict[str, list[Turn]]:
    """What of the trunk each gesture channel turns; channels without a bone are absent."""
    frame = frame_of(bones)
    result: dict[str, list[Turn]] = {}
    head, neck = part(bones, "head"), part(bones, "neck")
    if head is not None:
        shares = [(head, 1.0 - _NECK_SHARE), (neck, _NECK_SHARE)] if neck else [(head, 1.0)]
        for channel, axis in ((NOD, frame.left), (TILT, frame.forward), (TURN, frame.up)):
            result[channel] = [
                turn for bone, share in shares if bone is not None for turn in about(bone, axis, share)
            ]
    if breath := _breath(bones, frame):
        result[BREATH] = breath
    return result


def about(bone: Bone, axis: Vector, radians: float) -> list[Turn]:
    """A small turn about an axis of the armature, spread over the bone's own axes."""
    shares = [float(np.dot(own, axis)) for own in bone.axes]
    return [
        (bone.name, f"rotation_{name}", radians * share)
        for share, name in zip(shares, "xyz", strict=True)
        if abs(share) >= _MINOR
    ]


def part(bones: Sequence[Bone], name: str) -> Bone | None:
    """The head, the neck or the chest; the animator's control rather than the bone that follows it."""
    fitting = [(*rank, place) for place, bone in enumerate(bones) if (rank := _rank(bone.name, name))]
    if fitting:
        return bones[min(fitting)[-1]]
    return next((bone for bone in bones if bone.name == _METARIG[name]), None)


def _rank(bone: str, name: str) -> tuple[int, int] | None:
    """How well a bone fits a part of the body: lower is better; None if it is another bone."""
    words = bone_words(bone)
    kind = 0 if _CONTROLS & set(words) else 2 if _DEFORMERS & set(words) else 1
    if len(words) and "".join(words) in _MMD:
        return (-len(words), kind) if _MMD["".join(words)] == name else None
    told = [word for word in words if word not in _OWNERS | _CONTROLS | _DEFORMERS]
    # "neck_01" and "Neck" are the lowest joint of the neck; of a numbered spine the highest is the chest.
    last = next((word for word in reversed(words) if word != "x"), "")
    number = int(last) if last.isdigit() else 0
    letters = [word for word in told if not word.isdigit()]
    if letters == [name] or (name == "neck" and letters == ["neck", "twist"]):
        return (0 if name == "chest" else number, kind)
    if name == "chest" and letters in (["upper", "chest"], ["chest", "upper"]):
        return (-1, kind)
    if name == "chest" and letters == ["spine"] and number:
        return (100 - number, kind)
    return None


def _breath(bones: Sequence[Bone], frame: Frame) -> list[Turn]:
    chest = part(bones, "chest")
    if chest is None:
        return []
    turns = about(chest, frame.left, -_CHEST)
    for bone, side in _shoulders(bones):
        turns += about(bone, frame.forward, _SHOULDER if side == "left" else -_SHOULDER)
    return turns


def _shoulders(bones: Sequence[Bone]) -> Iterator[tuple[Bone, str]]:
    """A shoulder per side."""
    for side in ("left", "right"):
        fitting: list[tuple[int, int]] = []
        for place, bone in enumerate(bones):
            words = set(bone_words(bone.name))
            if side_of(bone.name) == side and words - _OWNERS - _CONTROLS - _DEFORMERS in _SHOULDERS:
                kind = 0 if words & _CONTROLS else 2 if words & _DEFORMERS else 1
                fitting.append((kind, place))
        if fitting:
            yield bones[min(fitting)[1]], side

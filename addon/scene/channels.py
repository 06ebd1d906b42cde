# SPDX-License-Identifier: GPL-3.0-or-later
"""From a rig's controls to F-curves in the properties' own units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import bpy
import numpy as np

from ..lipsync import Keys
from ..rigs import Control, Kind, RigMapping
from .actions import Curve

_ELEMENT: Final = re.compile(r"^(?P<path>.+)\[(?P<index>\d+)\]$")
_AXES: Final = "xyz"
_QUATERNION, _AXIS_ANGLE = "rotation_quaternion", "rotation_axis_angle"


def shape_path(shape: str) -> str:
    """The path of a shape key's value from its Key data-block."""
    return f'key_blocks["{bpy.utils.escape_identifier(shape)}"].value'


def bone_path(bone: str, part: str) -> str:
    """The path of a pose bone's property from its armature object."""
    return f'pose.bones["{bpy.utils.escape_identifier(bone)}"].{part}'


def element(path: str) -> tuple[str, int]:
    """A property's path and array index from one written like `color[2]`."""
    found = _ELEMENT.match(path)
    return (found["path"], int(found["index"])) if found else (path, 0)


def curves(owner: Any, mapping: RigMapping, keyed: Mapping[str, Keys]) -> list[Curve]:
    """F-curves for the keys of some controls of one data-block.

    Args:
        owner: The data-block that is animated: shape keys, an armature object, any other.
        mapping: Has its controls.
        keyed: Keys by the controls' ids, in normalised values.
    """
    result: list[Curve] = []
    turned: dict[str, dict[int, tuple[Control, Keys]]] = {}
    for name, keys in keyed.items():
        control = mapping.control(name)
        if control.kind is Kind.SHAPE:
            result.append(_plain(shape_path(control.name), 0, control, keys))
        elif control.kind is Kind.PROPERTY:
            result.append(_plain(*element(control.name), control, keys))
        else:
            part, _, axis = control.transform.partition("_")
            index = _AXES.index(axis)
            if part == "rotation" and owner.pose.bones[control.name].rotation_mode in (
                "QUATERNION",
                "AXIS_ANGLE",
            ):
                turned.setdefault(control.name, {})[index] = (control, keys)
            else:
                path = bone_path(control.name, "rotation_euler" if part == "rotation" else part)
                result.append(_plain(path, index, control, keys, rest=1.0 if part == "scale" else 0.0))
    for bone, axes in turned.items():
        result += _turned(bone, owner.pose.bones[bone].rotation_mode, axes)
    return result


def _plain(path: str, index: int, control: Control, keys: Keys, rest: float = 0.0) -> Curve:
    values = rest + control.offset + control.scale * keys.values.astype(np.float64)
    return Curve(path, index, keys.frames.tolist(), values.tolist(), keys.interpolation)


def _turned(bone: str, mode: str, axes: Mapping[int, tuple[Control, Keys]]) -> Iterator[Curve]:
    """A rotation about up to three axes as a quaternion or an axis and an angle."""
    frames = np.unique(np.concatenate([keys.frames for _, keys in axes.values()]))
    vector = np.zeros((len(frames), 3))
    for index, (control, keys) in axes.items():
        vector[:, index] = control.offset + control.scale * keys.at(frames)
    angle = np.linalg.norm(vector, axis=1)
    still = np.zeros(3)
    still[next(iter(axes))] = 1.0
    axis = np.where(angle[:, None] > 1e-9, vector / np.maximum(angle, 1e-9)[:, None], still)
    if mode == "QUATERNION":
        path, columns = _QUATERNION, np.column_stack((np.cos(angle / 2), axis * np.sin(angle / 2)[:, None]))
    else:
        path, columns = _AXIS_ANGLE, np.column_stack((angle, axis))
    interpolation = next(iter(axes.values()))[1].interpolation
    for index in range(4):
        yield Curve(bone_path(bone, path), index, frames.tolist(), columns[:, index].tolist(), interpolation)

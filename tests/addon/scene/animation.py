# SPDX-License-Identifier: GPL-3.0-or-later
"""A .blend's animation as bytes, to see what a change left alone; values as they are played."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import bpy
import numpy as np

from addon import compat


def fcurve_bytes(curve: Any) -> bytes:
    """Everything about every key of an F-curve."""
    points = curve.keyframe_points
    parts = [f"{curve.data_path}|{curve.array_index}|{curve.auto_smoothing}|{curve.extrapolation}".encode()]
    for name, size in (("co", 2), ("handle_left", 2), ("handle_right", 2)):
        values = np.empty(size * len(points), np.float32)
        points.foreach_get(name, values)
        parts.append(values.tobytes())
    parts += [f"{p.interpolation}|{p.easing}|{p.type}|{p.handle_left_type}".encode() for p in points]
    return b"\n".join(parts)


def action_bytes(action: Any) -> bytes:
    """Every F-curve of every slot of an action."""
    return b"\n\n".join(fcurve_bytes(curve) for curve in compat.all_fcurves(action))


def others_bytes() -> dict[str, bytes]:
    """The animation in the file that is not Voxrig's: actions, strips, drivers, by name."""
    result = {a.name: action_bytes(a) for a in bpy.data.actions if "voxrig_character" not in a}
    owners = [*bpy.data.objects, *(mesh.shape_keys for mesh in bpy.data.meshes if mesh.shape_keys)]
    for owner in (owner for owner in owners if owner.animation_data):
        data = owner.animation_data
        active = f"{data.action and data.action.name}|{data.action_blend_type}|{data.use_nla}"
        strips = [
            f"{t.name}|{t.mute}|{s.name}|{s.frame_start}|{s.frame_end}|{s.action.name}|{s.blend_type}"
            for t in data.nla_tracks
            for s in t.strips
            if "voxrig_character" not in s.action
        ]
        drivers = [f"{d.data_path}|{d.driver.expression}" for d in data.drivers]
        result[f"{owner.id_type} {owner.name}"] = "\n".join([active, *strips, *drivers]).encode()
    return result


def complaints(line: Any) -> str:
    """A line's warning, without the note that this Blender was built without sound (4.2's module on PyPI)."""
    return re.sub(r"^No sound: .*?its keys are there(\. )?", "", line.warning)


def played(scene: Any, head: Any, shape: str, frames: Iterable[int]) -> list[float]:
    """A shape key's evaluated values."""
    found = []
    for frame in frames:
        scene.frame_set(frame)
        evaluated = head.evaluated_get(bpy.context.evaluated_depsgraph_get())
        found.append(float(evaluated.data.shape_keys.key_blocks[shape].value))
    return found

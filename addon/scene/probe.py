# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the mouth move? Blender evaluates the mesh at two frames; if nothing changes, says why in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import bpy
import numpy as np

from .. import compat
from ..lipsync import Keys
from . import actions
from .rig import Face

_LEAST_MOVEMENT = 1e-6  # of the mesh's own size


def explain(face: Face, uid: str, shapes: Mapping[str, Keys], span: tuple[float, float]) -> str:
    """Why a mesh does not move as keyed, in words; empty if it does.

    Args:
        face: The mesh, just keyed.
        uid: The character's id.
        shapes: What was keyed.
        span: First and last frame keyed.
    """
    inside = {name: _within(keys, span) for name, keys in shapes.items()}
    widest = max(inside, key=lambda name: inside[name][1], default=None)
    if widest is None or inside[widest][1] <= 0.0:
        return ""
    frame = inside[widest][0]
    if _moves(face.object, span[0], frame):
        return ""
    reasons = list(dict.fromkeys(_reasons(face, uid, widest, frame)))
    name = face.object.name
    if not reasons:
        return (
            f"{name} does not move, although its shape key {widest} is keyed: has it any effect on the mesh?"
        )
    return f"{name} does not move: " + "; ".join(reasons)


def _within(keys: Keys, span: tuple[float, float]) -> tuple[float, float]:
    inside = (keys.frames >= span[0]) & (keys.frames <= span[1])
    if not inside.any():
        return span[0], 0.0
    index = int(np.argmax(np.where(inside, keys.values, -1.0)))
    return float(keys.frames[index]), float(keys.values[index])


def _moves(obj: Any, first: float, second: float) -> bool:
    """Whether the evaluated mesh differs between two frames, by shape keys alone.

    Evaluated in a scene of its own, so that the animator's frame and view layer stay as they are.
    """
    scene = bpy.data.scenes.new("Voxrig probe")
    try:
        scene.collection.objects.link(obj)
        before, after = (_coordinates(scene, obj, frame) for frame in (first, second))
    finally:
        bpy.data.scenes.remove(scene)
    if before.shape != after.shape:
        return True
    size = float(np.ptp(before, axis=0).max()) if len(before) else 0.0
    return bool(len(before)) and float(np.abs(after - before).max()) > _LEAST_MOVEMENT * max(size, 1e-9)


def _coordinates(scene: Any, obj: Any, frame: float) -> np.ndarray:
    scene.frame_set(int(frame), subframe=frame - int(frame))
    mesh = obj.evaluated_get(scene.view_layers[0].depsgraph).data
    flat = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", flat)
    return flat.reshape(-1, 3)


def _reasons(face: Face, uid: str, shape: str, frame: float) -> Iterator[str]:
    key: Any = face.key
    data, path = key.animation_data, actions.data_path(shape)
    track = actions.own_track(key, uid)
    if not data.use_nla:
        yield "the evaluation of its NLA tracks is switched off"
    if track is None:
        yield "its Voxrig track is missing"
    else:
        yield from _track_reasons(data, track, path, frame, actions.strip_at(key, uid, frame))
    if any(driver.data_path == path for driver in data.drivers):
        yield f"a driver sets {shape}"
    if data.action and not data.use_tweak_mode and data.action_influence > 0.0 and _animates(data, path):
        yield f"its action {data.action.name} also keys {shape} and plays on top"
    yield from _shape_reasons(face.object, key, key.key_blocks[shape])


def _track_reasons(data: Any, track: Any, path: str, frame: float, strip: Any) -> Iterator[str]:
    if track.mute:
        yield f"the NLA track {track.name} is muted"
    if not track.is_solo and any(other.is_solo for other in data.nla_tracks):
        yield "another NLA track is solo"
    if strip is None:
        yield f"no strip of the track {track.name} plays at frame {frame:g}"
        return
    if strip.mute:
        yield f"the strip {strip.name} is muted"
    if strip.use_animated_influence and strip.influence <= 0.0:
        yield f"the strip {strip.name} has no influence"
    for curve in compat.existing_fcurves(strip.action, compat.action_slot(strip)):
        if curve.data_path == path and (curve.mute or (curve.group and curve.group.mute)):
            yield f"its F-curve in {strip.action.name} is muted"
    above = list(data.nla_tracks)[list(data.nla_tracks).index(track) + 1 :]
    for other in (other for other in above if not other.mute):
        if any(
            s.frame_start <= frame <= s.frame_end and not s.mute and _animates(s, path) for s in other.strips
        ):
            yield f"the NLA track {other.name} plays on top"


def _shape_reasons(obj: Any, key: Any, block: Any) -> Iterator[str]:
    if block.mute:
        yield f"the shape key {block.name} is muted"
    if obj.show_only_shape_key:
        yield "the mesh shows only its active shape key (the pin is set)"
    if not key.use_relative:
        yield "its shape keys are absolute, not relative"
    if block.vertex_group and block.vertex_group not in obj.vertex_groups:
        yield f"the vertex group {block.vertex_group} of {block.name} is missing"
    if obj.mode == "EDIT":
        yield "the mesh is in edit mode"


def _animates(holder: Any, path: str) -> bool:
    if holder.action is None:
        return False
    curves = compat.existing_fcurves(holder.action, compat.action_slot(holder))
    return any(curve.data_path == path and not curve.mute for curve in curves)

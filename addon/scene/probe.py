# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the mouth move? Blender evaluates the mesh at two frames; if nothing changes, says why in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import bpy
import numpy as np

from .. import compat
from ..locale import together, translated
from . import actions
from .actions import Curve, Part
from .rig import Target, label

_LEAST_MOVEMENT = 1e-6  # of the mesh's own size


def explain(character: Any, found: Sequence[Target], parts: Mapping[Any, Part]) -> list[str]:
    """Why data-blocks do not move as keyed, in words; empty if they do.

    Args:
        character: The character, just keyed.
        found: Its data-blocks.
        parts: A line's keys per data-block.
    """
    by_owner = {target.owner: target.object for target in found}
    notes = [_explain(owner, by_owner[owner], character.uid, part) for owner, part in parts.items()]
    return [note for note in notes if note]


def _explain(owner: Any, obj: Any, uid: str, part: Part) -> str:
    widest, frame = _widest(part)
    if widest is None:
        return ""
    first = max(widest.frames[0], part.territory.first)
    name = obj.name
    if _moves(owner, obj, widest, first, frame):
        hidden = obj.type == "MESH" and obj.hide_render and not _visible(obj)
        words = translated("{name} moves, but it is hidden both in the view and in renders")
        return words.format(name=name) if hidden else ""
    reasons = list(dict.fromkeys(_reasons(owner, obj, uid, widest, frame)))
    if not reasons:
        words = translated("{name} does not move, although {what} is keyed: has it any effect on the mesh?")
        return words.format(name=name, what=label(widest.path))
    words = translated("{name} does not move: {reasons}")
    return words.format(name=name, reasons=together(reasons, "{first}; {then}"))


def _widest(part: Part) -> tuple[Curve | None, float]:
    """The curve that moves furthest in relation to its kind, and the frame where it is furthest from rest."""
    best: tuple[float, Curve | None, float] = (0.0, None, 0.0)
    for curve in part.curves:
        frames, values = (np.asarray(x) for x in part.territory.clip(curve.frames, curve.values))
        if len(values) < 2:
            continue
        far = np.abs(values - values[0])
        if far.max() > best[0]:
            best = (float(far.max()), curve, float(frames[int(far.argmax())]))
    return best[1], best[2]


def _visible(obj: Any) -> bool:
    view_layer: Any = bpy.context.view_layer
    return obj.name in view_layer.objects and obj.visible_get(view_layer=view_layer)


def _moves(owner: Any, obj: Any, curve: Curve, first: float, second: float) -> bool:
    """Whether what a data-block shows differs between two frames, by its own animation alone.

    Evaluated in a scene of its own, so that the animator's frame and view layer stay as they are.
    """
    scene = bpy.data.scenes.new("Voxrig probe")
    try:
        scene.collection.objects.link(obj)
        before, after = (_state(scene, owner, obj, curve, frame) for frame in (first, second))
    finally:
        bpy.data.scenes.remove(scene)
    if before.shape != after.shape:
        return True
    size = float(np.ptp(before, axis=0).max()) if len(before) else 0.0
    return bool(len(before)) and float(np.abs(after - before).max()) > _LEAST_MOVEMENT * max(size, 1e-9)


def _state(scene: Any, owner: Any, obj: Any, curve: Curve, frame: float) -> np.ndarray:
    """Vertices of a mesh, the matrix of a bone, or the value of any other property."""
    scene.frame_set(int(frame), subframe=frame - int(frame))
    evaluated = obj.evaluated_get(scene.view_layers[0].depsgraph)
    if owner.id_type == "KEY":
        flat = np.empty(3 * len(evaluated.data.vertices), np.float32)
        evaluated.data.vertices.foreach_get("co", flat)
        return flat.reshape(-1, 3)
    if curve.path.startswith("pose.bones["):
        return np.array(evaluated.pose.bones[label(curve.path)].matrix)
    return np.atleast_1d(np.asarray(evaluated.path_resolve(curve.path), dtype=np.float64))[:, None]


def _reasons(owner: Any, obj: Any, uid: str, curve: Curve, frame: float) -> Iterator[str]:
    data, path, shape = owner.animation_data, curve.path, label(curve.path)
    track = actions.own_track(owner, uid)
    if track is not None and not data.use_nla:
        yield translated("the evaluation of its NLA tracks is switched off")
    if track is not None:
        yield from _track_reasons(data, track, path, frame, actions.strip_at(owner, uid, frame))
    if any(driver.data_path == path for driver in data.drivers):
        yield translated("a driver sets {name}").format(name=shape)
    on_top = data.action and track is not None and not data.use_tweak_mode and data.action_influence > 0.0
    if on_top and _animates(data, path):
        words = translated("its action {action} also keys {name} and plays on top")
        yield words.format(action=data.action.name, name=shape)
    if owner.id_type == "KEY":
        yield from _shape_reasons(obj, owner, owner.key_blocks[shape])


def _track_reasons(data: Any, track: Any, path: str, frame: float, strip: Any) -> Iterator[str]:
    if track.mute:
        yield translated("the NLA track {name} is muted").format(name=track.name)
    if not track.is_solo and any(other.is_solo for other in data.nla_tracks):
        yield translated("another NLA track is solo")
    if strip is None:
        words = translated("no strip of the track {name} plays at frame {frame}")
        yield words.format(name=track.name, frame=f"{frame:g}")
        return
    if strip.mute:
        yield translated("the strip {name} is muted").format(name=strip.name)
    if strip.use_animated_influence and strip.influence <= 0.0:
        yield translated("the strip {name} has no influence").format(name=strip.name)
    if compat.HAS_SLOTS and not _animates(strip, path):
        words = translated("the strip {name} plays a slot of {action} without it")
        yield words.format(name=strip.name, action=strip.action.name)
    for curve in compat.existing_fcurves(strip.action, compat.action_slot(strip)):
        if curve.data_path == path and (curve.mute or (curve.group and curve.group.mute)):
            yield translated("its F-curve in {action} is muted").format(action=strip.action.name)
    above = list(data.nla_tracks)[list(data.nla_tracks).index(track) + 1 :]
    for other in (other for other in above if not other.mute):
        if any(
            s.frame_start <= frame <= s.frame_end and not s.mute and _animates(s, path) for s in other.strips
        ):
            yield translated("the NLA track {name} plays on top").format(name=other.name)


def _shape_reasons(obj: Any, key: Any, block: Any) -> Iterator[str]:
    if obj.hide_render and not _visible(obj):
        yield translated("it is hidden")
    if block.mute:
        yield translated("the shape key {name} is muted").format(name=block.name)
    if obj.show_only_shape_key:
        yield translated("the mesh shows only its active shape key (the pin is set)")
    if not key.use_relative:
        yield translated("its shape keys are absolute, not relative")
    if block.vertex_group and block.vertex_group not in obj.vertex_groups:
        words = translated("the vertex group {group} of {name} is missing")
        yield words.format(group=block.vertex_group, name=block.name)
    if obj.mode == "EDIT":
        yield translated("the mesh is in edit mode")


def _animates(holder: Any, path: str) -> bool:
    if holder.action is None:
        return False
    curves = compat.existing_fcurves(holder.action, compat.action_slot(holder))
    return any(curve.data_path == path and not curve.mute for curve in curves)

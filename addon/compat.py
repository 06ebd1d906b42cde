# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between Blender 4.2 and 5.2; the only place that asks for its version."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import bpy

if TYPE_CHECKING:
    from bpy.types import ID, Action, NlaStrip

HAS_SLOTS = bpy.app.version >= (4, 4, 0)
"""Slotted actions: one action animates several data-blocks."""


def has_sound() -> bool:
    """Whether this Blender can load sounds; the 4.2 module on PyPI is built without."""
    options: Any = bpy.app.build_options
    return options.audaspace


def audio() -> Any | None:
    """Blender's sound library, `aud`; None in a Blender that was built without."""
    if not has_sound():
        return None
    import aud  # pyright: ignore[reportMissingImports]  # comes with Blender

    return aud


def sequencer_scene(context: Any) -> Any:
    """The scene that the sequencer shows (from 5.0 on it need not be the window's)."""
    return getattr(context, "sequencer_scene", None) or context.scene


def sequencer_strips(editor: Any) -> Any:
    """A sequence editor's top-level strips (4.4 renamed `sequences`)."""
    return editor.strips if hasattr(editor, "strips") else editor.sequences


def strip_span(strip: Any) -> tuple[float, float]:
    """First frame of a sequencer strip and the one after its last (5.2 renamed both)."""
    if hasattr(strip, "left_handle"):
        return float(strip.left_handle), float(strip.right_handle)
    return float(strip.frame_final_start), float(strip.frame_final_end)


def show_in_sequencer(context: Any, scene: Any) -> None:
    """Lets the sequencer show the scene if it shows none (from 5.0 on it need not be the window's scene)."""
    workspace = context.workspace
    if workspace is not None and getattr(workspace, "sequencer_scene", scene) is None:
        workspace.sequencer_scene = scene


def content_start(strip: Any) -> float:
    """The frame on which a sequencer strip's content starts, cut off or not."""
    return float(strip.content_start if hasattr(strip, "content_start") else strip.frame_start)


def strip_trims(strip: Any) -> tuple[float, float]:
    """How many frames are cut off a sequencer strip's start and end (5.2 renamed both)."""
    if hasattr(strip, "left_handle_offset"):
        return float(strip.left_handle_offset), float(strip.right_handle_offset)
    return float(strip.frame_offset_start), float(strip.frame_offset_end)


def hard_trim(strip: Any) -> float:
    """How many frames of a strip's file come before its content (5.2 renamed them)."""
    return float(
        strip.content_trim_start if hasattr(strip, "content_trim_start") else strip.animation_offset_start
    )


def trim_strip(strip: Any, start: int, end: int) -> None:
    """Cuts frames off a sequencer strip's start and end."""
    names = ("left_handle_offset", "right_handle_offset")
    if not hasattr(strip, names[0]):
        names = ("frame_offset_start", "frame_offset_end")
    for name, frames in zip(names, (start, end), strict=True):
        setattr(strip, name, frames)


def move_strip(strip: Any, start: int) -> None:
    """Moves a sequencer strip so that its content starts on a frame."""
    if hasattr(strip, "content_start"):
        strip.content_start = start
    else:
        strip.frame_start = start


def rest_extrapolation(owner: Any) -> str:
    """How a strip must go on after its end for its data-block to rest there.

    Between strips Blender falls back to a property's default, which is 1 for shape keys in 5.0, else 0.
    Where it is 1, strips hold their last value, and tracks below are not heard between the lines.
    """
    value: Any = bpy.types.ShapeKey.bl_rna.properties["value"]
    return "HOLD" if owner.id_type == "KEY" and value.default != 0.0 else "NOTHING"


def rests_when_muted(owner: Any) -> bool:
    """Whether a data-block rests where its strip is muted, as it does where none plays."""
    return rest_extrapolation(owner) == "NOTHING"


def new_slot(action: Action, owner: ID) -> Any | None:
    """A new slot for a data-block in the action; None where actions have no slots."""
    return action.slots.new(id_type=owner.id_type, name=owner.name) if HAS_SLOTS else None


def fcurves(action: Action, slot: Any | None) -> Any:
    """The F-curves of a slot, made ready to take new ones; of the action where there are no slots."""
    if not HAS_SLOTS:
        return action.fcurves
    layers: Any = action.layers
    layer: Any = layers[0] if layers else layers.new("Layer")
    strip = layer.strips[0] if layer.strips else layer.strips.new(type="KEYFRAME")
    return strip.channelbag(slot, ensure=True).fcurves


def existing_fcurves(action: Any, slot: Any | None) -> list[Any]:
    """The F-curves of a slot as they are; nothing is made."""
    if not HAS_SLOTS:
        return list(action.fcurves)
    if slot is None:
        return []
    bags = (strip.channelbag(slot) for layer in action.layers for strip in layer.strips)
    return [curve for bag in bags if bag for curve in bag.fcurves]


def slot_for(action: Any, owner: Any) -> Any | None:
    """The slot of an action that a data-block uses or would be given by its name; None if there is none."""
    if not HAS_SLOTS:
        return None
    data = owner.animation_data
    if data is not None and data.action == action and data.action_slot is not None:
        return data.action_slot
    return next(
        (s for s in action.slots if s.target_id_type == owner.id_type and s.name_display == owner.name), None
    )


def first_slot(action: Any) -> Any | None:
    """The first slot of an action; None if it has none or actions have no slots."""
    return action.slots[0] if HAS_SLOTS and len(action.slots) else None


def set_action_slot(data: Any, slot: Any | None) -> None:
    """Points animation data at a slot of its action."""
    if HAS_SLOTS:
        data.action_slot = slot


def drop_empty_fcurves(action: Any, slot: Any | None, paths: Iterable[str]) -> None:
    """Removes those of the F-curves ("path|index") that have no key left."""
    wanted = set(paths)
    if HAS_SLOTS:
        bags = [strip.channelbag(slot) for layer in action.layers for strip in layer.strips]
        holders = [bag.fcurves for bag in bags if bag]
    else:
        holders = [action.fcurves]
    for holder in holders:
        for curve in list(holder):
            if f"{curve.data_path}|{curve.array_index}" in wanted and not len(curve.keyframe_points):
                holder.remove(curve)


def all_fcurves(action: Any) -> list[Any]:
    """The F-curves of every slot of an action."""
    if not HAS_SLOTS:
        return list(action.fcurves)
    return [curve for slot in action.slots for curve in existing_fcurves(action, slot)]


def action_slot(holder: Any) -> Any | None:
    """The slot that animation data or an NLA strip uses; None where there are no slots."""
    return holder.action_slot if HAS_SLOTS else None


def set_strip_slot(strip: NlaStrip, slot: Any | None) -> None:
    """Points an NLA strip at a slot."""
    if HAS_SLOTS:
        strip.action_slot = slot


def prepare_action(action: Action, owner: ID) -> None:
    """Marks a new action as one for this kind of data-block, where actions have no slots to tell."""
    if not HAS_SLOTS:
        action.id_root = owner.id_type


def online_access() -> bool:
    """Whether the user lets Blender go online."""
    return bool(bpy.app.online_access)

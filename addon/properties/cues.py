# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportInvalidTypeForm=false
"""How a drawn character's mouth is stepped: with which drawings, how long each is held, what is keyed."""

from typing import Any, cast

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty, PointerProperty, StringProperty
from bpy.types import Object, PropertyGroup, Scene

from .quiet import is_quiet


def _changed(group: PropertyGroup, _: bpy.types.Context) -> None:
    """Keys all of the character's lines anew."""
    if is_quiet():
        return
    from ..scene import apply, cues  # which need this module

    scene = cast(Scene, group.id_data)
    character = cast(Any, scene).path_resolve(group.path_from_id().rpartition(".")[0])
    apply.restyle(scene, character=character)
    cues.rebuild(scene, character)


class VOXRIG_PG_cues(PropertyGroup):
    """Smooth or stepped, and the settings of stepped lip-sync."""

    mode: EnumProperty(
        name="Mouth",
        description="How the mouth gets from one sound to the next",
        items=(
            ("SMOOTH", "Smooth", "The mouth moves, as in 3D"),
            ("STEPPED", "Stepped", "The mouth jumps from drawing to drawing and holds each, as in 2D"),
        ),
        default="SMOOTH",
        update=_changed,
    )
    cue_set: EnumProperty(
        name="Drawings",
        description="The set of mouth drawings. A rig whose shapes are one of the sets uses its own",
        items=(
            ("RHUBARB", "Rhubarb", "A to F, and G, H and X, as Rhubarb Lip Sync has them"),
            ("PRESTON_BLAIR", "Preston Blair", "The ten of Moho, Papagayo and OpenToonz"),
        ),
        default="RHUBARB",
        update=_changed,
    )
    extended_shapes: EnumProperty(
        name="Optional Drawings",
        description="Which of Rhubarb's optional drawings there are",
        items=(
            ("G", "G: F V", "Teeth on the lower lip. Without it, B"),
            ("H", "H: L", "Tongue behind the teeth. Without it, C"),
            ("X", "X: Rest", "At rest, in pauses. Without it, A"),
        ),
        default={"G", "H", "X"},
        options={"ENUM_FLAG"},
        update=_changed,
    )
    minimum_hold: IntProperty(
        name="Minimum Hold",
        description="Frames for which a drawing is held at least; closed lips may take less in fast speech",
        default=2,
        min=1,
        soft_max=8,
        update=_changed,
    )
    use_property: BoolProperty(
        name="Key a Property",
        description="Key the number of the drawing too, for sprites, Grease Pencil or geometry nodes",
        update=_changed,
    )
    property_owner: PointerProperty(
        type=Object, name="Object", description="The object that has the property", update=_changed
    )
    property_path: StringProperty(
        name="Data Path",
        description='Path of an integer from the object, like ["mouth"] or modifiers["Time Offset"].offset',
        default='["mouth"]',
        update=_changed,
    )
    property_offset: IntProperty(
        name="First Number", description="The number of the first drawing of the set", update=_changed
    )

    # Written by scene/ alone.
    warning: StringProperty(name="Warning", description="Why the property is not keyed", options={"HIDDEN"})


CLASSES = (VOXRIG_PG_cues,)

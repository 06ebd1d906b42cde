# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportInvalidTypeForm=false
"""Someone who speaks: a voice, meshes and an armature, and how the mouth moves."""

from typing import Any, cast

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)
from bpy.types import Action, Object, PropertyGroup, Scene

from .cues import VOXRIG_PG_cues
from .gestures import VOXRIG_PG_gestures
from .mapping import VOXRIG_PG_mapping
from .sampling import VOXRIG_PG_sampling
from .style import VOXRIG_PG_style

DEFAULT_VOICE = "voices/af_heart"


def _is_mesh(_: PropertyGroup, found: Object) -> bool:
    return found.type == "MESH"


def _is_armature(_: PropertyGroup, found: Object) -> bool:
    return found.type == "ARMATURE"


def rekey(character: PropertyGroup, _: bpy.types.Context) -> None:
    """Keys all of the character's lines anew."""
    from ..scene import apply  # which needs this module

    apply.restyle(cast(Scene, character.id_data), character=cast(Any, character))


class VOXRIG_PG_mesh(PropertyGroup):
    """A mesh whose shape keys a character's speech moves."""

    object: PointerProperty(
        type=Object, name="Mesh", description="A mesh with mouth shape keys", poll=_is_mesh
    )


class VOXRIG_PG_character(PropertyGroup):
    """Someone who speaks."""

    uid: StringProperty(options={"HIDDEN"})
    name: StringProperty(name="Name", default="Character")
    voice: StringProperty(
        name="Voice", description="Resource name of the voice, like voices/af_heart", default=DEFAULT_VOICE
    )
    sampling: PointerProperty(type=VOXRIG_PG_sampling)
    meshes: CollectionProperty(type=VOXRIG_PG_mesh)
    active_mesh: IntProperty(name="Active Mesh")
    armature: PointerProperty(
        type=Object,
        name="Armature",
        description="Has the jaw, lip and head bones. Empty takes the one that deforms the meshes",
        poll=_is_armature,
        update=rekey,
    )
    channel: IntProperty(
        name="Channel",
        description="Channel of the character's sound in the sequencer; 0 picks a free one",
        min=0,
    )
    use_lipsync: BoolProperty(
        name="Lip-Sync",
        description="Key the character's mouth when its lines are spoken",
        default=True,
        update=rekey,
    )
    style: PointerProperty(type=VOXRIG_PG_style)
    mapping: PointerProperty(type=VOXRIG_PG_mapping)
    gestures: PointerProperty(type=VOXRIG_PG_gestures)
    cues: PointerProperty(type=VOXRIG_PG_cues)
    key_target: EnumProperty(
        name="Keys In",
        items=(
            ("STRIPS", "A Strip per Line", "Lines are strips on an NLA track of Voxrig's own"),
            ("ACTION", "An Action", "Keys go into an action that you choose"),
        ),
        default="STRIPS",
        update=rekey,
    )
    action: PointerProperty(
        type=Action, name="Action", description="The action that takes the keys of the mouth", update=rekey
    )

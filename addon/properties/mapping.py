# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportInvalidTypeForm=false
"""A character's mapping by hand: which control answers which articulator, how strongly."""

from typing import Any

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)
from bpy.types import Object, PropertyGroup

from ..lipsync import CHANNELS
from ..rigs import VOWELS
from ..rigs.controls import TRANSFORMS
from ..rigs.mapping import HIGHEST
from .quiet import is_quiet

_NAMES = {
    "jaw": ("Jaw Open", "How far the jaw has dropped"),
    "lip_close": ("Lips Closed", "Lips pressed together: p b m"),
    "labiodental": ("Lip on Teeth", "Lower lip on the upper teeth: f v"),
    "round": ("Round", "Lips rounded and pushed forward: w u o"),
    "spread": ("Spread", "Corners drawn apart: i e"),
    "upper_lip": ("Upper Lip Up", "Upper lip raised: f v sh, wide a"),
    "teeth": ("Teeth Together", "Teeth nearly together behind parted lips: s z sh"),
    "tongue_tip": ("Tongue Tip Up", "Tip raised behind the upper teeth: t d n l"),
    "tongue_out": ("Tongue Out", "Tip between the teeth: th"),
    "tongue_back": ("Tongue Back Up", "Body raised: k g ng"),
    "tongue_curl": ("Tongue Curled", "Tip curled or body bunched: r"),
    "aa": ("Vowel A", "Share of the vowel of father in the shape of the mouth"),
    "ih": ("Vowel I", "Share of the vowel of see in the shape of the mouth"),
    "ou": ("Vowel U", "Share of the vowel of moon in the shape of the mouth"),
    "ee": ("Vowel E", "Share of the vowel of bed in the shape of the mouth"),
    "oh": ("Vowel O", "Share of the vowel of law in the shape of the mouth"),
}
INPUTS = tuple((name, *_NAMES[name]) for name in (*CHANNELS, *VOWELS))
"""What a term can read, for an EnumProperty."""

KINDS = (
    ("SHAPE", "Shape Key", "The value of a shape key", "SHAPEKEY_DATA", 0),
    ("BONE", "Bone", "One axis of a bone's location, rotation or scale", "BONE_DATA", 1),
    ("PROPERTY", "Property", "Any animatable property of the object, by its data path", "RNA", 2),
)
_TRANSFORMS = tuple((name, name.replace("_", " ").title(), "") for name in TRANSFORMS)


def _changed(group: PropertyGroup, _: bpy.types.Context) -> None:
    if is_quiet():
        return
    from ..scene import apply  # which needs this module

    scene: Any = group.id_data
    character = scene.path_resolve(group.path_from_id().partition(".mapping")[0])
    apply.restyle(scene, character=character)


class VOXRIG_PG_ramp(PropertyGroup):
    """Reads an articulator: 0 at one of its values, 1 at another, straight between."""

    channel: EnumProperty(
        name="Reads", description="The articulator that is read", items=INPUTS, default="jaw", update=_changed
    )
    zero_at: FloatProperty(
        name="From",
        description="The articulator's value that counts as nothing",
        soft_min=0.0,
        soft_max=1.0,
        update=_changed,
    )
    one_at: FloatProperty(
        name="To",
        description="The articulator's value that counts in full",
        default=1.0,
        soft_min=0.0,
        soft_max=1.0,
        update=_changed,
    )


class VOXRIG_PG_term(PropertyGroup):
    """A weight times ramps: the first says what moves the control, others when it is allowed to."""

    weight: FloatProperty(
        name="Weight",
        description="How far the articulator moves the control",
        default=1.0,
        soft_min=0.0,
        soft_max=1.0,
        update=_changed,
    )
    ramps: CollectionProperty(type=VOXRIG_PG_ramp)


class VOXRIG_PG_control(PropertyGroup):
    """A control of the rig and what moves it."""

    object: PointerProperty(
        type=Object,
        name="Object",
        description="The mesh, armature or other object that has it",
        update=_changed,
    )
    kind: EnumProperty(
        name="Kind", description="What is keyed", items=KINDS, default="SHAPE", update=_changed
    )
    name: StringProperty(
        name="Name", description="Name of the shape key or bone, or the property's data path", update=_changed
    )
    transform: EnumProperty(
        name="Transform",
        description="Which of the bone's transforms",
        items=_TRANSFORMS,
        default="rotation_x",
        update=_changed,
    )
    scale: FloatProperty(
        name="Range",
        description="Change for the whole movement: radians for rotations, units for locations",
        default=1.0,
        update=_changed,
    )
    offset: FloatProperty(
        name="Offset", description="Added to the value while a line is spoken", default=0.0, update=_changed
    )
    gain: FloatProperty(
        name="Gain",
        description="Strength of everything that moves it",
        default=1.0,
        soft_min=0.0,
        soft_max=2.0,
        update=_changed,
    )
    low: FloatProperty(
        name="Min", description="It never goes below", default=0.0, min=-HIGHEST, max=0.0, update=_changed
    )
    high: FloatProperty(
        name="Max", description="It never goes above", default=1.0, min=0.0, max=HIGHEST, update=_changed
    )
    terms: CollectionProperty(type=VOXRIG_PG_term)


class VOXRIG_PG_mapping(PropertyGroup):
    """The mapping by hand; while it is not used, names decide."""

    use: BoolProperty(
        name="By Hand",
        description="Use the mapping that is edited here, not the one that was recognised by names",
        update=_changed,
    )
    title: StringProperty(name="Title", description="Name of the mapping when it is saved", default="My Rig")
    controls: CollectionProperty(type=VOXRIG_PG_control)
    active_control: IntProperty(name="Active Control")
    show: EnumProperty(
        name="Show",
        description="Which controls the list shows",
        items=(("ALL", "All Controls", "Every control of the mapping"), *INPUTS),
        default="ALL",
    )


CLASSES = (VOXRIG_PG_ramp, VOXRIG_PG_term, VOXRIG_PG_control, VOXRIG_PG_mapping)

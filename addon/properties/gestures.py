# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportInvalidTypeForm=false
"""A character's performance beside the mouth: which layers, and how much of each."""

from typing import Any, cast

import bpy
from bpy.props import BoolProperty, FloatProperty, IntProperty, StringProperty
from bpy.types import PropertyGroup, Scene

from .quiet import is_quiet


def _rebuild(group: PropertyGroup, _: bpy.types.Context) -> None:
    """Writes the gestures of this character anew, and of no other."""
    if is_quiet():
        return
    from ..scene import gestures  # which needs this module

    scene = cast(Scene, group.id_data)
    character = cast(Any, scene).path_resolve(group.path_from_id().rpartition(".")[0])
    gestures.rebuild(scene, character)


def _amount(name: str, description: str, highest: float = 2.0) -> Any:
    return FloatProperty(
        name=name,
        description=description,
        default=1.0,
        min=0.0,
        max=highest,
        subtype="FACTOR",
        update=_rebuild,
    )


class VOXRIG_PG_gestures(PropertyGroup):
    """Layers of gestures, each off until it is wanted."""

    use_blinks: BoolProperty(
        name="Blinks",
        description="Blink now and then, and where phrases end; also between lines",
        update=_rebuild,
    )
    blink_rate: FloatProperty(
        name="Blinks per Minute",
        description="How often the character blinks at rest; a speaker blinks half as often again",
        default=17.0,
        min=0.0,
        max=60.0,
        soft_max=40.0,
        update=_rebuild,
    )
    blink_amount: _amount("Lids", "How far the lids close; 1 is shut", 1.0)
    use_brows: BoolProperty(
        name="Brows", description="Raise the brows on words that stand out", update=_rebuild
    )
    brow_amount: _amount("Brow Height", "How high the brows are raised")
    use_head: BoolProperty(
        name="Head",
        description="Nod a little on stressed syllables, and look around while speaking",
        update=_rebuild,
    )
    head_amount: _amount("Head Movement", "How far the head moves; 1 nods by up to 3 degrees")
    use_breaths: BoolProperty(
        name="Breaths",
        description="Breathe in before lines and in their pauses, with chest and shoulders, never the mouth",
        update=_rebuild,
    )
    breath_amount: _amount("Breath Depth", "How deep the breaths are")
    seed: IntProperty(
        name="Gesture Seed",
        description="Another number gives other gestures for the same lines",
        min=0,
        update=_rebuild,
    )
    warning: StringProperty(
        name="Gesture Warning", description="What could not be keyed, and why", options={"HIDDEN"}
    )
    written: StringProperty(options={"HIDDEN"})  # what the gestures were last made from

# SPDX-License-Identifier: GPL-3.0-or-later
"""The cast: who speaks with which voice and which mouth."""

from __future__ import annotations

from typing import Any

from bpy.types import Panel, UIList

from ..client.session import SESSION
from ..operators.characters import active_character
from ..operators.voice_list import voice_label, voice_title
from ..properties import settings
from ..scene import rig
from .base import InSequencer, InView3D, paragraph


def voice_text(name: str) -> str:
    """How a voice is shown; by its resource name while the sidecar has not told more."""
    known = SESSION.find_voice(name)
    return voice_label(known) if known else voice_title(name)


class VOXRIG_UL_characters(UIList):
    """Name and voice."""

    def draw_item(
        self,
        context: Any,
        layout: Any,
        data: Any,
        item: Any,
        icon: Any,
        active_data: Any,
        active_property: Any,
        index: Any = 0,
        flt_flag: Any = 0,
    ) -> None:
        """One row."""
        split = layout.split(factor=0.5, align=True)
        split.prop(item, "name", text="", emboss=False, icon="USER")
        split.label(text=voice_title(item.voice), translate=False)


class VOXRIG_UL_meshes(UIList):
    """A mesh, and whether its rig is recognised."""

    def draw_item(
        self,
        context: Any,
        layout: Any,
        data: Any,
        item: Any,
        icon: Any,
        active_data: Any,
        active_property: Any,
        index: Any = 0,
        flt_flag: Any = 0,
    ) -> None:
        """One row."""
        character = active_character(context)
        speaks = any(target.object == item.object and target.mapping for target in rig.targets(character))
        state_icon = "CHECKMARK" if speaks else "RADIOBUT_OFF"
        row = layout.row(align=True)
        row.prop(item, "object", text="", emboss=False)
        row.label(text="", icon=state_icon)


class _Cast:
    """Draws the panel."""

    bl_label = "Cast"

    def draw(self: Any, context: Any) -> None:
        """List, voice, meshes."""
        layout, group = self.layout, settings(context.scene)
        row = layout.row()
        row.template_list("VOXRIG_UL_characters", "", group, "characters", group, "active_character", rows=3)
        side = row.column(align=True)
        side.operator("voxrig.add_character", text="", icon="ADD")
        side.operator("voxrig.remove_character", text="", icon="REMOVE")
        character = active_character(context)
        if character is None:
            return
        split = layout.split(factor=0.3)
        split.label(text="Voice")
        split.operator(
            "voxrig.choose_voice", text=voice_text(character.voice), icon="VIEWZOOM", translate=False
        )
        _draw_meshes(layout, context, character)


def _draw_meshes(layout: Any, context: Any, character: Any) -> None:
    row = layout.row()
    row.template_list("VOXRIG_UL_meshes", "", character, "meshes", character, "active_mesh", rows=2)
    side = row.column(align=True)
    side.operator("voxrig.add_meshes", text="", icon="ADD")
    side.operator("voxrig.remove_mesh", text="", icon="REMOVE")
    split = layout.split(factor=0.3)
    split.label(text="Armature")
    split.prop(character, "armature", text="")
    if not character.meshes and rig.armature_of(character) is None:
        paragraph(layout, context, "Select the character's face and press +", "INFO")
    elif character.mapping.use:
        paragraph(layout, context, "The mouth is mapped by hand", "OPTIONS")
    else:
        found = rig.detection(character)
        paragraph(layout, context, found.summary, "CHECKMARK" if found else "INFO", rows=6)


class VOXRIG_PT_cast(_Cast, InView3D, Panel):
    """In the 3D view."""


class VOXRIG_PT_cast_sequencer(_Cast, InSequencer, Panel):
    """In the sequencer."""


CLASSES = (
    VOXRIG_UL_characters,
    VOXRIG_UL_meshes,
    VOXRIG_PT_cast,
    VOXRIG_PT_cast_sequencer,
)

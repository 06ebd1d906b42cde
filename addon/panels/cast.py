# SPDX-License-Identifier: GPL-3.0-or-later
"""The cast: who speaks with which voice and which mouth."""

from __future__ import annotations

from typing import Any

from bpy.types import Panel, UIList

from ..client.session import SESSION
from ..operators.characters import active_character, voice_label
from ..properties import settings
from ..scene import rig
from .base import InSequencer, InView3D, paragraph


def voice_text(name: str) -> str:
    """How a voice is shown; by its resource name while the sidecar has not told more."""
    known = next((voice for voice in SESSION.voices if voice.name == name), None)
    return voice_label(known) if known else name.removeprefix("voices/")


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
        split.label(text=voice_text(item.voice).split(",")[0], translate=False)


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
        state_icon = "CHECKMARK" if item.object and rig.detection_of(item.object) else "RADIOBUT_OFF"
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


class _LipSync:
    """Draws the chosen character's lip-sync settings."""

    bl_label = "Lip-Sync"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a character."""
        return active_character(context) is not None

    def draw_header(self: Any, context: Any) -> None:
        """On or off."""
        self.layout.prop(active_character(context), "use_lipsync", text="")

    def draw(self: Any, context: Any) -> None:
        """Its dials."""
        layout = self.layout
        character: Any = active_character(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.active = character.use_lipsync
        column = layout.column()
        for name in ("intensity", "jaw", "lips", "tongue", "anticipation", "smoothing"):
            column.prop(character, name)
        row = layout.row(align=True)
        row.operator("voxrig.update_lipsync", text="Update", icon="FILE_REFRESH")
        row.operator("voxrig.test_mouth", icon="HIDE_OFF")


def _draw_meshes(layout: Any, context: Any, character: Any) -> None:
    row = layout.row()
    row.template_list("VOXRIG_UL_meshes", "", character, "meshes", character, "active_mesh", rows=2)
    side = row.column(align=True)
    side.operator("voxrig.add_meshes", text="", icon="ADD")
    side.operator("voxrig.remove_mesh", text="", icon="REMOVE")
    if not character.meshes:
        paragraph(layout, context, "Select the character's face and press +", "INFO")
    elif 0 <= character.active_mesh < len(character.meshes):
        obj = character.meshes[character.active_mesh].object
        found = rig.detection_of(obj)
        paragraph(layout, context, found.reason, "CHECKMARK" if found else "INFO", rows=4)


class VOXRIG_PT_cast(_Cast, InView3D, Panel):
    """In the 3D view."""


class VOXRIG_PT_lipsync(_LipSync, InView3D, Panel):
    """In the 3D view."""

    bl_parent_id = "VOXRIG_PT_cast"


class VOXRIG_PT_cast_sequencer(_Cast, InSequencer, Panel):
    """In the sequencer."""


class VOXRIG_PT_lipsync_sequencer(_LipSync, InSequencer, Panel):
    """In the sequencer."""

    bl_parent_id = "VOXRIG_PT_cast_sequencer"


CLASSES = (
    VOXRIG_UL_characters,
    VOXRIG_UL_meshes,
    VOXRIG_PT_cast,
    VOXRIG_PT_lipsync,
    VOXRIG_PT_cast_sequencer,
    VOXRIG_PT_lipsync_sequencer,
)

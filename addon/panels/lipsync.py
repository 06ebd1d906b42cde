# SPDX-License-Identifier: GPL-3.0-or-later
"""How the chosen character's mouth moves: styles, dials, where the keys go."""

from __future__ import annotations

from typing import Any

from bpy.types import Panel

from ..operators.characters import active_character
from ..properties import DIALS, settings
from .base import InSequencer, InView3D, OfCharacter


def draw_dials(layout: Any, style: Any) -> None:
    """The dials of a style, one below the other."""
    column = layout.column()
    for name in DIALS:
        column.prop(style, name)


class _LipSync(OfCharacter):
    """Draws the chosen character's lip-sync settings."""

    bl_label = "Lip-Sync"

    def draw_header(self: Any, context: Any) -> None:
        """On or off."""
        self.layout.prop(active_character(context), "use_lipsync", text="")

    def draw(self: Any, context: Any) -> None:
        """Style, dials, target, what can be done."""
        layout = self.layout
        character: Any = active_character(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.active = character.use_lipsync
        layout.operator_menu_enum("voxrig.apply_style", "style", text="Style", icon="PRESET")
        draw_dials(layout, character.style)
        layout.prop(character, "key_target")
        if character.key_target == "ACTION":
            layout.template_ID(character, "action", new="action.new")
        layout.prop(settings(context.scene), "use_subframes")
        row = layout.row(align=True)
        row.operator("voxrig.update_lipsync", text="Update", icon="FILE_REFRESH")
        row.operator("voxrig.clear_lipsync", text="Clear Keys", icon="TRASH").scope = "CHARACTER"


class VOXRIG_PT_lipsync(_LipSync, InView3D, Panel):
    """In the 3D view."""

    bl_parent_id = "VOXRIG_PT_cast"


class VOXRIG_PT_lipsync_sequencer(_LipSync, InSequencer, Panel):
    """In the sequencer."""

    bl_parent_id = "VOXRIG_PT_cast_sequencer"


CLASSES = (VOXRIG_PT_lipsync, VOXRIG_PT_lipsync_sequencer)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawn mouths: stepped lip-sync, the property that picks a drawing, export."""

from __future__ import annotations

from typing import Any

from bpy.types import Panel

from ..operators.characters import active_character
from ..scene import cues
from .base import InSequencer, InView3D, OfCharacter, paragraph


class _Cues(OfCharacter):
    """Draws how the chosen character's mouth is stepped."""

    bl_label = "2D / Stepped"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self: Any, context: Any) -> None:
        """Mode, drawings, property, export."""
        layout: Any = self.layout
        character: Any = active_character(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.row().prop(character.cues, "mode", expand=True)
        if cues.is_stepped(character):
            _draw_stepped(layout, context, character)
        layout.operator("voxrig.export_cues", icon="EXPORT")


def _draw_stepped(layout: Any, context: Any, character: Any) -> None:
    chosen = character.cues
    column = layout.column()
    column.prop(chosen, "cue_set")
    if chosen.cue_set == "RHUBARB":
        column.row().prop(chosen, "extended_shapes", expand=True)
    column.prop(chosen, "minimum_hold")
    column.prop(chosen, "use_property")
    if not chosen.use_property:
        return
    column.prop(chosen, "property_owner")
    column.prop(chosen, "property_path")
    column.prop(chosen, "property_offset")
    symbols = cues.cue_set_of(character).symbols
    numbered = (f"{number}: {symbol}" for number, symbol in enumerate(symbols, chosen.property_offset))
    paragraph(layout, context, ",  ".join(numbered), "LINENUMBERS_ON")
    if chosen.warning:
        paragraph(layout, context, chosen.warning, "ERROR")


class VOXRIG_PT_cues(_Cues, InView3D, Panel):
    """In the 3D view."""

    bl_parent_id = "VOXRIG_PT_lipsync"


class VOXRIG_PT_cues_sequencer(_Cues, InSequencer, Panel):
    """In the sequencer."""

    bl_parent_id = "VOXRIG_PT_lipsync_sequencer"


CLASSES = (VOXRIG_PT_cues, VOXRIG_PT_cues_sequencer)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The chosen character's performance beside the mouth: which gestures, and how much of each."""

from __future__ import annotations

from typing import Any, Final

from bpy.types import Panel

from ..operators.characters import active_character
from ..scene import gestures
from .base import InSequencer, InView3D, OfCharacter, paragraph

_LAYERS: Final = (
    ("use_blinks", ("blink_rate", "blink_amount")),
    ("use_brows", ("brow_amount",)),
    ("use_head", ("head_amount",)),
    ("use_breaths", ("breath_amount",)),
)


class _Performance(OfCharacter):
    """Draws the layers of gestures."""

    bl_label = "Performance"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self: Any, context: Any) -> None:
        """A switch per layer, its dials, and what stands in its way."""
        layout: Any = self.layout
        character: Any = active_character(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        chosen = character.gestures
        for switch, dials in _LAYERS:
            column = layout.column(align=True)
            column.prop(chosen, switch)
            if getattr(chosen, switch):
                for dial in dials:
                    column.prop(chosen, dial)
        if any(getattr(chosen, switch) for switch, _ in _LAYERS):
            layout.prop(chosen, "seed")
        for reason in gestures.lacking(character):
            paragraph(layout, context, reason, "INFO")
        if chosen.warning:
            paragraph(layout, context, chosen.warning, "ERROR")


class VOXRIG_PT_performance(_Performance, InView3D, Panel):
    """In the 3D view."""

    bl_parent_id = "VOXRIG_PT_lipsync"


class VOXRIG_PT_performance_sequencer(_Performance, InSequencer, Panel):
    """In the sequencer."""

    bl_parent_id = "VOXRIG_PT_lipsync_sequencer"


CLASSES = (VOXRIG_PT_performance, VOXRIG_PT_performance_sequencer)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The mouth of the chosen line: muted, trimmed, styled, edited."""

from __future__ import annotations

from typing import Any

from bpy.types import Panel

from ..operators.chosen import chosen
from ..properties import settings
from ..scene import edits
from .base import InSequencer, InView3D
from .lipsync import draw_dials


def _line(context: Any) -> Any | None:
    return chosen(settings(context.scene), "lines", "active_line")


class _LineLips:
    """Draws what can be changed about a spoken line without speaking it again."""

    bl_label = "Mouth"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a spoken line."""
        line = _line(context)
        return line is not None and bool(line.phonemes)

    def draw(self: Any, context: Any) -> None:
        """Edits, cuts, style."""
        layout = self.layout
        line: Any = _line(context)
        layout.use_property_split = True
        layout.use_property_decorate = False
        _draw_edits(layout, context.scene, line)
        layout.prop(line, "mute")
        column = layout.column(align=True)
        column.prop(line, "trim_start")
        column.prop(line, "trim_end", text="End")
        layout.prop(line, "use_style")
        if line.use_style:
            menu = layout.operator_menu_enum("voxrig.apply_style", "style", text="Style", icon="PRESET")
            menu.of_line = True
            draw_dials(layout, line.style)


def _draw_edits(layout: Any, scene: Any, line: Any) -> None:
    row = layout.row(align=True)
    if edits.is_open(scene, line):
        row.alert = True
        row.operator("voxrig.finish_edits", icon="CHECKMARK")
        return
    there = next((strip for _, strip in edits.strips(scene, line)), None)
    text = "Edit Lips" if there is None else "Edit Again"
    row.operator("voxrig.edit_lips", text=text, icon="GREASEPENCIL").blend = (
        there.blend_type if there else "REPLACE"
    )
    if there is None:
        row.operator("voxrig.edit_lips", text="", icon="ADD").blend = "COMBINE"
    else:
        row.operator("voxrig.remove_edits", text="", icon="TRASH")


class VOXRIG_PT_line_lips(_LineLips, InView3D, Panel):
    """In the 3D view."""

    bl_parent_id = "VOXRIG_PT_line"
    bl_options = {"DEFAULT_CLOSED"}


class VOXRIG_PT_line_lips_sequencer(_LineLips, InSequencer, Panel):
    """In the sequencer."""

    bl_parent_id = "VOXRIG_PT_line_sequencer"
    bl_options = {"DEFAULT_CLOSED"}


CLASSES = (VOXRIG_PT_line_lips, VOXRIG_PT_line_lips_sequencer)

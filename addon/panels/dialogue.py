# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialogue: its lines, the chosen one in full, and the buttons that speak."""

from __future__ import annotations

from typing import Any

from bpy.types import Panel, UIList

from ..client.session import SESSION
from ..locale import translated
from ..operators.progress import progress_words
from ..operators.states import state_of
from ..properties import settings
from ..scene import apply, timeline
from .base import InSequencer, InView3D, paragraph
from .delivery import draw_delivery


class _Dialogue:
    """Draws the panel."""

    bl_label = "Dialogue"

    def draw(self: Any, context: Any) -> None:
        """List, buttons, progress."""
        layout, group = self.layout, settings(context.scene)
        row = layout.row()
        rows = 5 if len(group.lines) <= 5 else 9
        row.template_list("VOXRIG_UL_lines", "", group, "lines", group, "active_line", rows=rows)
        side = row.column(align=True)
        side.operator("voxrig.add_line", text="", icon="ADD")
        side.operator("voxrig.remove_line", text="", icon="REMOVE")
        side.separator()
        side.menu("VOXRIG_MT_lines", text="", icon="DOWNARROW_HLT")
        side.separator()
        side.operator("voxrig.move_line", text="", icon="TRIA_UP").direction = "UP"
        side.operator("voxrig.move_line", text="", icon="TRIA_DOWN").direction = "DOWN"
        side.operator("voxrig.grab_line", text="", icon="GRIP")
        side.separator()
        side.operator("voxrig.audition_line", text="", icon="PLAY")
        if SESSION.is_speaking:
            _draw_progress(layout)
        else:
            _draw_buttons(layout, group)
            if timeline.last_frame(context.scene, group.lines) > context.scene.frame_end:
                row = layout.row(align=True)
                row.label(text="Lines end after the scene", icon="INFO")
                row.operator("voxrig.fit_range", text="Fit", icon="PREVIEW_RANGE")


def _draw_progress(layout: Any) -> None:
    row = layout.row(align=True)
    row.scale_y = 1.3
    row.progress(factor=SESSION.progress, text=progress_words())
    if SESSION.is_paused:
        row.operator("voxrig.resume", text="", icon="PLAY")
    else:
        row.operator("voxrig.pause", text="", icon="PAUSE")
    row.operator("voxrig.stop", text="", icon="CANCEL")


def _draw_buttons(layout: Any, group: Any) -> None:
    column = layout.column(align=True)
    row = column.row(align=True)
    row.scale_y = 1.3
    row.operator("voxrig.speak", text="Speak All", icon="OUTLINER_OB_SPEAKER").scope = "ALL"
    row.operator("voxrig.speak", text="Speak Changed", icon="FILE_REFRESH").scope = "CHANGED"
    row = column.row(align=True)
    row.operator("voxrig.speak", text="Line").scope = "ACTIVE"
    row.operator("voxrig.speak", text="Selected").scope = "SELECTED"
    row.operator("voxrig.speak", text="Character").scope = "CHARACTER"
    if any(line.error for line in group.lines):
        column.operator("voxrig.speak", text="Retry Failed", icon="ERROR").scope = "FAILED"


class _Line:
    """Draws the chosen line in full."""

    bl_label = "Line"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a line."""
        group = settings(context.scene)
        return 0 <= group.active_line < len(group.lines)

    def draw(self: Any, context: Any) -> None:
        """Its state and its fields."""
        layout, group = self.layout, settings(context.scene)
        line = group.lines[group.active_line]
        layout.use_property_split = True
        layout.use_property_decorate = False
        look = state_of(context.scene, line)
        row = layout.row(align=True)
        row.label(text=translated(look.words), icon=look.icon, translate=False)
        row.operator("voxrig.audition_line", text="", icon="PLAY").uid = line.uid
        row.operator("voxrig.show_line", text="", icon="TIME")
        for problem in filter(None, (line.error, line.warning, apply.sureness(line).note)):
            paragraph(layout, context, problem, "BLANK1")
        layout.prop(line, "text", text="", placeholder="What is said")
        column = layout.column()
        column.prop_search(line, "character", group, "characters", icon="USER")
        column.prop(line, "language")
        column.prop(line, "speed")
        column.prop(line, "seed")
        draw_delivery(column, context, line)
        column = layout.column()
        column.prop(line, "heading")
        column.prop(line, "start_mode")
        if line.start_mode == "FRAME":
            column.prop(line, "start_frame")
        elif line.start_mode == "CUE":
            column.prop(line, "cue_start")
            column.prop(line, "cue_end")


class _Timing:
    """Draws what holds for all lines."""

    bl_label = "Scene"
    bl_options = {"DEFAULT_CLOSED"}
    bl_order = 1  # below the script

    def draw(self: Any, context: Any) -> None:
        """Gap, storage, and what is done to all lines."""
        layout, group = self.layout, settings(context.scene)
        layout.use_property_split = True
        layout.use_property_decorate = False
        column = layout.column(align=True)
        column.prop(group, "gap")
        column.prop(group, "gap_character")
        column.prop(group, "gap_scene")
        layout.prop(group, "ripple")
        layout.prop(group, "storage")
        column = layout.column(align=True)
        column.operator("voxrig.update_lipsync", icon="SHAPEKEY_DATA")
        column.operator("voxrig.fit_range", icon="PREVIEW_RANGE")


class VOXRIG_UL_lexicon(UIList):
    """A word and its pronunciation."""

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
        split = layout.split(factor=0.45, align=True)
        split.prop(item, "word", text="", emboss=False, placeholder="Word")
        split.prop(item, "phonemes", text="", emboss=False, placeholder="IPA")


class _Lexicon:
    """Draws the scene's pronunciations."""

    bl_label = "Pronunciation"
    bl_options = {"DEFAULT_CLOSED"}
    bl_order = 1

    def draw(self: Any, context: Any) -> None:
        """List and buttons."""
        layout, group = self.layout, settings(context.scene)
        row = layout.row()
        row.template_list("VOXRIG_UL_lexicon", "", group, "lexicon", group, "active_pronunciation", rows=3)
        side = row.column(align=True)
        side.operator("voxrig.add_pronunciation", text="", icon="ADD")
        side.operator("voxrig.remove_pronunciation", text="", icon="REMOVE")
        side.separator()
        side.operator("voxrig.look_up_pronunciation", text="", icon="VIEWZOOM")


class VOXRIG_PT_dialogue(_Dialogue, InView3D, Panel):
    """In the 3D view."""


class VOXRIG_PT_line(_Line, InView3D, Panel):
    """In the 3D view."""

    bl_parent_id = "VOXRIG_PT_dialogue"


class VOXRIG_PT_scene(_Timing, InView3D, Panel):
    """In the 3D view."""

    bl_parent_id = "VOXRIG_PT_dialogue"


class VOXRIG_PT_lexicon(_Lexicon, InView3D, Panel):
    """In the 3D view."""

    bl_parent_id = "VOXRIG_PT_dialogue"


class VOXRIG_PT_dialogue_sequencer(_Dialogue, InSequencer, Panel):
    """In the sequencer."""


class VOXRIG_PT_line_sequencer(_Line, InSequencer, Panel):
    """In the sequencer."""

    bl_parent_id = "VOXRIG_PT_dialogue_sequencer"


class VOXRIG_PT_scene_sequencer(_Timing, InSequencer, Panel):
    """In the sequencer."""

    bl_parent_id = "VOXRIG_PT_dialogue_sequencer"


class VOXRIG_PT_lexicon_sequencer(_Lexicon, InSequencer, Panel):
    """In the sequencer."""

    bl_parent_id = "VOXRIG_PT_dialogue_sequencer"


CLASSES = (
    VOXRIG_UL_lexicon,
    VOXRIG_PT_dialogue,
    VOXRIG_PT_line,
    VOXRIG_PT_scene,
    VOXRIG_PT_lexicon,
    VOXRIG_PT_dialogue_sequencer,
    VOXRIG_PT_line_sequencer,
    VOXRIG_PT_scene_sequencer,
    VOXRIG_PT_lexicon_sequencer,
)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be written to files."""

from __future__ import annotations

from typing import Any

from bpy.types import Panel

from .base import InSequencer, InView3D


class _Export:
    """Draws a button for each kind of file."""

    bl_label = "Export"
    bl_options = {"DEFAULT_CLOSED"}
    bl_order = 2  # the last thing that is done

    def draw(self: Any, context: Any) -> None:
        """The buttons."""
        column = self.layout.column(align=True)
        column.operator("voxrig.export_audio", text="Audio", icon="OUTLINER_OB_SPEAKER")
        column.operator("voxrig.export_subtitles", text="Subtitles", icon="FILE_TEXT")
        column.operator("voxrig.export_timings", text="Timings", icon="TIME")
        column = self.layout.column(align=True)
        column.operator("voxrig.export_cues", text="Mouth Cues", icon="SEQ_SEQUENCER")
        column.operator("voxrig.export_arkit", text="ARKit Curves", icon="FCURVE")


class VOXRIG_PT_export(_Export, InView3D, Panel):
    """In the 3D view."""

    bl_parent_id = "VOXRIG_PT_dialogue"


class VOXRIG_PT_export_sequencer(_Export, InSequencer, Panel):
    """In the sequencer."""

    bl_parent_id = "VOXRIG_PT_dialogue_sequencer"


CLASSES = (VOXRIG_PT_export, VOXRIG_PT_export_sequencer)

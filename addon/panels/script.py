# SPDX-License-Identifier: GPL-3.0-or-later
"""The script that the lines come from."""

from __future__ import annotations

from pathlib import PureWindowsPath
from typing import Any

from bpy.types import Panel

from ..properties import settings
from .base import InSequencer, InView3D


class _Script:
    """Draws the panel."""

    bl_label = "Script"

    def draw(self: Any, context: Any) -> None:
        """Import, again, and where its lines start."""
        layout, group = self.layout, settings(context.scene)
        column = layout.column(align=True)
        column.operator("voxrig.import_script", text="Import Script…", icon="IMPORT")
        if group.script:
            name = PureWindowsPath(group.script.removeprefix("//")).name  # splits at either slash
            row = column.row(align=True)
            row.operator("voxrig.reimport_script", text="Re-Import", icon="FILE_REFRESH")
            row.label(text=name, translate=False)
        row = layout.row(align=True)
        row.enabled = any(line.cue_start >= 0 for line in group.lines)
        row.operator("voxrig.start_lines", text="Use Cue Times").mode = "CUE"
        row.operator("voxrig.start_lines", text="Lay End to End").mode = "AUTO"


class VOXRIG_PT_script(_Script, InView3D, Panel):
    """In the 3D view."""

    bl_parent_id = "VOXRIG_PT_dialogue"


class VOXRIG_PT_script_sequencer(_Script, InSequencer, Panel):
    """In the sequencer."""

    bl_parent_id = "VOXRIG_PT_dialogue_sequencer"


CLASSES = (VOXRIG_PT_script, VOXRIG_PT_script_sequencer)

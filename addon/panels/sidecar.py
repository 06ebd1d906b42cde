# SPDX-License-Identifier: GPL-3.0-or-later
"""The sidecar: is it there, and if not, what to do."""

from __future__ import annotations

from typing import Any

from bpy.types import Panel

from ..client.session import SESSION, State
from ..preferences import why_not
from .base import InSequencer, InView3D, paragraph

_ICONS = {
    State.STOPPED: "RADIOBUT_OFF",
    State.STARTING: "SORTTIME",
    State.LOADING: "SORTTIME",
    State.READY: "CHECKMARK",
    State.FAILED: "ERROR",
}


class _Sidecar:
    """Draws the panel."""

    bl_label = "Sidecar"

    def draw(self: Any, context: Any) -> None:
        """State and what can be done about it."""
        layout = self.layout
        row = layout.row(align=True)
        row.label(text=SESSION.state.value, icon=_ICONS[SESSION.state])
        if SESSION.is_up:
            text = "Stop" if SESSION.owns_process else "Disconnect"
            row.operator("voxrig.stop_sidecar", text=text, icon="CANCEL")
        else:
            row.operator("voxrig.start_sidecar", text="Start", icon="PLAY")
        row.operator("voxrig.preferences", text="", icon="PREFERENCES")
        problem = (
            "" if SESSION.is_up else (SESSION.reason if SESSION.state is State.FAILED else why_not(context))
        )
        if problem:
            paragraph(layout, context, problem, "INFO" if SESSION.state is State.STOPPED else "ERROR")


class VOXRIG_PT_sidecar(_Sidecar, InView3D, Panel):
    """In the 3D view."""


class VOXRIG_PT_sidecar_sequencer(_Sidecar, InSequencer, Panel):
    """In the sequencer."""


CLASSES = (VOXRIG_PT_sidecar, VOXRIG_PT_sidecar_sequencer)

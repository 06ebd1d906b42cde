# SPDX-License-Identifier: GPL-3.0-or-later
"""The sidecar: is it there, and if not, what is missing and the button that mends it."""

from __future__ import annotations

from typing import Any, Final

from bpy.types import Panel

from .. import compat
from ..client.installer import Installer, Stage
from ..client.missing import Missing
from ..client.session import SESSION, State
from ..client.versions import VersionError
from ..locale import translated
from ..operators.install import installation, log_of_failure, progress_words
from ..preferences import connects, lacking, why_not
from .base import InSequencer, InView3D, paragraph

_ICONS = {
    State.STOPPED: "RADIOBUT_OFF",
    State.STARTING: "SORTTIME",
    State.LOADING: "SORTTIME",
    State.READY: "CHECKMARK",
    State.FAILED: "ERROR",
}
_STEPS: Final = (Stage.PYTHON, Stage.ENVIRONMENT, Stage.PACKAGES, Stage.CHECK)


class _Sidecar:
    """Draws the panel."""

    bl_label = "Sidecar"

    def draw(self: Any, context: Any) -> None:
        """State and what can be done about it."""
        row = self.layout.row(align=True)
        _draw_state(row)
        row.operator("voxrig.preferences", text="", icon="PREFERENCES")
        draw_missing(self.layout, context)


def draw_sidecar(layout: Any, context: Any) -> None:
    """The same for the preferences."""
    _draw_state(layout.row(align=True))
    draw_missing(layout, context)


def _draw_state(row: Any) -> None:
    row.label(text=translated(SESSION.state.value), icon=_ICONS[SESSION.state], translate=False)
    if SESSION.is_up:
        text = "Stop" if SESSION.owns_process else "Disconnect"
        row.operator("voxrig.stop_sidecar", text=text, icon="CANCEL")


def draw_missing(layout: Any, context: Any) -> None:
    """What is missing, in words, and what mends it."""
    last = installation()
    if last is not None and last.is_busy:
        _draw_progress(layout, context, last)
        return
    lack = lacking(context)
    if lack is Missing.NOTHING:
        return
    has_failed = last is not None and last.stage is Stage.FAILED and lack in (Missing.SIDECAR, Missing.UPDATE)
    problem = last.reason if last is not None and has_failed else why_not(context) or SESSION.reason
    if problem and lack is not Missing.START:
        is_calm = SESSION.state is State.STOPPED and not has_failed
        paragraph(layout, context, problem, "INFO" if is_calm else "ERROR")
    if lack is Missing.OTHER_VERSION:
        paragraph(layout, context, _how_to_update(), "BLANK1")
    column = layout.column(align=True)
    column.scale_y = 1.3
    _draw_remedy(column, context, lack)
    if log_of_failure():
        layout.operator("voxrig.copy_log", icon="COPYDOWN")


def _draw_remedy(column: Any, context: Any, lack: Missing) -> None:
    match lack:
        case Missing.SIDECAR | Missing.UPDATE:
            text = "Install Sidecar" if lack is Missing.SIDECAR else "Update Sidecar"
            column.operator("voxrig.install_sidecar", text=text, icon="IMPORT")
            if not compat.online_access():
                _draw_online_access(column)
            if lack is Missing.SIDECAR:
                column.operator("voxrig.locate_python", text="Locate Python", icon="FILEBROWSER")
        case Missing.START:
            text, icon = ("Connect", "LINKED") if connects(context) else ("Start", "PLAY")
            column.operator("voxrig.start_sidecar", text=text, icon=icon)
        case Missing.ADDRESS:
            column.operator("voxrig.preferences", text="Set the Address", icon="PREFERENCES")
        case Missing.ONLINE_ACCESS:
            _draw_online_access(column)
        case Missing.WHEELS:
            show = column.operator("voxrig.show_preferences", text="Reinstall the Add-on", icon="PREFERENCES")
            show.section = "EXTENSIONS"
        case _:
            column.operator("voxrig.start_sidecar", text="Try Again", icon="FILE_REFRESH")


def _draw_online_access(column: Any) -> None:
    show = column.operator("voxrig.show_preferences", text="Allow Online Access", icon="URL")
    show.section = "SYSTEM"


def _how_to_update() -> str:
    failure = SESSION.failure
    if isinstance(failure, VersionError) and failure.is_newer:
        return "Get the add-on of that version, or use a sidecar of this one"
    return "Install the new version where the sidecar runs, then start it anew"


def _draw_progress(layout: Any, context: Any, last: Installer) -> None:
    row = layout.row(align=True)
    row.progress(factor=_STEPS.index(last.stage) / len(_STEPS), text=progress_words(last))
    row.operator("voxrig.stop_installing", text="", icon="CANCEL")
    line = last.last_line()
    if line:
        paragraph(layout, context, line, "BLANK1", rows=2)


class VOXRIG_PT_sidecar(_Sidecar, InView3D, Panel):
    """In the 3D view."""


class VOXRIG_PT_sidecar_sequencer(_Sidecar, InSequencer, Panel):
    """In the sequencer."""


CLASSES = (VOXRIG_PT_sidecar, VOXRIG_PT_sidecar_sequencer)

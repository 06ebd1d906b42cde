# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips, without a full stop)

"""Moves a line through the list with the mouse."""

from __future__ import annotations

from typing import Any, Final

from bpy.props import StringProperty
from bpy.types import Event, Operator

from ..locale import translated
from ..properties import settings
from ..scene import apply
from .chosen import OnChosen, chosen
from .select import place_of

_ROW_PIXELS: Final = 20.0  # of a row of a list, before the interface is scaled
_CONFIRM: Final = ("LEFTMOUSE", "RET", "NUMPAD_ENTER")
_GIVE_UP: Final = ("ESC", "RIGHTMOUSE")


class VOXRIG_OT_grab_line(OnChosen, Operator):
    """Move the line through the list: it follows the mouse until you click. Esc puts it back"""

    bl_idname = "voxrig.grab_line"
    bl_label = "Grab Line"
    bl_options = {"UNDO", "BLOCKING"}
    rows, choice, lacking = "lines", "active_line", "There is no line"

    uid: StringProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Line", description="Id of the line; empty for the chosen one", options={"SKIP_SAVE"}
    )

    _from = 0  # where the line stood
    _start = 0  # where the mouse was

    def invoke(self, context: Any, event: Event) -> set:
        """Takes hold of it."""
        group = settings(context.scene)
        active = chosen(group, self.rows, self.choice)
        self.uid = self.uid or (active.uid if active else "")
        place = place_of(group, self.uid)
        if place is None:
            return {"CANCELLED"}
        self._from, self._start = place, event.mouse_y
        group.active_line = place
        context.window_manager.modal_handler_add(self)
        context.window.cursor_modal_set("SCROLL_Y")
        context.workspace.status_text_set(translated("Click: leave the line here   |   Esc: put it back"))
        return {"RUNNING_MODAL"}

    def modal(self, context: Any, event: Event) -> set:
        """Follows the mouse; sounds and keys follow at the end."""
        if event.type == "MOUSEMOVE":
            rows = (self._start - event.mouse_y) / (_ROW_PIXELS * context.preferences.system.ui_scale)
            self._move(context, self._from + round(rows))
            if context.area:
                context.area.tag_redraw()
        elif event.type in _CONFIRM and event.value == "PRESS":
            self._let_go(context)
            if settings(context.scene).active_line == self._from:
                return {"CANCELLED"}
            apply.relayout(context.scene)
            return {"FINISHED"}
        elif event.type in _GIVE_UP and event.value == "PRESS":
            self.cancel(context)
            return {"CANCELLED"}
        return {"RUNNING_MODAL"}

    def cancel(self, context: Any) -> None:
        """Puts it back."""
        self._move(context, self._from)
        self._let_go(context)

    def _move(self, context: Any, wanted: int) -> None:
        group = settings(context.scene)
        place = place_of(group, self.uid)
        if place is None:
            return
        group.active_line = min(max(wanted, 0), len(group.lines) - 1)
        group.lines.move(place, group.active_line)

    def _let_go(self, context: Any) -> None:
        context.window.cursor_modal_restore()
        context.workspace.status_text_set(None)
        if context.area:
            context.area.tag_redraw()


CLASSES = (VOXRIG_OT_grab_line,)

# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips, without a full stop)

"""Which lines of the list are selected, and which one is chosen."""

from __future__ import annotations

from typing import Any

from bpy.props import EnumProperty, StringProperty
from bpy.types import Event, Operator

from ..locale import together, translated
from ..properties import find_line, settings
from ..scene import apply
from .chosen import OnChosen, chosen
from .states import state_of


class VOXRIG_OT_select_line(Operator):
    """Select or deselect the line. Shift-click selects all lines from the chosen one to this one"""

    bl_idname = "voxrig.select_line"
    bl_label = "Select Line"
    bl_options = {"UNDO", "INTERNAL"}

    uid: StringProperty(options={"SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]

    def invoke(self, context: Any, event: Event) -> set:
        """With Shift, a range."""
        return self._range(context) if event.shift else self.execute(context)

    def execute(self, context: Any) -> set:
        """One line, which becomes the chosen one."""
        group = settings(context.scene)
        place = place_of(group, self.uid)
        if place is None:
            return {"CANCELLED"}
        line = group.lines[place]
        line.select = not line.select
        group.active_line = place
        return {"FINISHED"}

    def _range(self, context: Any) -> set:
        group = settings(context.scene)
        place = place_of(group, self.uid)
        if place is None:
            return {"CANCELLED"}
        first, last = sorted((group.active_line, place))
        for line in list(group.lines)[max(first, 0) : last + 1]:
            line.select = True
        return {"FINISHED"}


class VOXRIG_OT_select_lines(OnChosen, Operator):
    """Select lines of the list"""

    bl_idname = "voxrig.select_lines"
    bl_label = "Select Lines"
    bl_options = {"REGISTER", "UNDO"}
    rows, choice, lacking = "lines", "active_line", "There is no line"

    action: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Action",
        items=(
            ("ALL", "All", "Every line"),
            ("NONE", "None", "No line"),
            ("INVERT", "Invert", "Those that are not selected"),
            ("CHARACTER", "Same Character", "Every line of who speaks the chosen one"),
        ),
        default="ALL",
    )

    def execute(self, context: Any) -> set:
        """Selects them."""
        group = settings(context.scene)
        active = chosen(group, "lines", "active_line")
        for line in group.lines:
            line.select = {
                "ALL": True,
                "NONE": False,
                "INVERT": not line.select,
                "CHARACTER": active is not None and line.character_uid == active.character_uid,
            }[self.action]
        return {"FINISHED"}


class VOXRIG_OT_line_state(Operator):
    """How far the line is"""

    bl_idname = "voxrig.line_state"
    bl_label = "State of Line"
    bl_options = {"INTERNAL"}

    uid: StringProperty(options={"SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """Its state, and what is wrong with it."""
        line = find_line(context.scene, properties.uid)
        if line is None:
            return ""
        words = translated(state_of(context.scene, line).words)
        reason = line.error or line.warning or apply.sureness(line).note
        return together((words, translated(reason)), "{first}. {then}")

    def execute(self, context: Any) -> set:
        """Chooses the line."""
        group = settings(context.scene)
        place = place_of(group, self.uid)
        if place is not None:
            group.active_line = place
        return {"FINISHED"}


def place_of(group: Any, uid: str) -> int | None:
    """Where a line stands in the list; None if it is gone."""
    return next((place for place, line in enumerate(group.lines) if line.uid == uid), None)


CLASSES = (VOXRIG_OT_select_line, VOXRIG_OT_select_lines, VOXRIG_OT_line_state)

# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips, without a full stop)

"""The list of lines: add, remove, move, jump to."""

from typing import Any

from bpy.props import EnumProperty
from bpy.types import Operator

from ..locale import translated
from ..properties import add_line, settings
from ..scene import apply, sounds, timeline
from .chosen import OnChosen, chosen, remove_chosen


class VOXRIG_OT_add_line(Operator):
    """Add a line of dialogue below the chosen one"""

    bl_idname = "voxrig.add_line"
    bl_label = "Add Line"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Adds it, for the character of the line above."""
        group = settings(context.scene)
        above = chosen(group, "lines", "active_line")
        character = above.character if above else ""
        if not character and group.characters:
            character = group.characters[min(max(group.active_character, 0), len(group.characters) - 1)].name
        line = add_line(context.scene, character=character, after=group.active_line if above else None)
        apply.relayout(context.scene)
        line.start_frame = context.scene.frame_current
        return {"FINISHED"}


class _OnActiveLine(OnChosen):
    """What needs a chosen line."""

    rows, choice, lacking = "lines", "active_line", "There is no line"


class VOXRIG_OT_remove_line(_OnActiveLine, Operator):
    """Remove the line with its sound and its keys"""

    bl_idname = "voxrig.remove_line"
    bl_label = "Remove Line"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Removes it; the lines after it move up."""
        group = settings(context.scene)
        apply.forget(context.scene, group.lines[group.active_line].uid)
        remove_chosen(group, self.rows, self.choice)
        apply.relayout(context.scene)
        return {"FINISHED"}


class VOXRIG_OT_move_line(_OnActiveLine, Operator):
    """Move the line in the list; sounds and keys follow"""

    bl_idname = "voxrig.move_line"
    bl_label = "Move Line"
    bl_options = {"REGISTER", "UNDO"}

    direction: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Direction", items=(("UP", "Up", "Towards the start"), ("DOWN", "Down", "Towards the end"))
    )

    def execute(self, context: Any) -> set:
        """Moves it one place."""
        group = settings(context.scene)
        place = group.active_line + (-1 if self.direction == "UP" else 1)
        if not 0 <= place < len(group.lines):
            return {"CANCELLED"}
        group.lines.move(group.active_line, place)
        group.active_line = place
        apply.relayout(context.scene)
        return {"FINISHED"}


class VOXRIG_OT_show_line(_OnActiveLine, Operator):
    """Go to the line's first frame"""

    bl_idname = "voxrig.show_line"
    bl_label = "Go to Line"

    def execute(self, context: Any) -> set:
        """Sets the current frame."""
        group = settings(context.scene)
        context.scene.frame_set(group.lines[group.active_line].placed_frame)
        return {"FINISHED"}


class VOXRIG_OT_fit_range(Operator):
    """Set the scene's last frame to the end of the last line"""

    bl_idname = "voxrig.fit_range"
    bl_label = "Fit Frame Range"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with something spoken."""
        there = any(
            sounds.strips_of(context.scene, line.uid) or line.keyed for line in settings(context.scene).lines
        )
        if not there:
            cls.poll_message_set(translated("No line has been spoken"))
        return there

    def execute(self, context: Any) -> set:
        """Fits it."""
        scene = context.scene
        scene.frame_end = max(timeline.last_frame(scene, settings(scene).lines), scene.frame_start)
        return {"FINISHED"}


CLASSES = (
    VOXRIG_OT_add_line,
    VOXRIG_OT_remove_line,
    VOXRIG_OT_move_line,
    VOXRIG_OT_show_line,
    VOXRIG_OT_fit_range,
)

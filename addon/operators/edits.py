# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips, without a full stop)

"""The animator's own keys on a line, on a layer that speaking again leaves alone."""

from typing import Any

from bpy.props import EnumProperty
from bpy.types import Operator

from ..locale import translated
from ..properties import settings
from ..scene import edits
from .chosen import chosen


class VOXRIG_OT_edit_lips(Operator):
    """Open a layer above the lip-sync: what you key now is yours and stays when the line is spoken again"""

    bl_idname = "voxrig.edit_lips"
    bl_label = "Edit Lips"
    bl_options = {"REGISTER", "UNDO"}

    blend: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Edits",
        items=(
            ("COMBINE", "Add", "Your keys are added to the lip-sync"),
            ("REPLACE", "Replace", "Your keys take the lip-sync's place on the shapes that you key"),
        ),
        default="REPLACE",
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a keyed line that plays as a strip."""
        group = settings(context.scene)
        line = chosen(group, "lines", "active_line")
        if line is None or not line.keyed:
            cls.poll_message_set(translated("The line has no lip-sync yet: speak it"))
            return False
        if line.keyed_action is not None:
            cls.poll_message_set(translated("The line's keys are in an action: edit them there"))
            return False
        return True

    def execute(self, context: Any) -> set:
        """Opens it."""
        scene, group = context.scene, settings(context.scene)
        line = group.lines[group.active_line]
        count = edits.begin(scene, line, self.blend)
        if not count:
            self.report({"WARNING"}, "The line's strips are gone: press Update")
            return {"CANCELLED"}
        scene.frame_set(max(min(scene.frame_current, int(line.key_end)), int(line.key_start)))
        return {"FINISHED"}


class VOXRIG_OT_finish_edits(Operator):
    """Close the layer of edits. What you keyed stays"""

    bl_idname = "voxrig.finish_edits"
    bl_label = "Finish Edits"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Closes it."""
        edits.finish(context.scene)
        return {"FINISHED"}


class VOXRIG_OT_remove_edits(Operator):
    """Remove your edits from the line; the lip-sync below shows again"""

    bl_idname = "voxrig.remove_edits"
    bl_label = "Remove Edits"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with edits."""
        line = chosen(settings(context.scene), "lines", "active_line")
        there = line is not None and any(True for _ in edits.strips(context.scene, line))
        if not there:
            cls.poll_message_set(translated("The line has no edits"))
        return there

    def execute(self, context: Any) -> set:
        """Removes them."""
        group = settings(context.scene)
        edits.remove(context.scene, group.lines[group.active_line])
        return {"FINISHED"}


CLASSES = (VOXRIG_OT_edit_lips, VOXRIG_OT_finish_edits, VOXRIG_OT_remove_edits)

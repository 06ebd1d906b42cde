# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips, without a full stop)

"""Lip-sync without speaking: new keys from stored phonemes, and a test of the mouth."""

from typing import Any

from bpy.types import Operator

from ..properties import settings
from ..scene import apply, rig
from .characters import active_character


class VOXRIG_OT_update_lipsync(Operator):
    """Key the mouths of all spoken lines anew, with the present settings and frame rate. Needs no sidecar"""

    bl_idname = "voxrig.update_lipsync"
    bl_label = "Update Lip-Sync"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with something spoken."""
        there = any(apply.is_spoken(line) for line in settings(context.scene).lines)
        if not there:
            cls.poll_message_set("No line has been spoken")
        return there

    def execute(self, context: Any) -> set:
        """Places all lines and keys them."""
        lines = [line for line in settings(context.scene).lines if apply.is_spoken(line)]
        apply.relayout(context.scene)
        apply.rekey(context.scene, [line.uid for line in lines])
        still = [line.warning for line in lines if line.warning]
        if still:
            self.report({"WARNING"}, still[0])
        return {"FINISHED"}


class VOXRIG_OT_test_mouth(Operator):
    """Open the character's mouth, or close it again, to see whether the rig is recognised"""

    bl_idname = "voxrig.test_mouth"
    bl_label = "Test Mouth"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a recognised rig."""
        character: Any = active_character(context)
        reason = rig.why_no_rig(rig.faces(character)) if character else "There is no character: add one"
        if reason:
            cls.poll_message_set(reason)
        return not reason

    def execute(self, context: Any) -> set:
        """Turns the mouth from shut to "ah" and back."""
        opened = rig.toggle_mouth(rig.faces(active_character(context)))
        self.report({"INFO"}, "The mouth is open" if opened else "The mouth is closed")
        return {"FINISHED"}


CLASSES = (VOXRIG_OT_update_lipsync, VOXRIG_OT_test_mouth)

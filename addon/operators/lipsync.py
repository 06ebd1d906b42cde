# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips, without a full stop)

"""Lip-sync without speaking: keyed anew, styled, tried out, cleared."""

from typing import Any

from bpy.props import BoolProperty, EnumProperty, StringProperty
from bpy.types import Operator

from ..lipsync.style import STYLES
from ..locale import counted, translated
from ..properties import DIALS, settings
from ..properties.quiet import quietly
from ..rigs import POSES
from ..scene import apply, clearing, follow, lips, rig
from .characters import active_character
from .chosen import chosen

_STYLE_NAMES = {
    "whisper": ("Whisper", "Hardly opens the mouth"),
    "mumble": ("Mumble", "Small and slack"),
    "calm": ("Calm", "A little less than normal"),
    "normal": ("Normal", "Every dial as it came"),
    "clear": ("Clear", "Articulates with care"),
    "excited": ("Excited", "Big and quick"),
    "shout": ("Shout", "As wide as it goes"),
}


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
            cls.poll_message_set(translated("No line has been spoken"))
        return there

    def execute(self, context: Any) -> set:
        """Places all lines and keys them."""
        scene = context.scene
        lines = [line for line in settings(scene).lines if apply.is_spoken(line)]
        follow.follow(scene)
        apply.relayout(scene)
        lips.rekey(scene, [line.uid for line in lines])
        still = [line.warning for line in lines if line.warning]
        if still:
            self.report({"WARNING"}, still[0])
        return {"FINISHED"}


class VOXRIG_OT_clear_lipsync(Operator):
    """Remove the keys, strips and tracks that Voxrig wrote, and nothing else. Update brings them back"""

    bl_idname = "voxrig.clear_lipsync"
    bl_label = "Clear Lip-Sync"
    bl_options = {"REGISTER", "UNDO"}

    scope: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Of",
        items=(
            ("LINE", "Chosen Line", "The line that is chosen in the list"),
            ("CHARACTER", "Chosen Character", "Every line of the chosen character"),
            ("SCENE", "Scene", "Every line of the scene"),
        ),
        default="CHARACTER",
    )
    edits: BoolProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Edits Too", description="Also remove the strips of your own edits on these lines", default=False
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with something spoken."""
        there = any(apply.is_spoken(line) for line in settings(context.scene).lines)
        if not there:
            cls.poll_message_set(translated("No line has been spoken"))
        return there

    def execute(self, context: Any) -> set:
        """Clears."""
        scene, group = context.scene, settings(context.scene)
        lines = list(group.lines)
        if self.scope == "LINE":
            lines = [line for line in lines if line == chosen(group, "lines", "active_line")]
        elif self.scope == "CHARACTER":
            character = active_character(context)
            lines = [
                line
                for line in lines
                if character and character.uid in (line.character_uid, line.keyed_character)
            ]
        count = clearing.clear(scene, lines, with_edits=self.edits)
        words = counted("Lip-sync of 1 line cleared", "Lip-sync of {count} lines cleared", count)
        self.report({"INFO"}, words)
        return {"FINISHED"} if count else {"CANCELLED"}


class VOXRIG_OT_apply_style(Operator):
    """Set all dials to a style"""

    bl_idname = "voxrig.apply_style"
    bl_label = "Style"
    bl_options = {"REGISTER", "UNDO"}

    style: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Style", items=tuple((name, *_STYLE_NAMES[name]) for name in STYLES), default="normal"
    )
    of_line: BoolProperty(name="Of the Line", default=False, options={"HIDDEN", "SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a character."""
        if active_character(context) is None:
            cls.poll_message_set(translated("There is no character: add one"))
            return False
        return True

    def execute(self, context: Any) -> set:
        """Turns the dials, then keys once."""
        scene, group = context.scene, settings(context.scene)
        line = chosen(group, "lines", "active_line") if self.of_line else None
        owner: Any = line if line is not None else active_character(context)
        with quietly():
            for dial in DIALS:
                setattr(owner.style, dial, getattr(STYLES[self.style], dial))
            if line is not None:
                line.use_style = True
        if line is not None:
            apply.restyle(scene, line=line)
        else:
            apply.restyle(scene, character=owner)
        return {"FINISHED"}


class VOXRIG_OT_test_pose(Operator):
    """Let the mouth take the posture of a sound, until the next frame change"""

    bl_idname = "voxrig.test_pose"
    bl_label = "Test Pose"
    bl_options = {"REGISTER", "UNDO"}

    pose: StringProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Pose", description="Name of the posture, like AH", default="AH", options={"HIDDEN"}
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a recognised rig."""
        character: Any = active_character(context)
        if character is None:
            cls.poll_message_set(translated("There is no character: add one"))
            return False
        reason = rig.why_no_rig(character, rig.targets(character))
        if reason:
            cls.poll_message_set(translated(reason))
        return not reason

    def execute(self, context: Any) -> set:
        """Sets the controls."""
        if self.pose not in POSES:
            words = translated("There is no pose {name}; there are {names}")
            self.report({"ERROR"}, words.format(name=self.pose, names=", ".join(POSES)))
            return {"CANCELLED"}
        rig.pose(rig.targets(active_character(context)), POSES[self.pose])
        return {"FINISHED"}


CLASSES = (
    VOXRIG_OT_update_lipsync,
    VOXRIG_OT_clear_lipsync,
    VOXRIG_OT_apply_style,
    VOXRIG_OT_test_pose,
)

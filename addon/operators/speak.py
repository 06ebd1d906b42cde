# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415, ARG003 (Blender shows the docstrings as tooltips; poll takes a context, used or not)

"""Speaks lines."""

from typing import Any

from bpy.props import EnumProperty, StringProperty
from bpy.types import Operator

from .. import compat
from ..client.session import SESSION
from ..preferences import keeps_beside, target, why_not
from ..properties import settings
from ..scene import apply
from . import run
from .stepping import Stepping


class VOXRIG_OT_speak(Stepping, Operator):
    """Speak dialogue: its sound goes into the sequencer, its keys onto the character's mouth"""

    bl_idname = "voxrig.speak"
    bl_label = "Speak"
    bl_options = {"UNDO"}

    scope: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Lines",
        items=(
            ("ACTIVE", "Active Line", "The line that is chosen in the list"),
            ("ALL", "All Lines", "Every line of the scene"),
            ("CHANGED", "Changed Lines", "Lines that were never spoken or have changed since"),
            ("LINE", "One Line", "The line with the given id"),
        ),
        default="ALL",
    )
    uid: StringProperty(name="Line", description="Id of the line to speak", options={"SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]

    _run: run.Run | None = None

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with lines, with a sidecar within reach, one run at a time."""
        reason = _why_not(context)
        if reason:
            cls.poll_message_set(reason)
        return not reason

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """What the button does, by its scope."""
        which = {"ACTIVE": "Speak the chosen line", "ALL": "Speak every line of the scene"}
        start = which.get(properties.scope, "Speak the lines that were never spoken or have changed since")
        return start + ": sound into the sequencer, keys onto the mouth"

    def execute(self, context: Any) -> set:
        """Begins; `Stepping` does the rest."""
        scene = context.scene
        try:
            wanted = target(context)
        except ValueError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        uids = self._uids(scene)
        if not uids:
            self.report({"INFO"}, "No line has changed since it was spoken")
            return {"CANCELLED"}
        self._run = run.begin(scene, uids, wanted, beside=keeps_beside(context, scene))
        return self.go(context)

    def is_through(self) -> bool:
        """Whether every line has ended."""
        return not SESSION.is_speaking

    def status(self) -> str:
        """How many lines have ended."""
        ended, total = SESSION.counts
        return f"speaks {ended} of {total} lines"

    def give_up(self) -> None:
        """Speaks no more; lines that are done stay."""
        run.abandon()

    def finish(self, context: Any, *, stopped: bool) -> set:
        """Ends the run; one undo step if anything came of it."""
        done, self._run = self._run, None
        if done is None:
            return {"CANCELLED"}
        compat.show_in_sequencer(context, context.scene)
        words = f"{done.summary}, stopped" if stopped else done.summary
        self.report({"WARNING" if done.failed else "INFO"}, words)
        return {"FINISHED"} if done.spoken or done.failed else {"CANCELLED"}

    def _uids(self, scene: Any) -> list[str]:
        group = settings(scene)
        if self.scope == "ACTIVE":
            return [group.lines[group.active_line].uid] if 0 <= group.active_line < len(group.lines) else []
        if self.scope == "LINE":
            return [self.uid]
        return [line.uid for line in group.lines if self.scope == "ALL" or apply.is_changed(scene, line)]


class VOXRIG_OT_stop(Operator):
    """Stop speaking. Lines that are done stay"""

    bl_idname = "voxrig.stop"
    bl_label = "Stop"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only while lines are being spoken."""
        if not SESSION.is_speaking:
            cls.poll_message_set("Nothing is being spoken")
        return SESSION.is_speaking

    def execute(self, context: Any) -> set:
        """The operator that speaks notices at its next step."""
        SESSION.cancel()
        return {"FINISHED"}


def _why_not(context: Any) -> str:
    if SESSION.is_speaking:
        return "Lines are being spoken"
    if not settings(context.scene).lines:
        return "There are no lines: add one"
    return "" if SESSION.is_up else why_not(context)


CLASSES = (VOXRIG_OT_speak, VOXRIG_OT_stop)

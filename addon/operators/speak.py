# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415, ARG003 (Blender shows the docstrings as tooltips; poll takes a context, used or not)

"""Speaks lines; pauses, resumes, stops."""

from typing import Any

import bpy
from bpy.props import EnumProperty, StringProperty
from bpy.types import Operator

from .. import compat
from ..client.session import SESSION
from ..locale import counted, together, translated
from ..preferences import keeps_beside, target, why_not
from ..properties import settings
from ..scene import apply
from . import run
from .characters import active_character
from .progress import progress_words
from .stepping import Stepping

_SCOPES = (
    ("ACTIVE", "Active Line", "The line that is chosen in the list"),
    ("SELECTED", "Selected Lines", "The lines that are ticked in the list"),
    ("ALL", "All Lines", "Every line of the scene"),
    ("CHANGED", "Changed Lines", "Lines that were never spoken or have changed since"),
    ("FAILED", "Failed Lines", "Lines that could not be spoken"),
    ("CHARACTER", "Lines of the Character", "Every line of the character that is chosen in the cast"),
    ("LINE", "One Line", "The line with the given id"),
    ("RESUME", "Interrupted Lines", "Lines that were not done when the file was closed"),
)
_NOTHING = {
    "ACTIVE": "No line is chosen",
    "SELECTED": "No line is selected",
    "CHANGED": "No line has changed since it was spoken",
    "FAILED": "No line has failed",
    "CHARACTER": "The character has no line",
}


class VOXRIG_OT_speak(Stepping, Operator):
    """Speak dialogue: its sound goes into the sequencer, its keys onto the character's mouth"""

    bl_idname = "voxrig.speak"
    bl_label = "Speak Lines"
    bl_options = {"UNDO"}

    scope: EnumProperty(name="Lines", items=_SCOPES, default="ALL")  # pyright: ignore[reportInvalidTypeForm]
    uid: StringProperty(name="Line", description="Id of the line to speak", options={"SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]

    _run: run.Run | None = None

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with lines, with a sidecar within reach, one run at a time."""
        reason = _why_not(context)
        if reason:
            cls.poll_message_set(translated(reason))
        return not reason

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """What the button does, by its scope."""
        which = {
            "ACTIVE": "Speak the chosen line",
            "SELECTED": "Speak the selected lines",
            "ALL": "Speak every line of the scene; those that have not changed cost next to nothing",
            "FAILED": "Speak the lines that could not be spoken",
            "CHARACTER": "Speak every line of the character that is chosen in the cast",
        }
        start = which.get(properties.scope, "Speak the lines that were never spoken or have changed since")
        where = translated("Sound goes into the sequencer, keys onto the mouth")
        return together((translated(start), where), "{first}. {then}")

    def execute(self, context: Any) -> set:
        """Begins; `Stepping` does the rest."""
        try:
            wanted = target(context)
        except ValueError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        scene = _interrupted_scene() if self.scope == "RESUME" else context.scene
        uids = _uids(context, scene, self.scope, self.uid) if scene else []
        if scene is None or not uids:
            if self.scope in _NOTHING:
                self.report({"INFO"}, _NOTHING[self.scope])
            return {"CANCELLED"}
        if self.scope == "RESUME":
            one = "Resumes 1 line that was not done when the file was closed"
            many = "Resumes {count} lines that were not done when the file was closed"
            self.report({"INFO"}, counted(one, many, len(uids)))
        self._run = run.begin(scene, uids, wanted, beside=keeps_beside(context, scene))
        return self.go(context)

    def is_through(self) -> bool:
        """Whether every line has ended."""
        return run.is_through()

    def status(self) -> str:
        """How many lines have ended."""
        return progress_words()

    def give_up(self) -> None:
        """Speaks no more; lines that are done stay."""
        run.abandon()

    def close(self) -> None:
        """Blender is closed: what is not done is resumed when the file is opened again."""
        run.leave()

    def finish(self, context: Any, *, stopped: bool) -> set:
        """Ends the run; one undo step if anything came of it."""
        done, self._run = self._run, None
        if done is None:
            return {"CANCELLED"}
        compat.show_in_sequencer(context, context.scene)
        words = translated("{summary}, stopped").format(summary=done.summary) if stopped else done.summary
        self.report({"WARNING" if done.reasons or done.warning else "INFO"}, words)
        return {"FINISHED"} if done.done or done.reasons else {"CANCELLED"}


class _WhileSpeaking:
    """What is there only while lines are being spoken."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only then."""
        if not SESSION.is_speaking:
            cls.poll_message_set(translated("Nothing is being spoken"))  # pyright: ignore[reportAttributeAccessIssue]
        return SESSION.is_speaking


class VOXRIG_OT_pause(_WhileSpeaking, Operator):
    """Begin no more lines; those that are being spoken are finished"""

    bl_idname = "voxrig.pause"
    bl_label = "Pause Speaking"

    def execute(self, context: Any) -> set:
        """The operator that speaks takes the lines back step by step."""
        SESSION.pause()
        return {"FINISHED"}


class VOXRIG_OT_resume(_WhileSpeaking, Operator):
    """Go on with the lines that were paused"""

    bl_idname = "voxrig.resume"
    bl_label = "Resume Speaking"

    def execute(self, context: Any) -> set:
        """The operator that speaks sends them again."""
        SESSION.resume()
        return {"FINISHED"}


class VOXRIG_OT_stop(_WhileSpeaking, Operator):
    """Stop speaking. Lines that are done stay"""

    bl_idname = "voxrig.stop"
    bl_label = "Stop Speaking"

    def execute(self, context: Any) -> set:
        """The operator that speaks notices at its next step."""
        run.abandon()
        return {"FINISHED"}


def _why_not(context: Any) -> str:
    if SESSION.is_speaking:
        return "Lines are being spoken"
    if not settings(context.scene).lines:
        return "There are no lines: add one"
    return "" if SESSION.is_up else why_not(context)


def _uids(context: Any, scene: Any, scope: str, uid: str) -> list[str]:
    """The lines that a scope means, in order."""
    group = settings(scene)
    if scope == "LINE":
        return [uid]
    if scope == "ACTIVE":
        return [line.uid for index, line in enumerate(group.lines) if index == group.active_line]
    entry = run.interrupted() if scope == "RESUME" else None
    noted = set(entry.lines) if entry else set()
    character = active_character(context)
    wanted = {
        "SELECTED": lambda line: line.select,
        "CHANGED": lambda line: apply.is_changed(scene, line),
        "FAILED": lambda line: bool(line.error),
        "CHARACTER": lambda line: character is not None and line.character_uid == character.uid,
        "RESUME": lambda line: line.uid in noted and apply.is_changed(scene, line),
    }.get(scope, lambda _: True)
    return [line.uid for line in group.lines if wanted(line)]


def _interrupted_scene() -> Any | None:
    entry = run.interrupted()
    return bpy.data.scenes.get(entry.scene) if entry else None


CLASSES = (VOXRIG_OT_speak, VOXRIG_OT_pause, VOXRIG_OT_resume, VOXRIG_OT_stop)

# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips; poll takes a context, used or not)

"""Lets a line be heard, from the .blend or, where it is not spoken yet, from the sidecar; the scene stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bpy.props import StringProperty
from bpy.types import Operator

from ..client.session import SESSION
from ..locale import translated
from ..properties import find_line, new_id, settings
from ..scene import apply, sounds
from . import listen
from .chosen import chosen
from .hearing import Hearing


class VOXRIG_OT_audition_line(Hearing, Operator):
    """Hear the line. One that is not spoken yet, or has changed, is spoken only to be heard"""

    bl_idname = "voxrig.audition_line"
    bl_label = "Audition Line"

    uid: StringProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Line", description="Id of the line; empty for the chosen one", options={"SKIP_SAVE"}
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a line, one at a time."""
        reason = ""
        if not settings(context.scene).lines:
            reason = "There is no line"
        elif SESSION.is_trying:
            reason = "Another line is on its way"
        if reason:
            cls.poll_message_set(translated(reason))
        return not reason

    def execute(self, context: Any) -> set:
        """Plays it, or has it spoken first."""
        scene = context.scene
        line = find_line(scene, self.uid) if self.uid else chosen(settings(scene), "lines", "active_line")
        if line is None:
            return {"CANCELLED"}
        try:
            if line.sound is not None and not apply.is_changed(scene, line):
                listen.play(sounds.read_clip(line.sound))
                return {"FINISHED"}
            request = apply.request_of(scene, line)
        except (OSError, ValueError) as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return self.hear(context, replace(request, uid=new_id()))


CLASSES = (VOXRIG_OT_audition_line,)

# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415, ARG003 (Blender shows the docstrings as tooltips; poll takes a context, used or not)

"""Mixes two to four voices, lets the mixture be heard, and makes a voice of it."""

from __future__ import annotations

from typing import Any

from bpy.props import IntProperty, StringProperty
from bpy.types import Operator

from ..client.errors import SidecarError
from ..client.session import SESSION, State
from ..client.voice import UNSAVED, free_id
from ..locale import translated
from ..properties import new_id
from ..properties.voices import FORM, MOST_PARTS, form
from . import watch
from .hearing import Hearing, why_no_hearing
from .voices import shown_voice, trial_of

ONLY_KOKORO = "Only Kokoro voices can be mixed: choose another"


def lacks_part() -> str:
    """Why there is no mixture yet; empty if there is."""
    if SESSION.state is not State.READY:
        return "The sidecar is not ready: start it"
    if len(FORM.parts) < 2:
        return "Add two to four voices"
    gone = [name for name, _ in FORM.parts if SESSION.find_voice(name) is None]
    return "One of the voices is gone: take it out" if gone else ""


class VOXRIG_OT_add_part(Operator):
    """Add the voice that is chosen in the list to the mixture"""

    bl_idname = "voxrig.add_part"
    bl_label = "Add to Blend"

    voice: StringProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Voice", description="Resource name; empty for the chosen one", options={"SKIP_SAVE"}
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only one that is not in it, while there is room."""
        shown, reason = shown_voice(context), ""
        if shown is None:
            reason = "Start the sidecar to see its voices"
        elif len(FORM.parts) >= MOST_PARTS:
            reason = "Four voices are the most"
        if reason:
            cls.poll_message_set(translated(reason))
        return not reason

    def execute(self, context: Any) -> set:
        """Adds it."""
        shown = shown_voice(context)
        name = self.voice or (shown.name if shown else "")
        if not name or any(name == part for part, _ in FORM.parts):
            self.report({"WARNING"}, "Choose a voice in the list that is not in the mixture yet")
            return {"CANCELLED"}
        part = SESSION.find_voice(name)
        if part is not None and not part.is_mixable:
            self.report({"WARNING"}, ONLY_KOKORO)
            return {"CANCELLED"}
        FORM.parts.append((name, 0.5))
        watch.redraw()
        return {"FINISHED"}


class VOXRIG_OT_remove_part(Operator):
    """Take the voice out of the mixture"""

    bl_idname = "voxrig.remove_part"
    bl_label = "Remove from Blend"
    bl_options = {"INTERNAL"}

    index: IntProperty(name="Row", min=0, options={"SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]

    def execute(self, context: Any) -> set:
        """Takes it out."""
        del FORM.parts[self.index : self.index + 1]
        watch.redraw()
        return {"FINISHED"}


class VOXRIG_OT_hear_blend(Hearing, Operator):
    """Speak the text in the mixture and play it. It is not kept"""

    bl_idname = "voxrig.hear_blend"
    bl_label = "Listen to Blend"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a mixture and a text, one at a time."""
        reason = lacks_part() or why_no_hearing(context)
        if not reason and not form(context).sample.strip():
            reason = "There is no text"
        if reason:
            cls.poll_message_set(translated(reason))
        return not reason

    def execute(self, context: Any) -> set:
        """Has the sidecar mix it under a name that nobody is shown, and speaks with that."""
        try:
            SESSION.client.forget_unsaved()
            voice = SESSION.client.create_blend(UNSAVED + new_id(), "Unsaved blend", FORM.parts)
        except SidecarError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return self.hear(context, trial_of(context, voice.name))

    def give_up(self) -> None:
        """Speaks it no more and forgets the mixture."""
        super().give_up()
        self._forget()

    def finish(self, context: Any, *, stopped: bool) -> set:
        """Forgets the mixture, and plays what it said."""
        if not stopped:
            self._forget()
        return super().finish(context, stopped=stopped)

    def _forget(self) -> None:
        """Removes the mixture. Where the sidecar is gone, that is done when the next one is heard."""
        if SESSION.state is not State.READY:
            return
        try:
            SESSION.client.forget_unsaved()
        except SidecarError as error:
            words = translated("The mixture that was tried is still kept: {reason}")
            self.report({"WARNING"}, words.format(reason=translated(str(error))))


class VOXRIG_OT_blend_voices(Operator):
    """Keep the mixture as a voice of its own"""

    bl_idname = "voxrig.blend_voices"
    bl_label = "Save Blend"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a mixture that has a name."""
        reason = lacks_part() or ("" if FORM.blend_title.strip() else "Give the mixture a name")
        if reason:
            cls.poll_message_set(translated(reason))
        return not reason

    def execute(self, context: Any) -> set:
        """Has it made and shows it."""
        title = FORM.blend_title.strip()
        try:
            voice = SESSION.client.create_blend(free_id(title, SESSION.voices), title, FORM.parts)
            SESSION.refresh_voices()
        except SidecarError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        FORM.voice, FORM.parts, FORM.blend_title = voice.name, [], ""
        watch.redraw()
        self.report({"INFO"}, translated("{name} is ready").format(name=voice.title))
        return {"FINISHED"}


CLASSES = (
    VOXRIG_OT_add_part,
    VOXRIG_OT_remove_part,
    VOXRIG_OT_hear_blend,
    VOXRIG_OT_blend_voices,
)

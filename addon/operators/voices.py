# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips; poll takes a context, used or not)

"""One voice: look at it, hear it, give it to a character, remove it."""

from __future__ import annotations

import uuid
from typing import Any

from bpy.props import EnumProperty
from bpy.types import Event, Operator

from ..client.errors import SidecarError
from ..client.session import SESSION, State
from ..client.speech import LineRequest
from ..client.voice import Voice
from ..preferences import target, why_not
from ..properties import settings
from ..properties.voices import FORM, form
from . import listen, watch
from .characters import active_character
from .stepping import Stepping
from .voice_list import first_voice, refresh, voice_items


def shown_voice(context: Any) -> Voice | None:
    """The voice that is looked at: the one chosen, else the active character's, else the first."""
    character = active_character(context)
    wanted = (FORM.voice, character.voice if character else "")
    found = next(filter(None, map(SESSION.find_voice, wanted)), None)
    return found or first_voice()


class _OnVoice:
    """What needs a voice to look at."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only when the sidecar has told of one."""
        there = shown_voice(context) is not None
        if not there:
            cls.poll_message_set("Start the sidecar to see its voices")  # pyright: ignore[reportAttributeAccessIssue]
        return there


class _OnSidecarsVoice(_OnVoice):
    """What also needs an answer at once."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a sidecar that is ready."""
        if SESSION.state is not State.READY:
            cls.poll_message_set("The sidecar is not ready: start it")  # pyright: ignore[reportAttributeAccessIssue]
            return False
        return super().poll(context)


class VOXRIG_OT_show_voice(_OnVoice, Operator):
    """Choose a voice to hear and to look at"""

    bl_idname = "voxrig.show_voice"
    bl_label = "Show Voice"
    bl_options = {"INTERNAL"}
    bl_property = "voice"

    voice: EnumProperty(name="Voice", items=voice_items)  # pyright: ignore[reportInvalidTypeForm]

    def invoke(self, context: Any, event: Event) -> set:
        """Opens a list to search in."""
        refresh(self)
        context.window_manager.invoke_search_popup(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: Any) -> set:
        """Shows it."""
        FORM.voice = self.voice
        watch.redraw()
        return {"FINISHED"}


class VOXRIG_OT_use_voice(_OnVoice, Operator):
    """Give this voice to the character that is chosen in the cast"""

    bl_idname = "voxrig.use_voice"
    bl_label = "Use Voice"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a character."""
        if active_character(context) is None:
            cls.poll_message_set("There is no character: add one")
            return False
        return super().poll(context)

    def execute(self, context: Any) -> set:
        """Casts it."""
        character, voice = active_character(context), shown_voice(context)
        if character is None or voice is None:
            return {"CANCELLED"}
        character.voice = voice.name
        return {"FINISHED"}


class VOXRIG_OT_play_preview(_OnSidecarsVoice, Operator):
    """Hear the sample that was kept when the voice was made"""

    bl_idname = "voxrig.play_preview"
    bl_label = "Play Sample"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a sample."""
        voice = shown_voice(context)
        if voice is not None and not voice.has_preview:
            cls.poll_message_set("No sample of this voice is kept")
            return False
        return super().poll(context)

    def execute(self, context: Any) -> set:
        """Plays it."""
        voice = shown_voice(context)
        if voice is None:
            return {"CANCELLED"}
        try:
            listen.play(SESSION.client.preview(voice.name))
        except (SidecarError, ValueError) as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


class VOXRIG_OT_try_voice(Stepping, _OnVoice, Operator):
    """Speak the text in this voice and play it; nothing is added to the scene"""

    bl_idname = "voxrig.try_voice"
    bl_label = "Speak and Listen"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a text, one at a time."""
        reason = ""
        if SESSION.is_trying:
            reason = "The voice is being tried"
        elif not form(context).sample.strip():
            reason = "There is no text"
        elif not SESSION.is_up:
            reason = why_not(context)
        if reason:
            cls.poll_message_set(reason)
            return False
        return super().poll(context)

    def execute(self, context: Any) -> set:
        """Begins; `Stepping` does the rest."""
        voice, said = shown_voice(context), form(context)
        try:
            wanted = target(context)
        except ValueError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        if voice is None:
            return {"CANCELLED"}
        if not SESSION.is_up:
            SESSION.start(wanted)
        language = "" if said.sample_language == "AUTO" else said.sample_language
        SESSION.listen(LineRequest(uuid.uuid4().hex, said.sample.strip(), voice.name, language))
        return self.go(context)

    def is_through(self) -> bool:
        """Whether it can be heard, or cannot be spoken."""
        return not SESSION.is_trying

    def status(self) -> str:
        """What goes on."""
        return "Speaking"

    def give_up(self) -> None:
        """Speaks it no more."""
        SESSION.end_trial()

    def finish(self, context: Any, *, stopped: bool) -> set:
        """Plays it."""
        trial = SESSION.trial
        if stopped or trial is None:
            return {"CANCELLED"}
        try:
            if trial.clip is None:
                raise ValueError(trial.reason)
            listen.play(trial.clip)
        except ValueError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


class VOXRIG_OT_delete_voice(_OnSidecarsVoice, Operator):
    """Remove the voice from the sidecar for good, with all that was made of it. Spoken lines stay"""

    bl_idname = "voxrig.delete_voice"
    bl_label = "Delete Voice"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only the animator's own."""
        voice = shown_voice(context)
        if voice is not None and not voice.is_own:
            cls.poll_message_set("A stock voice stays")
            return False
        return super().poll(context)

    def invoke(self, context: Any, event: Event) -> set:
        """Asks first."""
        voice = shown_voice(context)
        if voice is None:
            return {"CANCELLED"}
        used = [c.name for c in settings(context.scene).characters if c.voice == voice.name]
        words = f"{', '.join(used)} cannot speak then. " if used else ""
        return context.window_manager.invoke_confirm(
            self,
            event,
            title=f"Delete {voice.title}?",
            message=f"{words}It cannot be brought back.",
            confirm_text="Delete",
            icon="WARNING",
        )

    def execute(self, context: Any) -> set:
        """Removes it."""
        voice = shown_voice(context)
        if voice is None:
            return {"CANCELLED"}
        try:
            SESSION.client.delete_voice(voice.name)
            SESSION.refresh_voices()
        except SidecarError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        FORM.voice = ""
        watch.redraw()
        self.report({"INFO"}, f"{voice.title} is gone")
        return {"FINISHED"}


CLASSES = (
    VOXRIG_OT_show_voice,
    VOXRIG_OT_use_voice,
    VOXRIG_OT_play_preview,
    VOXRIG_OT_try_voice,
    VOXRIG_OT_delete_voice,
)

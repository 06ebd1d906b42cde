# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips; poll takes a context, used or not)

"""One voice: hear it, give it a star, give it to a character, remove it."""

from __future__ import annotations

from typing import Any

from bpy.props import StringProperty
from bpy.types import Event, Operator

from ..client.errors import SidecarError
from ..client.samples import sentence_in
from ..client.session import SESSION, State
from ..client.speech import LineRequest
from ..client.voice import Voice
from ..locale import together, translated
from ..preferences import preferences, toggle_favourite
from ..properties import new_id, settings
from ..properties.voices import FORM, form
from . import listen, watch
from .characters import active_character
from .hearing import Hearing, why_no_hearing
from .voice_list import first_voice


def shown_voice(context: Any) -> Voice | None:
    """The voice that is looked at: the one chosen, else the active character's, else the first."""
    character = active_character(context)
    wanted = (FORM.voice, character.voice if character else "")
    found = next(filter(None, map(SESSION.find_voice, wanted)), None)
    return found or first_voice()


def trial_of(context: Any, voice: str) -> LineRequest:
    """The text to try voices with, in a voice."""
    said = form(context)
    language = "" if said.sample_language == "AUTO" else said.sample_language
    return LineRequest(new_id(), said.sample.strip(), voice, language)


class _OnVoice:
    """What needs a voice to look at."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only when the sidecar has told of one."""
        there = shown_voice(context) is not None
        if not there:
            cls.poll_message_set(translated("Start the sidecar to see its voices"))  # pyright: ignore[reportAttributeAccessIssue]
        return there


class _OnSidecarsVoice(_OnVoice):
    """What also needs an answer at once."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a sidecar that is ready."""
        if SESSION.state is not State.READY:
            cls.poll_message_set(translated("The sidecar is not ready: start it"))  # pyright: ignore[reportAttributeAccessIssue]
            return False
        return super().poll(context)


class VOXRIG_OT_use_voice(_OnVoice, Operator):
    """Give this voice to the character that is chosen in the cast"""

    bl_idname = "voxrig.use_voice"
    bl_label = "Use Voice"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a character."""
        if active_character(context) is None:
            cls.poll_message_set(translated("There is no character: add one"))
            return False
        return super().poll(context)

    def execute(self, context: Any) -> set:
        """Casts it."""
        character, voice = active_character(context), shown_voice(context)
        if character is None or voice is None:
            return {"CANCELLED"}
        character.voice = voice.name
        return {"FINISHED"}


class VOXRIG_OT_hear_voice(Hearing, _OnVoice, Operator):
    """Hear the voice: the sample that was kept when it was made, else a sentence in its language"""

    bl_idname = "voxrig.hear_voice"
    bl_label = "Play Sample"

    voice: StringProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Voice", description="Resource name; empty for the chosen one", options={"SKIP_SAVE"}
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """One at a time."""
        reason = why_no_hearing(context)
        if reason:
            cls.poll_message_set(translated(reason))
            return False
        return super().poll(context)

    def execute(self, context: Any) -> set:
        """Plays what is kept, or has it spoken."""
        voice = SESSION.find_voice(self.voice) if self.voice else shown_voice(context)
        if voice is None:
            return {"CANCELLED"}
        if not voice.has_preview or SESSION.state is not State.READY:
            return self.hear(context, LineRequest(new_id(), sentence_in(voice.language), voice.name))
        try:
            listen.play(SESSION.client.preview(voice.name))
        except (SidecarError, ValueError) as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


class VOXRIG_OT_try_voice(Hearing, _OnVoice, Operator):
    """Speak the text in this voice and play it; nothing is added to the scene"""

    bl_idname = "voxrig.try_voice"
    bl_label = "Speak and Listen"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a text, one at a time."""
        reason = why_no_hearing(context) or ("" if form(context).sample.strip() else "There is no text")
        if reason:
            cls.poll_message_set(translated(reason))
            return False
        return super().poll(context)

    def execute(self, context: Any) -> set:
        """Begins; `Stepping` does the rest."""
        voice = shown_voice(context)
        if voice is None:
            return {"CANCELLED"}
        return self.hear(context, trial_of(context, voice.name))


class VOXRIG_OT_star_voice(Operator):
    """Give the voice a star, or take it: favourites are listed first"""

    bl_idname = "voxrig.star_voice"
    bl_label = "Favourite"

    voice: StringProperty(name="Voice", description="Resource name", options={"SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only where it can be kept."""
        there = preferences(context) is not None
        if not there:
            cls.poll_message_set(translated("The add-on is not switched on in the preferences"))
        return there

    def execute(self, context: Any) -> set:
        """Keeps it in the preferences."""
        toggle_favourite(context, self.voice)
        context.preferences.is_dirty = True
        watch.redraw()
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
            cls.poll_message_set(translated("A stock voice stays"))
            return False
        return super().poll(context)

    def invoke(self, context: Any, event: Event) -> set:
        """Asks first."""
        voice = shown_voice(context)
        if voice is None:
            return {"CANCELLED"}
        used = [c.name for c in settings(context.scene).characters if c.voice == voice.name]
        silent = translated("{names} cannot speak then").format(names=", ".join(used)) if used else ""
        return context.window_manager.invoke_confirm(
            self,
            event,
            title=translated("Delete {name}?").format(name=voice.title),
            message=together((silent, translated("It cannot be brought back")), "{first}. {then}"),
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
        self.report({"INFO"}, translated("{name} is gone").format(name=voice.title))
        return {"FINISHED"}


CLASSES = (
    VOXRIG_OT_use_voice,
    VOXRIG_OT_hear_voice,
    VOXRIG_OT_try_voice,
    VOXRIG_OT_star_voice,
    VOXRIG_OT_delete_voice,
)

# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415, ARG003 (Blender shows the docstrings as tooltips; poll takes a context, used or not)

"""A person's recording becomes a voice: choose it, check it, attest, create."""

from __future__ import annotations

from typing import Any

from bpy.props import BoolProperty, FloatProperty, StringProperty
from bpy.types import Event, Operator

from .. import compat
from ..client.enrolment import Ground, PersonalVoice, Stage
from ..client.report import Verdict
from ..client.session import SESSION, State
from ..client.voice import VOICES, free_id, namesake
from ..locale import translated
from ..preferences import target, why_not
from ..properties.voices import FORM, form
from ..scene import recordings
from . import listen, watch
from .stepping import Stepping

_source: list[recordings.Source] = []  # of the recording that was checked last


def source() -> recordings.Source | None:
    """Where the recording that was checked last came from."""
    return _source[0] if _source else None


def abandon() -> None:
    """Gives up a recording that is being checked or made into a voice; a report that is there stays."""
    if SESSION.is_enrolling:
        SESSION.end_enrolment()


def lacks_recording(context: Any) -> str:
    """Why no recording can be checked yet; empty if one can."""
    chosen = form(context)
    if chosen.source == "FILE":
        return "" if chosen.path.strip() else "Choose a recording of one person, best about a minute long"
    strip = recordings.active_strip(compat.sequencer_scene(context))
    return "" if strip else "Select a sound or movie strip in the sequencer"


def lacks_word(context: Any) -> str:
    """What is missing before the voice can be created; empty if nothing is."""
    said = form(context)
    if not said.title.strip():
        return "Give the voice a name"
    if namesake(said.title, SESSION.voices) and not said.replace:
        return "There is a voice of this name: replace it, or choose another name"
    if not said.speaker.strip():
        return "Say whose voice it is"
    if said.ground != Ground.SELF.name and not said.details.strip():
        return "Say where the agreement or the licence can be looked up"
    return ""


def _why_busy(context: Any) -> str:
    if SESSION.is_enrolling:
        return "A recording is being worked on"
    return "" if SESSION.is_up else why_not(context)


class VOXRIG_OT_choose_recording(Operator):
    """Choose a sound or movie file in which one person speaks, best about a minute"""

    bl_idname = "voxrig.choose_recording"
    bl_label = "Choose Recording"

    filepath: StringProperty(subtype="FILE_PATH", options={"HIDDEN", "SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]
    filter_sound: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]
    filter_movie: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]
    filter_folder: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]

    def invoke(self, context: Any, event: Event) -> set:
        """Opens the file browser."""
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: Any) -> set:
        """Remembers the file for this session."""
        FORM.path = self.filepath
        watch.redraw()
        return {"FINISHED"}


class _Enrolling(Stepping):
    """A step of an enrolment that the sidecar works on."""

    def is_through(self) -> bool:
        """Whether it is done, or cannot be."""
        return not SESSION.is_enrolling

    def status(self) -> str:
        """How far it is."""
        return progress_words()

    def give_up(self) -> None:
        """Tells the sidecar to forget the recording."""
        abandon()


class VOXRIG_OT_check_recording(_Enrolling, Operator):
    """Send the recording to the sidecar and have it told what it is like; nothing is kept of it"""

    bl_idname = "voxrig.check_recording"
    bl_label = "Check Recording"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a recording and a sidecar within reach, one at a time."""
        reason = _why_busy(context) or lacks_recording(context)
        if reason:
            cls.poll_message_set(translated(reason))
        return not reason

    def execute(self, context: Any) -> set:
        """Reads the recording; `Stepping` sends it."""
        try:
            wanted = target(context)
            if form(context).source == "FILE":
                found = recordings.of_file(FORM.path)
            else:
                found = recordings.of_strip(compat.sequencer_scene(context))
        except ValueError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        if not SESSION.is_up:
            SESSION.start(wanted)
        SESSION.enrol(found.recording)
        _source[:] = [found]
        return self.go(context)

    def finish(self, context: Any, *, stopped: bool) -> set:
        """Says the verdict."""
        enrolment = SESSION.enrolment
        if stopped or enrolment is None:
            return {"CANCELLED"}
        if enrolment.stage is Stage.FAILED:
            self.report({"ERROR"}, enrolment.reason)
            return {"CANCELLED"}
        refused = enrolment.report is not None and enrolment.report.verdict is Verdict.REFUSE
        words = (
            "No voice can be made of this recording" if refused else "A voice can be made of this recording"
        )
        self.report({"WARNING" if refused else "INFO"}, words)
        return {"FINISHED"}


class VOXRIG_OT_create_voice(_Enrolling, Operator):
    """Give your word that the voice may be used, and make it"""

    bl_idname = "voxrig.create_voice"
    bl_label = "Create Voice"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a recording that is good enough, and with everything said."""
        enrolment = SESSION.enrolment
        if enrolment is None or enrolment.stage is not Stage.ASSESSED:
            reason = "Check a recording first"
        else:
            reason = _why_busy(context) or lacks_word(context)
        if reason:
            cls.poll_message_set(translated(reason))
        return not reason

    def execute(self, context: Any) -> set:
        """Asks for it; `Stepping` waits."""
        try:
            wanted = target(context)
        except ValueError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        if not SESSION.is_up:
            SESSION.start(wanted)
        if SESSION.enrolment is not None:
            SESSION.enrolment.confirm(_wanted_voice(form(context)))
        return self.go(context)

    def finish(self, context: Any, *, stopped: bool) -> set:
        """Shows the new voice; what was attested is with the sidecar now, and nowhere else."""
        enrolment = SESSION.enrolment
        if stopped or enrolment is None:
            return {"CANCELLED"}
        if enrolment.stage is Stage.DONE and enrolment.voice is not None:
            FORM.voice = enrolment.voice.name
            FORM.title = FORM.speaker = FORM.details = ""
            FORM.replace = False
            words = translated("{name} is ready").format(name=enrolment.voice.title)
            self.report({"INFO"}, words)
            return {"FINISHED"}
        self.report({"ERROR"}, enrolment.reason or " ".join(enrolment.wrong.values()))
        return {"CANCELLED"}


class VOXRIG_OT_forget_recording(Operator):
    """Stop, and forget the recording and its report"""

    bl_idname = "voxrig.forget_recording"
    bl_label = "Forget Recording"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with one."""
        if SESSION.enrolment is None:
            cls.poll_message_set(translated("There is no recording"))
        return SESSION.enrolment is not None

    def execute(self, context: Any) -> set:
        """The operator that is at work on it notices at its next step."""
        SESSION.end_enrolment()
        _source.clear()
        watch.redraw()
        return {"FINISHED"}


class VOXRIG_OT_show_span(Operator):
    """Go to this stretch of the recording"""

    bl_idname = "voxrig.show_span"
    bl_label = "Show Stretch"

    start: FloatProperty(options={"HIDDEN", "SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]
    end: FloatProperty(options={"HIDDEN", "SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """What the button does."""
        found = source()
        strip = found is not None and found.strip
        return translated(
            "Put the playhead on this stretch of the strip" if strip else "Play this stretch of the file"
        )

    def execute(self, context: Any) -> set:
        """Moves the playhead of the strip's scene, or plays the file."""
        found = source()
        if found is None:
            return {"CANCELLED"}
        try:
            if found.strip:
                _go_to(found, self.start)
            else:
                listen.play_file(found.path, found.start + self.start, found.start + self.end)
        except ValueError as error:
            self.report({"WARNING"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


def progress_words() -> str:
    """What is done with the recording, in words."""
    enrolment = SESSION.enrolment
    if enrolment is None:
        return ""
    if SESSION.state is not State.READY:
        return "Waiting for the sidecar"
    words = {Stage.SENDING: "Sending the recording", Stage.ASSESSING: "Listening to the recording"}
    return words.get(enrolment.stage, "Making the voice")


def _go_to(found: recordings.Source, seconds: float) -> None:
    there = recordings.find_strip(found)
    if there is None:
        raise ValueError(translated("The strip {name} is gone").format(name=found.strip))
    scene, strip = there
    scene.frame_set(recordings.frame_of(scene, strip, found, seconds))


def _wanted_voice(said: Any) -> PersonalVoice:
    replaced = namesake(said.title, SESSION.voices)
    title, own = said.title.strip(), said.ground == Ground.SELF.name
    return PersonalVoice(
        voice_id=replaced.name.removeprefix(VOICES) if replaced else free_id(title, SESSION.voices),
        title=title,
        language=said.language,
        speaker=said.speaker.strip(),
        ground=Ground[said.ground],
        details="" if own else said.details.strip(),
        replace=replaced is not None,
    )


CLASSES = (
    VOXRIG_OT_choose_recording,
    VOXRIG_OT_check_recording,
    VOXRIG_OT_create_voice,
    VOXRIG_OT_forget_recording,
    VOXRIG_OT_show_span,
)

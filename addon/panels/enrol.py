# SPDX-License-Identifier: GPL-3.0-or-later
"""A new voice: the recording, what it is like, the animator's word, the voice."""

from __future__ import annotations

from typing import Any, Final

from bpy.types import Panel

from .. import compat
from ..client.enrolment import Enrolment, Ground, Stage
from ..client.report import clock
from ..client.session import SESSION
from ..client.voice import namesake
from ..locale import translated
from ..operators.enrol import lacks_recording, lacks_word, progress_words, source
from ..preferences import why_not
from ..properties.voices import form
from ..scene import recordings
from .base import InSequencer, InView3D, paragraph
from .report import draw_report

_ATTESTED: Final = {
    Ground.SELF.name: "You give your word that this is your own voice.",
    Ground.CONSENT.name: "You give your word that the speaker has agreed to this voice and its use.",
    Ground.LICENCE.name: "You give your word that the recording's licence allows this voice and its use.",
}


class _NewVoice:
    """Draws the panel."""

    bl_label = "New Voice"

    def draw(self: Any, context: Any) -> None:
        """What the enrolment waits for."""
        layout, enrolment = self.layout, SESSION.enrolment
        if SESSION.is_enrolling and enrolment is not None:
            _draw_progress(layout, enrolment)
        if enrolment is None or enrolment.stage in (Stage.FAILED, Stage.REFUSED):
            _draw_choice(layout, context)
        if enrolment is None:
            return
        if enrolment.stage is Stage.FAILED:
            paragraph(layout, context, enrolment.reason, "ERROR")
        elif enrolment.stage is Stage.DONE and enrolment.voice is not None:
            words = translated("{name} is ready").format(name=enrolment.voice.title)
            layout.label(text=words, icon="CHECKMARK", translate=False)
            layout.operator("voxrig.forget_recording", text="Another Recording", icon="FILE_NEW")
        elif enrolment.report is not None:
            _draw_recording(layout, enrolment)
            draw_report(layout, context, enrolment.report, _span_icon())
            if enrolment.stage is Stage.ASSESSED and not enrolment.is_busy:
                _draw_attestation(layout, context, enrolment)


def _draw_choice(layout: Any, context: Any) -> None:
    chosen = form(context)
    layout.row().prop(chosen, "source", expand=True)
    if chosen.source == "FILE":
        row = layout.row(align=True)
        row.prop(chosen, "path", text="", placeholder="Recording")
        row.operator("voxrig.choose_recording", text="", icon="FILEBROWSER")
    else:
        _draw_strip(layout, compat.sequencer_scene(context))
    row = layout.row()
    row.scale_y = 1.3
    row.operator("voxrig.check_recording", text="Check Recording", icon="VIEWZOOM")
    problem = lacks_recording(context) or ("" if SESSION.is_up else why_not(context))
    if problem:
        paragraph(layout, context, problem, "INFO")


def _draw_strip(layout: Any, scene: Any) -> None:
    strip = recordings.active_strip(scene)
    if strip is None:
        return
    start, end = recordings.file_span(scene, strip)
    row = layout.row(align=True)
    row.label(text=strip.name, icon="SEQUENCE", translate=False)
    times = row.row()
    times.alignment = "RIGHT"
    times.label(text=f"{clock(start)}-{clock(end)}", translate=False)


def _draw_progress(layout: Any, enrolment: Enrolment) -> None:
    row = layout.row(align=True)
    row.scale_y = 1.3
    if enrolment.stage is Stage.SENDING:
        row.progress(factor=enrolment.progress, text=progress_words())
    else:
        row.label(text=progress_words(), icon="SORTTIME")
    row.operator("voxrig.forget_recording", text="", icon="CANCEL")


def _draw_recording(layout: Any, enrolment: Enrolment) -> None:
    row = layout.row(align=True)
    row.label(text=enrolment.recording.name, icon="SOUND", translate=False)
    if not enrolment.is_busy:
        row.operator("voxrig.forget_recording", text="", icon="X")


def _draw_attestation(layout: Any, context: Any, enrolment: Enrolment) -> None:
    said = form(context)
    column = layout.column()
    column.use_property_split = True
    column.use_property_decorate = False
    for name in ("title", "replace", "language", "speaker", "ground", "details"):
        if name == "replace" and not namesake(said.title, SESSION.voices):
            continue
        if name == "details" and said.ground == Ground.SELF.name:
            continue
        problems = [words for field, words in enrolment.wrong.items() if _shown_at(field) == name]
        row = column.row()
        row.alert = bool(problems)
        row.prop(said, name)
        for problem in problems:
            paragraph(column, context, problem, "ERROR")
    paragraph(layout, context, _ATTESTED[said.ground], "BLANK1")
    row = layout.row()
    row.scale_y = 1.3
    row.operator("voxrig.create_voice", text="Create Voice", icon="CHECKMARK")
    lacking = lacks_word(context)
    if lacking:
        paragraph(layout, context, lacking, "INFO")


def _shown_at(field: str) -> str:
    """The property below which is told what the sidecar says about a field of the voice."""
    return field if field in ("language", "speaker", "ground", "details") else "title"


def _span_icon() -> str:
    found = source()
    return "TIME" if found is not None and found.strip else "PLAY"


class VOXRIG_PT_new_voice(_NewVoice, InView3D, Panel):
    """In the 3D view."""

    bl_parent_id = "VOXRIG_PT_voices"


class VOXRIG_PT_new_voice_sequencer(_NewVoice, InSequencer, Panel):
    """In the sequencer."""

    bl_parent_id = "VOXRIG_PT_voices_sequencer"


CLASSES = (VOXRIG_PT_new_voice, VOXRIG_PT_new_voice_sequencer)

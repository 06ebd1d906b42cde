# SPDX-License-Identifier: GPL-3.0-or-later
"""One voice at a time: how like the person it is, how it sounds, who gets it."""

from __future__ import annotations

from typing import Any

from bpy.types import Panel

from ..client.session import SESSION
from ..client.voice import Likeness, Voice
from ..locale import translated
from ..operators.characters import active_character
from ..operators.voice_list import voice_label, voice_title
from ..operators.voices import shown_voice
from ..properties.voices import form
from .base import InSequencer, InView3D, fact, paragraph


class _Voices:
    """Draws the panel."""

    bl_label = "Voices"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self: Any, context: Any) -> None:
        """The voice, its likeness, a text to try it with."""
        layout = self.layout
        voice = shown_voice(context)
        if voice is None:
            paragraph(layout, context, "Start the sidecar to see its voices", "INFO")
            return
        _draw_choice(layout, voice)
        if voice.likeness is not None:
            _draw_likeness(layout, voice.likeness)
        _draw_trial(layout, context)
        row = layout.row(align=True)
        character = active_character(context)
        if character is not None:
            text = translated("Use for {name}").format(name=character.name)
            row.operator("voxrig.use_voice", text=text, icon="USER", translate=False)
        row.operator("voxrig.blend_voices", text="Blend", icon="AUTOMERGE_ON")


def _draw_choice(layout: Any, voice: Voice) -> None:
    row = layout.row(align=True)
    row.operator("voxrig.show_voice", text=voice_label(voice), icon="VIEWZOOM", translate=False)
    if voice.has_preview:
        row.operator("voxrig.play_preview", text="", icon="PLAY")
    if voice.is_own:
        row.operator("voxrig.delete_voice", text="", icon="TRASH")


def _draw_likeness(layout: Any, likeness: Likeness) -> None:
    column = layout.column(align=True)
    if likeness.is_similar:
        column.label(text="Recognisably similar to the speaker", icon="CHECKMARK")
    else:
        column.label(text="Only loosely similar to the speaker", icon="ERROR")
    fact(column, "Similarity", f"{likeness.similarity:.2f}")
    stock = voice_title(likeness.nearest_stock_voice)
    fact(column, "Nearest stock voice", f"{stock}, {likeness.nearest_stock_similarity:.2f}")


def _draw_trial(layout: Any, context: Any) -> None:
    said = form(context)
    column = layout.column(align=True)
    column.prop(said, "sample", text="", placeholder="What is said")
    row = column.row(align=True)
    row.prop(said, "sample_language", text="")
    text = "Speaking" if SESSION.is_trying else "Listen"
    row.operator("voxrig.try_voice", text=text, icon="SORTTIME" if SESSION.is_trying else "PLAY")


class VOXRIG_PT_voices(_Voices, InView3D, Panel):
    """In the 3D view."""


class VOXRIG_PT_voices_sequencer(_Voices, InSequencer, Panel):
    """In the sequencer."""


CLASSES = (VOXRIG_PT_voices, VOXRIG_PT_voices_sequencer)

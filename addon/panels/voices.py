# SPDX-License-Identifier: GPL-3.0-or-later
"""The voices: a list to search in; how the chosen one sounds, and how like the person it is; mixtures."""

from __future__ import annotations

from typing import Any, Final

from bpy.types import Panel, UIList

from ..client.session import SESSION
from ..client.voice import Likeness, Voice, VoiceKind, own_first
from ..locale import translated
from ..operators.blend import ONLY_KOKORO
from ..operators.characters import active_character
from ..operators.voice_list import search_words, voice_label, voice_title
from ..operators.voices import shown_voice
from ..preferences import favourites
from ..properties.voices import FORM, form, sought
from .base import InSequencer, InView3D, fact, paragraph

_ICONS: Final = {
    VoiceKind.STOCK: "SPEAKER",
    VoiceKind.BLEND: "AUTOMERGE_ON",
    VoiceKind.CLONED: "USER",
    VoiceKind.TRAINED: "COMMUNITY",
    VoiceKind.IMPORTED: "IMPORT",
}


class VOXRIG_UL_voices(UIList):
    """A voice, to be heard and starred."""

    def draw_item(
        self,
        context: Any,
        layout: Any,
        data: Any,
        item: Any,
        icon: Any,
        active_data: Any,
        active_property: Any,
        index: Any = 0,
        flt_flag: Any = 0,
    ) -> None:
        """One row; the voices are the session's, in the same order."""
        voices = own_first(SESSION.voices)
        if index >= len(voices):
            return
        voice = voices[index]
        row = layout.row(align=True)
        split = row.split(factor=0.45, align=True)
        split.label(text=voice.title, icon=_ICONS[voice.kind], translate=False)
        told = split.row(align=True)
        told.active = False
        gender = translated(voice.gender) if voice.gender else ""
        told.label(text=" ".join(filter(None, (voice.language, gender))), translate=False)
        row.operator("voxrig.hear_voice", text="", icon="PLAY", emboss=False).voice = voice.name
        star = "SOLO_ON" if voice.name in favourites(context) else "SOLO_OFF"
        row.operator("voxrig.star_voice", text="", icon=star, emboss=False).voice = voice.name

    def draw_filter(self, context: Any, layout: Any) -> None:
        """Nothing: what is looked for stands above the list."""

    def filter_items(self, context: Any, data: Any, property: Any) -> Any:  # noqa: A002 (Blender's own word)
        """Those that are looked for, favourites first."""
        starred, voices = favourites(context), own_first(SESSION.voices)
        wanted, shown = sought(starred), self.bitflag_filter_item
        count = len(getattr(data, property))
        flags = [shown if wanted.matches(voice, search_words(voice)) else 0 for voice in voices[:count]]
        flags += [0] * (count - len(flags))
        order = sorted(range(count), key=lambda row: row >= len(voices) or voices[row].name not in starred)
        places = [0] * count
        for place, row in enumerate(order):
            places[row] = place
        return flags, places


class _Voices:
    """Draws the panel."""

    bl_label = "Voices"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self: Any, context: Any) -> None:
        """The list, the voice, its likeness, a text to try it with."""
        layout = self.layout
        voice = shown_voice(context)
        if voice is None:
            paragraph(layout, context, "Start the sidecar to see its voices", "INFO")
            return
        _draw_list(layout, context)
        _draw_choice(layout, voice)
        if voice.is_expressive:
            words = translated("Deliveries: {names}").format(names=", ".join(voice.deliveries))
            paragraph(layout, context, words, "BLANK1")
        if voice.likeness is not None:
            _draw_likeness(layout, voice.likeness)
        _draw_trial(layout, context)
        character = active_character(context)
        if character is not None:
            text = translated("Use for {name}").format(name=character.name)
            layout.operator("voxrig.use_voice", text=text, icon="USER", translate=False)


class _Blend:
    """Draws the panel."""

    bl_label = "Blend"
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Any) -> bool:  # noqa: ARG003
        """Only with voices."""
        return bool(SESSION.voices)

    def draw(self: Any, context: Any) -> None:
        """What is mixed, how it sounds, what it is called."""
        layout, said = self.layout, form(context)
        column = layout.column(align=True)
        for index, (name, _) in enumerate(FORM.parts):
            row = column.row(align=True)
            row.prop(said, f"weight_{index + 1}", text=voice_title(name), slider=True, translate=False)
            row.operator("voxrig.remove_part", text="", icon="X").index = index
        voice = shown_voice(context)
        if voice is not None and not voice.is_mixable:
            paragraph(column, context, ONLY_KOKORO, "INFO")
        elif voice is not None:
            row = column.row(align=True)
            row.enabled = all(voice.name != name for name, _ in FORM.parts)
            text = translated("Add {name}").format(name=voice.title)
            row.operator("voxrig.add_part", text=text, icon="ADD", translate=False)
        layout.operator("voxrig.hear_blend", text="Listen", icon=_hearing_icon())
        row = layout.row(align=True)
        row.prop(said, "blend_title", text="", placeholder="Name")
        row.operator("voxrig.blend_voices", text="Save", icon="CHECKMARK")


def _draw_list(layout: Any, context: Any) -> None:
    said = form(context)
    column = layout.column(align=True)
    row = column.row(align=True)
    row.prop(said, "search", text="", icon="VIEWZOOM")
    row.prop(said, "only_favourites", text="", icon="SOLO_ON")
    row = column.row(align=True)
    for name in ("sought_language", "sought_gender", "sought_kind"):
        row.prop(said, name, text="")
    layout.template_list("VOXRIG_UL_voices", "", said, "rows", said, "active_row", rows=6)


def _draw_choice(layout: Any, voice: Voice) -> None:
    row = layout.row(align=True)
    row.label(text=voice_label(voice), icon=_ICONS[voice.kind], translate=False)
    if voice.is_own:
        row.operator("voxrig.delete_voice", text="", icon="TRASH")


def _hearing_icon() -> str:
    return "SORTTIME" if SESSION.is_trying else "PLAY"


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
    row.operator("voxrig.try_voice", text=text, icon=_hearing_icon())


class VOXRIG_PT_voices(_Voices, InView3D, Panel):
    """In the 3D view."""


class VOXRIG_PT_voices_sequencer(_Voices, InSequencer, Panel):
    """In the sequencer."""


class VOXRIG_PT_blend(_Blend, InView3D, Panel):
    """In the 3D view."""

    bl_parent_id = "VOXRIG_PT_voices"


class VOXRIG_PT_blend_sequencer(_Blend, InSequencer, Panel):
    """In the sequencer."""

    bl_parent_id = "VOXRIG_PT_voices_sequencer"


CLASSES = (
    VOXRIG_UL_voices,
    VOXRIG_PT_voices,
    VOXRIG_PT_voices_sequencer,
    VOXRIG_PT_blend,
    VOXRIG_PT_blend_sequencer,
)

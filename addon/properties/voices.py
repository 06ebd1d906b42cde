# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportInvalidTypeForm=false
"""What the animator types about voices: of this session alone, never in a .blend.

Whose voice it is and where the recording lies is nobody's business who gets the scene. So the values live in
this module; the properties of the window manager only show them, and Blender has nothing of them to save.
"""

from dataclasses import dataclass, field
from typing import Any

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    StringProperty,
)
from bpy.types import PropertyGroup

from ..client.enrolment import Ground
from ..client.session import SESSION
from ..client.voice import VoiceFilter, VoiceKind, own_first
from .line import LANGUAGES

SOURCES = (
    ("FILE", "File", "A sound or movie file"),
    ("STRIP", "Strip", "The active sound or movie strip of the sequencer, as far as it is not cut off"),
)
GROUNDS = (
    (Ground.SELF.name, "My Own Voice", "It is your own voice"),
    (Ground.CONSENT.name, "The Speaker Agreed", "The speaker has agreed that this voice is made and used"),
    (Ground.LICENCE.name, "Licence of the Recording", "The recording's licence allows it"),
)
_IMPORTED = ("ko-KR", "yue-HK")  # no voice that is made of a recording speaks them
SPOKEN = tuple(language for language in LANGUAGES[1:] if language[0] not in _IMPORTED)
SOUGHT_LANGUAGES = (("ANY", "Any Language", "Whatever language it was made in"), *LANGUAGES[1:])
SOUGHT_GENDERS = (
    ("ANY", "Any Gender", "However it is heard"),
    ("female", "Female", "Heard as a woman's voice"),
    ("male", "Male", "Heard as a man's voice"),
)
SOUGHT_KINDS = (
    ("ANY", "Any Kind", "Wherever it comes from"),
    (VoiceKind.CLONED.name, "Cloned", "Made of a recording"),
    (VoiceKind.TRAINED.name, "Trained", "Trained on recordings"),
    (VoiceKind.IMPORTED.name, "Imported", "Made elsewhere"),
    (VoiceKind.BLEND.name, "Blend", "Mixed of other voices"),
    (VoiceKind.STOCK.name, "Stock", "Came with the sidecar"),
)
MOST_PARTS = 4


@dataclass
class Form:
    """The values: where the recording is, the voice to be made of it, and the voice that is looked at.

    Choices are indices into SOURCES, GROUNDS, SPOKEN, LANGUAGES and SOUGHT_*. `parts` are resource names and
    weights of what is mixed.
    """

    source: int = 0
    path: str = ""
    title: str = ""
    language: int = 0
    speaker: str = ""
    ground: int = 0
    details: str = ""
    replace: bool = False
    voice: str = ""
    sample: str = "I am glad that you can hear me."
    sample_language: int = 0
    search: str = ""
    sought_language: int = 0
    sought_gender: int = 0
    sought_kind: int = 0
    only_favourites: bool = False
    parts: list[tuple[str, float]] = field(default_factory=list)
    blend_title: str = ""


FORM = Form()


def _of(name: str) -> dict[str, Any]:
    """Getter and setter of a property that shows one of the values."""

    def read(_: PropertyGroup) -> Any:
        return getattr(FORM, name)

    def write(_: PropertyGroup, value: Any) -> None:
        setattr(FORM, name, value)

    return {"get": read, "set": write}


def _weight(index: int) -> Any:
    def read(_: PropertyGroup) -> float:
        return FORM.parts[index][1] if index < len(FORM.parts) else 0.0

    def write(_: PropertyGroup, value: float) -> None:
        if index < len(FORM.parts):
            FORM.parts[index] = (FORM.parts[index][0], value)

    return FloatProperty(
        name="Weight",
        description="How much of the voice; weights are divided by their sum",
        min=0.01,
        max=1.0,
        subtype="FACTOR",
        get=read,
        set=write,
    )


def _row(_: PropertyGroup) -> int:
    from ..operators.voices import shown_voice  # which needs this module

    shown = shown_voice(bpy.context)
    names = [voice.name for voice in own_first(SESSION.voices)]
    return names.index(shown.name) if shown is not None else 0


def _choose_row(_: PropertyGroup, row: int) -> None:
    voices = own_first(SESSION.voices)
    if 0 <= row < len(voices):
        FORM.voice = voices[row].name


class VOXRIG_PG_voice_row(PropertyGroup):
    """A row of the list. It is empty: the voice of this place is drawn, and Blender has nothing to save."""


class VOXRIG_PG_voices(PropertyGroup):
    """Shows the form."""

    source: EnumProperty(name="Recording", items=SOURCES, **_of("source"))
    path: StringProperty(
        name="File", description="A recording of one person, best about a minute", **_of("path")
    )
    title: StringProperty(name="Name", description="What the voice is called", **_of("title"))
    language: EnumProperty(
        name="Language", description="The language spoken in the recording", items=SPOKEN, **_of("language")
    )
    speaker: StringProperty(name="Person", description="Whose voice it is", **_of("speaker"))
    ground: EnumProperty(
        name="Ground", description="Why this person's voice may be used", items=GROUNDS, **_of("ground")
    )
    details: StringProperty(
        name="Details",
        description="Where that can be looked up: a release form, the licence's name",
        **_of("details"),
    )
    replace: BoolProperty(
        name="Replace", description="Take the place of the voice of this name", **_of("replace")
    )
    sample: StringProperty(name="Text", description="What the voice says to be heard", **_of("sample"))
    sample_language: EnumProperty(
        name="Language", description="The language of the text", items=LANGUAGES, **_of("sample_language")
    )
    rows: CollectionProperty(type=VOXRIG_PG_voice_row)
    active_row: IntProperty(name="Voice", get=_row, set=_choose_row)
    search: StringProperty(
        name="Search",
        description="Words from the name, the language, the gender or the kind of a voice",
        options={"TEXTEDIT_UPDATE"},
        **_of("search"),
    )
    sought_language: EnumProperty(
        name="Language",
        description="The language that the voice was made in",
        items=SOUGHT_LANGUAGES,
        **_of("sought_language"),
    )
    sought_gender: EnumProperty(
        name="Gender", description="How the voice is heard", items=SOUGHT_GENDERS, **_of("sought_gender")
    )
    sought_kind: EnumProperty(
        name="Kind", description="Where the voice comes from", items=SOUGHT_KINDS, **_of("sought_kind")
    )
    only_favourites: BoolProperty(
        name="Favourites", description="Show only voices with a star", **_of("only_favourites")
    )
    blend_title: StringProperty(name="Name", description="What the mixture is called", **_of("blend_title"))
    weight_1: _weight(0)
    weight_2: _weight(1)
    weight_3: _weight(2)
    weight_4: _weight(3)


def sought(favourites: frozenset[str]) -> VoiceFilter:
    """Which voices are looked for."""
    kind = SOUGHT_KINDS[FORM.sought_kind][0]
    return VoiceFilter(
        FORM.search,
        SOUGHT_LANGUAGES[FORM.sought_language][0] if FORM.sought_language else "",
        SOUGHT_GENDERS[FORM.sought_gender][0] if FORM.sought_gender else "",
        VoiceKind[kind] if FORM.sought_kind else None,
        favourites if FORM.only_favourites else None,
    )


def fit_rows(context: Any) -> bool:
    """Gives the list as many rows as there are voices; whether it had others. Never while Blender draws."""
    rows, wanted = form(context).rows, len(SESSION.voices)
    if len(rows) == wanted:
        return False
    while len(rows) < wanted:
        rows.add()
    while len(rows) > wanted:
        rows.remove(len(rows) - 1)
    return True


def form(context: Any) -> Any:
    """The properties that show the form."""
    return context.window_manager.voxrig_voices

# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportInvalidTypeForm=false
"""What the animator types about voices: of this session alone, never in a .blend.

Whose voice it is and where the recording lies is nobody's business who gets the scene. So the values live in
this module; the properties of the window manager only show them, and Blender has nothing of them to save.
"""

from dataclasses import dataclass
from typing import Any

from bpy.props import BoolProperty, EnumProperty, StringProperty
from bpy.types import PropertyGroup

from ..client.enrolment import Ground
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
SPOKEN = LANGUAGES[1:]  # "the voice's own" says nothing about a recording


@dataclass
class Form:
    """The values: where the recording is, the voice to be made of it, and the voice that is looked at.

    Choices are indices into SOURCES, GROUNDS, SPOKEN and LANGUAGES.
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


FORM = Form()


def _of(name: str) -> dict[str, Any]:
    """Getter and setter of a property that shows one of the values."""

    def read(_: PropertyGroup) -> Any:
        return getattr(FORM, name)

    def write(_: PropertyGroup, value: Any) -> None:
        setattr(FORM, name, value)

    return {"get": read, "set": write}


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


def form(context: Any) -> Any:
    """The properties that show the form."""
    return context.window_manager.voxrig_voices

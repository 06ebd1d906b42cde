# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportInvalidTypeForm=false
"""A line of dialogue, and what came of it when it was spoken."""

from typing import Any, cast

import bpy
from bpy.props import (
    BoolProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)
from bpy.types import Action, PropertyGroup, Scene, Sound

from .quiet import is_quiet
from .style import VOXRIG_PG_style

LANGUAGES = (
    ("AUTO", "Voice's Own", "The language that the voice was made in"),
    ("en-US", "English (US)", "American English"),
    ("en-GB", "English (UK)", "British English"),
    ("es-ES", "Spanish", "Spanish as it is spoken in Spain"),
    ("fr-FR", "French", "French as it is spoken in France"),
    ("hi-IN", "Hindi", "Hindi in Devanagari"),
    ("it-IT", "Italian", "Italian"),
    ("ja-JP", "Japanese", "Japanese"),
    ("pt-BR", "Portuguese (Brazil)", "Brazilian Portuguese"),
    ("zh-CN", "Chinese (Mandarin)", "Mandarin Chinese; English words in it are spoken as English"),
    ("de-DE", "German (Experimental)", "German, for which the voices were not made"),
    ("ko-KR", "Korean", "Korean, which only GPT-SoVITS voices speak"),
    ("yue-HK", "Chinese (Cantonese)", "Cantonese, which only GPT-SoVITS voices speak"),
)  # a .blend keeps the place in the row: new ones come last


def _character_name(line: PropertyGroup) -> str:
    cast_list = cast(Any, line.id_data).voxrig.characters
    uid = cast(Any, line).character_uid
    return next((character.name for character in cast_list if uid and character.uid == uid), "")


def _set_character_name(line: PropertyGroup, name: str) -> None:
    cast_list = cast(Any, line.id_data).voxrig.characters
    found = next((character for character in cast_list if character.name == name), None)
    cast(Any, line).character_uid = found.uid if found else ""


def relayout(group: PropertyGroup, _: bpy.types.Context) -> None:
    """Moves lines to where they now belong."""
    if is_quiet():
        return
    from ..scene import apply  # which needs this module

    apply.relayout(cast(Scene, group.id_data))


def _started_otherwise(line: PropertyGroup, _: bpy.types.Context) -> None:
    if is_quiet():
        return
    from ..scene import apply

    apply.relayout(cast(Scene, line.id_data), [cast(Any, line).uid])


def _restyled(line: PropertyGroup, _: bpy.types.Context) -> None:
    from ..scene import apply

    apply.restyle(cast(Scene, line.id_data), line=line)


def _cut(line: PropertyGroup, _: bpy.types.Context) -> None:
    if is_quiet():
        return
    from ..scene import apply

    apply.cut(cast(Scene, line.id_data), line)


class VOXRIG_PG_line(PropertyGroup):
    """A line of dialogue, and what came of it when it was spoken."""

    uid: StringProperty(options={"HIDDEN"})
    character_uid: StringProperty(options={"HIDDEN"})
    character: StringProperty(
        name="Character", description="Who speaks the line", get=_character_name, set=_set_character_name
    )
    text: StringProperty(
        name="Text", description="What is said. A pronunciation may stand in it: [Voxrig](/vˈɑksɹˌɪɡ/)"
    )
    language: EnumProperty(
        name="Language", description="The language of the text", items=LANGUAGES, default="AUTO"
    )
    speed: FloatProperty(name="Speed", description="How fast it is said", default=1.0, min=0.5, max=2.0)
    seed: IntProperty(name="Seed", description="Another number gives another take of the same line", min=0)
    start_mode: EnumProperty(
        name="Start",
        items=(
            ("AUTO", "After Previous", "Start when the line above has ended, plus the gap"),
            ("FRAME", "On Frame", "Start on the frame given here"),
            ("CUE", "At Cue", "Start on the frame nearest to the time that the script gives"),
            ("TOGETHER", "With Previous", "Start together with the line above"),
        ),
        default="AUTO",
        update=_started_otherwise,
    )
    start_frame: IntProperty(
        name="Frame", description="The frame on which the line's sound starts", default=1, update=relayout
    )
    cue_start: IntProperty(
        name="Cue Start",
        description="When the script says that it starts, in milliseconds",
        min=-1,
        default=-1,
    )
    cue_end: IntProperty(
        name="Cue End", description="When the script says that it ends, in milliseconds", min=-1, default=-1
    )
    delivery: StringProperty(
        name="Delivery",
        description="How it is said, as in the script: whispering. A voice that has a delivery of this name "
        "speaks so; else it is a note",
    )
    heading: StringProperty(
        name="Scene Heading",
        description="Of the scene that this line opens; empty for the others",
        update=relayout,
    )
    select: BoolProperty(
        name="Select", description="Selected lines are spoken, exported and changed together"
    )
    script: StringProperty(options={"HIDDEN"})  # name of the file it was imported from
    script_text: StringProperty(options={"HIDDEN"})  # as it stood there, before the animator's edits
    script_character: StringProperty(options={"HIDDEN"})  # who said it there
    script_delivery: StringProperty(options={"HIDDEN"})  # and how
    mute: BoolProperty(
        name="Mute", description="Neither hear the line nor see it spoken; nothing is lost", update=_cut
    )
    trim_start: IntProperty(
        name="Trim Start",
        description="Frames cut off the start of the sound; the mouth rests there too",
        min=0,
        update=_cut,
    )
    trim_end: IntProperty(
        name="Trim End",
        description="Frames cut off the end of the sound; the mouth rests there too",
        min=0,
        update=_cut,
    )
    use_style: BoolProperty(
        name="Own Style", description="Give this line dials of its own, not the character's", update=_restyled
    )
    style: PointerProperty(type=VOXRIG_PG_style)

    # What came of it; written by scene/ alone.
    placed_frame: IntProperty(name="Placed On", options={"HIDDEN"})
    duration: FloatProperty(name="Duration", description="Length of the sound in seconds", options={"HIDDEN"})
    error: StringProperty(name="Error", description="Why the line could not be spoken", options={"HIDDEN"})
    warning: StringProperty(name="Warning", description="Why the mouth does not move", options={"HIDDEN"})
    phonemes: StringProperty(
        name="Phonemes", description="The sounds and their times, JSON", options={"HIDDEN"}
    )
    spoken: StringProperty(
        name="Spoken", description="What was asked when it was spoken, JSON", options={"HIDDEN"}
    )
    timing_source: StringProperty(
        name="Timing Source",
        description="Where the times come from: DURATIONS, ATTENTION or PROPORTIONAL",
        default="DURATIONS",
        options={"HIDDEN"},
    )
    timing_confidence: FloatProperty(
        name="Timing Confidence", description="How sure they are", default=1.0, options={"HIDDEN"}
    )
    sound: PointerProperty(type=Sound, name="Sound")
    collides: BoolProperty(
        name="Collides", description="It starts before the line above it has ended", options={"HIDDEN"}
    )
    keyed: BoolProperty(options={"HIDDEN"})
    key_cut: BoolProperty(options={"HIDDEN"})
    key_start: FloatProperty(options={"HIDDEN"})
    key_end: FloatProperty(options={"HIDDEN"})
    keyed_character: StringProperty(options={"HIDDEN"})
    keyed_action: PointerProperty(type=Action, name="Keyed Action")
    keyed_frames: StringProperty(
        name="Keyed Frames",
        description="Which keys of the chosen action are Voxrig's, JSON",
        options={"HIDDEN"},
    )

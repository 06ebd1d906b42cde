# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportInvalidTypeForm=false
"""What is stored in the .blend: a scene's dialogue lines and the cast that speaks them, as `scene.voxrig`.

Lines and characters carry ids of their own, because names change and Blender's pointers die at every undo.
"""

import uuid
from typing import Any, cast

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)
from bpy.types import Object, PropertyGroup, Scene, Sound

DEFAULT_VOICE = "voices/af_heart"
LANGUAGES = (
    ("AUTO", "Voice's Own", "The language that the voice was made in"),
    ("en-US", "English (US)", "American English"),
    ("en-GB", "English (UK)", "British English"),
    ("zh-CN", "Chinese (Mandarin)", "Mandarin Chinese; English words in it are spoken as English"),
)


def settings(scene: Scene) -> "VOXRIG_PG_scene":
    """A scene's dialogue and cast."""
    return cast("VOXRIG_PG_scene", cast(Any, scene).voxrig)


def new_id() -> str:
    """An id for a line or a character."""
    return uuid.uuid4().hex


def _is_mesh_with_keys(_: PropertyGroup, found: Object) -> bool:
    return found.type == "MESH"


class VOXRIG_PG_mesh(PropertyGroup):
    """A mesh whose shape keys a character's speech moves."""

    object: PointerProperty(
        type=Object, name="Mesh", description="A mesh with mouth shape keys", poll=_is_mesh_with_keys
    )


class VOXRIG_PG_character(PropertyGroup):
    """Someone who speaks."""

    uid: StringProperty(options={"HIDDEN"})
    name: StringProperty(name="Name", default="Character")
    voice: StringProperty(
        name="Voice", description="Resource name of the voice, like voices/af_heart", default=DEFAULT_VOICE
    )
    meshes: CollectionProperty(type=VOXRIG_PG_mesh)
    active_mesh: IntProperty(name="Active Mesh")
    channel: IntProperty(
        name="Channel",
        description="Channel of the character's sound in the sequencer; 0 picks a free one",
        min=0,
    )
    use_lipsync: BoolProperty(
        name="Lip-Sync", description="Key the character's mouth when its lines are spoken", default=True
    )
    intensity: FloatProperty(
        name="Intensity",
        description="How strongly the mouth moves",
        default=1.0,
        min=0.0,
        max=2.0,
        subtype="FACTOR",
    )
    jaw: FloatProperty(
        name="Jaw", description="How far the jaw drops", default=1.0, min=0.0, max=2.0, subtype="FACTOR"
    )
    lips: FloatProperty(
        name="Lips",
        description="How much the lips round and spread",
        default=1.0,
        min=0.0,
        max=2.0,
        subtype="FACTOR",
    )
    tongue: FloatProperty(
        name="Tongue",
        description="How much the tongue moves",
        default=1.0,
        min=0.0,
        max=2.0,
        subtype="FACTOR",
    )
    anticipation: FloatProperty(
        name="Anticipation",
        description="How much earlier the lips take a shape than it is heard",
        default=0.04,
        min=0.0,
        max=0.2,
        subtype="TIME_ABSOLUTE",
        unit="TIME_ABSOLUTE",
    )
    smoothing: FloatProperty(
        name="Smoothing", description="Above 1 moves softer, below 1 crisper", default=1.0, min=0.25, max=4.0
    )


def _character_name(line: PropertyGroup) -> str:
    character = find_character(cast(Scene, line.id_data), cast(Any, line).character_uid)
    return character.name if character else ""


def _set_character_name(line: PropertyGroup, name: str) -> None:
    cast_list = settings(cast(Scene, line.id_data)).characters
    found = next((character for character in cast_list if character.name == name), None)
    cast(Any, line).character_uid = found.uid if found else ""


def _relayout(group: PropertyGroup, _: bpy.types.Context) -> None:
    from .scene import apply  # which needs this module

    apply.relayout(cast(Scene, group.id_data))


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
        ),
        default="AUTO",
        update=_relayout,
    )
    start_frame: IntProperty(
        name="Frame", description="The frame on which the line's sound starts", default=1, update=_relayout
    )

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
    sound: PointerProperty(type=Sound, name="Sound")
    keyed: BoolProperty(options={"HIDDEN"})
    key_cut: BoolProperty(options={"HIDDEN"})
    key_start: FloatProperty(options={"HIDDEN"})
    key_end: FloatProperty(options={"HIDDEN"})
    keyed_character: StringProperty(options={"HIDDEN"})


class VOXRIG_PG_pronunciation(PropertyGroup):
    """How a word is pronounced wherever it stands."""

    word: StringProperty(
        name="Word", description="The word as it stands in the text. Without capitals it matches any case"
    )
    phonemes: StringProperty(
        name="Pronunciation",
        description="In IPA, with stress marks before the vowel: vˈɑksɹˌɪɡ. Empty leaves it to the voice",
    )


class VOXRIG_PG_scene(PropertyGroup):
    """A scene's dialogue and cast."""

    lines: CollectionProperty(type=VOXRIG_PG_line)
    active_line: IntProperty(name="Active Line")
    characters: CollectionProperty(type=VOXRIG_PG_character)
    active_character: IntProperty(name="Active Character")
    lexicon: CollectionProperty(type=VOXRIG_PG_pronunciation)
    active_pronunciation: IntProperty(name="Active Pronunciation")
    gap: FloatProperty(
        name="Gap",
        description="Pause between a line and the one after it",
        default=0.3,
        min=0.0,
        soft_max=5.0,
        subtype="TIME_ABSOLUTE",
        unit="TIME_ABSOLUTE",
        update=_relayout,
    )
    storage: EnumProperty(
        name="Sounds",
        description="Where the sound of spoken lines is kept",
        items=(
            ("PREFERENCES", "As in Preferences", "As the add-on's preferences say"),
            ("PACKED", "In the .blend", "Pack the sound into the .blend file"),
            ("BESIDE", "Beside the .blend", "Save sound files in the folder 'voxrig' beside the .blend file"),
        ),
        default="PREFERENCES",
    )


def find_line(scene: Scene, uid: str) -> Any | None:
    """The line with this id, or None."""
    return next((line for line in settings(scene).lines if line.uid == uid), None)


def find_character(scene: Scene, uid: str) -> Any | None:
    """The character with this id, or None."""
    return next((character for character in settings(scene).characters if uid and character.uid == uid), None)


def add_character(scene: Scene, name: str = "Character") -> Any:
    """Adds a character to the cast, its name made unique, and makes it the active one."""
    group = settings(scene)
    taken = {character.name for character in group.characters}
    character = group.characters.add()
    character.uid = new_id()
    character.name = _unique(name, taken)
    group.active_character = len(group.characters) - 1
    return character


def add_line(scene: Scene, text: str = "", character: str = "", after: int | None = None) -> Any:
    """Adds a line of dialogue and makes it the active one.

    Args:
        scene: The scene.
        text: What is said.
        character: Name of who says it.
        after: Index of the line above; the end of the list by default.
    """
    group = settings(scene)
    line = group.lines.add()
    line.uid = new_id()
    line.text = text
    line.character = character
    last = len(group.lines) - 1
    place = last if after is None else min(after + 1, last)
    group.lines.move(last, place)
    group.active_line = place
    return group.lines[place]


def _unique(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = next(number for number in range(2, len(taken) + 3) if f"{name} {number}" not in taken)
    return f"{name} {number}"


_CLASSES = (
    VOXRIG_PG_mesh,
    VOXRIG_PG_character,
    VOXRIG_PG_line,
    VOXRIG_PG_pronunciation,
    VOXRIG_PG_scene,
)


def register() -> None:
    """Registers the groups and `Scene.voxrig`."""
    for cls in _CLASSES:
        bpy.utils.register_class(cls)
    cast(Any, Scene).voxrig = PointerProperty(type=VOXRIG_PG_scene, name="Voxrig")


def unregister() -> None:
    """Takes `Scene.voxrig` and the groups back."""
    del cast(Any, Scene).voxrig
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)

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
from bpy.types import PropertyGroup, Scene, WindowManager

from ..locale.blender import register_class
from .character import DEFAULT_VOICE, VOXRIG_PG_character, VOXRIG_PG_mesh, rekey
from .cues import VOXRIG_PG_cues
from .gestures import VOXRIG_PG_gestures
from .line import LANGUAGES, VOXRIG_PG_line, relayout
from .mapping import CLASSES as MAPPING_CLASSES
from .sampling import VOXRIG_PG_sampling
from .style import DIALS, VOXRIG_PG_style
from .voices import VOXRIG_PG_voice_row, VOXRIG_PG_voices

__all__ = ["DEFAULT_VOICE", "DIALS", "LANGUAGES"]


def _rekey_all(group: PropertyGroup, context: bpy.types.Context) -> None:
    for character in cast(Any, group).characters:
        rekey(character, context)


def settings(scene: Scene) -> "VOXRIG_PG_scene":
    """A scene's dialogue and cast."""
    return cast("VOXRIG_PG_scene", cast(Any, scene).voxrig)


def new_id() -> str:
    """An id for a line or a character."""
    return uuid.uuid4().hex


class VOXRIG_PG_pronunciation(PropertyGroup):
    """How a word is pronounced wherever it stands."""

    word: StringProperty(
        name="Word", description="The word as it stands in the text. Without capitals it matches any case"
    )
    phonemes: StringProperty(
        name="Pronunciation",
        description="In IPA, with stress marks before the vowel: vˈɑksɹˌɪɡ. Empty leaves it to the voice",
    )


def _pause(name: str, description: str, seconds: float) -> Any:
    return FloatProperty(
        name=name,
        description=description,
        default=seconds,
        min=0.0,
        soft_max=5.0,
        subtype="TIME_ABSOLUTE",
        unit="TIME_ABSOLUTE",
        update=relayout,
    )


class VOXRIG_PG_scene(PropertyGroup):
    """A scene's dialogue and cast."""

    lines: CollectionProperty(type=VOXRIG_PG_line)
    active_line: IntProperty(name="Active Line")
    characters: CollectionProperty(type=VOXRIG_PG_character)
    active_character: IntProperty(name="Active Character")
    lexicon: CollectionProperty(type=VOXRIG_PG_pronunciation)
    active_pronunciation: IntProperty(name="Active Pronunciation")
    gap: _pause("Gap", "Pause between a line and the one after it", 0.3)
    gap_character: _pause(
        "Change of Speaker", "Pause, in place of the gap, where somebody else begins to speak", 0.3
    )
    gap_scene: _pause(
        "Change of Scene", "Pause, in place of the others, before a line that opens a scene", 1.5
    )
    ripple: BoolProperty(
        name="Ripple",
        description="Lines after one that becomes longer or shorter move along; else they stay",
        default=True,
        update=relayout,
    )
    script: StringProperty(name="Script", description="The file that the lines were imported from")
    markers: StringProperty(
        name="Markers", description="Which markers are of scene headings, JSON", options={"HIDDEN"}
    )
    use_subframes: BoolProperty(
        name="Keys Between Frames",
        description="Let keys lie on eighths of a frame, not on whole frames alone",
        update=_rekey_all,
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
    VOXRIG_PG_style,
    *MAPPING_CLASSES,
    VOXRIG_PG_gestures,
    VOXRIG_PG_cues,
    VOXRIG_PG_sampling,
    VOXRIG_PG_mesh,
    VOXRIG_PG_character,
    VOXRIG_PG_line,
    VOXRIG_PG_pronunciation,
    VOXRIG_PG_scene,
    VOXRIG_PG_voice_row,
    VOXRIG_PG_voices,
)


def register() -> None:
    """Registers the groups, `Scene.voxrig` and, for what is never saved, `WindowManager.voxrig_voices`."""
    for cls in _CLASSES:
        register_class(cls)
    cast(Any, Scene).voxrig = PointerProperty(type=VOXRIG_PG_scene, name="Voxrig")
    cast(Any, WindowManager).voxrig_voices = PointerProperty(type=VOXRIG_PG_voices)


def unregister() -> None:
    """Takes the groups and what they are properties of back."""
    del cast(Any, WindowManager).voxrig_voices
    del cast(Any, Scene).voxrig
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)

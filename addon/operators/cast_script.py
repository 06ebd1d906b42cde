# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips, without a full stop)

"""Asks about an imported script: the voices of new characters, and lines that are in it no more."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import CollectionProperty, EnumProperty, IntProperty, StringProperty
from bpy.types import Event, Operator, PropertyGroup

from ..client.session import SESSION
from ..client.voice import own_first
from ..properties import find_character, find_line, settings
from ..scene import script as scripts
from .voice_list import voice_label

_WIDTH = 460
_SHOWN = 8  # of the lines that are gone
_BETWEEN = " "  # ids; none has it


class VOXRIG_PG_choice(PropertyGroup):
    """A voice that can be chosen, named as it is shown."""

    voice: StringProperty()  # pyright: ignore[reportInvalidTypeForm]


class VOXRIG_PG_casting(PropertyGroup):
    """A new character and the voice it gets."""

    uid: StringProperty()  # pyright: ignore[reportInvalidTypeForm]
    line_count: IntProperty()  # pyright: ignore[reportInvalidTypeForm]
    choice: StringProperty(name="Voice", description="The voice that the character gets")  # pyright: ignore[reportInvalidTypeForm]


class VOXRIG_OT_cast_script(Operator):
    """Choose voices for the script's new characters, and what becomes of lines that are in it no more"""

    bl_idname = "voxrig.cast_script"
    bl_label = "Script Imported"
    bl_options = {"UNDO", "INTERNAL"}

    characters: StringProperty(options={"SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]
    gone: StringProperty(options={"SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]
    rows: CollectionProperty(type=VOXRIG_PG_casting, options={"SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]
    voices: CollectionProperty(type=VOXRIG_PG_choice, options={"SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]
    lines: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Lines",
        items=(
            ("KEEP", "Keep", "They stay, as lines of your own"),
            ("REMOVE", "Remove", "They are removed with their sounds and keys"),
        ),
        options={"SKIP_SAVE"},
    )

    def invoke(self, context: Any, event: Event) -> set:
        """Opens the dialog, filled with what was suggested."""
        self._fill(context.scene)
        return context.window_manager.invoke_props_dialog(self, width=_WIDTH)

    def draw(self, context: Any) -> None:
        """A row per character, then the lines that are gone."""
        layout: Any = self.layout
        if len(self.rows):
            layout.label(text="New Characters", icon="COMMUNITY")
        for row in self.rows:
            split = layout.split(factor=0.45)
            name = split.row()
            name.label(text=row.name, icon="USER", translate=False)
            count = name.row()
            count.alignment = "RIGHT"
            count.label(text=str(row.line_count), icon="TEXT", translate=False)
            split.prop_search(row, "choice", self, "voices", text="", icon="OUTLINER_OB_SPEAKER")
        lines = [find_line(context.scene, uid) for uid in self.gone.split(_BETWEEN)] if self.gone else []
        if lines:
            layout.label(text="No Longer in the Script", icon="FILE_REFRESH")
            box = layout.box().column(align=True)
            for line in filter(None, lines[:_SHOWN]):
                box.label(text=f"{line.character}: {line.text}", translate=False)
            if len(lines) > _SHOWN:
                box.label(text=f"… {len(lines) - _SHOWN}", translate=False)
            layout.row().prop(self, "lines", expand=True)

    def execute(self, context: Any) -> set:
        """Does as chosen."""
        resources = {choice.name: choice.voice for choice in self.voices}
        for row in self.rows:
            character = find_character(context.scene, row.uid)
            if character is not None and row.choice in resources:
                character.voice = resources[row.choice]
        gone = self.gone.split(_BETWEEN) if self.gone else []
        if gone:
            (scripts.remove_lines if self.lines == "REMOVE" else scripts.keep_lines)(context.scene, gone)
        return {"FINISHED"}

    def _fill(self, scene: Any) -> None:
        shown = {}
        for voice in own_first(SESSION.voices):
            choice = self.voices.add()
            choice.name, choice.voice = voice_label(voice), voice.name
            shown[voice.name] = choice.name
        for uid in self.characters.split(_BETWEEN) if self.characters else ():
            character = find_character(scene, uid)
            if character is None:
                continue
            row = self.rows.add()
            row.uid, row.name = uid, character.name
            row.line_count = sum(line.character_uid == uid for line in settings(scene).lines)
            row.choice = shown.get(character.voice, "")


def ask(outcome: scripts.Outcome) -> None:
    """Opens the dialog if there is anything to ask."""
    if outcome.characters or outcome.gone:
        bpy.ops.voxrig.cast_script(  # pyright: ignore[reportAttributeAccessIssue]
            "INVOKE_DEFAULT", characters=_BETWEEN.join(outcome.characters), gone=_BETWEEN.join(outcome.gone)
        )


CLASSES = (VOXRIG_PG_choice, VOXRIG_PG_casting, VOXRIG_OT_cast_script)

# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips, without a full stop)

"""Writes mouth cues for other programs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy
from bpy.props import EnumProperty, StringProperty
from bpy.types import Event, Operator
from bpy_extras.io_utils import ExportHelper

from ..exports import FORMATS, Track, plain, write
from ..locale import counted, translated
from ..properties import find_character, settings
from ..scene import cue_tracks, cues
from .characters import active_character
from .chosen import chosen

_SUFFIXES = {known.suffix for known in FORMATS.values()}


class VOXRIG_OT_export_cues(Operator, ExportHelper):
    """Write which mouth drawing is shown when, for Rhubarb's readers, Moho or OpenToonz"""

    bl_idname = "voxrig.export_cues"
    bl_label = "Export Mouth Cues"

    filename_ext = ".tsv"
    filter_glob: StringProperty(default="*.tsv;*.json;*.xml;*.dat", options={"HIDDEN"})  # pyright: ignore[reportInvalidTypeForm]
    format: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Format",
        items=(
            ("TSV", "Rhubarb TSV", "A row per cue: seconds and the drawing"),
            ("JSON", "Rhubarb JSON", "Cues with start and end, and the sound's path and length"),
            ("XML", "Rhubarb XML", "Cues with start and end, and the sound's path and length"),
            ("MOHO", "Moho Switch Data", "Frames with Preston Blair's drawings, for Moho and OpenToonz"),
        ),
        default="TSV",
    )
    scope: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Lines",
        items=(
            ("LINE", "Active Line", "The chosen line, from the start of its sound"),
            ("LINES", "File per Line", "Each line of the chosen character, in a file of its own"),
            ("CHARACTER", "Whole Character", "All lines of the chosen character, at the scene's times"),
        ),
        default="LINE",
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a spoken line that someone speaks."""
        group = settings(context.scene)
        there = any(
            line.phonemes and find_character(context.scene, line.character_uid) for line in group.lines
        )
        if not there:
            cls.poll_message_set(translated("No line has been spoken"))
        return there

    def invoke(self, context: Any, event: Event) -> set:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Opens the file browser, with a name from the .blend and the character."""
        if not self.filepath:
            stem = Path(bpy.data.filepath).stem or "untitled"
            character = active_character(context)
            name = f"{stem}-{plain(character.name)}" if character else stem
            self.filepath = str(Path(bpy.path.abspath("//")) / f"{name}{FORMATS[self.format].suffix}")
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def check(self, context: Any) -> bool:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Keeps the file's ending that of the format."""
        before, self.filepath = self.filepath, str(self._path())
        return self.filepath != before

    def execute(self, context: Any) -> set:
        """Writes the files; complete or not at all."""
        try:
            files = dict(self._files(context))
            for path, track in files.items():
                write(path, FORMATS[self.format].text(track))
        except (ValueError, OSError) as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        names = next(iter(files)).name if len(files) == 1 else counted("1 file", "{count} files", len(files))
        self.report({"INFO"}, translated("Mouth cues written: {files}").format(files=names))
        return {"FINISHED"}

    def _path(self) -> Path:
        """The chosen path with the format's ending."""
        path = Path(bpy.path.abspath(self.filepath))
        suffix = FORMATS[self.format].suffix
        if path.suffix.lower() in _SUFFIXES:
            return path.with_suffix(suffix)
        return path.with_name(f"{path.name}{suffix}")

    def _files(self, context: Any) -> Iterator[tuple[Path, Track]]:
        """Every file and what goes into it.

        Raises:
            ValueError: If there is nothing to write, in words.
        """
        scene, path, wanted = context.scene, self._path(), FORMATS[self.format]
        if self.scope == "LINE":
            line = chosen(settings(scene), "lines", "active_line")
            character = find_character(scene, line.character_uid) if line is not None else None
            if line is None or character is None or not line.phonemes:
                raise ValueError("The chosen line has not been spoken: choose another, or speak it")
            yield path, cue_tracks.of_line(scene, character, line, wanted)
            return
        character = active_character(context)
        lines = cues.spoken_lines(scene, character) if character is not None else []
        if not lines:
            raise ValueError("The chosen character has no spoken line: choose another in the Cast panel")
        if self.scope == "CHARACTER":
            yield path, cue_tracks.of_scene(scene, character, wanted)
            return
        for number, line in enumerate(lines, start=1):
            name = f"{path.stem}-{number:03d}-{plain(line.text)}".rstrip("-")
            yield path.with_name(f"{name}{path.suffix}"), cue_tracks.of_line(scene, character, line, wanted)


CLASSES = (VOXRIG_OT_export_cues,)

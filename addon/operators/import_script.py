# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415, ARG003 (Blender shows the docstrings as tooltips; poll takes a context, used or not)

"""Brings a script into the scene: by menu, by dropping a file, by command, and again when it has changed."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty
from bpy.types import Event, FileHandler, Operator

from ..client.errors import SidecarError
from ..client.script import Columns
from ..client.session import SESSION
from ..locale import translated
from ..preferences import target, why_not
from ..properties import settings
from ..scene import script as scripts
from . import run
from .cast_script import ask
from .stepping import Stepping

ENDINGS = (".fountain", ".fdx", ".srt", ".vtt", ".csv", ".tsv", ".txt")
_TABLES = (".csv", ".tsv")
_LARGEST = 16 << 20  # bytes; the contract's
_COLUMNS = ("character", "text", "delivery", "language", "start", "end", "scene")


def bring_in(scene: Any, path: str, columns: Columns, *, update: bool) -> tuple[scripts.Outcome, list[str]]:
    """Has the sidecar read a script and brings it into the scene.

    Args:
        scene: The scene.
        path: The script's file.
        columns: For tables.
        update: Match the lines of the file imported before, though it had another name.

    Returns:
        What came of it, and what the sidecar has to say about the script.

    Raises:
        ValueError: The file cannot be read, in words.
        SidecarError: The sidecar cannot make sense of it.
    """
    content = _content(path)
    client = SESSION.reader
    if client is None:
        raise SidecarError(SESSION.reason or "The sidecar is not running", "UNAVAILABLE")
    taken = [character.voice for character in settings(scene).characters]
    script = client.read_script(Path(path).name, content, columns, taken)
    if not script.lines:
        raise ValueError(translated("{name} has no dialogue").format(name=Path(path).name))
    if not SESSION.voices:
        with contextlib.suppress(SidecarError):  # lines then say their language; they are told apart later
            SESSION.voices = client.voices()
    languages = {voice.name: voice.language for voice in SESSION.voices}
    outcome = scripts.apply_script(scene, script, path, languages, update=update)
    return outcome, list(script.notices)


def _content(path: str) -> bytes:
    try:
        if Path(path).stat().st_size > _LARGEST:
            words = translated("{name} is larger than 16 MiB: no script is")
            raise ValueError(words.format(name=Path(path).name))
        return Path(path).read_bytes()
    except OSError as error:
        words = translated("The script {path} cannot be read: {reason}")
        raise ValueError(words.format(path=path, reason=error.strerror)) from error


class _Importing(Stepping):
    """Starts the sidecar if need be, and reads the script as soon as it answers."""

    _path = ""
    _update = False
    _scene = 0  # its session-wide id: the animator may go to another while the sidecar starts
    _columns = Columns()

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a sidecar within reach."""
        reason = "" if SESSION.is_up else why_not(context)
        if reason:
            cls.poll_message_set(translated(reason))  # pyright: ignore[reportAttributeAccessIssue]
        return not reason

    def begin(self: Any, context: Any) -> set:
        """Looks whether the file is there, then waits for the sidecar."""
        self._scene = context.scene.session_uid
        try:
            _content(self._path)
            if not SESSION.is_up:
                SESSION.start(target(context))
        except ValueError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return self.finish(context, stopped=False) if self.is_through() else self.go(context)

    def is_through(self) -> bool:
        """Whether the sidecar answers, or never will."""
        return SESSION.reader is not None or not SESSION.is_up

    def status(self) -> str:
        """What it waits for."""
        return "Waiting for the sidecar to read the script"

    def give_up(self) -> None:
        """The sidecar goes on starting; it will be needed."""

    def finish(self: Any, context: Any, *, stopped: bool) -> set:
        """Reads the script; asks about characters and lines where there is a window."""
        scene = run.scene_of(self._scene)
        if stopped or scene is None:
            return {"CANCELLED"}
        try:
            outcome, notices = bring_in(scene, self._path, self._columns, update=self._update)
        except (ValueError, SidecarError) as error:
            self.report({"ERROR"}, friendly(error))
            return {"CANCELLED"}
        for notice in notices:
            self.report({"INFO"}, notice)
        self.report({"INFO"}, outcome.summary)
        if not bpy.app.background and scene == context.scene:
            ask(outcome)
        return {"FINISHED"}


def friendly(error: Exception) -> str:
    """What is wrong, in the sidecar's own words where it names fields."""
    fields = dict(error.fields) if isinstance(error, SidecarError) else {}
    return ". ".join(dict.fromkeys(fields.values())) or str(error)


class VOXRIG_OT_import_script(_Importing, Operator):
    """Import a screenplay, subtitles or a table of dialogue: its lines, characters and scenes"""

    bl_idname = "voxrig.import_script"
    bl_label = "Import Script"
    bl_options = {"UNDO"}

    filepath: StringProperty(name="Script", subtype="FILE_PATH", options={"SKIP_SAVE"})  # pyright: ignore[reportInvalidTypeForm]
    filter_glob: StringProperty(default=";".join(f"*{e}" for e in ENDINGS), options={"HIDDEN"})  # pyright: ignore[reportInvalidTypeForm]
    update: BoolProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="New Version",
        description="The script takes the place of the one imported before, though its file has another name",
        options={"SKIP_SAVE"},
    )
    character_column: StringProperty(name="Character", description="Column that names who speaks")  # pyright: ignore[reportInvalidTypeForm]
    text_column: StringProperty(name="Text", description="Column of what is said")  # pyright: ignore[reportInvalidTypeForm]
    delivery_column: StringProperty(name="Delivery", description="Column of how it is said")  # pyright: ignore[reportInvalidTypeForm]
    language_column: StringProperty(name="Language", description="Column of the text's language")  # pyright: ignore[reportInvalidTypeForm]
    start_column: StringProperty(name="Start", description="Column of when the line starts")  # pyright: ignore[reportInvalidTypeForm]
    end_column: StringProperty(name="End", description="Column of when the line ends")  # pyright: ignore[reportInvalidTypeForm]
    scene_column: StringProperty(name="Scene", description="Column of the scene's heading")  # pyright: ignore[reportInvalidTypeForm]

    def invoke(self, context: Any, event: Event) -> set:
        """A file that was dropped is imported at once; else asks for one."""
        if self.filepath:
            return self.execute(context)
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def draw(self, context: Any) -> None:
        """Options beside the file browser."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        if settings(context.scene).script:
            layout.prop(self, "update")
        if Path(self.filepath).suffix.lower() in _TABLES:
            layout.label(text="Columns, if they are not found")
            for name in _COLUMNS:
                layout.prop(self, f"{name}_column")

    def execute(self, context: Any) -> set:
        """Begins."""
        self._path, self._update = bpy.path.abspath(self.filepath), self.update
        self._columns = Columns(**{name: getattr(self, f"{name}_column") for name in _COLUMNS})
        return self.begin(context)


class VOXRIG_OT_reimport_script(_Importing, Operator):
    """Read the script again: unchanged lines keep sound and timing, changed ones get the new text"""

    bl_idname = "voxrig.reimport_script"
    bl_label = "Re-Import Script"
    bl_options = {"UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with a script."""
        if not settings(context.scene).script:
            cls.poll_message_set(translated("No script has been imported"))
            return False
        return super().poll(context)

    def execute(self, context: Any) -> set:
        """Begins."""
        self._path, self._update = bpy.path.abspath(settings(context.scene).script), True
        return self.begin(context)


class VOXRIG_OT_start_lines(Operator):
    """Choose where lines start"""

    bl_idname = "voxrig.start_lines"
    bl_label = "Start Lines"
    bl_options = {"REGISTER", "UNDO"}

    mode: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Start",
        items=(
            ("AUTO", "End to End", "Each after the one above"),
            ("CUE", "At Cue Times", "On the times that the script gives; lines without stay as they are"),
        ),
    )
    selected: BoolProperty(name="Selected Only", description="Only lines that are selected in the list")  # pyright: ignore[reportInvalidTypeForm]

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """What the button does."""
        if properties.mode == "CUE":
            return translated("Start lines on the times that the script gives")
        return translated("Start each line after the one above, whatever the script says")

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with lines."""
        there = len(settings(context.scene).lines) > 0
        if not there:
            cls.poll_message_set(translated("There are no lines: add one"))
        return there

    def execute(self, context: Any) -> set:
        """Sets them all at once."""
        changed = scripts.start_lines(context.scene, self.mode, selected=self.selected)
        if not changed:
            lacking = "No line has a cue time" if self.mode == "CUE" else "No line is selected"
            self.report({"WARNING"}, translated(lacking))
        return {"FINISHED"} if changed else {"CANCELLED"}


class VOXRIG_FH_script(FileHandler):
    """Scripts can be dropped into the 3D view and the sequencer"""

    bl_idname = "VOXRIG_FH_script"
    bl_label = "Dialogue Script"
    bl_import_operator = "voxrig.import_script"
    bl_file_extensions = ";".join(ENDINGS)

    @classmethod
    def poll_drop(cls, context: Any) -> bool:
        """Where the add-on has panels."""
        return context.area is not None and context.area.type in ("VIEW_3D", "SEQUENCE_EDITOR")


CLASSES = (
    VOXRIG_OT_import_script,
    VOXRIG_OT_reimport_script,
    VOXRIG_OT_start_lines,
    VOXRIG_FH_script,
)

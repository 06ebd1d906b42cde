# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips, without a full stop)

"""Writes the dialogue to files: subtitles, timings, sound, ARKit curves."""

from pathlib import Path
from typing import Any, ClassVar

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty
from bpy.types import Event, Operator
from bpy_extras.io_utils import ExportHelper

from .. import compat
from ..exports.files import plain
from ..exports.subtitles import LETTERS, ROWS
from ..locale import together, translated
from ..properties import settings
from ..scene import export
from ..scene.apply import is_spoken
from ..scene.cues import spoken_lines
from .characters import active_character

SCOPE = EnumProperty(
    name="Lines",
    items=(
        ("ALL", "All", "Every spoken line that is not muted"),
        ("SELECTED", "Selected", "Of these the ones that are selected in the list"),
    ),
    default="ALL",
)


class _Exporting(ExportHelper):
    """An operator that writes files; what it writes is in `scene/export.py`.

    Attributes:
        suffixes: Endings that its files may have.
        part: What is added to the .blend's name for the file's.
    """

    suffixes: ClassVar[tuple[str, ...]]
    part: ClassVar[str]
    filename_ext = ""  # `check` sees to the ending
    scope: SCOPE  # pyright: ignore[reportInvalidTypeForm]

    @classmethod
    def poll(cls: Any, context: Any) -> bool:
        """Only with something to write."""
        reason = cls.lacking(context)
        if reason:
            cls.poll_message_set(translated(reason))
        return not reason

    @classmethod
    def lacking(cls, context: Any) -> str:
        """Why nothing can be written; empty if something can."""
        heard = any(is_spoken(line) and not line.mute for line in settings(context.scene).lines)
        return "" if heard else "No line has been spoken"

    def invoke(self: Any, context: Any, event: Event) -> set:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Opens the file browser, with a name from the .blend."""
        if not self.filepath:
            stem = Path(bpy.data.filepath).stem or "untitled"
            name = "-".join(filter(None, (stem, self.part, self.about(context))))
            self.filepath = str(Path(bpy.path.abspath("//")) / f"{name}{self.suffix}")
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def check(self: Any, context: Any) -> bool:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Keeps the file's ending that of the format."""
        before, self.filepath = self.filepath, str(self.path)
        return self.filepath != before

    def execute(self: Any, context: Any) -> set:
        """Writes the files; each complete or not at all."""
        if context.window is not None:
            context.window.cursor_modal_set("WAIT")  # half an hour of sound takes half a minute
        try:
            done = self.write(context)
        except (ValueError, OSError) as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        finally:
            if context.window is not None:
                context.window.cursor_modal_restore()
        words = together((translated("Written {what}").format(what=done), *done.notes), "{first}. {then}")
        self.report({"WARNING"} if done.notes else {"INFO"}, words)
        return {"FINISHED"}

    def about(self, context: Any) -> str:
        """What the file is about, for its name."""
        return ""

    def write(self, context: Any) -> export.Exported:
        """Writes them."""
        raise NotImplementedError

    @property
    def suffix(self) -> str:
        """The ending of what is written; empty for a folder."""
        return self.suffixes[0]

    @property
    def path(self: Any) -> Path:
        """The chosen path with the format's ending."""
        path = Path(bpy.path.abspath(self.filepath))
        stem = path.with_suffix("") if path.suffix.lower() in self.suffixes else path
        return stem.with_name(f"{stem.name}{self.suffix}")

    @property
    def selected(self: Any) -> bool:
        """Whether only selected lines are written."""
        return self.scope == "SELECTED"


class VOXRIG_OT_export_subtitles(_Exporting, Operator):
    """Write the spoken lines as subtitles, at their times on the timeline"""

    bl_idname = "voxrig.export_subtitles"
    bl_label = "Export Subtitles"
    suffixes, part = (".srt", ".vtt"), "subtitles"

    filter_glob: StringProperty(default="*.srt;*.vtt", options={"HIDDEN"})  # pyright: ignore[reportInvalidTypeForm]
    format: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Format",
        items=(
            ("SRT", "SubRip (.srt)", "What almost every player and editor reads"),
            ("VTT", "WebVTT (.vtt)", "Subtitles for the web"),
        ),
        default="SRT",
    )
    names: BoolProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Speakers", description="Tell who speaks: NAME: text, in WebVTT <v NAME>"
    )
    letters: IntProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Letters per Row",
        description="The longest row; a Chinese or Japanese letter counts as two",
        default=LETTERS,
        min=8,
        max=200,
    )
    rows: IntProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Rows",
        description="The most rows of a subtitle; a line with more becomes several subtitles",
        default=ROWS,
        min=1,
        max=10,
    )

    def write(self: Any, context: Any) -> export.Exported:
        """Writes them."""
        wrapped = {"letters": self.letters, "rows": self.rows}
        return export.export_subtitles(
            context.scene, self.path, names=self.names, selected=self.selected, **wrapped
        )

    @property
    def suffix(self: Any) -> str:
        """That of the format."""
        return f".{self.format.lower()}"


class VOXRIG_OT_export_timings(_Exporting, Operator):
    """Write the spoken lines with the times of their words and phonemes, as JSON"""

    bl_idname = "voxrig.export_timings"
    bl_label = "Export Timings"
    suffixes, part = (".json",), "timings"

    filter_glob: StringProperty(default="*.json", options={"HIDDEN"})  # pyright: ignore[reportInvalidTypeForm]

    def write(self: Any, context: Any) -> export.Exported:
        """Writes them."""
        return export.export_timings(context.scene, self.path, selected=self.selected)


class VOXRIG_OT_export_audio(_Exporting, Operator):
    """Write the dialogue's sound: one mix, a stem for each character, or a file for each line"""

    bl_idname = "voxrig.export_audio"
    bl_label = "Export Audio"
    suffixes, part = tuple(export.SOUNDS), "dialogue"

    filter_glob: StringProperty(default="*.wav;*.flac", options={"HIDDEN"})  # pyright: ignore[reportInvalidTypeForm]
    kind: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Files",
        items=(
            ("MIX", "Mix", "All lines in one file, as long as the scene"),
            ("STEMS", "Character Stems", "A folder with a file per character, each as long as the scene"),
            ("LINES", "Lines", "A folder with a file per line"),
        ),
        default="MIX",
    )
    format: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Format",
        items=(
            ("WAV", "WAV", "Not compressed"),
            ("FLAC", "FLAC", "Compressed without loss"),
        ),
        default="WAV",
    )
    rate: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Rate",
        items=(
            ("44100", "44.1 kHz", "As on a CD"),
            ("48000", "48 kHz", "As in films"),
            ("96000", "96 kHz", "For a project that has this rate; voices have nothing to fill it with"),
        ),
        default="48000",
    )
    depth: EnumProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Depth",
        items=(("16", "16 Bits", "Smaller files"), ("24", "24 Bits", "For what is mixed further")),
        default="24",
    )
    normalise: BoolProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Normalise",
        description="Bring the mix to a loudness, and stems and lines along with it",
        default=True,
    )
    target: FloatProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Loudness",
        description="Of the mix in LUFS: -23 for European television, -24 for American, -16 for podcasts",
        default=export.EBU_R128,
        min=-40.0,
        max=-5.0,
        precision=1,
        step=50,
    )

    @classmethod
    def lacking(cls, context: Any) -> str:
        """Not in a Blender without sound."""
        if not compat.has_sound():
            return "This Blender was built without sound"
        return super().lacking(context)

    def draw(self: Any, context: Any) -> None:
        """The options; loudness only where it counts."""
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        for name in ("scope", "kind", "format", "rate", "depth"):
            layout.prop(self, name)
        row = layout.row(heading="Normalise")
        row.prop(self, "normalise", text="")
        loudness = row.row()
        loudness.active = self.normalise
        loudness.prop(self, "target", text="LUFS", translate=False)

    def write(self: Any, context: Any) -> export.Exported:
        """Writes it."""
        options = export.SoundOptions(
            kind=self.kind,
            suffix=f".{self.format.lower()}",
            rate=int(self.rate),
            bits=int(self.depth),
            target=self.target if self.normalise else None,
        )
        return export.export_audio(context.scene, self.path, options, selected=self.selected)

    @property
    def suffix(self: Any) -> str:
        """That of the format; a folder has none."""
        return f".{self.format.lower()}" if self.kind == "MIX" else ""


class VOXRIG_OT_export_arkit(_Exporting, Operator):
    """Write the character's mouth as Live Link Face records one, in ARKit's shapes, whatever its rig is"""

    bl_idname = "voxrig.export_arkit"
    bl_label = "Export ARKit Curves"
    suffixes, part = (".csv",), "arkit"

    filter_glob: StringProperty(default="*.csv", options={"HIDDEN"})  # pyright: ignore[reportInvalidTypeForm]
    fps: FloatProperty(  # pyright: ignore[reportInvalidTypeForm]
        name="Rows per Second",
        description="How many rows a second has; 0 for the scene's frame rate",
        default=0.0,
        min=0.0,
        max=240.0,
        precision=3,
    )

    @classmethod
    def lacking(cls, context: Any) -> str:
        """Only with a character that is heard."""
        character = active_character(context)
        if character is None:
            return "There is no character: add one"
        return "" if spoken_lines(context.scene, character) else "The chosen character has no spoken line"

    def draw(self: Any, context: Any) -> None:
        """The option."""
        self.layout.use_property_split = True
        self.layout.prop(self, "fps")

    def about(self, context: Any) -> str:
        """The character."""
        character: Any = active_character(context)
        return plain(character.name)

    def write(self: Any, context: Any) -> export.Exported:
        """Writes them."""
        return export.export_arkit(context.scene, self.path, active_character(context), fps=self.fps)


def draw_export_menu(self: Any, _: Any) -> None:
    """Entries for Blender's menu File > Export."""
    layout = self.layout
    layout.separator()
    layout.operator("voxrig.export_subtitles", text="Dialogue Subtitles (.srt, .vtt)")
    layout.operator("voxrig.export_timings", text="Dialogue Timings (.json)")
    layout.operator("voxrig.export_audio", text="Dialogue Audio (.wav, .flac)")
    layout.operator("voxrig.export_arkit", text="ARKit Curves (.csv)")


CLASSES = (
    VOXRIG_OT_export_subtitles,
    VOXRIG_OT_export_timings,
    VOXRIG_OT_export_audio,
    VOXRIG_OT_export_arkit,
)

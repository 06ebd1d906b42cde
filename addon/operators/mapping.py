# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: D415 (Blender shows the docstrings as tooltips, without a full stop)

"""The mapping by hand: start from what was recognised, add, remove, mirror, save, load."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from bpy.props import EnumProperty, IntProperty, StringProperty
from bpy.types import Event, Operator
from bpy_extras.io_utils import ExportHelper, ImportHelper

from ..locale import translated
from ..properties.mapping import INPUTS
from ..rigs import Control, Kind, Ramp, Response, Term, detect_character, mirrored, read_preset, write_preset
from ..scene import apply, custom, presets, rig
from .characters import active_character
from .chosen import chosen, remove_chosen

_ACROSS = ("location_x", "rotation_y", "rotation_z")  # of mirrored bones these point the other way


class _OnCharacter:
    """What needs a chosen character."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with one."""
        there = active_character(context) is not None
        if not there:
            cls.poll_message_set(translated("There is no character: add one"))  # pyright: ignore[reportAttributeAccessIssue]
        return there


class _OnControl:
    """What needs a chosen control of a mapping by hand."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only with one."""
        there = active_control(context) is not None
        if not there:
            cls.poll_message_set(translated("Choose a control of the mapping"))  # pyright: ignore[reportAttributeAccessIssue]
        return there


class _OnTerm(_OnControl):
    """What is about one of the chosen control's terms."""

    index: IntProperty(name="Index", default=0, min=0, options={"HIDDEN"})  # pyright: ignore[reportInvalidTypeForm]


def active_control(context: Any) -> Any | None:
    """The control that is chosen in the list of a mapping by hand."""
    character = active_character(context)
    if character is None or not character.mapping.use:
        return None
    return chosen(character.mapping, "controls", "active_control")


class VOXRIG_OT_edit_mapping(_OnCharacter, Operator):
    """Take what was recognised as the start of a mapping by hand; an earlier one by hand is replaced"""

    bl_idname = "voxrig.edit_mapping"
    bl_label = "Start From Recognised"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Fills the list."""
        character: Any = active_character(context)
        character.mapping.use = False
        found = [target for target in rig.targets(character) if target.mapping is not None]
        custom.fill(character.mapping, [(t.object, t.mapping) for t in found if t.mapping is not None])
        character.mapping.use = True
        return {"FINISHED"}


class VOXRIG_OT_add_control(_OnCharacter, Operator):
    """Add a control to the mapping: of the chosen control's object, or of the first mesh"""

    bl_idname = "voxrig.add_control"
    bl_label = "Add Control"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Adds it, moved by what the list shows."""
        character: Any = active_character(context)
        mapping = character.mapping
        above = chosen(mapping, "controls", "active_control")
        first = character.meshes[0].object if character.meshes else rig.armature_of(character)
        control = (
            Control(Kind.BONE, "", "rotation_x")
            if above and above.kind == "BONE"
            else Control(Kind.SHAPE, "")
        )
        reads = "jaw" if mapping.show == "ALL" else mapping.show
        entry = custom.add(mapping, above.object if above else first, Response(control, (_whole(reads),)))
        mapping.use = True
        mapping.active_control = len(mapping.controls) - 1
        return {"FINISHED"} if entry else {"CANCELLED"}


def _whole(channel: str) -> Term:
    return Term(1.0, (Ramp(channel, 0.0, 1.0),))


class VOXRIG_OT_remove_control(_OnControl, Operator):
    """Take the control out of the mapping"""

    bl_idname = "voxrig.remove_control"
    bl_label = "Remove Control"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Removes it."""
        character: Any = active_character(context)
        remove_chosen(character.mapping, "controls", "active_control")
        apply.restyle(context.scene, character=character)
        return {"FINISHED"}


class VOXRIG_OT_add_term(_OnControl, Operator):
    """Let another articulator move the control too"""

    bl_idname = "voxrig.add_term"
    bl_label = "Add Articulator"
    bl_options = {"REGISTER", "UNDO"}

    channel: EnumProperty(name="Articulator", items=INPUTS, default="jaw")  # pyright: ignore[reportInvalidTypeForm]

    def execute(self, context: Any) -> set:
        """Adds it in full strength."""
        entry: Any = active_control(context)
        entry.terms.add().ramps.add().channel = self.channel
        return {"FINISHED"}


class VOXRIG_OT_remove_term(_OnTerm, Operator):
    """Let this articulator move the control no more"""

    bl_idname = "voxrig.remove_term"
    bl_label = "Remove Articulator"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Removes it."""
        entry: Any = active_control(context)
        entry.terms.remove(self.index)
        apply.restyle(context.scene, character=active_character(context))
        return {"FINISHED"}


class VOXRIG_OT_add_condition(_OnTerm, Operator):
    """Let an articulator hold this one back: the weight counts in full at To, not at all at From"""

    bl_idname = "voxrig.add_condition"
    bl_label = "Add Condition"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Adds "not while the lips are closed", the usual one."""
        entry: Any = active_control(context)
        ramp = entry.terms[self.index].ramps.add()
        ramp.zero_at, ramp.one_at = 1.0, 0.0
        ramp.channel = "lip_close"
        return {"FINISHED"}


class VOXRIG_OT_remove_condition(_OnTerm, Operator):
    """Remove the last condition"""

    bl_idname = "voxrig.remove_condition"
    bl_label = "Remove Condition"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Removes it; the articulator itself stays."""
        entry: Any = active_control(context)
        ramps = entry.terms[self.index].ramps
        if len(ramps) < 2:
            return {"CANCELLED"}
        ramps.remove(len(ramps) - 1)
        apply.restyle(context.scene, character=active_character(context))
        return {"FINISHED"}


class VOXRIG_OT_mirror_control(_OnControl, Operator):
    """Give the control of the other side the same values; it is added if it is missing"""

    bl_idname = "voxrig.mirror_control"
    bl_label = "Mirror"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set:
        """Finds the other side by its name."""
        entry: Any = active_control(context)
        character: Any = active_character(context)
        other = mirrored(entry.name)
        if other is None:
            words = translated("{name} names no side: Left, Right, _L, _R, .L or .R")
            self.report({"WARNING"}, words.format(name=entry.name))
            return {"CANCELLED"}
        given = custom.response_of(entry)
        flip = -1.0 if given.control.transform in _ACROSS else 1.0
        control = replace(
            given.control, name=other, scale=flip * given.control.scale, offset=flip * given.control.offset
        )
        controls, obj = character.mapping.controls, entry.object
        transform = entry.transform
        for index in reversed(range(len(controls))):
            row = controls[index]
            if (row.object, row.name) == (obj, other) and (row.kind != "BONE" or row.transform == transform):
                controls.remove(index)
        added = custom.add(
            character.mapping, obj, Response(control, given.terms, given.gain, given.low, given.high)
        )
        problem = custom.problem(added)
        if problem:
            controls.remove(len(controls) - 1)
            self.report({"WARNING"}, problem)
            return {"CANCELLED"}
        apply.restyle(context.scene, character=character)
        return {"FINISHED"}


class VOXRIG_OT_save_mapping(_OnCharacter, ExportHelper, Operator):  # pyright: ignore[reportIncompatibleMethodOverride]
    """Save the mapping as a preset file; in the folder that is offered other characters find it too"""

    bl_idname = "voxrig.save_mapping"
    bl_label = "Save Mapping"
    filename_ext = ".json"
    filter_glob: StringProperty(default="*.json", options={"HIDDEN"})  # pyright: ignore[reportInvalidTypeForm]

    def invoke(self, context: Any, event: Event) -> Any:
        """Offers the folder of presets."""
        character: Any = active_character(context)
        title = character.mapping.title or character.name
        self.filepath = str(presets.folder() / f"{title.replace('/', '-')}.json")
        return super().invoke(context, event)

    def execute(self, context: Any) -> set:
        """Writes it."""
        character: Any = active_character(context)
        parts = {t.object.name: t.mapping for t in rig.targets(character) if t.mapping is not None}
        try:
            write_preset(Path(self.filepath), character.mapping.title or character.name, parts)
        except (OSError, ValueError) as error:
            words = translated("The mapping was not saved: {reason}")
            self.report({"ERROR"}, words.format(reason=translated(str(error))))
            return {"CANCELLED"}
        self.report({"INFO"}, translated("Saved {name}").format(name=Path(self.filepath).name))
        return {"FINISHED"}


class VOXRIG_OT_load_mapping(_OnCharacter, ImportHelper, Operator):  # pyright: ignore[reportIncompatibleMethodOverride]
    """Load a preset file onto the character, as a mapping by hand"""

    bl_idname = "voxrig.load_mapping"
    bl_label = "Load Mapping"
    bl_options = {"REGISTER", "UNDO"}
    filter_glob: StringProperty(default="*.json", options={"HIDDEN"})  # pyright: ignore[reportInvalidTypeForm]

    def execute(self, context: Any) -> set:
        """Reads it and finds its controls on the character."""
        character: Any = active_character(context)
        chosen_file: Any = self
        try:
            preset = read_preset(Path(chosen_file.filepath), personal=True)
        except (OSError, ValueError) as error:
            words = translated("The mapping was not loaded: {reason}")
            self.report({"ERROR"}, words.format(reason=translated(str(error))))
            return {"CANCELLED"}
        found = detect_character(rig.body_of(character), [preset])
        if not found:
            words = translated("{preset} does not fit {character}. {reason}")
            words = words.format(preset=preset.title, character=character.name, reason=found.summary)
            self.report({"ERROR"}, words)
            return {"CANCELLED"}
        parts = [(rig.mesh_named(character, name), mapping) for name, mapping in found.mappings().items()]
        if found.armature is not None:
            parts.append((rig.armature_of(character), found.armature))
        custom.fill(character.mapping, parts)
        character.mapping.title = preset.title
        character.mapping.use = True
        self.report({"INFO"}, found.summary)
        return {"FINISHED"}


CLASSES = (
    VOXRIG_OT_edit_mapping,
    VOXRIG_OT_add_control,
    VOXRIG_OT_remove_control,
    VOXRIG_OT_add_term,
    VOXRIG_OT_remove_term,
    VOXRIG_OT_add_condition,
    VOXRIG_OT_remove_condition,
    VOXRIG_OT_mirror_control,
    VOXRIG_OT_save_mapping,
    VOXRIG_OT_load_mapping,
)

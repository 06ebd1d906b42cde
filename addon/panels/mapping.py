# SPDX-License-Identifier: GPL-3.0-or-later
"""The mapping editor: which control answers which articulator, tried out on sounds."""

from __future__ import annotations

from typing import Any

from bpy.types import Panel, UIList

from ..operators.characters import active_character
from ..operators.mapping import active_control
from ..rigs import POSES
from ..scene import custom, presets
from .base import InSequencer, InView3D, OfCharacter, paragraph

_ICONS = {"SHAPE": "SHAPEKEY_DATA", "BONE": "BONE_DATA", "PROPERTY": "RNA"}
_POSES_PER_ROW = 6


class VOXRIG_UL_controls(UIList):
    """A control, how strongly what is shown moves it, and whether it can be keyed."""

    def draw_item(
        self,
        context: Any,
        layout: Any,
        data: Any,
        item: Any,
        icon: Any,
        active_data: Any,
        active_property: Any,
        index: Any = 0,
        flt_flag: Any = 0,
    ) -> None:
        """One row."""
        row = layout.row(align=True)
        split = row.split(factor=0.62, align=True)
        name = f"{item.name} ({item.transform.replace('_', ' ')})" if item.kind == "BONE" else item.name
        broken = custom.problem(item)
        split.label(text=name or "?", icon="ERROR" if broken else _ICONS[item.kind], translate=False)
        term = shown_term(data, item)
        if term is not None:
            split.prop(term, "weight", text="", slider=True)
        else:
            split.prop(item, "gain", text="", slider=True)

    def filter_items(self, context: Any, data: Any, property: Any) -> Any:  # noqa: A002
        """Only controls that answer what is to be shown, and whose name has the words searched for."""
        words = self.filter_name.lower()
        keep = [
            words in item.name.lower() and (data.show == "ALL" or shown_term(data, item) is not None)
            for item in data.controls
        ]
        return [self.bitflag_filter_item if shown else 0 for shown in keep], []


def shown_term(mapping: Any, control: Any) -> Any | None:
    """The control's term that is led by the articulator that the list shows."""
    if mapping.show == "ALL":
        return control.terms[0] if len(control.terms) == 1 else None
    return next(
        (term for term in control.terms if term.ramps and term.ramps[0].channel == mapping.show), None
    )


class _Mapping(OfCharacter):
    """Draws the mapping editor of the chosen character."""

    bl_label = "Mapping"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self: Any, context: Any) -> None:
        """Test poses, then the list and the chosen control."""
        layout = self.layout
        character: Any = active_character(context)
        mapping = character.mapping
        grid = layout.grid_flow(row_major=True, columns=_POSES_PER_ROW, even_columns=True, align=True)
        for pose in POSES:
            grid.operator("voxrig.test_pose", text=pose, translate=False).pose = pose
        _, trouble = presets.load()
        if trouble:
            paragraph(layout, context, trouble, "ERROR")
        row = layout.row(align=True)
        row.prop(mapping, "use", toggle=True)
        row.operator("voxrig.edit_mapping", text="", icon="IMPORT")
        row.operator("voxrig.load_mapping", text="", icon="FILE_FOLDER")
        row.operator("voxrig.save_mapping", text="", icon="FILE_TICK")
        if mapping.use:
            _draw_list(layout, mapping)
            control = active_control(context)
            if control is not None:
                _draw_control(layout, context, control)


def _draw_list(layout: Any, mapping: Any) -> None:
    layout.prop(mapping, "title")
    layout.prop(mapping, "show", text="Show")
    row = layout.row()
    row.template_list("VOXRIG_UL_controls", "", mapping, "controls", mapping, "active_control", rows=6)
    side = row.column(align=True)
    side.operator("voxrig.add_control", text="", icon="ADD")
    side.operator("voxrig.remove_control", text="", icon="REMOVE")
    side.separator()
    side.operator("voxrig.mirror_control", text="", icon="MOD_MIRROR")


def _draw_control(layout: Any, context: Any, control: Any) -> None:
    box = layout.box()
    box.use_property_split = True
    box.use_property_decorate = False
    problem = custom.problem(control)
    if problem:
        paragraph(box, context, problem, "ERROR")
    column = box.column()
    column.prop(control, "object")
    column.prop(control, "kind")
    _draw_name(column, control)
    if control.kind == "BONE":
        column.prop(control, "transform")
    values = box.column(align=True)
    values.prop(control, "gain")
    values.prop(control, "low")
    values.prop(control, "high", text="Max")
    if control.kind != "SHAPE":
        values.prop(control, "scale")
    values.prop(control, "offset")
    for index, term in enumerate(control.terms):
        _draw_term(box, index, term)
    box.operator_menu_enum("voxrig.add_term", "channel", icon="ADD")


def _draw_name(column: Any, control: Any) -> None:
    obj = control.object
    if obj is not None and control.kind == "SHAPE" and obj.type == "MESH" and obj.data.shape_keys:
        column.prop_search(control, "name", obj.data.shape_keys, "key_blocks", icon="SHAPEKEY_DATA")
    elif obj is not None and control.kind == "BONE" and obj.type == "ARMATURE":
        column.prop_search(control, "name", obj.pose, "bones", icon="BONE_DATA")
    else:
        column.prop(control, "name")


def _draw_term(box: Any, index: int, term: Any) -> None:
    column = box.column(align=True)
    row = column.row(align=True)
    row.use_property_split = False
    if term.ramps:
        row.prop(term.ramps[0], "channel", text="")
    row.prop(term, "weight", text="", slider=True)
    row.operator("voxrig.remove_term", text="", icon="X").index = index
    for place, ramp in enumerate(term.ramps):
        row = column.row(align=True)
        row.use_property_split = False
        if place:
            row.prop(ramp, "channel", text="")
        row.prop(ramp, "zero_at")
        row.prop(ramp, "one_at")
    row = column.row(align=True)
    row.operator("voxrig.add_condition", icon="ADD").index = index
    if len(term.ramps) > 1:
        row.operator("voxrig.remove_condition", text="", icon="REMOVE").index = index


class VOXRIG_PT_mapping(_Mapping, InView3D, Panel):
    """In the 3D view."""

    bl_parent_id = "VOXRIG_PT_lipsync"


class VOXRIG_PT_mapping_sequencer(_Mapping, InSequencer, Panel):
    """In the sequencer."""

    bl_parent_id = "VOXRIG_PT_lipsync_sequencer"


CLASSES = (VOXRIG_UL_controls, VOXRIG_PT_mapping, VOXRIG_PT_mapping_sequencer)

# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportInvalidTypeForm=false
"""The list of lines: filtered, sorted, selected, edited and moved where it stands."""

from typing import Any

from bpy.props import EnumProperty, StringProperty
from bpy.types import Menu, UIList

from ..operators import states
from ..properties import settings

_WIDE_PIXELS = 380.0  # from here on there is room for seconds and buttons in every row
_SECONDS_UNITS = 2.4


class VOXRIG_UL_lines(UIList):
    """Selected or not, state, character, text, seconds, a button to hear it, a grip to move it."""

    state: EnumProperty(name="State", items=states.STATES, default="ALL")
    character: StringProperty(name="Character", description="Show lines of this character alone")
    order: EnumProperty(
        name="Order", description="How the list is sorted; the scene stays as it is", items=states.ORDERS
    )

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
        look = states.state_of(context.scene, item)
        row = layout.row(align=True)
        tick = "CHECKBOX_HLT" if item.select else "CHECKBOX_DEHLT"
        row.operator("voxrig.select_line", text="", icon=tick, emboss=False).uid = item.uid
        row.operator("voxrig.line_state", text="", icon=look.icon, emboss=False).uid = item.uid
        words = row.split(factor=0.28, align=True)
        words.label(text=item.character or "Nobody", translate=not item.character)
        words.prop(item, "text", text="", emboss=False, placeholder="What is said")
        if not _is_wide(context):  # the text needs the room; beside the list there are buttons too
            return
        seconds = row.row()
        seconds.ui_units_x = _SECONDS_UNITS
        seconds.alignment = "RIGHT"
        seconds.label(text=f"{item.duration:.1f} s" if item.duration > 0.0 else " ", translate=False)
        row.operator("voxrig.audition_line", text="", icon="PLAY", emboss=False).uid = item.uid
        if self.order == "SCENE":
            row.operator("voxrig.grab_line", text="", icon="GRIP", emboss=False).uid = item.uid

    def draw_filter(self, context: Any, layout: Any) -> None:
        """What is shown, and in which order."""
        row = layout.row(align=True)
        row.prop(self, "filter_name", text="", icon="VIEWZOOM")
        row.prop(self, "use_filter_invert", text="", icon="ARROW_LEFTRIGHT")
        row = layout.row(align=True)
        row.prop_search(self, "character", settings(context.scene), "characters", text="", icon="USER")
        row.prop(self, "state", text="")
        row = layout.row(align=True)
        row.prop(self, "order", text="", icon="SORTSIZE")
        row.prop(self, "use_filter_sort_reverse", text="", icon="SORT_DESC")

    def filter_items(self, context: Any, data: Any, property: Any) -> Any:  # noqa: A002 (Blender's word)
        """Which lines are shown, and where."""
        lines = list(getattr(data, property))
        wanted = states.shown(
            context.scene, lines, words=self.filter_name, character=self.character, state=self.state
        )
        flags = [self.bitflag_filter_item if show else 0 for show in wanted]
        return ([] if all(wanted) else flags), states.places(context.scene, lines, self.order)


class VOXRIG_MT_select_lines(Menu):
    """Selects lines."""

    bl_label = "Select"

    def draw(self, context: Any) -> None:
        """Whom."""
        self.layout.operator_enum("voxrig.select_lines", "action")  # pyright: ignore[reportOptionalMemberAccess]


class VOXRIG_MT_lines(Menu):
    """What is done to lines, besides what the buttons do."""

    bl_label = "Lines"

    def draw(self, context: Any) -> None:
        """Select, speak, hear, go to."""
        draw_actions(self.layout)


def draw_actions(layout: Any) -> None:
    """What is done to the chosen line and to the selected ones."""
    layout.operator("voxrig.audition_line", icon="PLAY")
    layout.operator("voxrig.show_line", icon="TIME")
    layout.separator()
    for scope, text in (
        ("ACTIVE", "Speak Line"),
        ("SELECTED", "Speak Selected"),
        ("CHARACTER", "Speak Character"),
        ("CHANGED", "Speak Changed"),
        ("FAILED", "Retry Failed"),
        ("ALL", "Speak All"),
    ):
        layout.operator("voxrig.speak", text=text).scope = scope
    layout.separator()
    layout.menu("VOXRIG_MT_select_lines")


def _is_wide(context: Any) -> bool:
    region = context.region
    return region is not None and region.width >= _WIDE_PIXELS * context.preferences.system.ui_scale


CLASSES = (VOXRIG_UL_lines, VOXRIG_MT_select_lines, VOXRIG_MT_lines)

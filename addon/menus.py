# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: ARG001, ARG002 (Blender hands every menu a context, used or not)

"""Entries in Blender's own menus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import bpy
from bpy.types import Menu

from .locale.blender import register_class
from .operators.export import draw_export_menu
from .panels.lines import draw_actions
from .properties import settings


class VOXRIG_MT_dialogue(Menu):
    """The scene's dialogue, in the menus of the sequencer and the timeline."""

    bl_label = "Dialogue"

    def draw(self, context: Any) -> None:
        """Speak, hear, go to, import."""
        draw_actions(self.layout)
        layout: Any = self.layout
        layout.separator()
        layout.operator("voxrig.import_script", icon="IMPORT")
        layout.operator("voxrig.fit_range", icon="PREVIEW_RANGE")


def _draw_submenu(menu: Any, context: Any) -> None:
    menu.layout.separator()
    menu.layout.menu("VOXRIG_MT_dialogue")


def _draw_in_header(menu: Any, context: Any) -> None:
    if settings(context.scene).lines:  # the header of somebody who has no dialogue stays as it was
        menu.layout.menu("VOXRIG_MT_dialogue")


def _draw_script(menu: Any, context: Any) -> None:
    menu.layout.separator()
    menu.layout.operator("voxrig.import_script", icon="IMPORT")


def _draw_import(menu: Any, context: Any) -> None:
    menu.layout.operator("voxrig.import_script", text="Script (.fountain, .fdx, .srt, .vtt, .csv, .txt)")


def _draw_in_list(menu: Any, context: Any) -> None:
    rows = getattr(context, "ui_list", None)
    if rows is not None and rows.bl_idname == "VOXRIG_UL_lines":
        menu.layout.separator()
        draw_actions(menu.layout)


def _entries() -> Iterator[tuple[Any, Callable[[Any, Any], None]]]:
    """Menus that this Blender has, and what draws ours in them."""
    for name, draw in (
        ("SEQUENCER_MT_strip", _draw_submenu),
        ("SEQUENCER_MT_add", _draw_script),
        ("TIME_MT_editor_menus", _draw_in_header),
        ("DOPESHEET_MT_editor_menus", _draw_in_header),
        ("TOPBAR_MT_file_import", _draw_import),
        ("TOPBAR_MT_file_export", draw_export_menu),
        ("UI_MT_list_item_context_menu", _draw_in_list),
    ):
        menu = getattr(bpy.types, name, None)
        if menu is not None:
            yield menu, draw


def register() -> None:
    """Adds the entries."""
    register_class(VOXRIG_MT_dialogue)
    for menu, draw in _entries():
        menu.append(draw)


def unregister() -> None:
    """Takes them out."""
    for menu, draw in _entries():
        menu.remove(draw)
    bpy.utils.unregister_class(VOXRIG_MT_dialogue)

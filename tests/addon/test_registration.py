# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Switching the add-on off and on leaves nothing behind, however often."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.blender


def entries() -> dict[str, int]:
    """How much there is of everything that an add-on can leave behind."""
    import bpy

    found = {
        f"handlers {name}": len(handlers)
        for name in dir(bpy.app.handlers)
        if isinstance(handlers := getattr(bpy.app.handlers, name), list)
    }
    for name in dir(bpy.types):
        functions = getattr(getattr(getattr(bpy.types, name), "draw", None), "_draw_funcs", ())
        ours = [function for function in functions if function.__module__.startswith("addon.")]
        if functions:
            found[f"menu {name}"] = len(ours)
    found["classes"] = sum(name.startswith("VOXRIG_") for name in dir(bpy.types))
    found["operators"] = len(dir(bpy.ops.voxrig))
    configuration = bpy.context.window_manager.keyconfigs.addon
    found["keys"] = sum(len(k.keymap_items) for k in configuration.keymaps) if configuration else 0
    found["properties"] = sum(
        hasattr(owner, "voxrig") for owner in (bpy.types.Scene, bpy.types.WindowManager)
    )
    return {what: count for what, count in found.items() if count}


def test_fifty_times_off_and_on_leave_nothing_behind(scene: Any) -> None:
    import bpy

    import addon
    from addon.operators import resume, watch

    on = entries()
    addon.unregister()
    off = entries()
    addon.register()
    assert {what for what, count in on.items() if off.get(what, 0) < count} >= {
        "handlers load_pre",
        "handlers load_post",
        "handlers save_post",
        "handlers depsgraph_update_post",
        "menu UI_MT_list_item_context_menu",
        "menu SEQUENCER_MT_strip",
        "menu TOPBAR_MT_file_import",
        "classes",
        "properties",
    }
    assert off.get("classes", 0) == 0
    for _ in range(50):
        addon.unregister()
        addon.register()
    assert entries() == on
    addon.unregister()
    try:
        assert entries() == off
        assert not any(map(bpy.app.timers.is_registered, (watch._tick, resume._resume)))
    finally:
        addon.register()


def test_entries_stand_once_in_each_menu(scene: Any) -> None:
    assert {count for what, count in entries().items() if what.startswith("menu ")} == {1}

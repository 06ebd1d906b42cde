# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""No shortcut is there unless it is wanted."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import preferences

pytestmark = pytest.mark.blender


def ours() -> list[tuple[str, str, bool, bool]]:
    import bpy

    configuration = bpy.context.window_manager.keyconfigs.addon
    if configuration is None:
        pytest.skip("this Blender has no keymaps in the background")
    return [
        (item.idname, item.type, item.ctrl, item.alt)
        for keymap in configuration.keymaps
        for item in keymap.keymap_items
        if item.idname.startswith("voxrig.")
    ]


def test_a_shortcut_is_there_while_it_is_wanted(scene: Any) -> None:
    import addon

    assert ours() == []
    preferences().shortcuts = {"SPEAK", "SHOW"}
    wanted = [("voxrig.show_line", "J", True, True), ("voxrig.speak", "D", True, True)]
    assert sorted(ours()) == wanted
    addon.unregister()
    assert ours() == []
    addon.register()
    assert sorted(ours()) == wanted
    preferences().shortcuts = set()
    assert ours() == []


def test_each_suggestion_is_of_an_operator_that_there_is(scene: Any) -> None:
    import bpy

    from addon import shortcuts

    assert {name for name, *_ in shortcuts.ITEMS} == set(shortcuts._SUGGESTED)
    for shortcut in shortcuts._SUGGESTED.values():
        known = getattr(bpy.ops.voxrig, shortcut.operator.partition(".")[2]).get_rna_type().properties
        assert set(shortcut.properties) <= set(known.keys())

# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""What the panels say; how they look is looked at in a window."""

from __future__ import annotations

from typing import Any

import pytest

from ..head import make_head

pytestmark = pytest.mark.blender


def test_every_class_and_handler_is_gone_after_switching_off(scene: Any) -> None:
    import bpy

    import addon

    def counts() -> list[int]:
        return [len(bpy.app.handlers.load_pre), len(bpy.app.handlers.depsgraph_update_post)]

    before = counts()
    addon.unregister()
    try:
        assert not hasattr(bpy.types.Scene, "voxrig")
        assert not [name for name in dir(bpy.types) if name.startswith("VOXRIG_")]
        assert counts() == [count - 1 for count in before]
    finally:
        addon.register()


def test_a_lines_state_is_told_in_words(scene: Any) -> None:
    from addon.operators.states import state_of
    from addon.properties import add_character, add_line

    character = add_character(scene, "Alice")
    line = add_line(scene, "Hello.", "Alice")
    assert state_of(scene, line)[0] == "Not spoken yet"
    line.error = "no"
    assert state_of(scene, line)[0] == "Failed"
    line.error = ""
    from addon.scene import apply

    line.phonemes = "{}"
    line.spoken = apply.fingerprint(apply.request_of(scene, line))
    assert state_of(scene, line)[0] == "Spoken"
    character.voice = "voices/am_michael"
    assert state_of(scene, line)[0] == "Changed since it was spoken"


def test_renaming_a_character_keeps_its_lines(scene: Any) -> None:
    from addon.properties import add_character, add_line

    character = add_character(scene, "Alice")
    line = add_line(scene, "Hello.", "Alice")
    character.name = "Alicia"
    assert line.character == "Alicia"
    assert add_character(scene, "Alicia").name == "Alicia 2"


def test_selected_meshes_become_the_new_characters(scene: Any) -> None:
    import bpy

    head = make_head("Alice")
    head.select_set(True)
    bpy.context.view_layer.objects.active = head
    bpy.ops.voxrig.add_character()
    (character,) = scene.voxrig.characters
    assert character.name == "Alice"
    assert [entry.object for entry in character.meshes] == [head]


def test_the_mouth_can_be_tried(scene: Any) -> None:
    import bpy

    from addon.properties import add_character

    head = make_head("Alice")
    add_character(scene, "Alice").meshes.add().object = head
    block = head.data.shape_keys.key_blocks["jawOpen"]
    bpy.ops.voxrig.test_pose(pose="AH")
    assert block.value > 0.5
    bpy.ops.voxrig.test_pose(pose="REST")
    assert block.value == 0.0


def test_the_panels_of_the_dialogue_stand_in_the_order_of_the_work(scene: Any) -> None:
    import bpy

    names = ("line", "script", "scene", "lexicon", "export")
    orders = [getattr(getattr(bpy.types, f"VOXRIG_PT_{name}"), "bl_order", 0) for name in names]
    assert orders == sorted(orders)
    assert orders[1] < orders[2], "a script comes before its gaps and pronunciations"

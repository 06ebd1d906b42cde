# SPDX-License-Identifier: GPL-3.0-or-later
"""If the mouth does not move, the line says why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .animation import complaints
from .test_keys import JAW, own_action

pytestmark = pytest.mark.blender


def again(scene: Any, line: Any) -> str:
    from addon.scene import lips

    lips.rekey(scene, [line.uid])
    return line.warning


def every_shape(head: Any) -> list[str]:
    return [f'key_blocks["{block.name}"].value' for block in head.data.shape_keys.key_blocks[1:]]


def test_nothing_is_said_when_it_moves(say: Callable[..., Any]) -> None:
    assert complaints(say()) == ""


def test_a_muted_track(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    line = say()
    say()  # a second strip keeps the track while the first line is keyed anew
    head.data.shape_keys.animation_data.nla_tracks[0].mute = True
    assert "the NLA track Voxrig is muted" in again(scene, line)


def test_a_muted_strip(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    line = say()
    head.data.shape_keys.animation_data.nla_tracks[0].strips[0].mute = True
    assert "is muted" in again(scene, line)


def test_an_action_on_top_that_keys_every_shape(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    from addon import compat

    action = own_action(head, JAW, "Face Capture")
    slot = compat.first_slot(action)
    for path in every_shape(head)[1:]:
        compat.fcurves(action, slot).new(path).keyframe_points.insert(1, 0.0)
    for point in compat.existing_fcurves(action, slot)[0].keyframe_points:
        point.co.y = 0.0
    line = say()
    assert "its action Face Capture also keys" in line.warning


def test_drivers(head: Any, say: Callable[..., Any]) -> None:
    for block in head.data.shape_keys.key_blocks[1:]:
        block.driver_add("value").driver.expression = "0.0"
    assert "a driver sets" in say().warning


def test_nla_switched_off(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    line = say()
    head.data.shape_keys.animation_data.use_nla = False
    assert "switched off" in again(scene, line)


def test_muted_shape_keys(head: Any, say: Callable[..., Any]) -> None:
    for block in head.data.shape_keys.key_blocks[1:]:
        block.mute = True
    assert "is muted" in say().warning


def test_a_pinned_shape_key(head: Any, say: Callable[..., Any]) -> None:
    head.show_only_shape_key = True
    assert "the pin is set" in say().warning


def test_shape_keys_that_do_nothing(head: Any, say: Callable[..., Any]) -> None:
    for block in head.data.shape_keys.key_blocks[1:]:
        for point, rest in zip(block.data, head.data.vertices, strict=True):
            point.co = rest.co
    assert "has it any effect on the mesh" in say().warning


def test_a_mesh_without_mouth_shapes(head: Any, say: Callable[..., Any]) -> None:
    for index, block in enumerate(head.data.shape_keys.key_blocks[1:]):
        block.name = f"Wrinkle {index}"
    line = say()
    assert "Alice" in line.warning
    assert not line.keyed


def test_a_character_without_a_mesh(scene: Any, say: Callable[..., Any]) -> None:
    scene.voxrig.characters[0].meshes.clear()
    assert "has no mesh" in say().warning


def test_the_probe_leaves_the_scene_as_it_was(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    import bpy

    scene.frame_set(7)
    say()
    assert scene.frame_current == 7
    assert list(bpy.data.scenes) == [scene]
    assert head.users_scene == (scene,)

# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""The animator's own keys on a line survive whatever Voxrig does to the line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .animation import action_bytes, complaints, played
from .speech import mama

pytestmark = pytest.mark.blender


def edit(
    scene: Any, line: Any, head: Any, blend: str, frame: int, value: float, shape: str = "jawOpen"
) -> Any:
    """Keys a shape by hand on the line's layer of edits, as an animator would; the action that took it."""
    import bpy

    scene.voxrig.active_line = [each.uid for each in scene.voxrig.lines].index(line.uid)
    assert bpy.ops.voxrig.edit_lips(blend=blend) == {"FINISHED"}
    key = head.data.shape_keys
    scene.frame_set(frame)
    block = key.key_blocks[shape]
    block.value = value
    assert block.keyframe_insert("value")
    action = key.animation_data.action
    bpy.ops.voxrig.finish_edits()
    return action


def test_a_replacing_edit_shows_and_ends_with_the_line(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    line = say(seconds=2.0)
    edit(scene, line, head, "REPLACE", 20, 0.9)
    assert played(scene, head, "jawOpen", [20]) == [pytest.approx(0.9, abs=1e-4)]
    outside = int(line.key_end) + 2
    assert played(scene, head, "jawOpen", [outside]) == [pytest.approx(0.0, abs=1e-4)]
    assert not head.data.shape_keys.animation_data.use_tweak_mode


def test_an_adding_edit_adds_to_the_lip_sync(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    line = say(seconds=2.0)
    before = played(scene, head, "mouthSmileLeft", [20, 25])
    edit(scene, line, head, "COMBINE", 20, before[0] + 0.3, "mouthSmileLeft")
    after = played(scene, head, "mouthSmileLeft", [20, 25])
    assert [b - a for a, b in zip(before, after, strict=True)] == pytest.approx([0.3, 0.3], abs=1e-3)


def test_edits_survive_speaking_again_and_move_with_the_line(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    from addon.properties import find_line
    from addon.scene import apply

    first, second = say(seconds=2.0).uid, say(seconds=2.0).uid
    line = find_line(scene, second)
    place = line.placed_frame
    action = edit(scene, line, head, "REPLACE", place + 19, 0.9)
    before = action_bytes(action)
    apply.apply_speech(scene, apply.request_of(scene, line), mama(2.0), beside=False)
    early = find_line(scene, first)
    apply.apply_speech(scene, apply.request_of(scene, early), mama(3.0), beside=False)
    moved = find_line(scene, second).placed_frame
    assert moved == place + scene.render.fps
    assert action_bytes(action) == before
    assert played(scene, head, "jawOpen", [moved + 19]) == [pytest.approx(0.9, abs=1e-4)]


def test_edits_lie_above_the_lip_sync_and_below_the_animators_tracks(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    line = say(seconds=2.0)
    edit(scene, line, head, "REPLACE", 20, 0.9)
    head.data.shape_keys.animation_data.nla_tracks.new().name = "Mine"
    names = [track.name for track in head.data.shape_keys.animation_data.nla_tracks]
    assert names == ["Voxrig", "Voxrig Edits", "Mine"]


def test_removing_edits_shows_the_lip_sync_again(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    import bpy

    line = say(seconds=2.0)
    before = played(scene, head, "jawOpen", range(1, 50))
    edit(scene, line, head, "REPLACE", 20, 0.9)
    assert bpy.ops.voxrig.remove_edits() == {"FINISHED"}
    assert played(scene, head, "jawOpen", range(1, 50)) == pytest.approx(before)
    assert [track.name for track in head.data.shape_keys.animation_data.nla_tracks] == ["Voxrig"]


def test_a_line_in_the_hands_of_the_animator_can_be_spoken_again(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    import bpy

    from addon.scene import edits, lips

    line = say(seconds=2.0)
    assert bpy.ops.voxrig.edit_lips(blend="REPLACE") == {"FINISHED"}
    assert edits.is_open(scene, line)
    lips.rekey(scene, [line.uid])
    assert edits.is_open(scene, line)
    scene.voxrig.characters[0].style.jaw = 0.7
    assert edits.is_open(scene, line)
    assert line.keyed
    assert complaints(line) == ""

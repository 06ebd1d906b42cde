# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
"""Clear Lip-Sync takes out all that Voxrig wrote, and to the byte nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .animation import others_bytes
from .test_edits import edit
from .test_keys import own_action

pytestmark = pytest.mark.blender


@pytest.fixture
def animated(scene: Any, head: Any) -> Any:
    """A head with an active action, a take in the NLA, a driver and a moving body."""
    import bpy

    key = head.data.shape_keys
    own_action(head, 'key_blocks["mouthSmileLeft"].value')
    take = bpy.data.actions.new("Take")
    track = key.animation_data.nla_tracks.new()
    track.name = "Mocap"
    track.strips.new("take", 200, take)
    key.key_blocks["tongueOut"].driver_add("value").driver.expression = "frame / 100"
    head.keyframe_insert("location", frame=1)
    head.location.x = 3.0
    head.keyframe_insert("location", frame=30)
    return head


def test_clearing_leaves_everything_of_the_animators_as_it_was(
    scene: Any, animated: Any, say: Callable[..., Any]
) -> None:
    import bpy

    before = others_bytes()
    say(seconds=2.0)
    line = say(seconds=2.0)
    assert "a driver sets" not in line.warning  # "mama" shows no tongue
    assert others_bytes() == before
    assert bpy.ops.voxrig.clear_lipsync(scope="SCENE") == {"FINISHED"}
    assert others_bytes() == before
    assert [action.name for action in bpy.data.actions if "voxrig_character" in action] == []
    assert [track.name for track in animated.data.shape_keys.animation_data.nla_tracks] == ["Mocap"]
    assert not any(line.keyed for line in scene.voxrig.lines)


@pytest.mark.usefixtures("sound")
def test_sounds_stay_and_update_brings_the_mouth_back(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    import bpy

    from .animation import played

    say(seconds=2.0)
    before = played(scene, head, "jawOpen", range(1, 50))
    bpy.ops.voxrig.clear_lipsync(scope="SCENE")
    assert len(scene.sequence_editor.strips) == 1
    assert played(scene, head, "jawOpen", range(1, 50)) == [0.0] * 49
    bpy.ops.voxrig.update_lipsync()
    assert played(scene, head, "jawOpen", range(1, 50)) == pytest.approx(before)


def test_one_line_can_be_cleared(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    import bpy

    first, second = say().uid, say().uid
    scene.voxrig.active_line = 0
    bpy.ops.voxrig.clear_lipsync(scope="LINE")
    assert [line.uid for line in scene.voxrig.lines if line.keyed] == [second]
    assert first != second


def test_edits_stay_unless_asked_for(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    import bpy

    from addon.scene import edits

    line = say(seconds=2.0)
    edit(scene, line, head, "REPLACE", 20, 0.9)
    bpy.ops.voxrig.clear_lipsync(scope="SCENE")
    assert len(list(edits.strips(scene, line))) == 1
    bpy.ops.voxrig.update_lipsync()
    bpy.ops.voxrig.clear_lipsync(scope="SCENE", edits=True)
    assert list(edits.strips(scene, line)) == []


def test_a_key_the_animator_put_into_voxrigs_action_is_not_lost(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    import bpy

    from .test_keys import voxrig_curves

    say(seconds=2.0)
    voxrig_curves(head)[0].keyframe_points.insert(17.5, 0.4).type = "KEYFRAME"
    bpy.ops.voxrig.clear_lipsync(scope="SCENE")
    (action,) = (action for action in bpy.data.actions if "voxrig_character" in action)
    assert action.use_fake_user


def test_the_mouth_closes_when_its_last_line_goes_while_it_is_open(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    import bpy

    jaw = head.data.shape_keys.key_blocks["jawOpen"]
    say(seconds=2.0)
    say(seconds=2.0)
    frames = range(scene.voxrig.lines[0].placed_frame, scene.voxrig.lines[0].placed_frame + 48)
    for frame in frames:
        scene.frame_set(frame)
        if jaw.value > 0.3:
            break
    assert jaw.value > 0.3
    scene.voxrig.active_line = 1
    bpy.ops.voxrig.remove_line()
    assert jaw.value > 0.3, "the line that is left still plays"
    bpy.ops.voxrig.remove_line()
    scene.frame_set(scene.frame_current)
    assert jaw.value == 0.0

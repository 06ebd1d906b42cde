# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Keys on the mouth: they move it, and nobody else's are touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ..head import make_head
from .animation import complaints
from .speech import mama

pytestmark = pytest.mark.blender

JAW = 'key_blocks["jawOpen"].value'


def values(scene: Any, head: Any, shape: str = "jawOpen", frames: range = range(1, 60)) -> list[float]:
    found = []
    for frame in frames:
        scene.frame_set(frame)
        found.append(round(head.data.shape_keys.key_blocks[shape].value, 5))
    return found


def voxrig_curves(head: Any) -> list[Any]:
    from addon import compat
    from addon.scene import actions

    data = head.data.shape_keys.animation_data
    tracks = data.nla_tracks if data else ()
    strips = [s for t in tracks if t.name == actions.SPEECH.title for s in t.strips]
    return compat.existing_fcurves(strips[0].action, compat.action_slot(strips[0])) if strips else []


def snapshot(curves: Any) -> list[tuple[Any, ...]]:
    """Everything about every key."""
    return [
        (
            curve.data_path,
            tuple(k.co),
            tuple(k.handle_left),
            tuple(k.handle_right),
            k.interpolation,
            k.easing,
            k.type,
        )
        for curve in curves
        for k in curve.keyframe_points
    ]


def own_action(head: Any, path: str, name: str = "Mine") -> Any:
    """An action of the animator's on the shape keys, with a hand-made key curve."""
    import bpy

    from addon import compat

    key = head.data.shape_keys
    action = bpy.data.actions.new(name)
    slot = compat.new_slot(action, key)
    curve = compat.fcurves(action, slot).new(path)
    for frame, value in ((1, 0.0), (10.5, 0.25), (40, 0.5)):
        curve.keyframe_points.insert(frame, value).interpolation = "SINE"
    data = key.animation_data_create()
    data.action = action
    compat.set_action_slot(data, slot)
    return action


def test_the_mouth_opens_on_vowels_and_closes_on_m(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    line = say(seconds=2.0)
    assert complaints(line) == ""
    jaw = values(scene, head)
    assert max(jaw) > 0.3
    fps = scene.render.fps
    second_m = jaw[round(7 / 6 * fps)]  # the middle of the third sixth of two seconds
    closed = values(scene, head, "mouthClose")[round(7 / 6 * fps)]
    assert second_m - closed < 0.1 * max(jaw)
    assert jaw[0] == jaw[-1] == 0.0


def test_keys_are_auto_clamped_bezier_and_marked_as_generated(head: Any, say: Callable[..., Any]) -> None:
    say()
    keys = [key for curve in voxrig_curves(head) for key in curve.keyframe_points]
    assert keys
    assert {key.interpolation for key in keys} == {"BEZIER"}
    assert {key.handle_left_type for key in keys} | {key.handle_right_type for key in keys} == {
        "AUTO_CLAMPED"
    }
    assert {key.type for key in keys} == {"GENERATED"}
    assert {curve.auto_smoothing for curve in voxrig_curves(head)} == {"NONE"}


def test_speaking_again_leaves_other_lines_and_hand_made_keys_as_they_are(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    from addon.properties import find_line
    from addon.scene import apply

    first, second = say().uid, say().uid
    curve = next(curve for curve in voxrig_curves(head) if curve.data_path == JAW)
    line = find_line(scene, first)
    curve.keyframe_points.insert(line.key_start + 3.5, 0.123).type = "KEYFRAME"
    curve.keyframe_points.insert(500, 0.7).type = "KEYFRAME"
    before = snapshot(voxrig_curves(head))
    line.use_style, line.style.jaw = True, 0.5
    apply.apply_speech(scene, apply.request_of(scene, line), mama(1.0), beside=False)
    after = snapshot(voxrig_curves(head))
    later = find_line(scene, second).key_start
    assert [key for key in after if key[1][0] > later] == [key for key in before if key[1][0] > later]
    assert {key[1] for key in before if key[6] == "KEYFRAME"} == {
        key[1] for key in after if key[6] == "KEYFRAME"
    }
    assert [key for key in after if key[1][0] < later] != [key for key in before if key[1][0] < later]


@pytest.mark.usefixtures("sound")
def test_lines_after_it_move_when_a_line_gets_longer(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    from addon.properties import find_line
    from addon.scene import apply, sounds

    first, second = say().uid, say().uid
    before = find_line(scene, second).placed_frame
    line = find_line(scene, first)
    apply.apply_speech(scene, apply.request_of(scene, line), mama(2.0), beside=False)
    moved = find_line(scene, second)
    assert moved.placed_frame == before + scene.render.fps
    assert moved.key_start > before + scene.render.fps / 2
    (strip,) = sounds.strips_of(scene, second)
    assert strip.frame_start == moved.placed_frame
    assert max(values(scene, head, frames=range(moved.placed_frame, moved.placed_frame + 24))) > 0.3


def test_an_action_of_the_animators_stays_active_and_plays_on_top(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    from addon import compat

    action = own_action(head, 'key_blocks["mouthSmileLeft"].value')
    data = head.data.shape_keys.animation_data
    slot = compat.action_slot(data)
    before = snapshot(compat.all_fcurves(action))
    line = say()
    assert (data.action, compat.action_slot(data)) == (action, slot)
    assert snapshot(compat.all_fcurves(action)) == before
    assert complaints(line) == ""
    assert max(values(scene, head)) > 0.3
    scene.frame_set(40)
    assert head.data.shape_keys.key_blocks["mouthSmileLeft"].value == pytest.approx(0.5)


def test_other_nla_tracks_play_between_the_lines(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    from addon import compat

    if compat.rest_extrapolation(head.data.shape_keys) == "HOLD":
        pytest.skip("in this Blender a mouth without a strip would stand open")
    key = head.data.shape_keys
    action = own_action(head, JAW)
    key.animation_data.action = None
    track = key.animation_data.nla_tracks.new()
    track.name = "Mocap"
    strip = track.strips.new("take", 1, action)
    line = say()
    assert [t.name for t in key.animation_data.nla_tracks] == ["Mocap", "Voxrig"]
    assert (strip.name, strip.frame_start, strip.mute) == ("take", 1, False)
    scene.frame_set(40)
    assert line.key_end < 40
    assert key.key_blocks["jawOpen"].value == pytest.approx(0.5)


def test_teeth_follow_the_face(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    from addon import compat

    teeth = make_head("Teeth", ("Teeth.jawOpen",))
    scene.voxrig.characters[0].meshes.add().object = teeth
    line = say()
    assert complaints(line) == ""
    assert values(scene, teeth, "Teeth.jawOpen") == values(scene, head, "jawOpen")
    used = {
        s.action for o in (head, teeth) for t in o.data.shape_keys.animation_data.nla_tracks for s in t.strips
    }
    assert len(used) == (1 if compat.HAS_SLOTS else 2)


def test_no_key_is_written_when_lip_sync_is_off_and_it_is_said(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    scene.voxrig.characters[0].use_lipsync = False
    line = say()
    assert not line.keyed
    assert "switched off" in line.warning
    assert voxrig_curves(head) == []


@pytest.mark.usefixtures("sound")
def test_removing_a_line_takes_its_sound_and_keys_along(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    import bpy

    say()
    scene.voxrig.active_line = 0
    bpy.ops.voxrig.remove_line()
    assert len(scene.sequence_editor.strips) == 0
    assert max(values(scene, head)) == 0.0
    assert len(head.data.shape_keys.animation_data.nla_tracks) == 0
    assert len(bpy.data.sounds) == 0


def test_what_the_animator_set_on_the_strip_is_kept(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    from addon.scene import lips

    line = say()
    (strip,) = head.data.shape_keys.animation_data.nla_tracks[0].strips
    strip.extrapolation, strip.blend_type = "HOLD_FORWARD", "COMBINE"
    lips.rekey(scene, [line.uid])
    (strip,) = head.data.shape_keys.animation_data.nla_tracks[0].strips
    assert (strip.extrapolation, strip.blend_type) == ("HOLD_FORWARD", "COMBINE")


def test_lines_that_break_into_each_other_share_the_mouth(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    first = say(seconds=2.0).uid
    second = say()
    second.start_mode, second.start_frame = "FRAME", 20
    from addon.properties import find_line

    assert find_line(scene, second.uid).placed_frame == 20
    assert find_line(scene, first).key_end <= 20 < find_line(scene, second.uid).key_start + 1
    strips = head.data.shape_keys.animation_data.nla_tracks[0].strips
    assert len(strips) == 2
    assert strips[0].frame_end <= strips[1].frame_start


def test_new_settings_reach_the_keys_without_a_sidecar(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    import bpy

    say()
    loud = max(values(scene, head))
    scene.voxrig.characters[0].style.jaw = 0.4
    assert bpy.ops.voxrig.update_lipsync() == {"FINISHED"}
    assert 0.0 < max(values(scene, head)) < 0.6 * loud


def test_another_frame_rate_keeps_the_mouth_on_the_sound(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    import bpy

    line = say(seconds=2.0)
    end = line.key_end
    scene.render.fps, scene.render.fps_base = 30, 1.001
    bpy.ops.voxrig.update_lipsync()
    assert line.key_end == pytest.approx(1 + (end - 1) * (30 / 1.001) / 24, abs=1.5)


def test_a_full_copy_of_the_scene_keeps_its_own_keys(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    from addon.scene import apply

    line = say()
    copy = scene.copy()
    twin = head.copy()
    twin.data = head.data.copy()
    twin.data.shape_keys.animation_data.nla_tracks[0].strips[0].name = "Copied"
    for obj in list(copy.collection.objects):
        copy.collection.objects.unlink(obj)
    copy.collection.objects.link(twin)
    apply.forget(scene, line.uid)
    assert [strip.name for strip in twin.data.shape_keys.animation_data.nla_tracks[0].strips] == ["Copied"]
    assert len(head.data.shape_keys.animation_data.nla_tracks) == 0

# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Gestures in real Blender: evaluated, on tracks of their own, beside everything that is the animator's."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from ..head import make_head
from .speech import mama

pytestmark = pytest.mark.blender

FACE = (
    "jawOpen",
    "mouthClose",
    "mouthFunnel",
    "mouthSmileLeft",
    "eyeBlinkLeft",
    "eyeBlinkRight",
    "browInnerUp",
)
LAYERS = ("blinks", "brows", "head", "breaths")
TRUNK = (  # name, head, tail, parent
    ("spine", (0.0, 0.0, 1.0), (0.0, 0.0, 1.2), None),
    ("chest", (0.0, 0.0, 1.2), (0.0, 0.0, 1.4), "spine"),
    ("neck", (0.0, 0.0, 1.4), (0.0, 0.0, 1.5), "chest"),
    ("head", (0.0, 0.0, 1.5), (0.0, 0.0, 1.7), "neck"),
    ("shoulder.L", (0.02, 0.0, 1.38), (0.15, 0.0, 1.4), "chest"),
    ("shoulder.R", (-0.02, 0.0, 1.38), (-0.15, 0.0, 1.4), "chest"),
)


def make_armature(roll: float = 0.0) -> Any:
    """A trunk with a head, facing -Y."""
    import bpy

    rig: Any = bpy.data.objects.new("Body", bpy.data.armatures.new("Body"))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for name, head, tail, parent in TRUNK:
        bone = rig.data.edit_bones.new(name)
        bone.head, bone.tail, bone.roll = head, tail, roll
        if parent:
            bone.parent = rig.data.edit_bones[parent]
    bpy.ops.object.mode_set(mode="OBJECT")
    return rig


@pytest.fixture
def body(scene: Any) -> Any:
    return make_armature()


@pytest.fixture
def alice(scene: Any, body: Any) -> Any:
    """Alice has a face with blinks and brows, and a body; two lines of hers are spoken."""
    return perform(scene, "Alice", body)


def perform(scene: Any, name: str, body: Any | None = None) -> Any:
    """A character who has spoken two lines; with fixed ids, so that the gestures are always the same."""
    from addon.properties import add_character, find_character

    character = add_character(scene, name)
    character.uid = name
    character.meshes.add().object = make_head(f"{name}'s face", FACE)
    if body is not None:
        character.armature = body
    for text in ("one", "two"):
        say(scene, name, text)
    return find_character(scene, name)


def say(scene: Any, name: str, text: str, seconds: float = 3.0) -> Any:
    from addon.properties import add_line, find_line
    from addon.scene import apply

    uid = f"{text}{name}"
    add_line(scene, text, name).uid = uid
    line = find_line(scene, uid)
    assert apply.apply_speech(scene, apply.request_of(scene, line), mama(seconds), beside=False)
    return find_line(scene, uid)


def speak_again(scene: Any, line: Any, seconds: float) -> None:
    from addon.scene import apply

    apply.apply_speech(scene, apply.request_of(scene, line), mama(seconds), beside=False)


def nucleus(scene: Any, line: Any, seconds: float = 3.0) -> float:
    """The frame in the middle of the line's last stressed vowel (see `mama`), which always has a beat."""
    return line.placed_frame + seconds * 4.5 / 6 * scene.render.fps / scene.render.fps_base


def chin(scene: Any, body: Any, frame: float, bone: str = "head") -> float:
    """How far a bone is pitched down at a frame, degrees, as Blender evaluates it."""
    import bpy
    from mathutils import Vector

    scene.frame_set(math.floor(frame), subframe=frame - math.floor(frame))
    posed = body.evaluated_get(bpy.context.evaluated_depsgraph_get()).pose.bones[bone]
    along = posed.matrix.to_3x3() @ posed.bone.matrix_local.to_3x3().inverted()
    forward = along @ Vector((0.0, -1.0, 0.0))
    return math.degrees(math.asin(-forward.z))


def shape(scene: Any, character: Any, name: str, frame: float) -> float:
    import bpy

    scene.frame_set(math.floor(frame), subframe=frame - math.floor(frame))
    face = character.meshes[0].object
    return face.evaluated_get(bpy.context.evaluated_depsgraph_get()).data.shape_keys.key_blocks[name].value


def owners(character: Any) -> list[Any]:
    return [character.meshes[0].object.data.shape_keys, *([character.armature] if character.armature else [])]


def tracks(character: Any) -> set[str]:
    return {
        track.name
        for owner in owners(character)
        if owner.animation_data
        for track in owner.animation_data.nla_tracks
    }


def curves_of(action: Any) -> Iterator[Any]:
    from addon import compat

    yield from compat.all_fcurves(action)


def written(*layers: str) -> dict[tuple[str, str, int], bytes]:
    """Every key of every action of some layers of gestures, byte for byte; of all by default."""
    names = tuple(f"Voxrig {layer.title()} " for layer in layers or LAYERS)
    return every_key(lambda name: name.startswith(names))


def every_key(where: Callable[[str], bool] = lambda _: True) -> dict[tuple[str, str, int], bytes]:
    """Every key of every F-curve in the file with its handles, byte for byte."""
    import bpy

    result = {}
    for action in bpy.data.actions:
        for curve in curves_of(action) if where(action.name) else ():
            parts = []
            for name in ("co", "handle_left", "handle_right"):
                values = np.empty(2 * len(curve.keyframe_points), np.float32)
                curve.keyframe_points.foreach_get(name, values)
                parts.append(values.tobytes())
            result[action.name, curve.data_path, curve.array_index] = b"".join(parts)
    return result


def switch_on(character: Any, *layers: str) -> None:
    for layer in layers or LAYERS:
        setattr(character.gestures, f"use_{layer}", True)


def animate_body(body: Any, degrees: float, mode: str) -> Any:
    """A body animation of the animator's, pushed down to an NLA track: the head looks down."""
    from addon import compat

    posed = body.pose.bones["head"]
    posed.rotation_mode = mode
    path = "rotation_quaternion" if mode == "QUATERNION" else "rotation_euler"
    half = math.radians(degrees) / 2
    if mode == "QUATERNION":
        posed.rotation_quaternion = (math.cos(half), math.sin(half), 0.0, 0.0)
    else:
        posed.rotation_euler = (2 * half, 0.0, 0.0)
    posed.keyframe_insert(path, frame=1)
    posed.keyframe_insert(path, frame=400)
    data = body.animation_data
    action, slot = data.action, compat.action_slot(data)
    data.action = None
    strip = data.nla_tracks.new().strips.new("walk", 1, action)
    compat.set_strip_slot(strip, slot)
    posed.rotation_quaternion, posed.rotation_euler = (1.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0)
    return action


def test_nothing_happens_unless_it_is_switched_on(scene: Any, alice: Any) -> None:
    from addon.scene import gestures

    gestures.rebuild(scene, alice)
    assert tracks(alice) == {"Voxrig"}
    assert {key[0] for key in every_key()} == {"Voxrig Alice"}


@pytest.mark.parametrize("mode", ["QUATERNION", "XYZ", "AXIS_ANGLE"])
@pytest.mark.parametrize("roll", [0.0, 0.7])
def test_the_head_nods_on_a_stressed_vowel_and_rests_after_the_line(
    scene: Any, mode: str, roll: float
) -> None:
    body = make_armature(roll)
    for bone in body.pose.bones:
        bone.rotation_mode = mode
    alice = perform(scene, "Alice", body)
    switch_on(alice, "head")
    line = scene.voxrig.lines[0]
    assert 0.9 <= chin(scene, body, nucleus(scene, line)) <= 3.2
    assert chin(scene, body, line.placed_frame) == pytest.approx(0.0, abs=0.01)
    assert chin(scene, body, 245) == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("mode", ["QUATERNION", "XYZ"])
def test_a_body_animation_keeps_the_head_and_the_nod_adds_to_it(scene: Any, body: Any, mode: str) -> None:
    animate_body(body, 20.0, mode)
    alice = perform(scene, "Alice", body)
    line = scene.voxrig.lines[0]
    frames = [nucleus(scene, line), 245.0]
    before = [chin(scene, body, frame) for frame in frames]
    assert before == pytest.approx([20.0, 20.0], abs=0.01)
    switch_on(alice, "head")
    after = [chin(scene, body, frame) - 20.0 for frame in frames]
    assert 0.9 <= after[0] <= 3.2
    assert after[1] == pytest.approx(0.0, abs=0.01)
    assert alice.gestures.warning == ""


def test_an_action_that_plays_on_top_is_named(scene: Any, alice: Any, body: Any) -> None:
    posed = body.pose.bones["head"]
    posed.keyframe_insert("rotation_quaternion", frame=1)
    switch_on(alice, "head")
    assert f"its action {body.animation_data.action.name} also keys head" in alice.gestures.warning
    body.animation_data.action_blend_type = "COMBINE"
    alice.gestures.seed = 1
    assert alice.gestures.warning == ""


def test_a_driven_shape_is_left_alone_and_named(scene: Any, alice: Any) -> None:
    key = alice.meshes[0].object.data.shape_keys
    key.key_blocks["eyeBlinkLeft"].driver_add("value").driver.expression = "0.25"
    switch_on(alice, "blinks")
    assert "a driver sets" in alice.gestures.warning
    assert "eyeBlinkLeft" in alice.gestures.warning
    assert {path for _, path, _ in written("blinks")} == {'key_blocks["eyeBlinkRight"].value'}


def shut_lids(character: Any) -> list[tuple[float, float]]:
    """Whole frames on which the lids are keyed (nearly) shut, and how far."""
    from addon.gestures import Layer
    from addon.scene import actions, gestures

    key = character.meshes[0].object.data.shape_keys
    strips = actions.strips_between(key, character.uid, -math.inf, math.inf, gestures.TRACKS[Layer.BLINKS])
    curve = next(c for c in curves_of(strips[0].action) if "eyeBlinkLeft" in c.data_path)
    points = [(point.co.x, point.co.y) for point in curve.keyframe_points]
    return [(frame, value) for frame, value in points if value > 0.7 and frame % 1.0 == 0.0]


@pytest.mark.parametrize("subframes", [False, True])
def test_eyes_shut_on_whole_frames_and_also_between_lines(scene: Any, alice: Any, subframes: bool) -> None:
    scene.frame_end = 900
    scene.voxrig.use_subframes = subframes
    switch_on(alice, "blinks")
    shut = shut_lids(alice)
    assert len(shut) > 5
    assert shut[-1][0] > 600
    for frame, value in shut:
        for eye in ("eyeBlinkLeft", "eyeBlinkRight"):
            assert shape(scene, alice, eye, frame) == pytest.approx(value, abs=0.01)


def test_a_squint_of_the_animators_is_heard_between_blinks(scene: Any, alice: Any) -> None:
    from addon import compat

    scene.frame_end = 900
    key = alice.meshes[0].object.data.shape_keys
    if compat.rest_extrapolation(key) == "HOLD":
        pytest.skip("in this Blender a shape key without a strip would stand at 1")
    block = key.key_blocks["eyeBlinkLeft"]
    block.value = 0.4
    block.keyframe_insert("value", frame=1)
    block.keyframe_insert("value", frame=900)
    block.value = 0.0
    data = key.animation_data
    action, slot = data.action, compat.action_slot(data)
    data.action = None
    strip = data.nla_tracks.new(prev=None).strips.new("squint", 1, action)
    compat.set_strip_slot(strip, slot)
    switch_on(alice, "blinks")
    shut = [frame for frame, _ in shut_lids(alice)]
    assert shape(scene, alice, "eyeBlinkLeft", shut[0]) == pytest.approx(1.0)
    last, following = max(pairwise(shut), key=lambda pair: pair[1] - pair[0])
    assert shape(scene, alice, "eyeBlinkLeft", 0.5 * (last + following)) == pytest.approx(0.4, abs=1e-4)


def test_a_breath_lifts_the_shoulders_and_never_touches_the_mouth(scene: Any, alice: Any, body: Any) -> None:
    mouth = every_key(lambda name: name == "Voxrig Alice")
    switch_on(alice, "breaths")
    line = scene.voxrig.lines[1]
    full = line.placed_frame + 0.46 * 24.0  # the first sound comes after half a second
    assert chin(scene, body, full, "chest") < -0.4
    assert {path.split('"')[1] for _, path, _ in written("breaths")} == {"chest", "shoulder.L", "shoulder.R"}
    assert every_key(lambda name: name == "Voxrig Alice") == mouth


def test_switching_on_and_off_changes_nothing_else(scene: Any, alice: Any, body: Any) -> None:
    import bpy

    animate_body(body, 10.0, "QUATERNION")
    body.pose.bones["chest"].keyframe_insert("location", frame=5)
    before, actions = every_key(), {action.name for action in bpy.data.actions}
    stood = tracks(alice)
    switch_on(alice)
    assert tracks(alice) == stood | {"Voxrig Blinks", "Voxrig Brows", "Voxrig Head", "Voxrig Breaths"}
    assert {name: data for name, data in every_key().items() if name in before} == before
    for layer in LAYERS:
        setattr(alice.gestures, f"use_{layer}", False)
    assert every_key() == before
    assert {action.name for action in bpy.data.actions} == actions
    assert tracks(alice) == stood


def test_writing_anew_gives_the_same_bytes(scene: Any, alice: Any) -> None:
    from addon.scene import gestures

    switch_on(alice)
    before = written()
    assert len({name for name, _, _ in before}) == 4
    gestures.rebuild(scene, alice)
    assert written() == before
    alice.gestures.seed = 7
    assert written() != before
    alice.gestures.seed = 0
    assert written() == before


def keys_between(first: float, last: float) -> dict[tuple[str, str, int], list[tuple[float, float]]]:
    import bpy

    return {
        (action.name, curve.data_path, curve.array_index): [
            tuple(point.co) for point in curve.keyframe_points if first <= point.co.x <= last
        ]
        for action in bpy.data.actions
        if action.name not in ("Voxrig Alice", "Voxrig Bob")
        for curve in curves_of(action)
    }


def test_a_line_that_is_spoken_again_leaves_the_gestures_of_the_others(scene: Any, alice: Any) -> None:
    first, second = scene.voxrig.lines[:2]
    switch_on(alice)
    end = first.placed_frame + 3.0 * 24.0
    before = keys_between(-math.inf, end)
    assert any(before.values())
    speak_again(scene, second, 2.0)
    assert second.duration == pytest.approx(2.0)
    assert keys_between(-math.inf, end) == before


def test_only_the_characters_own_gestures_are_written_anew(scene: Any, alice: Any) -> None:
    from addon.properties import find_character

    uid = alice.uid
    bob = perform(scene, "Bob", make_armature())
    switch_on(bob)
    before = {key: data for key, data in written().items() if key[0].endswith(" Bob")}
    alice = find_character(scene, uid)
    switch_on(alice)
    alice.gestures.blink_rate = 30.0
    assert {key: data for key, data in written().items() if key[0].endswith(" Bob")} == before


def test_what_the_animator_set_on_a_strip_and_keyed_in_it_stays(scene: Any, alice: Any) -> None:
    import bpy

    from addon.gestures import Layer
    from addon.scene import actions, gestures

    switch_on(alice, "head")
    track = gestures.TRACKS[Layer.HEAD]
    strip = actions.strips_between(alice.armature, alice.uid, -math.inf, math.inf, track)[0]
    name, action = strip.name, strip.action
    strip.mute = True
    curve = next(c for c in curves_of(action) if c.data_path.endswith("rotation_quaternion"))
    curve.keyframe_points.insert(200.0, 0.5).type = "KEYFRAME"
    alice.gestures.head_amount = 0.5
    again = {s.name: s for s in actions.strips_between(alice.armature, alice.uid, -math.inf, math.inf, track)}
    assert again[name].mute
    assert [s.mute for s in again.values()].count(True) == 1
    alice.gestures.use_head = False
    assert "Voxrig Head" not in tracks(alice)
    (kept,) = [a for a in bpy.data.actions if a.name == "Voxrig Head Alice"]
    assert [tuple(point.co) for c in curves_of(kept) for point in c.keyframe_points] == [(200.0, 0.5)]


def test_a_muted_line_has_no_gestures(scene: Any, alice: Any) -> None:
    switch_on(alice, "head")
    second = scene.voxrig.lines[1]
    first_frame, last_frame = second.placed_frame, second.placed_frame + 3.0 * 24.0
    assert any(keys_between(first_frame, last_frame).values())
    second.mute = True
    assert not any(keys_between(first_frame, last_frame).values())


def test_what_is_lacking_is_said_in_words(scene: Any) -> None:
    from addon.properties import add_character
    from addon.scene import gestures

    character = add_character(scene, "Bob")
    character.meshes.add().object = make_head("Bob")  # mouth shapes only
    assert gestures.lacking(character) == []
    switch_on(character)
    assert gestures.lacking(character) == [
        "No blink shape or eyelid bone was found",
        "No shape or bone that raises the brows was found",
        "No head bone was found: choose the character's armature",
        "No chest bone or breath shape was found",
    ]
    assert written() == {}


def test_clearing_takes_all_gestures_of_a_character_out(scene: Any, alice: Any) -> None:
    from addon.scene import gestures

    before = every_key()
    switch_on(alice)
    gestures.clear(scene, [alice.uid])
    assert every_key() == before
    assert tracks(alice) == {"Voxrig"}
    gestures.rebuild(scene, alice)
    assert "Voxrig Head" in tracks(alice)


def test_a_line_that_moves_takes_its_gestures_along(scene: Any, alice: Any, body: Any) -> None:
    switch_on(alice, "head")
    second = scene.voxrig.lines[1]
    before = chin(scene, body, nucleus(scene, second))
    assert before > 0.9
    scene.voxrig.gap = 2.0
    assert chin(scene, body, nucleus(scene, second)) == pytest.approx(before, abs=0.02)


def test_a_removed_line_leaves_no_gestures(scene: Any, alice: Any) -> None:
    from addon.scene import apply

    switch_on(alice, "head")
    second = scene.voxrig.lines[1]
    span = second.placed_frame, second.placed_frame + 3.0 * 24.0
    apply.forget(scene, second.uid)
    assert not any(keys_between(*span).values())


def test_strips_that_were_deleted_come_back_with_the_next_update(scene: Any, alice: Any) -> None:
    from addon.scene import gestures

    switch_on(alice, "head")
    tracks = alice.armature.animation_data.nla_tracks
    track = next(track for track in tracks if track.name == "Voxrig Head")
    names = [strip.name for strip in track.strips]
    for strip in list(track.strips):
        track.strips.remove(strip)
    gestures.refresh(scene, [scene.voxrig.lines[0].uid])
    assert [strip.name for track in tracks if track.name == "Voxrig Head" for strip in track.strips] == names


def test_a_dial_of_the_mouth_leaves_the_gestures_as_they_are(
    scene: Any, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from addon.scene import gestures

    switch_on(alice)
    again: list[str] = []
    monkeypatch.setattr(gestures, "rebuild", lambda _, character: again.append(character.name))
    alice.style.jaw = 1.4
    assert again == []
    alice.armature.pose.bones["head"].rotation_mode = "XYZ"
    alice.style.jaw = 1.3
    assert again == ["Alice"]

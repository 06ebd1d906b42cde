# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Spoken lines of a stepped character, through everything that keys a line."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import pytest

from addon.lipsync.cuesets import RHUBARB

from ..head import make_head
from .speech import mama

pytestmark = pytest.mark.blender

REST = RHUBARB.index("X")


def played(scene: Any, value: Callable[[], Any], frames: range = range(1, 60)) -> list[Any]:
    found = []
    for frame in frames:
        scene.frame_set(frame)
        found.append(round(value(), 4))
    return found


def told(line: Any) -> str:
    """The line's warning, but for a Blender without sound."""
    from addon.scene.sounds import NO_SOUND

    return line.warning.removeprefix(f"No sound: {NO_SOUND}")


def curves_of(head: Any) -> list[Any]:
    from addon import compat

    (strip,) = head.data.shape_keys.animation_data.nla_tracks[0].strips
    return compat.existing_fcurves(strip.action, compat.action_slot(strip))


@pytest.fixture
def sprite(scene: Any, head: Any) -> Any:
    import bpy

    obj = bpy.data.objects.new("Sprite", None)
    scene.collection.objects.link(obj)
    obj["mouth"] = 0
    chosen = scene.voxrig.characters[0].cues
    chosen.mode, chosen.use_property, chosen.property_owner = "STEPPED", True, obj
    return obj


def test_a_stepped_mouth_jumps_and_holds(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    scene.voxrig.characters[0].cues.mode = "STEPPED"
    line = say(seconds=2.0)
    assert told(line) == ""
    keys = [key for curve in curves_of(head) for key in curve.keyframe_points]
    assert {key.interpolation for key in keys} == {"CONSTANT"}
    jaw = played(scene, lambda: head.data.shape_keys.key_blocks["jawOpen"].value)
    assert len(set(jaw)) <= 4
    assert max(jaw) > 0.6
    assert jaw[0] == jaw[-1] == 0.0
    assert [open_ > 0.6 for open_, _ in groupby(jaw)].count(True) == 2


def test_changing_the_mode_keys_the_lines_anew(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    say(seconds=2.0)
    chosen = scene.voxrig.characters[0].cues
    for mode, expected in (("STEPPED", "CONSTANT"), ("SMOOTH", "BEZIER")):
        chosen.mode = mode
        keys = [key for curve in curves_of(head) for key in curve.keyframe_points]
        assert {key.interpolation for key in keys} == {expected}


def test_the_minimum_hold_is_kept(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    chosen = scene.voxrig.characters[0].cues
    chosen.mode, chosen.minimum_hold = "STEPPED", 5
    say(seconds=2.0)
    jaw = played(scene, lambda: head.data.shape_keys.key_blocks["jawOpen"].value, range(1, 49))
    assert min(len(list(group)) for _, group in groupby(jaw)) >= 5


def test_a_character_without_a_rig_speaks_through_its_property(scene: Any, sprite: Any) -> None:
    from addon.properties import add_line
    from addon.scene import apply

    scene.voxrig.characters[0].meshes.clear()
    line = add_line(scene, "mama", "Alice")
    apply.apply_speech(scene, apply.request_of(scene, line), mama(2.0), beside=False)
    assert told(line) == ""
    row = played(scene, lambda: sprite["mouth"])
    assert "".join(RHUBARB.symbols[number] for number, _ in groupby(row)) == "XADCADCX"


def test_a_wrong_path_warns_on_the_line(scene: Any, sprite: Any, say: Callable[..., Any]) -> None:
    scene.voxrig.characters[0].cues.property_path = '["nose"]'
    line = say()
    assert 'Sprite has no property ["nose"]' in line.warning


def test_the_number_moves_and_goes_with_its_line(scene: Any, sprite: Any, say: Callable[..., Any]) -> None:
    import bpy

    line = say(seconds=1.0)
    here = played(scene, lambda: sprite["mouth"], range(1, 40))
    line.start_mode, line.start_frame = "FRAME", 31
    assert played(scene, lambda: sprite["mouth"], range(31, 70)) == here
    assert set(played(scene, lambda: sprite["mouth"], range(1, 31))) == {REST}
    scene.voxrig.active_line = 0
    bpy.ops.voxrig.remove_line()
    assert not sprite.animation_data.nla_tracks


def test_clearing_the_lip_sync_takes_the_number_out(scene: Any, sprite: Any, say: Callable[..., Any]) -> None:
    import bpy

    say()
    assert bpy.ops.voxrig.clear_lipsync(scope="CHARACTER") == {"FINISHED"}
    assert not sprite.animation_data.nla_tracks


def test_new_dials_reach_the_number(scene: Any, sprite: Any, say: Callable[..., Any]) -> None:
    say(seconds=2.0)
    assert RHUBARB.index("D") in played(scene, lambda: sprite["mouth"])
    scene.voxrig.characters[0].style.intensity = 0.4
    assert RHUBARB.index("D") not in played(scene, lambda: sprite["mouth"])


def test_a_cartoon_face_shows_one_drawing_at_a_time(scene: Any) -> None:
    from addon.properties import add_character, add_line
    from addon.scene import apply

    face = make_head("Cartoon", tuple("ABCDEFGH"))
    character = add_character(scene, "Cartoon")
    character.meshes.add().object = face
    character.cues.mode = "STEPPED"
    line = add_line(scene, "mama", "Cartoon")
    apply.apply_speech(scene, apply.request_of(scene, line), mama(2.0), beside=False)
    blocks = face.data.shape_keys.key_blocks
    shown = []
    for frame in range(1, 60):
        scene.frame_set(frame)
        shown.append("".join(block.name for block in blocks[1:] if block.value == 1.0))
        assert all(block.value in (0.0, 1.0) for block in blocks[1:])
    assert [symbol for symbol, _ in groupby(shown)] == ["", "A", "D", "C", "A", "D", "C", ""]


def test_a_bone_turned_about_two_axes_holds_one_while_the_other_jumps(scene: Any) -> None:
    import bpy
    import numpy as np
    from mathutils import Quaternion, Vector

    from addon.lipsync import Keys
    from addon.rigs import Control, Kind, Response, RigMapping
    from addon.scene import channels

    armature = bpy.data.armatures.new("Rig")
    rig = bpy.data.objects.new("Rig", armature)
    scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    armature.edit_bones.new("lip").tail = (0.0, 0.0, 1.0)
    bpy.ops.object.mode_set(mode="OBJECT")
    responses = {
        f"lip.rotation_{axis}": Response(Control(Kind.BONE, "lip", f"rotation_{axis}", 0.5), ())
        for axis in "xz"
    }
    keyed = {
        f"lip.rotation_{axis}": Keys(np.array(frames), np.array([0.0, 1.0, 0.0], np.float32), "CONSTANT")
        for axis, frames in {"x": [1.0, 5.0, 11.0], "z": [1.0, 9.0, 11.0]}.items()
    }
    curves = channels.curves(rig, RigMapping("hand", responses), keyed)
    at_nine = Quaternion([curve.values[list(curve.frames).index(9.0)] for curve in curves])
    assert at_nine.rotation_difference(Quaternion(Vector((0.5, 0.0, 0.5)), 0.5**0.5)).angle < 1e-3
    assert {curve.interpolation for curve in curves} == {"CONSTANT"}

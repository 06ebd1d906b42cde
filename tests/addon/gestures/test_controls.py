# SPDX-License-Identifier: GPL-3.0-or-later
"""Which shapes and bones gestures move, on the kinds of rigs that animators have."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from addon.gestures import Layer
from addon.gestures.controls import Movement, of_bones, of_shapes
from addon.gestures.mixing import mixed
from addon.lipsync import Keys
from addon.rigs.bones import Bone
from addon.rigs.controls import Kind

from .skeletons import KINDS, UP_Y, UP_Z, bone, trunk

pytestmark = pytest.mark.unit


def names(found: dict[Layer, list[Movement]], layer: Layer) -> set[str]:
    return {movement.control.name for movement in found.get(layer, ())}


@pytest.mark.parametrize(
    ("shapes", "eyes"),
    [
        (["eyeBlinkLeft", "eyeBlinkRight", "eyeWideLeft"], {"eyeBlinkLeft", "eyeBlinkRight"}),
        (["eyeBlink_L", "eyeBlink_R", "jawOpen"], {"eyeBlink_L", "eyeBlink_R"}),
        (["head.eye_blink_left", "head.eye_blink_right"], {"head.eye_blink_left", "head.eye_blink_right"}),
        (["Eye_Blink_L", "Eye_Blink_R", "Eyes_Blink"], {"Eye_Blink_L", "Eye_Blink_R"}),
        (["Blink", "Blink_L", "Blink_R", "A"], {"Blink_L", "Blink_R"}),
        (["blink", "aa", "ih"], {"blink"}),
        (
            ["Fcl_EYE_Close", "Fcl_EYE_Close_L", "Fcl_EYE_Close_R", "Fcl_MTH_Close"],
            {"Fcl_EYE_Close_L", "Fcl_EYE_Close_R"},
        ),
        (["まばたき", "あ", "笑い", "ウィンク"], {"まばたき"}),
        (["AU45", "AU26"], {"AU45"}),
        (["AU45_L", "AU45_R"], {"AU45_L", "AU45_R"}),
        (["viseme_aa", "viseme_PP", "mouthClose"], set()),
    ],
)
def test_blink_shapes_of_every_family(shapes: list[str], eyes: set[str]) -> None:
    found = of_shapes(["Basis", *shapes])
    assert names(found, Layer.BLINKS) == eyes
    assert all(m.control.kind is Kind.SHAPE for movements in found.values() for m in movements)


@pytest.mark.parametrize(
    ("shapes", "brows"),
    [
        (
            ["browInnerUp", "browOuterUpLeft", "browOuterUpRight", "browDownLeft"],
            {"browInnerUp", "browOuterUpLeft", "browOuterUpRight"},
        ),
        (
            [
                "Brow_Raise_Inner_L",
                "Brow_Raise_Inner_R",
                "Brow_Raise_Outer_L",
                "Brow_Raise_Outer_R",
                "Brow_Drop_L",
            ],
            {"Brow_Raise_Inner_L", "Brow_Raise_Inner_R", "Brow_Raise_Outer_L", "Brow_Raise_Outer_R"},
        ),
        (["AU1", "AU2", "AU4"], {"AU1", "AU2"}),
        (["Brow_Raise_L", "Brow_Raise_R"], {"Brow_Raise_L", "Brow_Raise_R"}),
        (["上", "下", "困る"], {"上"}),
        (["Fcl_BRW_Surprised", "Fcl_BRW_Angry"], {"Fcl_BRW_Surprised"}),
        (["aa", "ih", "blink"], set()),
    ],
)
def test_brow_shapes_of_every_family(shapes: list[str], brows: set[str]) -> None:
    assert names(of_shapes(["Basis", *shapes]), Layer.BROWS) == brows


def test_a_breath_shape_and_no_mouth_shape_breathes() -> None:
    found = of_shapes(["jawOpen", "mouthOpen", "Inhale", "viseme_aa"])
    assert names(found, Layer.BREATHS) == {"Inhale"}
    assert Layer.HEAD not in found


@pytest.mark.parametrize("kind", KINDS)
def test_head_neck_and_chest_of_every_kind_of_rig(kind: str) -> None:
    parts = KINDS[kind]
    found = of_bones(trunk(parts))
    assert names(found, Layer.HEAD) == {parts["head"], parts["neck"]}
    assert names(found, Layer.BREATHS) == {
        parts[name] for name in ("chest", "left", "right") if name in parts
    }


def test_the_animators_control_is_moved_not_the_bone_that_follows_it() -> None:
    rig = trunk({"head": "DEF-head", "neck": "neck"}) + trunk({"head": "head"}) + trunk({"head": "ORG-head"})
    assert names(of_bones(rig), Layer.HEAD) == {"head", "neck"}
    autorig = trunk({"head": "head.x"}) + trunk({"head": "c_head.x"})
    assert names(of_bones(autorig), Layer.HEAD) == {"c_head.x"}


def test_no_head_no_nod() -> None:
    assert of_bones([]) == {}
    assert Layer.HEAD not in of_bones(trunk({"hips": "Root", "chest": "HeadTop_End"}))


def turned(bones: list[Bone], movements: list[Movement], channel: str) -> dict[str, np.ndarray]:
    """The rotation vector of every bone in armature space for 1 on a channel."""
    axes = {b.name: np.array(b.axes) for b in bones}
    result: dict[str, np.ndarray] = {}
    for movement in movements:
        part, _, axis = movement.control.transform.partition("_")
        if part == "rotation" and channel in movement.weights:
            way = movement.weights[channel] * axes[movement.control.name]["xyz".index(axis)]
            result[movement.control.name] = result.get(movement.control.name, np.zeros(3)) + way
    return result


@pytest.mark.parametrize("roll", [0.0, 0.6, math.pi / 2, math.pi])
@pytest.mark.parametrize("turn", [UP_Z, UP_Y], ids=["z up", "y up"])
def test_the_chin_goes_down_whatever_the_roll_and_the_orientation(turn: np.ndarray, roll: float) -> None:
    bones = trunk(KINDS["mixamo"], turn, roll)
    moved = turned(bones, of_bones(bones)[Layer.HEAD], "nod")
    total = np.sum(list(moved.values()), axis=0)
    assert np.linalg.norm(total) == pytest.approx(1.0, abs=0.01)
    chin = turn @ np.array([0.0, -0.1, 0.0])  # from the joint forward
    down = np.cross(total, chin) @ (turn @ np.array([0.0, 0.0, -1.0]))
    assert down == pytest.approx(0.1, abs=0.002)


def test_turn_and_tilt_are_about_the_other_axes() -> None:
    bones = trunk(KINDS["vroid"], roll=0.4)
    found = of_bones(bones)[Layer.HEAD]
    turn = np.sum(list(turned(bones, found, "turn").values()), axis=0)
    tilt = np.sum(list(turned(bones, found, "tilt").values()), axis=0)
    assert turn == pytest.approx([0.0, 0.0, 1.0], abs=0.06)
    assert tilt == pytest.approx([0.0, -1.0, 0.0], abs=0.06)


def test_a_breath_lifts_both_shoulders_and_leans_the_chest_back() -> None:
    bones = trunk(KINDS["unreal"], roll=0.3)
    moved = turned(bones, of_bones(bones)[Layer.BREATHS], "breath")
    chest = np.cross(moved["spine_03"], [0.0, 0.0, 0.2])  # its upper end
    assert chest[1] > 0.0
    for name, out in (("clavicle_l", 0.13), ("clavicle_r", -0.13)):
        assert np.cross(moved[name], [out, 0.0, 0.0])[2] > 0.0


def test_eyelids_that_turn_about_the_eye_close_until_they_meet() -> None:
    lids = []
    for name, x in (("L", 0.03), ("R", -0.03)):
        lids.append(
            bone(f"eyelid.upper.{name}", (x, -0.1, 1.6), (x, -0.1126, 1.6072), roll=0.2)
        )  # 30 degrees up
        lids.append(bone(f"eyelid.lower.{name}", (x, -0.1, 1.6), (x, -0.1141, 1.5961)))  # 15 degrees down
    moved = turned(lids, of_bones(lids)[Layer.BLINKS], "blink")
    assert set(moved) == {"eyelid.upper.L", "eyelid.upper.R"}
    for way in moved.values():
        assert np.degrees(way) == pytest.approx([45.0, 0.0, 0.0], abs=2.5)


def rigify_face() -> list[Bone]:
    """The lids and brows of a Rigify face: each lid a chain from one corner of the eye to the other."""
    bones: list[Bone] = []
    for name, side in (("L", 1), ("R", -1)):
        for number, along in (("", 0.0), (".001", 0.25), (".002", 0.5), (".003", 0.75)):
            top, bottom = side * (0.06 - 0.04 * along), side * (0.02 + 0.04 * along)
            high = 0.01 * math.sin(math.pi * along)
            for row, x, z in (("T", top, 1.6 + high), ("B", bottom, 1.6 - high)):
                bones.append(bone(f"lid.{row}.{name}{number}", (x, -0.1, z), (x, -0.1, z + 0.005)))
                bones.append(bone(f"brow.{row}.{name}{number}", (x, -0.1, z + 0.03), (x, -0.1, z + 0.035)))
    return bones + [replace(b, name=f"DEF-{b.name}") for b in bones]


def test_rigifys_lids_slide_down_to_the_lower_ones() -> None:
    found = of_bones(rigify_face())[Layer.BLINKS]
    assert {m.control.name for m in found} == {"lid.T.L.002", "lid.T.R.002"}
    assert {m.control.transform for m in found} == {"location_y"}
    assert [m.weights["blink"] for m in found] == pytest.approx([-0.02, -0.02])


def test_rigifys_brows_go_up_once() -> None:
    found = of_bones(rigify_face())[Layer.BROWS]
    assert {m.control.name for m in found} == {"brow.T.L.001", "brow.T.L.003", "brow.T.R.001", "brow.T.R.003"}
    assert all(m.weights["brow"] == pytest.approx(0.07 * 0.08) for m in found)


def test_brow_bones_go_up_whatever_their_roll() -> None:
    brows = [
        bone(f"Eyebrow_{name}", (x, -0.1, 1.65), (1.5 * x, -0.1, 1.655), roll=0.7, turn=UP_Y)
        for name, x in (("L", 0.03), ("R", -0.03))
    ]
    axes = {b.name: np.array(b.axes) for b in brows}
    up = UP_Y @ np.array([0.0, 0.0, 1.0])
    rise = {b.name: np.zeros(3) for b in brows}
    for m in of_bones(trunk(KINDS["mixamo"], UP_Y) + brows)[Layer.BROWS]:
        rise[m.control.name] += m.weights["brow"] * axes[m.control.name]["xyz".index(m.control.transform[-1])]
    for way in rise.values():
        assert way @ up == pytest.approx(0.07 * 0.06, rel=0.05)


def test_a_lid_without_its_counterpart_does_not_blink() -> None:
    assert of_bones([bone("eyelid.upper.L", (0.03, -0.1, 1.6), (0.03, -0.11, 1.61))]) == {}


def keys(*pairs: tuple[float, float]) -> Keys:
    frames, values = zip(*pairs, strict=True)
    return Keys(np.array(frames, dtype=np.float64), np.array(values, dtype=np.float32))


def test_a_control_moved_by_one_channel_gets_its_keys() -> None:
    nod = keys((1, 0), (3, 1), (9, 0))
    found = mixed({"nod": nod}, {"nod": -0.7, "turn": 0.2})
    assert found is not None
    assert found.frames.tolist() == [1, 3, 9]
    assert found.values == pytest.approx([0.0, -0.7, 0.0])


def test_a_control_moved_by_several_channels_gets_their_sum() -> None:
    both = {"nod": keys((1, 0), (3, 1), (9, 0)), "turn": keys((0, 0), (3, 0.5), (12, 0))}
    found = mixed(both, {"nod": 1.0, "turn": 2.0})
    assert found is not None
    assert found.frames.tolist() == [0, 1, 3, 9, 12]
    assert found.values[2] == pytest.approx(2.0)
    assert found.values[[0, -1]].tolist() == [0.0, 0.0]
    assert mixed(both, {"tilt": 1.0}) is None

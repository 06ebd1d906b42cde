# SPDX-License-Identifier: GPL-3.0-or-later
"""Jaws open downwards and lips go where they should, whatever the bones' names, rolls and tails."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.rigs import POSES, Body, Bone, Kind, RigMapping, detect_character
from tests.addon.rigs.skeletons import bone, posed, shown

pytestmark = pytest.mark.unit

Vector = tuple[float, float, float]
HINGE, CHIN = (0.0, 0.02, 1.60), (0.0, -0.08, 1.55)
HEAD = bone("head", (0.0, 0.0, 1.6), (0.0, 0.0, 1.8))
degrees = st.floats(-180.0, 180.0)


def mapping_of(*bones: Bone) -> RigMapping:
    found = detect_character(Body({}, bones)).armature
    assert found is not None
    return found


def chin_when(
    jaw: Bone, mapping: RigMapping, sound: str, chin: tuple[float, float, float] = CHIN
) -> np.ndarray:
    return posed(jaw, mapping, shown(mapping, POSES[sound]), chin)


@pytest.mark.parametrize(
    "name",
    [
        "jaw", "Jaw", "JAW", "jaw_master", "mixamorig:Jaw", "mixamorig_Jaw", "CC_Base_JawRoot", "DEF-jaw",
        "J_Adj_FaceJaw", "J_Bip_C_Jaw", "FACIAL_C_Jaw", "lowerJaw", "jaw.001", "jaw_ctrl", "CTRL-jaw",
        "Bip01 Jaw", "head_jaw", "mandible", "jawbone",
    ],
)  # fmt: skip
def test_a_jaw_by_any_name(name: str) -> None:
    jaw = bone(name, HINGE, CHIN)
    mapping = mapping_of(HEAD, jaw)
    assert {mapping.control(control).name for control in mapping.responses} == {name}
    assert chin_when(jaw, mapping, "AH")[2] < CHIN[2] - 0.02


@pytest.mark.parametrize(
    "name",
    ["UpperJaw", "CC_Base_UpperJaw", "jaw.L", "jaw_upper", "MCH-jaw_master", "ORG-jaw", "jawline", "head"],
)
def test_other_bones_are_no_jaw(name: str) -> None:
    found = detect_character(Body({}, (HEAD, bone(name, HINGE, CHIN))))
    assert not found
    assert found.armature is None
    assert found.bones == "None of the 2 bones is a known jaw."
    assert found.bones in found.summary


def test_rigs_are_moved_by_their_controls() -> None:
    names = ["DEF-jaw_master", "ORG-jaw", "MCH-jaw_master", "jaw", "jaw_master", "jaw_master_mouth"]
    bones = [bone(name, HINGE, CHIN) for name in names]
    assert {mapping_of(*bones).control(name).name for name in mapping_of(*bones).responses} == {"jaw_master"}


@given(degrees)
def test_a_jaw_of_any_roll_opens_down_by_its_angle(roll: float) -> None:
    jaw = bone("Jaw", HINGE, CHIN, roll)
    mapping = mapping_of(jaw)
    opened = chin_when(jaw, mapping, "AH")
    assert opened[2] < CHIN[2] - 0.02
    assert abs(opened[0]) < 0.3 * (CHIN[2] - opened[2])
    arms = np.array(CHIN) - HINGE, opened - HINGE
    cosine = np.dot(*arms) / np.prod([np.linalg.norm(arm) for arm in arms])
    assert np.degrees(np.arccos(cosine)) == pytest.approx(22 * 0.75, abs=1.0)


@given(st.tuples(*[st.floats(-1.0, 1.0)] * 3).filter(lambda way: np.linalg.norm(way) > 0.1), degrees)
def test_a_jaw_whose_tail_points_anywhere_opens_down(way: tuple[float, float, float], roll: float) -> None:
    jaw = bone("CC_Base_JawRoot", HINGE, np.array(HINGE) + way, roll)
    opened = chin_when(jaw, mapping_of(jaw), "AH")
    assert opened[2] < CHIN[2] - 0.02
    assert abs(opened[0]) < 0.3 * (CHIN[2] - opened[2])


def test_a_straight_jaw_turns_about_one_axis_only() -> None:
    mapping = mapping_of(bone("Jaw", HINGE, CHIN, 3.0))
    assert list(mapping.responses) == ["Jaw.rotation_x"]
    assert mapping.control("Jaw.rotation_x").kind is Kind.BONE


def test_an_armature_on_its_back_opens_towards_its_own_feet() -> None:
    """FBX files hold characters that stand along +Y and look along +Z."""
    bones = [
        bone("mixamorig:Hips", (0, 100, 0), (0, 110, 0)),
        bone("mixamorig:Head", (0, 160, 0), (0, 180, 0)),
        bone("mixamorig:LeftArm", (20, 140, 0), (40, 140, 0)),
        bone("mixamorig:RightArm", (-20, 140, 0), (-40, 140, 0)),
    ]
    chin = (0.0, 155.0, 8.0)
    jaw = bone("mixamorig:Jaw", (0, 160, -2), chin, 30.0)
    opened = chin_when(jaw, mapping_of(*bones, jaw), "AH", chin)
    assert opened[1] < chin[1] - 2.0
    assert abs(opened[0]) < 1.0


def test_a_character_that_looks_back_opens_down_as_well() -> None:
    bones = [
        bone("eye.L", (-0.03, 0.1, 1.7), (-0.03, 0.12, 1.7)),
        bone("eye.R", (0.03, 0.1, 1.7), (0.03, 0.12, 1.7)),
    ]
    chin = (0.0, 0.08, 1.55)
    jaw = bone("jaw", (0.0, -0.02, 1.6), chin)
    assert chin_when(jaw, mapping_of(*bones, jaw), "AH", chin)[2] < chin[2] - 0.02


def rigify(roll: float = 0.0) -> dict[str, Bone]:
    return {
        name: bone(name, head, tail, roll)
        for name, head, tail in (
            ("jaw_master", HINGE, CHIN),
            ("lip.T", (0.0, -0.1, 1.59), (0.0, -0.11, 1.59)),
            ("lip.B", (0.0, -0.1, 1.58), (0.0, -0.11, 1.58)),
            ("lips.L", (0.025, -0.09, 1.585), (0.035, -0.09, 1.585)),
            ("lips.R", (-0.025, -0.09, 1.585), (-0.035, -0.09, 1.585)),
            ("tongue_master", (0.0, -0.04, 1.57), (0.0, -0.08, 1.57)),
            ("chin", (0.0, -0.1, 1.55), (0.0, -0.1, 1.57)),
            ("lip.T.L.001", (0.01, -0.1, 1.59), (0.02, -0.1, 1.59)),
            ("DEF-lip.T.L", (0.0, -0.1, 1.59), (0.01, -0.1, 1.59)),
        )
    }


def way(bones: dict[str, Bone], name: str, posture: dict[str, float]) -> np.ndarray:
    """How far a bone's head goes for a posture, in mouth widths."""
    found = detect_character(Body({}, tuple(bones.values())))
    assert found.armature is not None
    assert found.armature.preset == "rigify"
    head = bones[name].head
    return (posed(bones[name], found.armature, shown(found.armature, posture), head) - head) / 0.05


@given(degrees)
def test_rigifys_lips_go_where_they_should(roll: float) -> None:
    bones = rigify(roll)
    rounded, spread = {"round": 1.0}, {"spread": 1.0}
    assert way(bones, "lips.L", rounded)[0] < -0.1
    assert way(bones, "lips.R", rounded)[0] > 0.1
    assert way(bones, "lips.L", spread)[0] > 0.05
    assert way(bones, "lips.R", spread)[0] < -0.05
    for lip in ("lip.T", "lip.B"):
        assert way(bones, lip, rounded)[1] < -0.08
    bite = way(bones, "lip.B", {"labiodental": 1.0})
    assert bite[2] > 0.08
    assert bite[1] > 0.02
    assert way(bones, "lip.T", {"upper_lip": 1.0})[2] > 0.08
    for name in ("lip.T", "lips.L", "lips.R"):
        np.testing.assert_allclose(way(bones, name, POSES["REST"]), 0.0)


def test_left_and_right_move_alike() -> None:
    bones = rigify()
    left, right = (way(bones, name, POSES["OO"]) for name in ("lips.L", "lips.R"))
    np.testing.assert_allclose(left * (-1, 1, 1), right, atol=1e-9)


def test_closed_lips_shut_every_jaw() -> None:
    for bones in (rigify().values(), [bone("Jaw", HINGE, CHIN)], [bone("CC_Base_JawRoot", HINGE, CHIN)]):
        mapping = mapping_of(*bones)
        closed = shown(mapping, POSES["AH"] | {"lip_close": 1.0})
        assert all(
            value == 0.0 for name, value in closed.items() if "rotation" in name and "tongue" not in name
        )


def test_a_generic_face_uses_the_bones_that_it_has() -> None:
    bones = (
        bone("Jaw", HINGE, CHIN),
        bone("UpperLip", (0.0, -0.1, 1.59), (0.0, -0.11, 1.59)),
        bone("LipCorner_L", (0.025, -0.09, 1.585), (0.035, -0.09, 1.585)),
        bone("LipCorner_R", (-0.025, -0.09, 1.585), (-0.035, -0.09, 1.585)),
    )
    found = detect_character(Body({}, bones))
    assert found.armature is not None
    moved = {found.armature.control(name).name for name in found.armature.responses}
    assert moved == {"Jaw", "UpperLip", "LipCorner_L", "LipCorner_R"}
    assert all(name in found.bones for name in moved)


def test_a_mouth_bone_narrows_for_rounding_where_there_are_no_corners() -> None:
    mouth = bone("mouth", (0.0, -0.1, 1.58), (0.0, -0.12, 1.58))
    mapping = mapping_of(bone("jaw", HINGE, CHIN), mouth)
    corner = np.array((0.03, -0.1, 1.58))
    assert posed(mouth, mapping, shown(mapping, POSES["OO"]), corner)[0] < 0.025
    assert posed(mouth, mapping, shown(mapping, POSES["EE"]), corner)[0] > 0.033
    np.testing.assert_allclose(posed(mouth, mapping, shown(mapping, POSES["REST"]), corner), corner)


def test_auto_rig_pros_jaw_control_is_moved_down() -> None:
    jaw = bone("c_jawbone.x", (0.0, -0.08, 1.55), (0.0, -0.1, 1.55), 40.0)
    corners = [
        bone(f"c_lips_smile.{side}", (x, -0.09, 1.58), (x * 1.2, -0.09, 1.58))
        for side, x in (("l", 0.025), ("r", -0.025))
    ]
    mapping = mapping_of(jaw, *corners)
    assert mapping.preset == "auto_rig_pro"
    assert posed(jaw, mapping, shown(mapping, POSES["AH"]), jaw.head)[2] < 1.55 - 0.01

# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole character: the best face leads, the rest follows, bones help where they are needed."""

from __future__ import annotations

import pytest

from addon.rigs import POSES, Bind, Body, CharacterDetection, detect_character
from tests.addon.rigs.skeletons import bone, shown
from tests.addon.rigs.test_detect import ARKIT_52, CC4_LIPS, CC4_TONGUE, CC_PAIRS, OCULUS_15

pytestmark = pytest.mark.unit

JAW = bone("CC_Base_JawRoot", (0.0, 0.02, 1.6), (0.0, -0.08, 1.55))
VISEMES = [f"viseme_{name}" for name in OCULUS_15]


def leader(found: CharacterDetection) -> tuple[str | None, str | None]:
    preset = found.meshes[found.leader].preset if found.leader else None
    return found.leader, preset.id if preset else None


def test_the_best_face_leads_and_its_parts_follow() -> None:
    found = detect_character(
        Body(
            {
                "Shirt": ["Basis", "Fat"],
                "Teeth": ["Basis", "jawOpen"],
                "Face": [name for name in ARKIT_52 if name != "tongueOut"],
                "Tongue": ["jawOpen", "tongueOut"],
                "Beard": [
                    "Beard.jawOpen",
                    "Beard.mouthPucker",
                    "Beard.mouthClose",
                    "Beard.mouthFunnel",
                    "Beard.mouthPress_L",
                ],
            }
        )
    )
    assert leader(found) == ("Face", "arkit")
    assert found.missing == ()
    assert (
        found.meshes["Teeth"].leader
        == found.meshes["Tongue"].leader
        == found.meshes["Beard"].leader
        == "Face"
    )
    assert not found.meshes["Shirt"]
    assert set(found.mappings()) == {"Teeth", "Face", "Tongue", "Beard"}
    assert "Teeth, Tongue, Beard follow Face." in found.summary
    assert found.meshes["Teeth"].reason == "Follows Face with jawOpen."
    opened = {name: shown(mapping, POSES["AH"]) for name, mapping in found.mappings().items()}
    assert opened["Teeth"]["jawOpen"] == opened["Face"]["jawOpen"] == opened["Beard"]["Beard.jawOpen"] > 0.5


def test_what_a_part_has_the_face_does_not_lack() -> None:
    """tongueOut on the tongue: the face's jaw need not stand in for it."""
    face = [name for name in ARKIT_52 if name != "tongueOut"]
    alone = detect_character(Body({"Face": face}))
    together = detect_character(Body({"Face": face, "Tongue": ["tongueOut"]}))
    th = {"tongue_out": 1.0}
    assert shown(alone.mappings()["Face"], th)["jawOpen"] > 0.0
    assert alone.missing == ("tongueOut",)
    assert "tongueOut" in alone.summary
    assert shown(together.mappings()["Face"], th)["jawOpen"] == 0.0
    assert shown(together.mappings()["Tongue"], th)["tongueOut"] > 0.3


def test_a_mesh_with_a_set_of_its_own_speaks_by_it() -> None:
    found = detect_character(Body({"Face": ARKIT_52, "Puppet": VISEMES}))
    assert leader(found) == ("Face", "arkit")
    puppet = found.meshes["Puppet"]
    assert puppet.preset is not None
    assert puppet.preset.id == "oculus"
    assert puppet.leader == ""
    assert "Puppet: Oculus" in found.summary


@pytest.mark.parametrize("face", [[*CC4_LIPS, "Jaw_Open"], CC_PAIRS, [f"A25_{name}" for name in ARKIT_52]])
def test_character_creators_jaw_bone_opens_with_the_shapes(face: list[str]) -> None:
    found = detect_character(Body({"CC_Base_Body": face, "CC_Base_Tongue": CC4_TONGUE}, (JAW,)))
    assert found.armature is not None
    assert list(found.armature.responses) == ["CC_Base_JawRoot.rotation_x"]
    assert "CC_Base_JawRoot" in found.summary
    assert shown(found.armature, POSES["AH"])["CC_Base_JawRoot.rotation_x"] == pytest.approx(0.75)
    assert shown(found.armature, POSES["MBP"])["CC_Base_JawRoot.rotation_x"] == 0.0


def test_tongues_of_character_creator_follow_the_body() -> None:
    found = detect_character(Body({"CC_Base_Tongue": CC4_TONGUE, "CC_Base_Body": CC4_LIPS}))
    assert leader(found) == ("CC_Base_Body", "cc")
    assert shown(found.mappings()["CC_Base_Tongue"], POSES["L"])["V_Tongue_up"] > 0.5
    assert found.missing == ()


def test_other_jaw_bones_stay_still_where_shapes_open_the_mouth() -> None:
    jaw = bone("jaw", (0.0, 0.02, 1.6), (0.0, -0.08, 1.55))
    found = detect_character(Body({"Face": ARKIT_52}, (jaw,)))
    assert found.armature is None
    assert found.bones == "The bones stay still: shapes open the mouth."


def test_bones_speak_where_no_shape_does() -> None:
    jaw = bone("jaw", (0.0, 0.02, 1.6), (0.0, -0.08, 1.55))
    found = detect_character(Body({"Body": ["Basis", "Fat"]}, (jaw,)))
    assert found
    assert found.leader is None
    assert found.armature is not None
    assert found.summary.startswith("Jaw and lip bones: moves jaw.")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (Body({}), "neither a mesh nor an armature"),
        (Body({"Shirt": ["Basis", "Fat"]}), "Shirt: None of the 2 shape keys"),
        (Body({"Cube": []}), "Cube: There are no shape keys."),
        (Body({"Face": ["mouthFunnel", "mouthPucker", "mouthClose", "mouthPressLeft"]}), "without jawOpen"),
    ],
)
def test_why_nothing_speaks_is_said_in_words(body: Body, words: str) -> None:
    found = detect_character(body)
    assert not found
    assert found.mappings() == {}
    assert words in found.summary


VOWELS = {"aa": "Fcl_MTH_A", "ih": "Fcl_MTH_I", "ou": "Fcl_MTH_U", "ee": "Fcl_MTH_E", "oh": "Fcl_MTH_O"}


class TestVrm:
    """The VRM add-on's expressions are keyed through the shapes that they are bound to."""

    def test_binds_of_vrm_1(self) -> None:
        binds = {name: [Bind("Face", f"key {name}", 1.0)] for name in VOWELS}
        found = detect_character(Body({"Face": ["Basis", *(f"key {name}" for name in VOWELS)]}, (), binds))
        assert leader(found) == ("Face", "vrm")
        assert found.meshes["Face"].found["aa"] == "key aa"
        assert "expressions" in found.summary
        said = shown(found.mappings()["Face"], POSES["AH"])
        assert max(said, key=lambda name: said[name]) == "key aa"
        assert set(shown(found.mappings()["Face"], POSES["MBP"]).values()) == {0.0}

    def test_binds_of_vrm_0(self) -> None:
        binds = {old: [Bind("Face", f"m_{old}{old}x", 1.0)] for old in "aiueo"}
        found = detect_character(Body({"Face": [f"m_{old}{old}x" for old in "aiueo"]}, (), binds))
        assert leader(found) == ("Face", "vrm")
        assert found.meshes["Face"].found["ou"] == "m_uux"

    def test_a_shape_in_two_expressions_adds_up_by_weight(self) -> None:
        binds = {
            "aa": [Bind("Face", "Open", 1.0)],
            "oh": [Bind("Face", "Open", 0.4), Bind("Face", "Round", 0.6)],
            "ou": [Bind("Face", "Round", 1.0)],
            "ih": [Bind("Face", "Spread", 1.0)],
            "ee": [Bind("Face", "Spread", 0.5), Bind("Teeth", "Down", 0.5)],
        }
        body = Body({"Face": ["Open", "Round", "Spread"], "Teeth": ["Down"]}, (), binds)
        found = detect_character(body)
        full_oh = {"jaw": 0.46, "round": 0.62}
        said = shown(found.mappings()["Face"], full_oh)
        assert said["Open"] == pytest.approx(0.4, abs=0.01)
        assert said["Round"] == pytest.approx(0.6, abs=0.01)
        assert said["Spread"] == 0.0
        assert found.meshes["Teeth"].leader == "Face"
        assert shown(found.mappings()["Teeth"], {"jaw": 0.42, "spread": 0.43})["Down"] == pytest.approx(
            0.5, abs=0.01
        )

    def test_dead_and_missing_binds_do_not_count(self) -> None:
        binds = {
            "aa": [Bind("Face", "A", 1.0), Bind("Gone", "A", 1.0)],
            "oh": [Bind("Face", "Gone", 1.0)],
            "ou": [Bind("Face", "U", 0.0)],
        }
        assert not detect_character(Body({"Face": ["A", "U"]}, (), binds))

    def test_a_richer_set_of_shapes_is_preferred_to_five_vowels(self) -> None:
        binds = {name: [Bind("Face", "jawOpen", 0.5)] for name in VOWELS}
        assert leader(detect_character(Body({"Face": ARKIT_52}, (), binds))) == ("Face", "arkit")

    def test_expressions_are_preferred_to_the_same_vowels_by_name(self) -> None:
        binds = {name: [Bind("Face", key, 0.7)] for name, key in VOWELS.items()}
        found = detect_character(Body({"Face": list(VOWELS.values())}, (), binds))
        assert shown(found.mappings()["Face"], {"jaw": 0.72})["Fcl_MTH_A"] == pytest.approx(0.7)


def test_a_beard_with_two_of_the_faces_shapes_follows_though_it_could_be_another_kind() -> None:
    face = ("jawOpen", "mouthClose", "mouthFunnel", "mouthPucker", "mouthSmileLeft", "mouthSmileRight")
    found = detect_character(Body({"Face": face, "Beard": ("Beard.jawOpen", "Beard.mouthFunnel")}))
    assert found.meshes["Beard"].leader == "Face"
    mappings = found.mappings()
    jaw = mappings["Face"].responses["jawOpen"]
    assert mappings["Beard"].responses["Beard.jawOpen"].terms == jaw.terms

# SPDX-License-Identifier: GPL-3.0-or-later
"""Rigs are recognised by the names people really use, and nothing else is taken for one."""

from __future__ import annotations

import re

import pytest

from addon.rigs import detect, load_presets

pytestmark = pytest.mark.unit

ARKIT_52 = re.findall(
    r"\w+",
    """browDownLeft browDownRight browInnerUp browOuterUpLeft browOuterUpRight cheekPuff
    cheekSquintLeft cheekSquintRight eyeBlinkLeft eyeBlinkRight eyeLookDownLeft eyeLookDownRight
    eyeLookInLeft eyeLookInRight eyeLookOutLeft eyeLookOutRight eyeLookUpLeft eyeLookUpRight
    eyeSquintLeft eyeSquintRight eyeWideLeft eyeWideRight jawForward jawLeft jawOpen jawRight
    mouthClose mouthDimpleLeft mouthDimpleRight mouthFrownLeft mouthFrownRight mouthFunnel mouthLeft
    mouthLowerDownLeft mouthLowerDownRight mouthPressLeft mouthPressRight mouthPucker mouthRight
    mouthRollLower mouthRollUpper mouthShrugLower mouthShrugUpper mouthSmileLeft mouthSmileRight
    mouthStretchLeft mouthStretchRight mouthUpperUpLeft mouthUpperUpRight noseSneerLeft
    noseSneerRight tongueOut""",
)
OCULUS_15 = ["sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U"]
VRCHAT = ["sil", "pp", "ff", "th", "dd", "kk", "ch", "ss", "nn", "rr", "aa", "e", "ih", "oh", "ou"]
VROID = [
    "Fcl_ALL_Neutral", "Fcl_ALL_Joy", "Fcl_BRW_Fun", "Fcl_EYE_Close", "Fcl_MTH_Close", "Fcl_MTH_Up",
    "Fcl_MTH_Small", "Fcl_MTH_Large", "Fcl_MTH_A", "Fcl_MTH_I", "Fcl_MTH_U", "Fcl_MTH_E", "Fcl_MTH_O",
    "Fcl_HA_Hide",
]  # fmt: skip


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


def _sided(name: str) -> str:
    return name.replace("Left", "_L").replace("Right", "_R") if name.endswith(("Left", "Right")) else name


@pytest.mark.parametrize(
    "spelling",
    [
        str,
        str.lower,
        str.upper,
        _snake,
        _sided,
        lambda name: _sided(name).replace("_", ""),
        lambda name: name[0].upper() + name[1:],
        lambda name: f"Head.{name}",
        lambda name: f"blendShape1.{_sided(name)}",
        lambda name: f"face:{_snake(name)}",
        lambda name: f"CC_Base_Body|{name}",
        lambda name: f"Avatar_{name}",
        lambda name: _snake(name).title(),
        lambda name: _snake(name).replace("_", " "),
        lambda name: _snake(name).replace("_", "-"),
    ],
)
def test_arkit_in_every_common_spelling(spelling) -> None:
    names = ["Basis", *(spelling(name) for name in ARKIT_52)]
    detection = detect(names)
    assert detection
    assert detection.preset is not None
    assert detection.preset.id == "arkit"
    assert detection.score == 1.0
    assert detection.missing == ()
    assert detection.found["mouthPressLeft"] == spelling("mouthPressLeft")
    assert detection.found["jawOpen"] == spelling("jawOpen")
    assert set(detection.mapping().shapes) <= set(names)


@pytest.mark.parametrize(
    "names",
    [
        [f"viseme_{name}" for name in OCULUS_15],
        OCULUS_15,
        [f"vrc.v_{name}" for name in VRCHAT],
        [f"v_{name}" for name in VRCHAT],
        [f"vrc.v_{name}".upper() for name in VRCHAT],
        [f"Wolf3D_Head.viseme_{name}" for name in OCULUS_15],
        [f"Visemes.{name}" for name in OCULUS_15],
    ],
)
def test_oculus_in_every_common_spelling(names: list[str]) -> None:
    detection = detect(["Basis", *names, "mouthSmile", "eyesClosed"])
    assert detection.preset is not None
    assert detection.preset.id == "oculus"
    assert detection.missing == ()
    assert detection.found["viseme_I"] == names[12]
    assert detection.found["viseme_PP"] == names[1]


@pytest.mark.parametrize(
    ("names", "aa"),
    [
        (["A", "I", "U", "E", "O", "Blink", "Joy"], "A"),
        (["aa", "ih", "ou", "ee", "oh", "blink", "happy"], "aa"),
        (VROID, "Fcl_MTH_A"),
        ([f"Face.M_F00_000_00_{name}" for name in VROID], "Face.M_F00_000_00_Fcl_MTH_A"),
        (["mouth_a", "mouth_i", "mouth_u", "mouth_e", "mouth_o", "mouth_smile"], "mouth_a"),
        (["Face.A", "Face.I", "Face.U", "Face.E", "Face.O"], "Face.A"),
    ],
)
def test_vrm_vowels(names: list[str], aa: str) -> None:
    detection = detect(names)
    assert detection.preset is not None
    assert detection.preset.id == "vrm"
    assert detection.missing == ()
    assert detection.found["aa"] == aa


@pytest.mark.parametrize(
    "names",
    [
        ["Basis"],
        ["Basis", "smile"],
        ["Basis", "Fat", "Muscular", "smile", "breathe"],
        ["Key 1", "Key 2", "Key 3"],
        ["Suit_A", "Suit_I", "Suit_U", "Suit_E", "Suit_O"],
        ["A", "B", "C", "D", "E", "F", "G", "H", "X"],  # Rhubarb's shapes, not VRM's vowels
        ["eyeBlinkLeft", "eyeBlinkRight", "browInnerUp"],
        ["mouthSmileLeft", "mouthSmileRight"],
        ["jawOpen"],
        ["hair_aa", "hair_oh", "hair_ou"],
        ["O", "U"],
    ],
)
def test_other_meshes_are_no_rig(names: list[str]) -> None:
    detection = detect(names)
    assert not detection
    assert detection.preset is None
    assert detection.reason.endswith(".")
    with pytest.raises(ValueError, match="shape"):
        detection.mapping()


def test_no_shape_keys_is_said_in_words() -> None:
    assert detect([]).reason == "There are no shape keys."


def test_a_richer_set_wins_where_a_mesh_has_several() -> None:
    visemes = [f"viseme_{name}" for name in OCULUS_15]
    vowels = ["A", "I", "U", "E", "O"]
    assert detect([*ARKIT_52, *visemes]).preset == detect(ARKIT_52).preset
    assert detect([*visemes, *vowels]).preset == detect(visemes).preset
    assert detect([*vowels, *ARKIT_52]).preset == detect(ARKIT_52).preset
    assert detect([*visemes[:-2], *vowels]).preset == detect(visemes).preset


def test_a_key_serves_one_shape_and_the_closest_name_wins() -> None:
    names = ["Old.jawOpen", "jawOpen", *(name for name in ARKIT_52 if name != "jawOpen")]
    assert detect(names).found["jawOpen"] == "jawOpen"
    found = detect(names).found
    assert len(set(found.values())) == len(found)


def test_a_partial_arkit_speaks_and_says_what_is_missing() -> None:
    names = [name for name in ARKIT_52 if name not in {"tongueOut", "mouthClose", "mouthFunnel"}]
    detection = detect(names)
    assert detection
    assert set(detection.missing) == {"tongueOut", "mouthClose", "mouthFunnel"}
    assert 0.7 < detection.score < 1.0
    for words in ("tongueOut", "mouthClose", "mouthFunnel", "jaw opens a little", "mouthPucker alone"):
        assert words in detection.reason


def test_why_a_near_miss_cannot_speak_is_said_in_words() -> None:
    detection = detect([name for name in ARKIT_52 if name != "jawOpen"])
    assert not detection
    assert "jawOpen" in detection.reason


def test_every_preset_recognises_its_own_names() -> None:
    for preset in load_presets():
        assert detect(preset.shapes).preset == preset

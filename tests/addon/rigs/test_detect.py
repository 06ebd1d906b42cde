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
        ["A", "B", "C"],  # neither all of Rhubarb's mouths nor VRM's vowels
        ["Mouth_Open", "Eye_Open", "Eye_Wide_L", "Eye_Wide_R"],
        ["Open", "Closed", "Wide", "Tall"],  # a door
        ["Sleeve_L", "Sleeve_R", "Collar_Open", "Skirt_Wide", "Belt_Tight"],
        ["Body_Fat", "Body_Thin", "Chest_Wide", "Waist_Narrow", "Hips_Wide"],
        ["まばたき", "笑い", "ウィンク", "びっくり"],
        ["REST", "L", "E", "O", "U"],
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
        if preset.shapes:
            detection = detect(preset.shapes)
            assert detection.preset == preset
            assert detection.missing == ()


MPFB_MICROSOFT = re.findall(
    r"\w+",
    """aa_02 aa_ah_ax_01 ao_03 aw_09 ay_11 d_t_n_19 er_05 ey_eh_uh_04 f_v_18 h_12 k_g_ng_20 l_14 ow_08 oy_10
    p_b_m_21 r_13 sh_ch_jh_zh_16 sil_00 s_z_15 th_dh_17 w_uw_07 y_iy_ih_ix_06""",
)
CC4_LIPS = [
    "V_Open",
    "V_Explosive",
    "V_Dental_Lip",
    "V_Tight_O",
    "V_Tight",
    "V_Wide",
    "V_Affricate",
    "V_Lip_Open",
]
CC4_TONGUE = [
    "V_Tongue_up", "V_Tongue_Raise", "V_Tongue_Out", "V_Tongue_Narrow", "V_Tongue_Lower", "V_Tongue_Curl_U",
    "V_Tongue_Curl_D",
]  # fmt: skip
CC4_FACE = [
    "Jaw_Open", "Mouth_Close", "Mouth_Smile_L", "Mouth_Smile_R", "Mouth_Press_L", "Mouth_Press_R",
    "Mouth_Funnel_Up_L", "Mouth_Pucker_Up_L", "Mouth_Up_Upper_L", "Eye_Wide_L", "Eye_Wide_R", "Brow_Drop_L",
]  # fmt: skip
CC3 = [
    "Open", "Explosive", "Dental_Lip", "Tight-O", "Tight", "Wide", "Affricate", "Lip_Open", "Tongue_up",
    "Tongue_Raise", "Tongue_Out", "Tongue_Narrow", "Tongue_Lower", "Tongue_Curl-U", "Tongue_Curl-D",
]  # fmt: skip
CC_PAIRS = re.findall(r"\w+", "EE Er IH Ah Oh W_OO S_Z Ch_J F_V TH T_L_D_N B_M_P K_G_H_NG AE R")
FACE_CAP = re.findall(  # as in Face Cap's own sample head
    r"\w+",
    """browInnerUp browDown_L browDown_R eyeBlink_L eyeBlink_R cheekPuff jawOpen jawForward mouthClose
    mouthFunnel mouthPucker mouthLeft mouthRight mouthSmile_L mouthSmile_R mouthRollUpper mouthRollLower
    mouthShrugUpper mouthShrugLower mouthUpperUp_L mouthUpperUp_R mouthLowerDown_L mouthLowerDown_R
    mouthPress_L mouthPress_R mouthStretch_L mouthStretch_R tongueOut""",
)


@pytest.mark.parametrize(
    ("names", "preset", "found"),
    [
        (MPFB_MICROSOFT, "microsoft", {"p_b_m_21": "p_b_m_21", "l_14": "l_14", "r_13": "r_13"}),
        ([f"Head.{name}" for name in MPFB_MICROSOFT], "microsoft", {"aa_02": "Head.aa_02"}),
        ([*CC4_LIPS, *CC4_FACE], "cc", {"V_Open": "V_Open", "V_Explosive": "V_Explosive"}),
        ([*CC4_LIPS, *CC4_TONGUE], "cc", {"V_Tongue_Up": "V_Tongue_up"}),
        (CC3, "cc", {"V_Open": "Open", "V_Tight_O": "Tight-O", "V_Tongue_Curl_U": "Tongue_Curl-U"}),
        (CC_PAIRS, "cc_pairs", {"Th": "TH", "B_M_P": "B_M_P", "AE": "AE"}),
        (FACE_CAP, "arkit", {"mouthSmileLeft": "mouthSmile_L", "mouthPressRight": "mouthPress_R"}),
        ([f"A25_{name}" for name in ARKIT_52], "arkit", {"jawOpen": "A25_jawOpen"}),
        ([f"ARKit_{name}" for name in ARKIT_52], "arkit", {"jawOpen": "ARKit_jawOpen"}),
        (["L_mouthSmile", "R_mouthSmile", "jawOpen", "mouthFunnel", "mouthPucker", "mouthClose",
          "L_mouthPress", "R_mouthPress", "mouthRollLower"], "arkit", {"mouthPressLeft": "L_mouthPress"}),
        (["まばたき", "あ", "い", "う", "え", "お", "ん", "ω", "□"], "mmd", {"あ": "あ", "ん": "ん"}),
        (["Face.あ", "Face.い", "Face.う", "Face.え", "Face.お"], "mmd", {"お": "Face.お"}),
        (["あ", "あ２", "い", "う", "え", "えー", "お"], "mmd", {"あ": "あ", "え": "え"}),
        (["Ah", "Ch", "U", "E", "Oh", "Hmm", "Blink"], "mmd", {"あ": "Ah", "い": "Ch", "ん": "Hmm"}),
        (["a", "i", "u", "e", "o"], "vrm", {"aa": "a"}),
        (list("ABCDEFGHX"), "rhubarb", {"A": "A", "X": "X"}),
        ([f"mouth_{letter}" for letter in "ABCDEF"], "rhubarb", {"D": "mouth_D"}),
        (["rest", "AI", "E", "O", "U", "WQ", "L", "MBP", "FV", "etc"], "preston_blair", {"WQ": "WQ"}),
        (["REST", "A_I", "E", "O", "U", "W_Q", "L", "M_B_P", "F_V"], "preston_blair", {"MBP": "M_B_P"}),
        (["Mouth Open", "Smile", "Pucker", "MBP"], "facs", {"jaw_open": "Mouth Open", "lips_closed": "MBP"}),
        (["mouthOpen", "mouthSmile"], "facs", {"jaw_open": "mouthOpen", "mouth_smile": "mouthSmile"}),
        (["AU10", "AU12", "AU18", "AU20", "AU22", "AU24", "AU26", "AU28"], "facs", {"lips_pucker": "AU18"}),
        (["AU_26", "AU_18", "AU_12_L", "AU_12_R"], "facs", {"mouth_smile_left": "AU_12_L"}),
        (["Jaw_Drop", "Lips_Together", "Lip_Stretcher_L", "Lip_Stretcher_R", "Lip_Funneler"], "facs",
         {"mouth_wide_right": "Lip_Stretcher_R", "lips_funnel": "Lip_Funneler"}),
    ],
)  # fmt: skip
def test_every_family_by_its_own_names(names: list[str], preset: str, found: dict[str, str]) -> None:
    detection = detect(["Basis", *names])
    assert detection.preset is not None
    assert detection.preset.id == preset
    assert found.items() <= detection.found.items()
    mapping = detection.mapping()
    assert set(mapping.shapes) <= set(names)
    assert any("jaw" in mapping.reads(name) for name in mapping.shapes)


def test_a_smile_on_both_sides_and_as_one_is_not_smiled_twice() -> None:
    both = ["Jaw Open", "Pucker", "Smile", "Smile Left", "Smile Right"]
    mapping = detect(both).mapping()
    assert mapping.reads("Smile")
    sided = detect([name for name in both if name != "Smile"]).mapping()
    assert sided.reads("Smile Left") == sided.reads("Smile Right") == mapping.reads("Smile")


def test_optional_shapes_are_not_called_missing() -> None:
    detection = detect(["Jaw Open", "Lips Closed", "Pucker", "Mouth Wide", "Lip Bite"])
    assert detection.missing == ()
    assert "all 5" in detection.reason


def test_cue_sets_name_a_shape_for_every_cue() -> None:
    sets = {preset.id: preset.cues for preset in load_presets() if preset.cues}
    assert set(sets["rhubarb"]) == set("ABCDEFGHX")
    assert set(sets["preston_blair"]) == {"rest", "AI", "E", "O", "U", "WQ", "L", "MBP", "FV", "etc"}

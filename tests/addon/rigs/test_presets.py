# SPDX-License-Identifier: GPL-3.0-or-later
"""Every shipped preset shows the sounds a lip-reader goes by, and a wrong file is named with its field."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.lipsync.channels import CHANNELS
from addon.rigs import POSES, RigMapping, detect, load_presets, mapping_for, read_preset

pytestmark = pytest.mark.unit

PRESETS = {preset.id: preset for preset in load_presets() if preset.shapes}
RIGS = {name: detect(preset.shapes, [preset]).mapping() for name, preset in PRESETS.items()}

# What each set shows a sound by: the documentation of the sets, not the code.
CLOSED = {
    "arkit": {"mouthPressLeft", "mouthPressRight"},
    "cc": {"V_Explosive"},
    "cc_pairs": {"B_M_P"},
    "facs": {"lips_closed"},
    "microsoft": {"p_b_m_21"},
    "mmd": {"ん"},
    "oculus": {"viseme_PP"},
    "preston_blair": {"MBP"},
    "rhubarb": {"A"},
    "vrm": set(),
}
BITTEN = {
    "arkit": "mouthRollLower", "cc": "V_Dental_Lip", "cc_pairs": "F_V", "facs": "lower_lip_in",
    "microsoft": "f_v_18", "oculus": "viseme_FF", "preston_blair": "FV", "rhubarb": "G",
}  # fmt: skip
OPEN = {
    "arkit": "jawOpen", "cc": "V_Open", "cc_pairs": "Ah", "facs": "jaw_open", "microsoft": "aa_02",
    "mmd": "あ", "oculus": "viseme_aa", "preston_blair": "AI", "rhubarb": "D", "vrm": "aa",
}  # fmt: skip
ROUND = {
    "arkit": "mouthPucker", "cc": "V_Tight_O", "cc_pairs": "W_OO", "facs": "lips_pucker",
    "microsoft": "w_uw_07", "mmd": "う", "oculus": "viseme_U", "preston_blair": "WQ", "rhubarb": "F",
    "vrm": "ou",
}  # fmt: skip
SPREAD = {
    "arkit": "mouthStretchLeft", "cc": "V_Wide", "cc_pairs": "EE", "facs": "mouth_wide",
    "microsoft": "y_iy_ih_ix_06", "mmd": "い", "oculus": "viseme_I", "preston_blair": "E", "rhubarb": "B",
    "vrm": "ih",
}  # fmt: skip
unit = st.floats(0.0, 1.0)


def values(mapping: RigMapping, posture: dict[str, float]) -> dict[str, float]:
    channels = {channel: np.array([posture.get(channel, 0.0)]) for channel in CHANNELS}
    return {name: float(value[0]) for name, value in mapping.project(channels).items()}


def largest(mapping: RigMapping, sound: str) -> str:
    shown = values(mapping, POSES[sound])
    return max(shown, key=lambda name: shown[name])


def test_every_set_is_judged_here() -> None:
    assert set(CLOSED) == set(OPEN) == set(ROUND) == set(SPREAD) == set(RIGS)


@pytest.mark.parametrize("preset", sorted(RIGS))
@given(posture=st.fixed_dictionaries({channel: unit for channel in CHANNELS if channel != "lip_close"}))
def test_closed_lips_seal(preset: str, posture: dict[str, float]) -> None:
    """Whatever else is on its way, p b m leave nothing but the closing shape."""
    shown = values(RIGS[preset], posture | {"lip_close": 1.0})
    if preset == "arkit":  # the jaw is shut by then; a lip-biting v before it may still be rolled in
        allowed = CLOSED["arkit"] | {
            "jawOpen", "mouthClose", "mouthRollLower", "mouthStretchLeft", "mouthStretchRight",
            "mouthUpperUpLeft", "mouthUpperUpRight", "mouthLowerDownLeft", "mouthLowerDownRight", "tongueOut",
        }  # fmt: skip
        assert abs(shown["jawOpen"] - shown["mouthClose"]) <= 0.05  # the lips meet over an open jaw
    else:
        allowed = CLOSED[preset]
    assert all(value == 0.0 for name, value in shown.items() if name not in allowed)
    assert all(shown[name] >= 0.5 for name in CLOSED[preset])


@pytest.mark.parametrize("preset", sorted(RIGS))
def test_f_and_v_touch(preset: str) -> None:
    shown = values(RIGS[preset], POSES["FV"])
    if preset in BITTEN:
        assert largest(RIGS[preset], "FV") == BITTEN[preset]
        assert shown[BITTEN[preset]] >= 0.7
    else:  # five vowels have no lip on the teeth: nearly shut is the closest
        assert max(shown.values()) <= 0.2
    assert shown[OPEN[preset]] <= 0.15
    assert all(shown[name] <= 0.1 for name in CLOSED[preset])


@pytest.mark.parametrize("preset", sorted(RIGS))
def test_sibilants_are_narrow_but_parted(preset: str) -> None:
    for sound in ("S", "SH"):
        shown = values(RIGS[preset], POSES[sound])
        assert shown[OPEN[preset]] <= 0.15
        assert all(shown[name] <= 0.1 for name in CLOSED[preset])
        assert max(shown.values()) >= 0.15


@pytest.mark.parametrize("preset", sorted(RIGS))
def test_vowels_have_their_own_shapes(preset: str) -> None:
    mapping = RIGS[preset]
    assert largest(mapping, "AH") == OPEN[preset]
    assert largest(mapping, "OO") == largest(mapping, "W") == ROUND[preset]
    spread = values(mapping, POSES["EE"])
    assert spread[SPREAD[preset]] == max(spread.values()) >= 0.4
    assert spread[ROUND[preset]] == 0.0
    assert values(mapping, POSES["OH"])[SPREAD[preset]] == 0.0


@pytest.mark.parametrize("preset", sorted(RIGS))
def test_the_sounds_of_a_lip_reader_look_different(preset: str) -> None:
    shown = {sound: values(RIGS[preset], POSES[sound]) for sound in ("AH", "EE", "OO", "OH", "MBP", "FV")}
    blind = {("MBP", "FV")} if preset == "vrm" else set()
    for one in shown:
        for other in shown:
            if one < other and (other, one) not in blind | {(b, a) for a, b in blind}:
                apart = max(abs(shown[one][name] - shown[other][name]) for name in shown[one])
                assert apart >= 0.1, (one, other)


@pytest.mark.parametrize("preset", sorted(RIGS))
def test_rest_is_rest(preset: str) -> None:
    assert set(values(RIGS[preset], POSES["REST"]).values()) == {0.0}


@pytest.mark.parametrize("preset", sorted(RIGS))
def test_every_missing_shape_has_words_or_does_not_matter(preset: str) -> None:
    """One shape may be missing from any set: it still speaks, and its words name what is lost."""
    known = PRESETS[preset]
    for absent, shape in known.shapes.items():
        detection = detect([name for name in known.shapes if name != absent], [known])
        if shape.optional:
            assert absent not in detection.missing
        elif detection:
            assert absent in detection.missing
            assert absent in detection.reason
            assert detection.mapping().responses.keys() == known.shapes.keys() - {absent}


@pytest.mark.parametrize(
    ("preset", "absent", "instead", "sound"),
    [
        ("microsoft", {"p_b_m_21"}, None, "MBP"),
        ("microsoft", {"f_v_18"}, "p_b_m_21", "FV"),
        ("microsoft", {"aa_02"}, "aa_ah_ax_01", "AH"),
        ("microsoft", {"ow_08"}, "ao_03", "OH"),
        ("microsoft", {"ow_08", "ao_03"}, "w_uw_07", "OH"),
        ("microsoft", {"r_13"}, "er_05", "R"),
        ("microsoft", {"s_z_15"}, "sh_ch_jh_zh_16", "S"),
        ("mmd", {"い"}, "え", "EE"),
        ("mmd", {"お"}, "う", "OH"),
        ("cc", {"V_Dental_Lip"}, "V_Explosive", "FV"),
        ("cc", {"V_Tight_O"}, "V_Tight", "OO"),
        ("cc", {"V_Tongue_Out"}, "V_Open", "TH"),
        ("cc_pairs", {"EE"}, "IH", "EE"),
        ("cc_pairs", {"EE", "IH"}, "AE", "EE"),
        ("cc_pairs", {"Th"}, "T_L_D_N", "TH"),
        ("facs", {"lips_pucker"}, "lips_funnel", "OO"),
        ("facs", {"lips_pucker", "lips_funnel"}, "mouth_narrow", "OO"),
        ("facs", {"tongue_out"}, "jaw_open", "TH"),
        ("facs", {"upper_lip_up"}, "upper_lip_up_left", "FV"),
        ("preston_blair", {"WQ"}, "U", "OO"),
        ("preston_blair", {"WQ", "U"}, "O", "OO"),
        ("preston_blair", {"etc"}, "E", "S"),
        ("rhubarb", {"G"}, "A", "FV"),
    ],
)
def test_another_shape_stands_in(preset: str, absent: set[str], instead: str | None, sound: str) -> None:
    known = PRESETS[preset]
    partial = mapping_for(known, {name: name for name in known.shapes if name not in absent})
    shown, complete = values(partial, POSES[sound]), values(RIGS[preset], POSES[sound])
    if instead is None:
        assert max(shown.values()) == 0.0
    else:
        assert shown[instead] >= complete[instead] + 0.04


def whole(**more: object) -> str:
    return json.dumps({"id": "m", "title": "M", "required": [], "least": 1} | more)


def jaw(*motions: object, **more: object) -> str:
    return whole(bones={"jaw": {"motions": motions} | more})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Expecting"),
        ("[]", "must hold an object"),
        ('{"id": "mine"}', "the field 'required' is missing"),
        ('{"title": "Mine", "required": [], "least": 1}', "the field 'id' is missing"),
        (whole(required=[["a"]]), "does not define: a"),
        (whole(cues={"A": "a"}), "does not define: a"),
        (whole(shapes={"a": {}}), "a: terms is missing"),
        (whole(shapes={"a": {"terms": [], "limit": "x"}}), "a: limit must be a number"),
        (whole(shapes={"a": {"terms": [{"nose": [0, 1]}]}}), "a: unknown articulator 'nose'"),
        (jaw({"terms": []}), "jaw: a motion needs one of hinge"),
        (jaw({"hinge": "sideways", "degrees": 3, "terms": []}), "jaw: hinge must be one of open, up"),
        (jaw({"move": "up", "terms": []}), "jaw: by is missing"),
        (jaw(side=1), "jaw: side must be left or right"),
        (whole(fallbacks=[{"missing": "a"}]), "fallback for a: says is missing"),
    ],
)
def test_a_wrong_file_is_named_with_its_field(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message) as raised:
        read_preset(path)
    assert "mine.json" in str(raised.value)


def test_a_users_folder_comes_first_and_is_read_anew_when_it_changes(tmp_path: Path) -> None:
    shapes = {name: {"terms": []} for name in ("gab", "gib")}
    data = {"id": "mine", "title": "Mine", "required": [], "least": 2, "shapes": shapes}
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert load_presets(tmp_path)[0].title == "Mine"
    assert detect(["gab", "gib"], load_presets(tmp_path)).preset is not None
    assert not detect(["gab", "gib"])
    path.write_text(json.dumps(data | {"title": "Mine, better"}), encoding="utf-8")
    assert load_presets(tmp_path)[0].title == "Mine, better"
    assert load_presets(tmp_path / "nowhere") == load_presets()

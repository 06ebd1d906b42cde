# SPDX-License-Identifier: GPL-3.0-or-later
"""Articulators reach a rig as its preset says, survive a .blend, and fall back where shapes are missing."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.lipsync.channels import CHANNELS
from addon.rigs import VOWELS, Ramp, RigMapping, detect, load_presets, mapping_for, read_preset
from addon.rigs.vowels import vowel_weights

pytestmark = pytest.mark.unit

RIGS = {preset.id: detect(preset.shapes).mapping() for preset in load_presets()}
unit = st.floats(0.0, 1.0)


def mouth(**values: float) -> dict[str, np.ndarray]:
    return {channel: np.array([values.get(channel, 0.0)]) for channel in CHANNELS}


def pose(mapping: RigMapping, **values: float) -> dict[str, float]:
    return {name: float(shape[0]) for name, shape in mapping.project(mouth(**values)).items()}


def without(preset_id: str, *missing: str) -> RigMapping:
    preset = next(preset for preset in load_presets() if preset.id == preset_id)
    return mapping_for(preset, {name: f"Face.{name}" for name in preset.shapes if name not in missing})


@given(st.fixed_dictionaries(dict.fromkeys(CHANNELS, unit)))
def test_values_stay_within_a_shape(values: dict[str, float]) -> None:
    for mapping in RIGS.values():
        for value in pose(mapping, **values).values():
            assert 0.0 <= value <= 1.0


def test_rest_is_rest() -> None:
    for mapping in RIGS.values():
        assert set(pose(mapping).values()) == {0.0}


@given(st.fixed_dictionaries({channel: unit for channel in CHANNELS if channel != "lip_close"}))
def test_closed_lips_leave_nothing_open(values: dict[str, float]) -> None:
    """The jaw is the articulation's own business: on ARKit it is shut by then, so the seal is lip work."""
    oculus = pose(RIGS["oculus"], **values, lip_close=1.0)
    assert oculus["viseme_PP"] == 1.0
    assert all(value == 0.0 for name, value in oculus.items() if name != "viseme_PP")
    assert set(pose(RIGS["vrm"], **values, lip_close=1.0).values()) == {0.0}
    arkit = pose(RIGS["arkit"], **values, lip_close=1.0)
    assert arkit["mouthFunnel"] == arkit["mouthPucker"] == 0.0
    assert arkit["mouthPressLeft"] == arkit["mouthPressRight"] > 0.4


@pytest.mark.parametrize("preset_id", sorted(RIGS))
def test_a_mapping_survives_a_blend_file(preset_id: str) -> None:
    mapping = RIGS[preset_id]
    again = RigMapping.from_dict(json.loads(json.dumps(mapping.to_dict())))
    assert again == mapping


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "'shapes' is missing"),
        ({"shapes": {"jaw": [{"nose": [0, 1]}]}}, "jaw: unknown articulator 'nose'"),
        ({"shapes": {"jaw": [{"jaw": [1, 1]}]}}, "jaw: .*two different"),
        ({"shapes": {"jaw": [{"jaw": [0]}]}}, "jaw: "),
        ({"shapes": {"jaw": [{"gain": "loud"}]}}, "jaw: "),
        ({"shapes": {"jaw": 3}}, "jaw: terms must be a list"),
        ({"shapes": {"jaw": []}, "limits": {"jaw": -1.0}}, "limit of 'jaw'"),
    ],
)
def test_a_broken_mapping_is_refused_by_name(data: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        RigMapping.from_dict(data)


def test_limits_hold() -> None:
    data = RIGS["vrm"].to_dict() | {"limits": {"aa": 0.5}}
    assert pose(RigMapping.from_dict(data), jaw=1.0)["aa"] == 0.5


def test_a_ramp_runs_either_way() -> None:
    channels = {"jaw": np.array([0.0, 0.25, 0.5, 1.0])}
    np.testing.assert_allclose(Ramp("jaw", 0.0, 0.5)(channels), [0.0, 0.5, 1.0, 1.0])
    np.testing.assert_allclose(Ramp("jaw", 0.5, 0.0)(channels), [1.0, 0.5, 0.0, 0.0])


def test_what_a_shape_reads() -> None:
    assert RIGS["arkit"].reads("jawOpen") == {"jaw"}
    assert RIGS["arkit"].reads("mouthPucker") == {"round", "lip_close"}
    assert {"jaw", "round", "spread", "lip_close"} <= RIGS["vrm"].reads("aa")
    assert RIGS["oculus"].reads("viseme_sil") == frozenset()


class TestFallbacks:
    def test_no_tongue_opens_the_jaw_a_little(self) -> None:
        assert pose(RIGS["arkit"], tongue_out=1.0)["jawOpen"] == 0.0
        assert 0.05 < pose(without("arkit", "tongueOut"), tongue_out=1.0)["Face.jawOpen"] < 0.2

    def test_no_mouth_close_shuts_the_jaw_alone(self) -> None:
        assert pose(without("arkit", "mouthClose"), jaw=0.6, lip_close=1.0)["Face.jawOpen"] == 0.0

    @pytest.mark.parametrize(
        ("preset", "missing", "instead", "values"),
        [
            ("arkit", "mouthFunnel", "mouthPucker", {"round": 1.0}),
            ("arkit", "mouthPucker", "mouthFunnel", {"round": 1.0}),
            ("arkit", "mouthStretchLeft", "mouthSmileLeft", {"spread": 1.0}),
            ("arkit", "mouthPressLeft", "mouthRollLower", {"lip_close": 1.0}),
            ("arkit", "mouthRollLower", "mouthUpperUpLeft", {"labiodental": 1.0}),
            ("oculus", "viseme_FF", "viseme_PP", {"labiodental": 1.0}),
            ("oculus", "viseme_TH", "viseme_DD", {"tongue_out": 1.0}),
            ("oculus", "viseme_DD", "viseme_nn", {"tongue_tip": 1.0, "teeth": 0.45}),
            ("oculus", "viseme_nn", "viseme_DD", {"tongue_tip": 1.0}),
            ("oculus", "viseme_CH", "viseme_SS", {"teeth": 1.0, "round": 0.5}),
            ("oculus", "viseme_SS", "viseme_CH", {"teeth": 1.0}),
            ("oculus", "viseme_I", "viseme_E", {"spread": 0.8, "jaw": 0.15}),
            ("oculus", "viseme_U", "viseme_O", {"round": 0.95, "jaw": 0.15}),
            ("vrm", "ih", "ee", {"spread": 0.8, "jaw": 0.15}),
            ("vrm", "ou", "oh", {"round": 0.95, "jaw": 0.15}),
            ("vrm", "ee", "ih", {"spread": 0.5, "jaw": 0.45}),
            ("vrm", "oh", "ou", {"round": 0.6, "jaw": 0.45}),
        ],
    )
    def test_another_shape_does_more(
        self, preset: str, missing: str, instead: str, values: dict[str, float]
    ) -> None:
        complete = pose(RIGS[preset], **values)[instead]
        assert pose(without(preset, missing), **values)[f"Face.{instead}"] > complete + 0.1


@given(unit, unit, unit)
def test_vowel_weights_share_one_mouth(jaw: float, rounding: float, spread: float) -> None:
    weights = vowel_weights(
        {"jaw": np.array([jaw]), "round": np.array([rounding]), "spread": np.array([spread])}
    )
    values = [float(weight[0]) for weight in weights.values()]
    assert set(weights) == set(VOWELS)
    assert all(0.0 <= value <= 1.0 for value in values)
    assert sum(values) <= 1.0 + 1e-9
    assert sum(value > 0.0 for value in values) <= 2


@given(st.floats(0.0, 1.0), st.floats(-1.0, 1.0), st.floats(-1e-4, 1e-4), st.floats(-1e-4, 1e-4))
def test_vowel_weights_change_smoothly(jaw: float, lips: float, more: float, wider: float) -> None:
    def at(jaw: float, lips: float) -> np.ndarray:
        channels = {
            "jaw": np.array([jaw]),
            "round": np.array([max(lips, 0.0)]),
            "spread": np.array([max(-lips, 0.0)]),
        }
        return np.array([weight[0] for weight in vowel_weights(channels).values()])

    moved = at(min(max(jaw + more, 0.0), 1.0), lips + wider)
    assert np.max(np.abs(moved - at(jaw, lips))) < 2e-3


def test_a_preset_file_that_is_wrong_is_named(tmp_path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(
        '{"id": "mine", "title": "Mine", "required": [["a"]], "least": 1, "shapes": {}}', encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"mine\.json.*does not define: a"):
        read_preset(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"mine\.json"):
        read_preset(path)

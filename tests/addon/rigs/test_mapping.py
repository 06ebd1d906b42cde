# SPDX-License-Identifier: GPL-3.0-or-later
"""Articulators reach a rig as its preset says, survive a .blend, and fall back where shapes are missing."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.lipsync.channels import CHANNELS
from addon.rigs import (
    VOWELS,
    Control,
    Kind,
    Ramp,
    Response,
    RigMapping,
    Term,
    control_id,
    detect,
    load_presets,
    mapping_for,
)
from addon.rigs.controls import TRANSFORMS
from addon.rigs.mapping import terms_from_json, terms_to_json
from addon.rigs.vowels import vowel_weights

pytestmark = pytest.mark.unit

RIGS = {preset.id: detect(preset.shapes).mapping() for preset in load_presets() if preset.shapes}
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
        for name, value in pose(mapping, **values).items():
            assert mapping.responses[name].low <= value <= mapping.responses[name].high


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


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([{"nose": [0, 1]}], "jaw: unknown articulator 'nose'"),
        ([{"jaw": [1, 1]}], "jaw: .*two different"),
        ([{"jaw": [0]}], "jaw: "),
        ([{"gain": "loud"}], "jaw: "),
        (3, "jaw: terms must be a list"),
    ],
)
def test_broken_terms_are_refused_by_name(data: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        terms_from_json(data, "jaw")


@pytest.mark.parametrize(("low", "high"), [(0.5, 1.0), (0.0, 11.0), (0.0, -1.0)])
def test_limits_that_leave_out_rest_or_run_away_are_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="limit of 'jaw'"):
        Response(Control(Kind.SHAPE, "jaw"), (), low=low, high=high)


def test_a_control_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="transform"):
        Control(Kind.BONE, "jaw")
    with pytest.raises(ValueError, match="scale"):
        Control(Kind.SHAPE, "jaw", scale=0.0)


def test_limits_and_gain_hold() -> None:
    response = Response(Control(Kind.SHAPE, "Smile"), (Term(1.0, (Ramp("jaw", 0.0, 1.0),)),), 2.0, 0.0, 0.5)
    mapping = RigMapping("mine", {"Smile": response})
    assert pose(mapping, jaw=0.2)["Smile"] == pytest.approx(0.4)
    assert pose(mapping, jaw=1.0)["Smile"] == 0.5


def test_a_control_may_go_either_way() -> None:
    terms = (Term(1.0, (Ramp("round", 0.0, 1.0),)), Term(-0.5, (Ramp("spread", 0.0, 1.0),)))
    corner = Control(Kind.BONE, "lips.L", "location_x", -0.02)
    mapping = RigMapping("mine", {"lips.L.location_x": Response(corner, terms, low=-1.0)})
    assert pose(mapping, round=1.0)["lips.L.location_x"] == 1.0
    assert pose(mapping, spread=1.0)["lips.L.location_x"] == -0.5
    assert mapping.control("lips.L.location_x").native(-0.5) == pytest.approx(0.01)


def test_an_id_belongs_to_its_control() -> None:
    with pytest.raises(ValueError, match=r"'jaw'.*'Jaw\.rotation_x'"):
        RigMapping("mine", {"jaw": Response(Control(Kind.BONE, "Jaw", "rotation_x"), ())})


numbers = st.floats(-5.0, 5.0).map(lambda value: round(value, 4))
ramps = st.builds(Ramp, st.sampled_from((*CHANNELS, *VOWELS)), st.floats(-1.0, 0.4), st.floats(0.5, 2.0))
products = st.lists(ramps, max_size=3, unique_by=lambda ramp: ramp.channel).map(tuple)
terms = st.lists(st.builds(Term, numbers, products), max_size=3).map(tuple)
names = st.text(min_size=1, max_size=12)
scales = numbers.filter(bool)
controls = st.one_of(
    st.builds(Control, st.just(Kind.SHAPE), names, st.just(""), scales, numbers),
    st.builds(Control, st.just(Kind.BONE), names, st.sampled_from(TRANSFORMS), scales, numbers),
    st.builds(Control, st.just(Kind.PROPERTY), names, st.just(""), scales, numbers),
)
responses = st.builds(Response, controls, terms, numbers, st.floats(-10.0, 0.0), st.floats(0.0, 10.0))
mappings = st.builds(
    lambda preset, found: RigMapping(preset, {control_id(given.control): given for given in found}),
    names,
    st.lists(responses, max_size=5),
)


@given(terms)
def test_any_terms_survive_a_preset_file(given_terms: tuple[Term, ...]) -> None:
    assert terms_from_json(json.loads(json.dumps(terms_to_json(given_terms))), "jaw") == given_terms


@given(mappings, st.fixed_dictionaries(dict.fromkeys(CHANNELS, unit)))
def test_a_projection_is_each_responses_own_formula(mapping: RigMapping, values: dict[str, float]) -> None:
    channels = mouth(**values)
    inputs = channels | vowel_weights(channels)
    for name, value in mapping.project(channels).items():
        response = mapping.responses[name]
        total = response.gain * sum(float(np.squeeze(term(inputs))) for term in response.terms)
        assert float(value[0]) == pytest.approx(min(max(total, response.low), response.high), abs=1e-9)


def test_thousands_of_samples_are_projected_at_once() -> None:
    rng = np.random.default_rng(7)
    many = {channel: rng.random((50, 40)) for channel in CHANNELS}
    for mapping in RIGS.values():
        values = mapping.project(many)
        one = mapping.project({channel: samples[3, 5:6] for channel, samples in many.items()})
        for name in mapping.responses:
            assert values[name].shape == (50, 40)
            assert values[name][3, 5] == pytest.approx(float(one[name][0]))


def test_a_ramp_runs_either_way() -> None:
    channels = {"jaw": np.array([0.0, 0.25, 0.5, 1.0])}
    np.testing.assert_allclose(Ramp("jaw", 0.0, 0.5)(channels), [0.0, 0.5, 1.0, 1.0])
    np.testing.assert_allclose(Ramp("jaw", 0.5, 0.0)(channels), [1.0, 0.5, 0.0, 0.0])


def test_a_term_reads_an_articulator_once() -> None:
    with pytest.raises(ValueError, match="once, not jaw, jaw"):
        Term(1.0, (Ramp("jaw", 0.0, 1.0), Ramp("jaw", 1.0, 0.0)))


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

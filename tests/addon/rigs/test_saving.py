# SPDX-License-Identifier: GPL-3.0-or-later
"""A mapping that is saved loads again, on the same character and on others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addon.rigs import (
    Body,
    Control,
    Kind,
    Response,
    RigMapping,
    control_id,
    detect,
    detect_character,
    load_presets,
    read_preset,
    write_preset,
)
from tests.addon.rigs.skeletons import bone
from tests.addon.rigs.test_detect import ARKIT_52, CC4_LIPS, CC4_TONGUE
from tests.addon.rigs.test_mapping import terms

pytestmark = pytest.mark.unit

JAW = bone("Root|CC_Base_JawRoot", (0.0, 0.02, 1.6), (0.0, -0.08, 1.55))


def scaled(mapping: RigMapping, gain: float) -> RigMapping:
    """The mapping as an animator would turn it up."""
    return RigMapping(
        mapping.preset,
        {name: Response(r.control, r.terms, gain, r.low, r.high) for name, r in mapping.responses.items()},
    )


def test_a_saved_mapping_is_recognised_on_a_character_with_other_prefixes(tmp_path: Path) -> None:
    alice = scaled(detect([f"Alice.{name}" for name in ARKIT_52]).mapping(), 0.7)
    write_preset(tmp_path / "soft.json", "Soft", {"Alice": alice})
    for names in (ARKIT_52, [f"Bo_Face.{name}" for name in ARKIT_52], [f"Bo_{name}" for name in ARKIT_52]):
        detection = detect(names, load_presets(tmp_path))
        assert detection.preset is not None
        assert detection.preset.title == "Soft"
        assert detection.preset.personal
        mapping = detection.mapping()
        assert len(mapping.responses) == len(alice.responses)
        key = detection.found["jawOpen"]
        assert mapping.responses[key].gain == 0.7
        assert mapping.responses[key].terms == alice.responses["Alice.jawOpen"].terms
    assert detect(ARKIT_52).preset != detect(ARKIT_52, load_presets(tmp_path)).preset


def test_a_whole_character_comes_back_as_it_was(tmp_path: Path) -> None:
    body = Body({"Body": CC4_LIPS, "Tongue": CC4_TONGUE}, (JAW,))
    before = detect_character(body)
    assert before.armature is not None
    write_preset(tmp_path / "cc.json", "Mine", {**before.mappings(), "Armature": before.armature})
    after = detect_character(body, [read_preset(tmp_path / "cc.json", personal=True)])
    assert after.armature is not None
    assert after.armature.responses == before.armature.responses
    for name, mapping in before.mappings().items():
        assert after.mappings()[name].responses == mapping.responses


def test_own_shapes_are_saved_without_their_owner(tmp_path: Path) -> None:
    grin = {f"Alice.{name}": Response(Control(Kind.SHAPE, f"Alice.{name}"), ()) for name in ("grin", "gape")}
    write_preset(tmp_path / "own.json", "Own", {"Alice": RigMapping("", grin)})
    assert set(read_preset(tmp_path / "own.json").shapes) == {"grin", "gape"}


keys = st.sampled_from(
    ["grin", "gape", "Kuss", "Mund auf", "しゃべる", "jawOpen", "mouthPucker", "mouthSmile_L"]
)
bones = st.tuples(
    st.sampled_from(["jaw", "lips.L", "lips.R", "tongue"]), st.sampled_from(["rotation_x", "location_z"])
)
scales = st.floats(-3.0, 3.0).filter(lambda value: abs(value) > 1e-3)
shape_controls = st.builds(Control, st.just(Kind.SHAPE), keys, st.just(""), scales, st.floats(-1.0, 1.0))
bone_controls = bones.flatmap(
    lambda pair: st.builds(
        Control, st.just(Kind.BONE), st.just(pair[0]), st.just(pair[1]), scales, st.floats(-1.0, 1.0)
    )
)


def mappings(controls: st.SearchStrategy[Control]) -> st.SearchStrategy[RigMapping]:
    answers = st.builds(
        Response, controls, terms, st.floats(-5.0, 5.0), st.floats(-10.0, 0.0), st.floats(0.0, 10.0)
    )
    unique = st.lists(answers, min_size=1, max_size=6, unique_by=lambda given: control_id(given.control))
    return unique.map(lambda found: RigMapping("x", {control_id(given.control): given for given in found}))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mappings(shape_controls), mappings(bone_controls))
def test_any_mapping_comes_back_as_it_was(tmp_path: Path, face: RigMapping, armature: RigMapping) -> None:
    write_preset(tmp_path / "any.json", "Any", {"Face": face, "Armature": armature})
    preset = read_preset(tmp_path / "any.json", personal=True)
    skeleton = [bone(name, (0, 0, 0), (0, -1, 0)) for name in ("jaw", "lips.L", "lips.R", "tongue")]
    found = detect_character(Body({"Face": face.shapes}, skeleton), [preset])
    assert found.mappings()["Face"].responses == face.responses
    assert found.armature is not None
    assert found.armature.responses == armature.responses


def test_what_a_preset_cannot_hold_is_said(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    sprite = Response(Control(Kind.PROPERTY, '["mouth"]'), ())
    with pytest.raises(ValueError, match="Sprite: a preset holds shape keys and bones, not the property"):
        write_preset(path, "Mine", {"Sprite": RigMapping("", {'["mouth"]': sprite})})
    one, other = (
        RigMapping("", {"grin": Response(Control(Kind.SHAPE, "grin"), (), gain)}) for gain in (1.0, 2.0)
    )
    with pytest.raises(ValueError, match="Beard: the shape grin moves differently"):
        write_preset(path, "Mine", {"Face": one, "Beard": other})
    with pytest.raises(ValueError, match="nothing to save"):
        write_preset(path, "Mine", {"Face": RigMapping("", {})})
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "mine.json"
    for title in ("First", "Second"):
        write_preset(path, title, {"Face": detect(ARKIT_52).mapping()})
    assert json.loads(path.read_text(encoding="utf-8"))["title"] == "Second"
    assert [entry.name for entry in path.parent.iterdir()] == ["mine.json"]

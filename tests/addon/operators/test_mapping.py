# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
"""The mapping editor: what is changed there is seen on the mouth at once, and can be saved for others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest

from ..head import make_head
from ..scene.animation import played
from ..scene.speech import mama, spoken

pytestmark = pytest.mark.blender


@pytest.fixture
def head(scene: Any) -> Any:
    """Alice's head, her mapping by hand as it was recognised, one line spoken."""
    from addon.properties import add_character, add_line
    from addon.scene import apply

    made = make_head("Alice")
    add_character(scene, "Alice").meshes.add().object = made
    line = add_line(scene, "mama", "Alice")
    apply.apply_speech(scene, apply.request_of(scene, line), mama(2.0), beside=False)
    return made


def mapping(scene: Any) -> Any:
    return scene.voxrig.characters[0].mapping


def choose(scene: Any, name: str) -> Any:
    controls = mapping(scene).controls
    mapping(scene).active_control = [control.name for control in controls].index(name)
    return controls[mapping(scene).active_control]


def jaw(scene: Any, head: Any) -> float:
    return max(played(scene, head, "jawOpen", range(1, 50)))


def test_starting_by_hand_changes_nothing_at_first(scene: Any, head: Any) -> None:
    before = played(scene, head, "jawOpen", range(1, 50))
    assert bpy.ops.voxrig.edit_mapping() == {"FINISHED"}
    assert mapping(scene).use
    assert len(mapping(scene).controls) >= 5
    assert played(scene, head, "jawOpen", range(1, 50)) == pytest.approx(before, abs=1e-5)


def test_gain_weight_limit_and_offset_are_seen_at_once(scene: Any, head: Any) -> None:
    bpy.ops.voxrig.edit_mapping()
    whole = jaw(scene, head)
    control = choose(scene, "jawOpen")
    control.gain = 0.5
    assert jaw(scene, head) == pytest.approx(0.5 * whole, rel=0.05)
    control.gain = 0.05
    assert jaw(scene, head) == pytest.approx(0.05 * whole, rel=0.05)
    control.gain = 1.0
    control.terms[0].weight *= 0.25
    assert jaw(scene, head) == pytest.approx(0.25 * whole, rel=0.1)
    control.terms[0].weight *= 4.0
    control.high = 0.1
    assert jaw(scene, head) == pytest.approx(0.1, abs=1e-3)
    control.high, control.offset = 1.0, 0.05
    assert min(played(scene, head, "jawOpen", [27, 28, 29, 30])) == pytest.approx(0.05, abs=0.03)


def test_another_articulator_can_move_a_shape_too(scene: Any, head: Any) -> None:
    bpy.ops.voxrig.edit_mapping()
    choose(scene, "mouthPucker")
    before = max(played(scene, head, "mouthPucker", range(1, 50)))
    bpy.ops.voxrig.add_term(channel="jaw")
    assert max(played(scene, head, "mouthPucker", range(1, 50))) > before + 0.3
    bpy.ops.voxrig.add_condition(index=1)
    closed = played(scene, head, "mouthPucker", [29])[0]
    assert closed == pytest.approx(0.0, abs=0.03)
    bpy.ops.voxrig.remove_term(index=1)
    assert max(played(scene, head, "mouthPucker", range(1, 50))) == pytest.approx(before, abs=1e-3)


def test_mirroring_gives_the_other_side_the_same_values(scene: Any, head: Any) -> None:
    bpy.ops.voxrig.edit_mapping()
    left = choose(scene, "mouthSmileLeft")
    left.gain, left.high = 0.7, 0.6
    assert bpy.ops.voxrig.mirror_control() == {"FINISHED"}
    (right,) = (control for control in mapping(scene).controls if control.name == "mouthSmileRight")
    assert (right.gain, right.high) == (pytest.approx(0.7), pytest.approx(0.6))


def test_a_name_without_a_side_cannot_be_mirrored_and_it_is_said(scene: Any, head: Any) -> None:
    bpy.ops.voxrig.edit_mapping()
    choose(scene, "jawOpen")
    assert bpy.ops.voxrig.mirror_control() == {"CANCELLED"}


def test_a_saved_mapping_loads_on_a_character_with_other_prefixes(
    scene: Any, head: Any, tmp_path: Path
) -> None:
    from addon.properties import add_character

    bpy.ops.voxrig.edit_mapping()
    choose(scene, "jawOpen").gain = 0.33
    file = tmp_path / "mine.json"
    assert bpy.ops.voxrig.save_mapping(filepath=str(file)) == {"FINISHED"}
    other = make_head("Bob", tuple(f"Bob.{block.name}" for block in head.data.shape_keys.key_blocks[1:]))
    add_character(scene, "Bob").meshes.add().object = other
    assert bpy.ops.voxrig.load_mapping(filepath=str(file)) == {"FINISHED"}
    bob = scene.voxrig.characters["Bob"].mapping
    (control,) = (control for control in bob.controls if control.name == "Bob.jawOpen")
    assert control.object == other
    assert control.gain == pytest.approx(0.33)


def test_a_file_that_is_no_preset_is_refused_in_words(scene: Any, head: Any, tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text("{", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"was not loaded: preset broken\.json"):
        bpy.ops.voxrig.load_mapping(filepath=str(file))
    assert not mapping(scene).use


def test_a_preset_for_another_rig_is_refused_in_words(scene: Any, head: Any, tmp_path: Path) -> None:
    from addon.properties import add_character

    bpy.ops.voxrig.edit_mapping()
    file = tmp_path / "mine.json"
    bpy.ops.voxrig.save_mapping(filepath=str(file))
    add_character(scene, "Stone").meshes.add().object = make_head("Stone", ("Crack", "Moss"))
    with pytest.raises(RuntimeError, match="does not fit Stone"):
        bpy.ops.voxrig.load_mapping(filepath=str(file))


def test_a_control_that_is_gone_is_left_out_and_named(scene: Any, head: Any) -> None:
    from addon.scene import custom

    bpy.ops.voxrig.edit_mapping()
    control = choose(scene, "mouthPucker")
    control.name = "gone"
    assert custom.problem(control) == "Alice has no shape key gone"
    assert jaw(scene, head) > 0.3


def test_a_property_can_be_a_control(scene: Any, head: Any) -> None:
    head["openness"] = 0.0
    bpy.ops.voxrig.edit_mapping()
    bpy.ops.voxrig.add_control()
    control = mapping(scene).controls[-1]
    control.kind, control.name = "PROPERTY", '["openness"]'
    found = []
    for frame in range(1, 50):
        scene.frame_set(frame)
        found.append(head["openness"])
    assert max(found) > 0.5
    assert min(found) == pytest.approx(0.0, abs=1e-3)


def test_styles_turn_all_dials_and_key_once(scene: Any, head: Any) -> None:
    whole = jaw(scene, head)
    bpy.ops.voxrig.apply_style(style="whisper")
    assert jaw(scene, head) < 0.8 * whole
    bpy.ops.voxrig.apply_style(style="shout", of_line=True)
    assert scene.voxrig.lines[0].use_style
    assert jaw(scene, head) > whole


def test_a_control_can_move_to_both_sides_of_rest(scene: Any, head: Any) -> None:
    from addon.scene import apply

    line = scene.voxrig.lines[0]
    apply.apply_speech(scene, apply.request_of(scene, line), spoken("sil u i u sil", "we", 2.0), beside=False)
    head["width"] = 0.0
    bpy.ops.voxrig.edit_mapping()
    bpy.ops.voxrig.add_control()
    control = mapping(scene).controls[-1]
    control.kind, control.name, control.low = "PROPERTY", '["width"]', -1.0
    control.terms[0].ramps[0].channel = "spread"
    bpy.ops.voxrig.add_term(channel="round")
    control.terms[1].weight = -1.0
    wide, narrow = [], []
    for frame in range(1, 50):
        scene.frame_set(frame)
        wide.append(head["width"])
        narrow.append(-head["width"])
    assert max(wide) > 0.5
    assert max(narrow) > 0.5
    assert wide[0] == wide[-1] == 0.0

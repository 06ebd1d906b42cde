# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""A script in the scene, and a new version of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from addon.client.script import Role, Script, ScriptLine

from .speech import asked, mama

pytestmark = pytest.mark.blender

LINES = (
    ScriptLine("MARIA", "Don't breathe.", "whispering", "en-US", heading="INT. LIGHTHOUSE - NIGHT"),
    ScriptLine("BRAM", "Lamps don't listen.", "", "en-US"),
    ScriptLine("MARIA", "It works!", "", "en-US"),
    ScriptLine("BRAM", "It works! Did you see?", "", "en-US", together=True),
    ScriptLine("LI", "你们的灯昨晚迟到了。", "", "zh-CN", heading="EXT. LIGHTHOUSE - DAWN"),
)
ROLES = (Role("MARIA", 2, "voices/af_heart"), Role("BRAM", 2, "voices/am_michael"), Role("LI", 1, "voices/x"))
OWN = {"voices/af_heart": "en-US", "voices/am_michael": "en-US", "voices/x": "en-GB"}
SCRIPT = Script(LINES, ROLES)


def bring(scene: Any, *lines: ScriptLine, path: str = "/scripts/a.fountain", update: bool = False) -> Any:
    from addon.scene import script

    return script.apply_script(scene, Script(lines or LINES, ROLES), path, OWN, update=update)


def texts(scene: Any) -> list[tuple[str, str]]:
    return [(line.character, line.text) for line in scene.voxrig.lines]


def speak_all(scene: Any) -> None:
    from addon.properties import find_line
    from addon.scene import apply

    for uid in [line.uid for line in scene.voxrig.lines]:
        line = find_line(scene, uid)
        apply.apply_speech(scene, asked(line), mama(), beside=False)


def test_lines_characters_headings_and_cues_arrive(scene: Any) -> None:
    outcome = bring(scene)
    lines, group = scene.voxrig.lines, scene.voxrig
    assert texts(scene) == [(line.character, line.text) for line in LINES]
    assert [character.name for character in group.characters] == ["MARIA", "BRAM", "LI"]
    assert [character.voice for character in group.characters] == [role.voice for role in ROLES]
    assert [line.language for line in lines] == ["AUTO"] * 4 + ["zh-CN"]
    assert [line.start_mode for line in lines] == ["AUTO", "AUTO", "AUTO", "TOGETHER", "AUTO"]
    assert lines[0].delivery == "whispering"
    assert sorted(marker.name for marker in scene.timeline_markers) == [
        "EXT. LIGHTHOUSE - DAWN",
        "INT. LIGHTHOUSE - NIGHT",
    ]
    assert (outcome.added, outcome.changed, outcome.same, outcome.gone) == (5, 0, 0, [])
    assert len(outcome.characters) == 3
    assert group.script == "/scripts/a.fountain"
    assert {line.script for line in lines} == {"a.fountain"}


def test_subtitles_start_at_their_cues(scene: Any) -> None:
    bring(
        scene, ScriptLine("", "One.", start=1_000, end=2_500), ScriptLine("", "Two.", start=4_000, end=5_000)
    )
    lines = scene.voxrig.lines
    assert [(line.start_mode, line.cue_start, line.cue_end) for line in lines] == [
        ("CUE", 1_000, 2_500),
        ("CUE", 4_000, 5_000),
    ]
    assert [line.placed_frame for line in lines] == [25, 97]
    assert {line.character for line in lines} == {"Narrator"}


def test_a_cast_that_is_there_is_used_whatever_its_capitals(scene: Any) -> None:
    from addon.properties import add_character

    add_character(scene, "Maria").voice = "voices/bf_emma"
    outcome = bring(scene)
    assert [character.name for character in scene.voxrig.characters] == ["Maria", "BRAM", "LI"]
    assert scene.voxrig.characters[0].voice == "voices/bf_emma"
    assert scene.voxrig.lines[0].character == "Maria"
    assert len(outcome.characters) == 2


def test_again_unchanged_lines_keep_everything_and_changed_ones_are_stale(scene: Any) -> None:
    from addon.scene import apply

    bring(scene)
    lines = scene.voxrig.lines
    lines[1].text = "Lamps do not listen, says the animator."
    lines[0].speed, lines[2].start_mode, lines[2].start_frame = 1.2, "FRAME", 90
    scene.voxrig.characters[0].name = "Maria the Keeper"
    speak_all(scene)
    before = [(line.uid, line.phonemes, line.text, line.speed, line.start_mode) for line in lines]
    frames = [line.placed_frame for line in lines]
    after = [*LINES[:4], replace(LINES[4], text="你们的灯昨晚又迟到了。")]
    outcome = bring(scene, *after)
    assert (outcome.added, outcome.changed, outcome.same, outcome.gone) == (0, 1, 4, [])
    assert outcome.characters == []
    now = [(line.uid, line.phonemes, line.text, line.speed, line.start_mode) for line in lines]
    assert now[:4] == before[:4]
    assert now[4][:2] == before[4][:2]
    assert lines[4].text == "你们的灯昨晚又迟到了。"
    assert [line.placed_frame for line in lines] == frames
    assert [apply.is_changed(scene, line) for line in lines] == [False] * 4 + [True]


def test_a_delivery_that_the_animator_chose_stays_until_the_script_has_another(scene: Any) -> None:
    bring(scene)
    lines = scene.voxrig.lines
    lines[0].delivery, lines[1].delivery = "soft", "happy"
    bring(scene)
    assert [line.delivery for line in lines] == ["soft", "happy", "", "", ""]
    bring(scene, replace(LINES[0], delivery="shouting"), *LINES[1:])
    assert [line.delivery for line in lines] == ["shouting", "happy", "", "", ""]


def test_new_lines_come_in_their_place_and_gone_ones_wait_to_be_asked_about(scene: Any) -> None:
    from addon.properties import add_line
    from addon.scene import script

    bring(scene)
    add_line(scene, "By hand.", "MARIA", after=1)
    outcome = bring(scene, LINES[0], ScriptLine("MARIA", "A wholly different thing."), LINES[3], LINES[4])
    assert [text for _, text in texts(scene)] == [
        "Don't breathe.",
        "Lamps don't listen.",
        "By hand.",
        "A wholly different thing.",
        "It works! Did you see?",
        "你们的灯昨晚迟到了。",
    ]
    assert (outcome.added, outcome.changed, outcome.same, len(outcome.gone)) == (0, 1, 3, 1)
    script.remove_lines(scene, outcome.gone)
    assert "Lamps don't listen." not in [text for _, text in texts(scene)]
    assert len(scene.voxrig.lines) == 5


def test_lines_that_are_kept_are_the_animators_from_then_on(scene: Any) -> None:
    from addon.scene import script

    bring(scene)
    script.keep_lines(scene, bring(scene, *LINES[:4]).gone)
    outcome = bring(scene, *LINES[:4])
    assert outcome.gone == []
    assert len(scene.voxrig.lines) == 5


def test_another_script_comes_in_addition_and_a_new_version_in_place(scene: Any) -> None:
    bring(scene)
    bring(scene, LINES[1], path="/scripts/b.fountain")
    assert len(scene.voxrig.lines) == 6
    outcome = bring(scene, LINES[1], path="/scripts/b v2.fountain", update=True)
    assert (outcome.added, outcome.same, outcome.gone) == (0, 1, [])
    assert scene.voxrig.lines[5].script == "b v2.fountain"
    assert scene.voxrig.lines[0].script == "a.fountain"


def test_the_path_is_kept_relative_to_a_saved_file(scene: Any, tmp_path: Path) -> None:
    import bpy

    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "a.blend"))
    bring(bpy.context.scene, path=str(tmp_path / "a.fountain"))
    assert bpy.context.scene.voxrig.script == "//a.fountain"


def test_cue_times_and_end_to_end(scene: Any) -> None:
    from addon.scene import script

    bring(scene, ScriptLine("MARIA", "One.", start=5_000), ScriptLine("MARIA", "Two."))
    scene.voxrig.ripple = False
    speak_all(scene)
    assert script.start_lines(scene, "AUTO", selected=False) == 2
    assert [line.placed_frame for line in scene.voxrig.lines] == [1, 33]
    assert script.start_lines(scene, "CUE", selected=False) == 1
    assert scene.voxrig.lines[0].placed_frame == 121
    assert script.start_lines(scene, "CUE", selected=True) == 0

# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Speaking, through a real sidecar and real Blender."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from ..conftest import preferences, wait_for
from ..head import make_head

pytestmark = pytest.mark.blender


@pytest.fixture
def dialogue(speaking_scene: Any) -> Any:
    """Alice and Bob, each with a head and a line."""
    from addon.properties import add_character, add_line

    scene = speaking_scene
    for name, voice, text in (
        ("Alice", "voices/af_heart", "My mother met Bob."),
        ("Bob", "voices/am_michael", "She did."),
    ):
        character = add_character(scene, name)
        character.voice = voice
        character.meshes.add().object = make_head(name)
        add_line(scene, text, name)
    return scene


def begin(scene: Any) -> Any:
    """What the modal operator does when it starts; background Blender has no events."""
    import bpy

    from addon.operators import run
    from addon.preferences import target

    return run.begin(scene, [line.uid for line in scene.voxrig.lines], target(bpy.context), beside=False)


def step_until(condition: Any) -> None:
    from addon.operators import run

    wait_for(lambda: run.step() is None and condition())


def is_idle() -> bool:
    from addon.client.session import SESSION

    return not SESSION.is_speaking


def jaw(scene: Any, name: str) -> float:
    import bpy

    best = 0.0
    for frame in range(1, 100):
        scene.frame_set(frame)
        best = max(best, bpy.data.objects[name].data.shape_keys.key_blocks["jawOpen"].value)
    return best


def test_two_lines_become_sound_and_moving_mouths(dialogue: Any) -> None:
    import bpy

    assert bpy.ops.voxrig.speak(scope="ALL") == {"FINISHED"}
    alice, bob = dialogue.voxrig.lines
    assert (alice.error, alice.warning, bob.error, bob.warning) == ("", "", "", "")
    assert 0.8 < alice.duration < 3.0
    assert alice.placed_frame == 1
    end = 1 + (alice.duration + dialogue.voxrig.gap) * 24
    assert end <= bob.placed_frame < end + 1
    strips = sorted(dialogue.sequence_editor.strips, key=lambda strip: strip.frame_start)
    assert [(s.frame_start, s.channel) for s in strips] == [(1, 1), (bob.placed_frame, 2)]
    assert jaw(dialogue, "Alice") > 0.3
    assert jaw(dialogue, "Bob") > 0.1


def test_a_failed_line_shows_why_and_the_others_are_spoken(dialogue: Any) -> None:
    import bpy

    dialogue.voxrig.characters["Alice"].voice = "voices/nobody"
    bpy.ops.voxrig.speak(scope="ALL")
    alice, bob = dialogue.voxrig.lines
    assert "nobody" in alice.error
    assert bob.error == ""
    assert bob.duration > 0.0


def test_a_line_without_text_or_character_says_so(dialogue: Any) -> None:
    import bpy

    from addon.properties import add_line

    add_line(dialogue, "Who says this?")
    dialogue.voxrig.lines[1].text = " "
    bpy.ops.voxrig.speak(scope="ALL")
    assert dialogue.voxrig.lines[0].error == ""
    assert "no text" in dialogue.voxrig.lines[1].error
    assert "Choose the character" in dialogue.voxrig.lines[2].error


def test_only_changed_lines_are_spoken_again(dialogue: Any) -> None:
    import bpy

    bpy.ops.voxrig.speak(scope="ALL")
    alice, bob = (line.sound.name for line in dialogue.voxrig.lines)
    dialogue.voxrig.lines[1].text = "He did not."
    bpy.ops.voxrig.speak(scope="CHANGED")
    assert dialogue.voxrig.lines[0].sound.name == alice
    assert dialogue.voxrig.lines[1].sound.name != bob


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("ACTIVE", ["She did."]),
        ("SELECTED", ["My mother met Bob."]),
        ("ALL", ["My mother met Bob.", "She did."]),
        ("CHANGED", ["My mother met Bob.", "She did."]),
        ("FAILED", ["She did."]),
        ("CHARACTER", ["My mother met Bob."]),
        ("RESUME", []),
    ],
)
def test_each_scope_means_its_lines(scene: Any, scope: str, expected: list[str]) -> None:
    import bpy

    from addon.operators.speak import _uids
    from addon.properties import add_character, add_line, find_line

    for name, text in (("Alice", "My mother met Bob."), ("Bob", "She did.")):
        add_character(scene, name)
        add_line(scene, text, name)
    scene.voxrig.lines[0].select = True
    scene.voxrig.lines[1].error = "no"
    scene.voxrig.active_character = 0
    uids = _uids(bpy.context, scene, scope, "")
    assert [find_line(scene, uid).text for uid in uids] == expected


def test_a_failed_line_is_tried_again_alone(dialogue: Any) -> None:
    import bpy

    dialogue.voxrig.characters["Bob"].voice = "voices/nobody"
    bpy.ops.voxrig.speak(scope="ALL")
    alice, bob = dialogue.voxrig.lines
    sound = alice.sound.name
    assert bob.error
    dialogue.voxrig.characters["Bob"].voice = "voices/am_michael"
    bpy.ops.voxrig.speak(scope="FAILED")
    assert bob.error == ""
    assert bob.duration > 0.0
    assert alice.sound.name == sound


def test_a_line_removed_meanwhile_is_dropped(dialogue: Any) -> None:
    begin(dialogue)
    dialogue.voxrig.lines.remove(0)
    step_until(is_idle)
    (bob,) = dialogue.voxrig.lines
    assert bob.duration > 0.0
    assert len(dialogue.sequence_editor.strips) == 1


def test_another_file_in_the_middle_ends_the_run(dialogue: Any) -> None:
    import bpy

    from addon.operators import run

    begin(dialogue)
    run.step()
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    assert is_idle()
    for _ in range(20):
        run.step()
        time.sleep(0.02)
    assert len(bpy.context.scene.voxrig.lines) == 0
    assert len(bpy.data.sounds) == len(bpy.data.actions) == 0


def test_saving_and_loading_in_the_middle_leaves_a_clean_scene(dialogue: Any, tmp_path: Path) -> None:
    import bpy

    begin(dialogue)
    step_until(lambda: dialogue.voxrig.lines[0].duration > 0.0)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "middle.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "middle.blend"))
    assert is_idle()
    scene = bpy.context.scene
    assert [line.error for line in scene.voxrig.lines] == ["", ""]
    assert scene.voxrig.lines[0].character == "Alice"
    assert jaw(scene, "Alice") > 0.3
    bpy.ops.voxrig.speak(scope="CHANGED")
    assert all(line.duration > 0.0 for line in scene.voxrig.lines)


def test_cancelling_keeps_what_is_done(dialogue: Any) -> None:
    from addon.client.session import SESSION

    begin(dialogue)
    step_until(lambda: dialogue.voxrig.lines[0].duration > 0.0)
    SESSION.cancel()
    assert is_idle()
    assert dialogue.voxrig.lines[0].phonemes
    assert dialogue.voxrig.lines[1].error == ""


def test_an_undo_in_the_middle_loses_no_character_and_crashes_nothing(dialogue: Any) -> None:
    """Undo puts every data-block in another place; background Blender undoes by reading its memory file."""
    import bpy

    if not bpy.ops.ed.undo_push.poll():
        pytest.skip("this Blender keeps no undo steps in the background")
    bpy.ops.ed.undo_push(message="Before")
    begin(dialogue)
    step_until(lambda: bpy.context.scene.voxrig.lines[0].duration > 0.0)
    bpy.ops.ed.undo_push(message="One line")
    bpy.ops.ed.undo()
    scene = bpy.context.scene
    assert [line.text for line in scene.voxrig.lines] == ["My mother met Bob.", "She did."]
    step_until(is_idle)
    assert bpy.context.scene.voxrig.lines[1].duration > 0.0


def test_a_sidecar_that_cannot_start_says_why_on_each_line(scene: Any, no_sidecar: Any) -> None:
    import bpy

    from addon.properties import add_character, add_line

    preferences().python = "/no/such/python"
    add_character(scene, "Alice")
    add_line(scene, "Hello.", "Alice")
    bpy.ops.voxrig.speak(scope="ALL")
    assert "cannot be run" in scene.voxrig.lines[0].error


def test_the_button_says_why_it_is_grey(scene: Any, no_sidecar: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import bpy

    from addon.preferences import why_not
    from addon.properties import add_line

    monkeypatch.delenv("VOXRIG_SIDECAR_PYTHON", raising=False)
    preferences().python = ""
    add_line(scene, "Hello.")
    assert not bpy.ops.voxrig.speak.poll()
    assert "not installed" in why_not(bpy.context)


def test_another_computer_needs_online_access(scene: Any) -> None:
    import bpy

    from addon.preferences import why_not

    preferences().reach = "CONNECT"
    preferences().address = "192.168.1.7:50051"
    bpy.context.preferences.system.use_online_access = False
    assert "Allow Online Access" in why_not(bpy.context)
    bpy.context.preferences.system.use_online_access = True
    assert why_not(bpy.context) == ""
    preferences().address = "127.0.0.1:50051"
    bpy.context.preferences.system.use_online_access = False
    assert why_not(bpy.context) == ""


def test_gestures_of_all_lines_are_there_when_the_last_is_spoken(dialogue: Any) -> None:
    import bpy

    from ..head import ARKIT

    alice = dialogue.voxrig.characters["Alice"]
    alice.meshes[0].object = make_head("Alice", (*ARKIT, "eyeBlinkLeft", "eyeBlinkRight"))
    alice.gestures.use_blinks = True
    dialogue.voxrig.lines[1].character = "Alice"
    bpy.ops.voxrig.speak(scope="ALL")
    keys = alice.meshes[0].object.data.shape_keys
    strips = [s for track in keys.animation_data.nla_tracks if "Blinks" in track.name for s in track.strips]
    written = alice.gestures.written
    assert max(strip.frame_end for strip in strips) >= dialogue.voxrig.lines[1].placed_frame
    alice.gestures.blink_rate += 0.0  # which writes them anew
    assert alice.gestures.written == written

# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""The line's sound: where it lies, where it is kept."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .speech import RATE, mama

pytestmark = [pytest.mark.blender, pytest.mark.usefixtures("sound")]


def colour_strip(scene: Any, channel: int, length: int) -> Any:
    """A strip of the animator's."""
    import bpy

    end = {"length": length} if bpy.app.version >= (5, 0) else {"frame_end": 1 + length}
    return scene.sequence_editor.strips.new_effect(
        name="Mine", type="COLOR", channel=channel, frame_start=1, **end
    )


def test_the_strip_lies_on_the_lines_frame(scene: Any, say: Callable[..., Any]) -> None:
    line = say(seconds=1.0)
    (strip,) = scene.sequence_editor.strips
    assert (strip.frame_start, strip.channel) == (line.placed_frame, 1)
    assert strip.frame_final_duration == 24
    assert line.duration == pytest.approx(1.0)
    assert strip.sound == line.sound


def test_a_file_that_was_never_saved_gets_packed_sound(scene: Any, say: Callable[..., Any]) -> None:
    line = say(beside=True)
    assert line.sound.packed_file is not None


def test_packed_sound_survives_saving_and_loading(
    scene: Any, say: Callable[..., Any], tmp_path: Path
) -> None:
    import bpy

    size = say().sound.packed_file.size
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "a.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "a.blend"))
    (line,) = bpy.context.scene.voxrig.lines
    assert line.sound.packed_file.size == size == 44 + 2 * RATE
    assert line.sound == bpy.context.scene.sequence_editor.strips[0].sound
    assert list(tmp_path.glob("**/*.wav")) == []


def test_sound_beside_the_blend_is_a_whole_wav_with_a_relative_path(
    scene: Any, say: Callable[..., Any], tmp_path: Path
) -> None:
    import bpy

    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "a.blend"))
    line = say(beside=True)
    (file,) = (tmp_path / "voxrig").iterdir()
    assert file.name.startswith(line.uid)
    assert line.sound.filepath == f"//voxrig/{file.name}"
    assert line.sound.packed_file is None
    with wave.open(str(file)) as wav:
        assert (wav.getframerate(), wav.getnframes(), wav.getnchannels()) == (RATE, RATE, 1)


def test_a_folder_that_cannot_be_written_is_said_and_the_keys_are_there(
    scene: Any, say: Callable[..., Any], tmp_path: Path
) -> None:
    import bpy

    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "a.blend"))
    (tmp_path / "voxrig").write_text("a file where the folder should be")
    line = say(beside=True)
    assert line.warning.startswith("No sound: ")
    assert line.keyed


@pytest.mark.parametrize("chosen", [False, True])
def test_a_new_take_is_selected_only_if_the_old_one_was(
    scene: Any, say: Callable[..., Any], chosen: bool
) -> None:
    from addon.scene import apply

    line = say()
    (strip,) = scene.sequence_editor.strips
    assert not strip.select, "what is moved or deleted next would take all the dialogue along"
    strip.select = chosen
    assert apply.apply_speech(scene, apply.request_of(scene, line), mama(2.0), beside=False)
    (strip,) = scene.sequence_editor.strips
    assert strip.select == chosen


def test_a_new_take_replaces_the_old_one_and_nothing_else(scene: Any, say: Callable[..., Any]) -> None:
    import bpy

    from addon.scene import apply

    line = say()
    other = colour_strip(scene, channel=5, length=9)
    scene.sequence_editor.strips[0].volume = 0.4
    apply.apply_speech(scene, apply.request_of(scene, line), mama(0.5), beside=False)
    strips = list(scene.sequence_editor.strips)
    assert other in strips
    (strip,) = [strip for strip in strips if strip != other]
    assert strip.frame_final_duration == 12
    assert strip.volume == pytest.approx(0.4)
    assert len(bpy.data.sounds) == 1


def test_each_character_has_a_channel_and_a_taken_one_is_left_alone(
    scene: Any, say: Callable[..., Any]
) -> None:
    from addon.properties import add_character, add_line, find_line
    from addon.scene import apply, sounds

    say()
    add_character(scene, "Bob")
    uid = add_line(scene, "mama", "Bob").uid
    colour_strip(scene, channel=2, length=900)
    apply.apply_speech(scene, apply.request_of(scene, find_line(scene, uid)), mama(), beside=False)
    (bob,) = sounds.strips_of(scene, uid)
    assert bob.channel == 3

# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""A line can be heard from the .blend or from the sidecar, with a sound device or without."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import pytest

from ..scene.speech import RATE, mama

pytestmark = pytest.mark.blender


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is played; there need be no sound device."""
    from addon.operators import listen

    clips: list[Any] = []
    monkeypatch.setattr(listen, "play", clips.append)
    return clips


def add_line(scene: Any) -> Any:
    from addon.properties import add_character, add_line

    add_character(scene, "Alice").voice = "voices/af_heart"
    return add_line(scene, "Hello there.", "Alice")


@pytest.mark.parametrize("beside", [False, True])
def test_a_spoken_line_is_heard_as_it_is_in_the_file(
    scene: Any, sound: None, heard: list[Any], tmp_path: Path, beside: bool
) -> None:
    import bpy

    from addon.scene import apply

    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "scene.blend"))
    line = add_line(scene)
    speech = mama(0.5)
    apply.apply_speech(scene, apply.request_of(scene, line), speech, beside=beside)
    assert bpy.ops.voxrig.audition_line(uid=line.uid) == {"FINISHED"}
    (clip,) = heard
    assert (clip.audio, clip.sample_rate) == (speech.audio, RATE)


def test_a_line_that_is_not_spoken_is_spoken_only_to_be_heard(speaking_scene: Any, heard: list[Any]) -> None:
    import bpy

    line = add_line(speaking_scene)
    assert bpy.ops.voxrig.audition_line() == {"FINISHED"}
    (clip,) = heard
    assert len(clip.audio) > clip.sample_rate
    assert line.phonemes == ""
    assert len(bpy.data.sounds) == 0


def test_a_line_that_cannot_be_spoken_says_why(speaking_scene: Any, heard: list[Any]) -> None:
    import bpy

    line = add_line(speaking_scene)
    line.text = " "
    with pytest.raises(RuntimeError, match="no text"):
        bpy.ops.voxrig.audition_line(uid=line.uid)
    assert heard == []


def test_without_a_sound_device_the_systems_player_gets_a_file(
    scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from addon import compat
    from addon.client.voice import Clip
    from addon.operators import listen

    opened: list[Path] = []
    monkeypatch.setattr(compat, "audio", lambda: None)
    monkeypatch.setattr(listen, "open_elsewhere", opened.append)
    speech = mama(0.5)
    for _ in range(2):
        listen.play(Clip(speech.audio, RATE))
    with wave.open(str(opened[1])) as wav:
        assert (wav.getframerate(), wav.readframes(RATE)) == (RATE, speech.audio)


def test_no_way_to_play_is_said_in_words(scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from addon import compat
    from addon.client.voice import Clip
    from addon.operators import listen

    def fail(path: Path) -> None:
        raise RuntimeError("no player")

    monkeypatch.setattr(compat, "audio", lambda: None)
    monkeypatch.setattr(listen, "open_elsewhere", fail)
    with pytest.raises(ValueError, match="without sound, and no other player"):
        listen.play(Clip(b"\0\0", RATE))

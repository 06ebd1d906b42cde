# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""What a line is asked for, and so what changes it: only what its voice can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from addon.client.sureness import SURE, Sureness, TimingSource
from addon.client.voice import Voice, VoiceKind

from .speech import asked, mama

pytestmark = pytest.mark.blender

HEART = Voice("voices/af_heart", "Heart", "en-US", "female", VoiceKind.STOCK)
MIKA = Voice(
    *("voices/mika", "Mika", "ja-JP", "", VoiceKind.IMPORTED),
    deliveries=("neutral", "Happy", "开心"),
    engine="gpt-sovits",
)
SAMPLING = {
    "top_k": 5,
    "top_p": 0.5,
    "temperature": 0.7,
    "repetition_penalty": 1.2,
    "text_split": "WHOLE",
    "attempts": 1,
}


@pytest.fixture
def voices(scene: Any, monkeypatch: pytest.MonkeyPatch) -> list[Voice]:
    """What the sidecar has told of."""
    from addon.client.session import SESSION

    known = [HEART, MIKA]
    monkeypatch.setattr(SESSION, "voices", known)
    return known


@pytest.fixture
def speak(voices: list[Voice]) -> Callable[..., Any]:
    """Speaks a line as the session does it: what its voice cannot do is not asked for."""
    from addon.scene import apply

    def spoken(line: Any, sureness: Sureness = SURE) -> str:
        request = asked(line)
        apply.apply_speech(line.id_data, request, replace(mama(), sureness=sureness), beside=False)
        return request.delivery

    return spoken


@pytest.fixture
def line(head: Any, scene: Any) -> Any:
    from addon.properties import add_line

    return add_line(scene, "mama", "Alice")


def is_changed(line: Any) -> bool:
    from addon.scene import apply

    return apply.is_changed(line.id_data, line)


def alice(line: Any) -> Any:
    return line.id_data.voxrig.characters["Alice"]


def test_a_delivery_that_the_voice_has_changes_the_line(line: Any, speak: Callable[..., Any]) -> None:
    alice(line).voice = MIKA.name
    assert speak(line) == ""
    line.delivery = "happy "
    assert is_changed(line)
    assert speak(line) == "Happy"
    assert not is_changed(line)
    line.delivery = "Happy"  # the same
    assert not is_changed(line)
    line.delivery = "开心"
    assert is_changed(line)
    line.delivery = ""
    assert is_changed(line)


def test_a_note_changes_nothing(line: Any, speak: Callable[..., Any]) -> None:
    for voice in (HEART, MIKA):
        alice(line).voice = voice.name
        line.delivery = ""
        speak(line)
        for note in ("(sighs)", "whispering", "neutral"):
            line.delivery = note
            assert not is_changed(line)


def test_options_change_the_lines_of_a_sampled_voice_alone(line: Any, speak: Callable[..., Any]) -> None:
    for voice in (HEART, MIKA):
        alice(line).voice = voice.name
        for option, value in SAMPLING.items():
            before = getattr(alice(line).sampling, option)
            speak(line)
            setattr(alice(line).sampling, option, value)
            assert is_changed(line) is (voice is MIKA), option
            setattr(alice(line).sampling, option, before)
            assert not is_changed(line), option


def test_while_the_sidecar_is_silent_lines_are_as_their_voice_then_could_speak_them(
    line: Any, speak: Callable[..., Any], voices: list[Voice], tmp_path: Path
) -> None:
    import bpy

    alice(line).voice = MIKA.name
    line.delivery, alice(line).sampling.top_k = "happy", 5
    speak(line)
    voices.clear()
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "scene.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "scene.blend"))
    (line,) = bpy.context.scene.voxrig.lines
    assert not is_changed(line)
    line.delivery = "sad"
    assert is_changed(line)
    line.delivery, alice(line).sampling.top_k = "Happy", 6
    assert is_changed(line)


def test_lines_that_an_earlier_version_spoke_have_not_changed(line: Any, speak: Callable[..., Any]) -> None:
    speak(line)
    assert line.spoken == '["mama", "voices/af_heart", "", 1.0, 0, []]'


def test_a_line_keeps_how_sure_its_times_are(line: Any, speak: Callable[..., Any]) -> None:
    from addon.scene import apply

    assert apply.sureness(line) == SURE  # as are lines that an earlier version spoke
    speak(line, Sureness(TimingSource.ATTENTION, 0.4))
    assert apply.sureness(line) == Sureness(TimingSource.ATTENTION, 0.4)
    speak(line)
    assert apply.sureness(line) == SURE

# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Deliveries and options on their way to a sidecar that has a voice for them and refuses what it has not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from addon.client.voice import read_voice

from ..conftest import preferences
from ..head import make_head
from ..slow_sidecar import HEART, MIKA
from .conftest import SlowSession

pytestmark = pytest.mark.blender

CAST = {"Alice": HEART.name, "Mika": MIKA.name}


@pytest.fixture
def dialogue(scene: Any, slow_session: SlowSession) -> Iterator[Any]:
    """Alice, who is Kokoro's, and Mika, who is GPT-SoVITS's, with options and notes of all kinds."""
    from addon.properties import add_character, add_line

    chosen = preferences()
    before = chosen.reach, chosen.address
    chosen.reach, chosen.address = "CONNECT", slow_session(0.0, 0).target.address
    for name, voice in CAST.items():
        character = add_character(scene, name)
        character.voice, character.sampling.top_k = voice, 5
        character.meshes.add().object = make_head(name)
        for delivery in ("", "(sighs)", "happy", "开心"):
            add_line(scene, "It is you.", name).delivery = delivery
    yield scene
    chosen.reach, chosen.address = before


def speak() -> None:
    import bpy

    assert bpy.ops.voxrig.speak(scope="ALL") == {"FINISHED"}


def test_no_note_makes_a_line_fail(dialogue: Any) -> None:
    from addon.scene import apply

    speak()
    assert [line.error for line in dialogue.voxrig.lines] == [""] * 8
    assert [apply.is_changed(dialogue, line) for line in dialogue.voxrig.lines] == [False] * 8


def test_the_voice_is_heard_in_its_deliveries_and_how_sure_the_mouth_is_told(
    sound: None, dialogue: Any, tmp_path: Path
) -> None:
    import bpy

    from addon.operators.states import state_of

    speak()
    lines = dialogue.voxrig.lines
    assert [state_of(dialogue, line).icon for line in lines] == [*["CHECKMARK"] * 6, *["QUESTION"] * 2]
    describe = bpy.types.VOXRIG_OT_line_state.description
    told = [describe(bpy.context, line) for line in lines]
    assert told[5] == "Spoken"
    assert "Mouth timing is unsure" in told[6]
    assert "Mouth timing is estimated" in told[7]
    bpy.ops.voxrig.export_timings(filepath=str(tmp_path / "a.json"))
    written = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["lines"]
    sure = {(line["timing_source"], line["timing_confidence"]) for line in written}
    assert sure == {("durations", 1.0), ("attention", 0.9), ("attention", 0.4), ("proportional", 0.0)}


def test_the_farm_is_told_how_sure_the_mouth_is(dialogue: Any, tmp_path: Path) -> None:
    from addon.headless.command import main

    report = tmp_path / "report.json"
    assert main(["speak", "--lines", "1,8", "--report", str(report)]) == 0
    lines = json.loads(report.read_text(encoding="utf-8"))["lines"]
    assert [(line["timing_source"], line["timing_confidence"]) for line in lines] == [
        ("durations", 1.0),
        ("proportional", 0.0),
    ]


def test_a_delivery_of_the_menu_goes_to_the_chosen_line(scene: Any) -> None:
    import bpy

    from addon.properties import add_line

    for text in ("Hello.", "Goodbye."):
        add_line(scene, text)
    assert bpy.ops.voxrig.set_delivery(delivery="开心") == {"FINISHED"}
    assert [line.delivery for line in scene.voxrig.lines] == ["", "开心"]


def test_a_line_can_be_heard_in_its_delivery(dialogue: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import bpy

    from addon.operators import listen

    heard: list[Any] = []
    monkeypatch.setattr(listen, "play", heard.append)
    for line in dialogue.voxrig.lines:
        assert bpy.ops.voxrig.audition_line(uid=line.uid) == {"FINISHED"}
    assert len(heard) == 8


def test_only_kokoros_voices_are_mixed(scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import bpy

    from addon.client.session import SESSION
    from addon.properties.voices import FORM

    monkeypatch.setattr(SESSION, "voices", [read_voice(HEART), read_voice(MIKA)])
    FORM.__init__()
    assert bpy.ops.voxrig.add_part(voice=MIKA.name) == {"CANCELLED"}
    assert bpy.ops.voxrig.add_part(voice=HEART.name) == {"FINISHED"}
    assert FORM.parts == [(HEART.name, 0.5)]
    FORM.__init__()

# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Voices are heard, mixed and removed, through a real sidecar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.blender


@pytest.fixture
def session(speaking_scene: Any) -> Iterator[Any]:
    """The add-on's session; blends that a test leaves are removed."""
    from addon.client.session import SESSION
    from addon.client.voice import VoiceKind
    from addon.properties import voices

    voices.FORM.__init__()
    yield SESSION
    SESSION.end_trial()
    SESSION.refresh_voices()
    for voice in SESSION.voices:
        if voice.kind is VoiceKind.BLEND:
            SESSION.client.delete_voice(voice.name)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is played; there need be no sound device."""
    from addon.operators import listen

    clips: list[Any] = []
    monkeypatch.setattr(listen, "play", clips.append)
    return clips


def test_a_voice_can_be_heard_without_touching_the_scene(
    speaking_scene: Any, session: Any, heard: list[Any]
) -> None:
    import bpy

    from addon.properties.voices import form

    bpy.ops.voxrig.show_voice(voice="voices/am_michael")
    form(bpy.context).sample = "Can you hear me?"
    assert bpy.ops.voxrig.try_voice() == {"FINISHED"}
    (clip,) = heard
    assert 0.5 < len(clip.audio) / 2 / clip.sample_rate < 4.0
    assert len(speaking_scene.sequence_editor_create().strips_all) == 0
    assert len(bpy.data.sounds) == 0


def test_it_can_be_heard_in_another_language(session: Any, heard: list[Any]) -> None:
    import bpy

    from addon.properties.voices import form

    bpy.ops.voxrig.show_voice(voice="voices/am_michael")
    form(bpy.context).sample, form(bpy.context).sample_language = "你好。", "zh-CN"
    assert bpy.ops.voxrig.try_voice() == {"FINISHED"}
    assert session.trial.request.language == "zh-CN"
    assert len(heard) == 1


def test_a_text_that_cannot_be_spoken_says_why(session: Any, heard: list[Any]) -> None:
    import bpy

    from addon.properties.voices import form

    form(bpy.context).sample = "[x](/9/)"
    with pytest.raises(RuntimeError, match="9"):
        bpy.ops.voxrig.try_voice()
    assert heard == []


def test_two_voices_are_mixed_and_the_mixture_can_be_deleted(session: Any) -> None:
    import bpy

    from addon.client.voice import VoiceKind
    from addon.operators.voices import shown_voice

    made = bpy.ops.voxrig.blend_voices(
        title="Duo", voice_1="voices/af_heart", voice_2="voices/am_michael", weight_1=0.7, weight_2=0.3
    )
    assert made == {"FINISHED"}
    duo = shown_voice(bpy.context)
    assert (duo.name, duo.title, duo.kind) == ("voices/duo", "Duo", VoiceKind.BLEND)
    assert bpy.ops.voxrig.delete_voice() == {"FINISHED"}
    assert session.find_voice("voices/duo") is None
    assert shown_voice(bpy.context) is not None


def test_a_mixture_needs_a_name_and_two_different_voices(session: Any) -> None:
    import bpy

    with pytest.raises(RuntimeError, match="name"):
        bpy.ops.voxrig.blend_voices(voice_1="voices/af_heart", voice_2="voices/am_michael")
    with pytest.raises(RuntimeError, match="different voices"):
        bpy.ops.voxrig.blend_voices(title="Duo", voice_1="voices/af_heart", voice_2="voices/af_heart")


def test_a_stock_voice_can_neither_be_deleted_nor_previewed(session: Any) -> None:
    import bpy

    bpy.ops.voxrig.show_voice(voice="voices/af_heart")
    assert not bpy.ops.voxrig.delete_voice.poll()
    assert not bpy.ops.voxrig.play_preview.poll()


def test_voices_that_were_made_elsewhere_meanwhile_are_listed(session: Any) -> None:
    from addon.operators.voice_list import refresh, voice_items

    session.client.create_blend("elsewhere", "Elsewhere", [("voices/af_heart", 1.0), ("voices/am_adam", 1.0)])
    refresh(None)
    assert ("voices/elsewhere", "Elsewhere, en-US, blend") in [item[:2] for item in voice_items(None, None)]


def test_the_active_characters_voice_is_shown_until_another_is_chosen(
    speaking_scene: Any, session: Any
) -> None:
    import bpy

    from addon.operators.voices import shown_voice
    from addon.properties import add_character

    add_character(speaking_scene, "Bob").voice = "voices/am_adam"
    assert shown_voice(bpy.context).name == "voices/am_adam"
    bpy.ops.voxrig.show_voice(voice="voices/af_heart")
    assert shown_voice(bpy.context).name == "voices/af_heart"
    bpy.ops.voxrig.use_voice()
    assert speaking_scene.voxrig.characters["Bob"].voice == "voices/af_heart"

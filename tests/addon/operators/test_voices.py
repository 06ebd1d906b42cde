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


def choose(name: str) -> None:
    """Clicks a row of the list."""
    import bpy

    from addon.client.session import SESSION
    from addon.client.voice import own_first
    from addon.properties.voices import form

    form(bpy.context).active_row = [voice.name for voice in own_first(SESSION.voices)].index(name)


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

    choose("voices/am_michael")
    form(bpy.context).sample = "Can you hear me?"
    assert bpy.ops.voxrig.try_voice() == {"FINISHED"}
    (clip,) = heard
    assert 0.5 < len(clip.audio) / 2 / clip.sample_rate < 4.0
    assert len(speaking_scene.sequence_editor_create().strips_all) == 0
    assert len(bpy.data.sounds) == 0


def test_it_can_be_heard_in_another_language(session: Any, heard: list[Any]) -> None:
    import bpy

    from addon.properties.voices import form

    choose("voices/am_michael")
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


def test_every_voice_has_a_sample_to_be_heard(session: Any, heard: list[Any]) -> None:
    import bpy

    assert bpy.ops.voxrig.hear_voice(voice="voices/jf_alpha") == {"FINISHED"}
    assert session.trial.request.text.startswith("こんばんは")
    (clip,) = heard
    assert len(clip.audio) / 2 / clip.sample_rate > 2.0
    choose("voices/af_heart")
    assert bpy.ops.voxrig.hear_voice() == {"FINISHED"}
    assert session.trial.request.voice == "voices/af_heart"


def mix(*parts: tuple[str, float], title: str = "") -> None:
    import bpy

    from addon.properties.voices import FORM, form

    FORM.parts.clear()
    for number, (name, weight) in enumerate(parts, 1):
        bpy.ops.voxrig.add_part(voice=name)
        setattr(form(bpy.context), f"weight_{number}", weight)
    form(bpy.context).blend_title = title


def test_two_voices_are_mixed_and_the_mixture_can_be_deleted(session: Any) -> None:
    import bpy

    from addon.client.voice import VoiceKind
    from addon.operators.voices import shown_voice

    mix(("voices/af_heart", 0.7), ("voices/am_michael", 0.3), title="Duo")
    assert bpy.ops.voxrig.blend_voices() == {"FINISHED"}
    duo = shown_voice(bpy.context)
    assert (duo.name, duo.title, duo.kind) == ("voices/duo", "Duo", VoiceKind.BLEND)
    assert bpy.ops.voxrig.delete_voice() == {"FINISHED"}
    assert session.find_voice("voices/duo") is None
    assert shown_voice(bpy.context) is not None


def test_a_mixture_needs_two_voices_and_a_name_to_be_saved(session: Any) -> None:
    import bpy

    mix(("voices/af_heart", 1.0), title="Duo")
    assert not bpy.ops.voxrig.blend_voices.poll()
    assert not bpy.ops.voxrig.hear_blend.poll()
    assert bpy.ops.voxrig.add_part(voice="voices/af_heart") == {"CANCELLED"}
    bpy.ops.voxrig.add_part(voice="voices/am_michael")
    assert bpy.ops.voxrig.blend_voices.poll()
    assert bpy.ops.voxrig.hear_blend.poll()
    bpy.ops.voxrig.remove_part(index=0)
    assert not bpy.ops.voxrig.blend_voices.poll()


def test_a_mixture_is_heard_before_it_is_saved_and_leaves_nothing(session: Any, heard: list[Any]) -> None:
    import bpy

    before = session.client._all_voices(patient=True)
    samples = []
    for share in (0.1, 0.9):
        mix(("voices/af_heart", share), ("voices/am_michael", 1.0 - share))
        assert bpy.ops.voxrig.hear_blend() == {"FINISHED"}
        samples.append(heard[-1].audio)
    assert samples[0] != samples[1]  # the sliders count
    assert session.client._all_voices(patient=True) == before


def test_what_a_crash_has_left_is_never_shown_and_soon_gone(session: Any, heard: list[Any]) -> None:
    import bpy

    from addon.client.voice import UNSAVED

    parts = [("voices/af_heart", 1.0), ("voices/am_michael", 1.0)]
    session.client.create_blend(UNSAVED + "left", "Unsaved blend", parts)
    session.refresh_voices()
    assert session.find_voice(f"voices/{UNSAVED}left") is None
    mix(*parts)
    bpy.ops.voxrig.hear_blend()
    assert not [voice for voice in session.client._all_voices(patient=True) if UNSAVED in voice.name]


def test_a_stock_voice_cannot_be_deleted(session: Any) -> None:
    import bpy

    choose("voices/af_heart")
    assert not bpy.ops.voxrig.delete_voice.poll()


def test_a_star_is_kept_in_the_preferences(session: Any) -> None:
    import bpy

    from addon.preferences import favourites

    bpy.ops.voxrig.star_voice(voice="voices/af_heart")
    bpy.ops.voxrig.star_voice(voice="voices/am_adam")
    assert favourites(bpy.context) == {"voices/af_heart", "voices/am_adam"}
    bpy.ops.voxrig.star_voice(voice="voices/af_heart")
    bpy.ops.voxrig.star_voice(voice="voices/am_adam")
    assert favourites(bpy.context) == frozenset()


def test_the_list_has_a_row_per_voice(session: Any) -> None:
    import bpy

    from addon.client.voice import own_first
    from addon.properties.voices import fit_rows, form

    fit_rows(bpy.context)
    assert len(form(bpy.context).rows) == len(session.voices)
    choose("voices/am_adam")
    names = [voice.name for voice in own_first(session.voices)]
    assert form(bpy.context).active_row == names.index("voices/am_adam")


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
    choose("voices/af_heart")
    assert shown_voice(bpy.context).name == "voices/af_heart"
    bpy.ops.voxrig.use_voice()
    assert speaking_scene.voxrig.characters["Bob"].voice == "voices/af_heart"

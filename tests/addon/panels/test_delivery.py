# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""What the panels offer of a voice that can speak in more than one way, and what they keep from others."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from addon.client.sureness import Sureness, TimingSource
from addon.client.voice import Voice, VoiceKind

from .layout import Layout, Sidebar, drawn

pytestmark = pytest.mark.blender

HEART = Voice("voices/af_heart", "Heart", "en-US", "female", VoiceKind.STOCK)
MIKA = Voice(
    *("voices/mika", "Mika", "ja-JP", "", VoiceKind.IMPORTED),
    deliveries=("neutral", "Happy", "开心"),
    engine="gpt-sovits",
    model_version="v2ProPlus",
)
NOTE = "A note only"


@pytest.fixture
def line(scene: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    from addon.client.session import SESSION, State
    from addon.properties import add_character, add_line, voices

    voices.FORM.__init__()
    monkeypatch.setattr(SESSION, "voices", [HEART, MIKA])
    monkeypatch.setattr(SESSION, "state", State.READY)
    add_character(scene, "Mika").voice = MIKA.name
    return add_line(scene, "Hello.", "Mika")


def voice(line: Any, name: str) -> None:
    line.id_data.voxrig.characters[0].voice = name


def the_line() -> str:
    from addon.panels.dialogue import VOXRIG_PT_line

    return drawn(VOXRIG_PT_line)


def test_the_deliveries_of_the_voice_are_offered_beside_the_field(line: Any) -> None:
    from addon.panels.delivery import VOXRIG_MT_deliveries

    assert ".delivery VOXRIG_MT_deliveries" in the_line()
    layout = Layout([])
    menu: Any = SimpleNamespace(layout=layout)
    VOXRIG_MT_deliveries.draw(menu, Sidebar())
    assert layout.drawn[1::2] == ["neutral", "Happy", "开心"]
    voice(line, HEART.name)
    assert "VOXRIG_MT_deliveries" not in the_line()


@pytest.mark.parametrize(
    ("name", "words", "is_note"),
    [
        (MIKA.name, "happy", False),
        (MIKA.name, "neutral", False),
        (MIKA.name, "", False),
        (MIKA.name, "whispering", True),
        (HEART.name, "whispering", True),
        ("voices/nobody", "whispering", False),  # who knows
    ],
)
def test_a_text_that_is_no_delivery_of_the_voice_is_called_a_note(
    line: Any, name: str, words: str, is_note: bool
) -> None:
    voice(line, name)
    line.delivery = words
    assert (NOTE in the_line()) is is_note


def test_the_line_tells_where_the_mouth_is_a_guess(line: Any) -> None:
    assert "Mouth timing" not in the_line()
    for source, confidence, words in (
        (TimingSource.PROPORTIONAL, 0.0, "Mouth timing is estimated"),
        (TimingSource.ATTENTION, 0.4, "Mouth timing is unsure"),
    ):
        line.timing_source, line.timing_confidence = Sureness(source, confidence)[0].name, confidence
        assert words in the_line()
    line.timing_confidence = 0.8
    assert "Mouth timing" not in the_line()


def test_the_options_are_there_for_a_voice_that_has_them(line: Any) -> None:
    from addon.panels.sampling import VOXRIG_PT_sampling

    assert VOXRIG_PT_sampling.poll(Sidebar())
    assert drawn(VOXRIG_PT_sampling) == (
        ".top_k .top_p .temperature .repetition_penalty .text_split .attempts"
    )
    for name in (HEART.name, "voices/nobody"):
        voice(line, name)
        assert not VOXRIG_PT_sampling.poll(Sidebar())


def test_the_bounds_are_the_contracts(line: Any) -> None:
    sampling = line.id_data.voxrig.characters[0].sampling
    sampling.top_k, sampling.attempts, sampling.repetition_penalty = 0, 99, 5.0
    sampling.top_p = sampling.temperature = -1.0
    assert (sampling.top_k, sampling.attempts, sampling.repetition_penalty) == (1, 10, 2.0)
    assert (round(sampling.top_p, 4), sampling.temperature) == (0.01, 0.0)


def test_the_voice_is_told_with_what_speaks_in_it(line: Any) -> None:
    from addon.panels.voices import VOXRIG_PT_blend, VOXRIG_PT_voices

    words = drawn(VOXRIG_PT_voices)
    assert "Mika, ja-JP, imported · GPT-SoVITS v2ProPlus" in words
    assert "Deliveries: neutral, Happy, 开心" in words
    assert "Only Kokoro voices can be mixed" in drawn(VOXRIG_PT_blend)
    assert "voxrig.add_part" not in drawn(VOXRIG_PT_blend)
    voice(line, HEART.name)
    assert "Deliveries" not in drawn(VOXRIG_PT_voices)
    assert "voxrig.add_part Add Heart" in drawn(VOXRIG_PT_blend)


def test_a_voice_is_found_by_what_speaks_in_it(line: Any) -> None:
    from addon.client.voice import VoiceFilter
    from addon.operators.voice_list import search_words

    for text in ("sovits", "v2proplus imported", "gpt"):
        assert VoiceFilter(text).matches(MIKA, search_words(MIKA))
        assert not VoiceFilter(text).matches(HEART, search_words(HEART))


@pytest.mark.parametrize(("tag", "words"), [("ko-KR", "Korean"), ("yue-HK", "Chinese (Cantonese)")])
def test_its_languages_can_be_chosen_sought_and_heard(line: Any, tag: str, words: str) -> None:
    import bpy

    from addon.client.samples import sentence_in
    from addon.operators.voice_list import search_words
    from addon.properties.voices import form
    from addon.scene import apply

    line.language = tag
    assert apply.request_of(line.id_data, line).language == tag
    form(bpy.context).sought_language = form(bpy.context).sample_language = tag
    with pytest.raises(TypeError):
        form(bpy.context).language = tag  # no voice is made of a recording in it
    abroad = Voice("voices/x", "X", tag, "", VoiceKind.IMPORTED)
    assert words in search_words(abroad)
    assert sentence_in(tag) != sentence_in("en-US")

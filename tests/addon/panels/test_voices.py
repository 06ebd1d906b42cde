# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""What the panels about voices say at each stage."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from addon.client.enrolment import Enrolment, Stage
from addon.client.recording import Recording
from addon.client.report import Finding, Measures, Report, Severity, Span, Verdict
from addon.client.voice import Likeness, Voice, VoiceKind

from .layout import Layout, Sidebar, drawn

pytestmark = pytest.mark.blender

HEART = Voice("voices/af_heart", "Heart", "en-US", "female", VoiceKind.STOCK)
MARIA = Voice(
    *("voices/maria", "Maria", "en-US", "", VoiceKind.CLONED), Likeness(0.82, "voices/af_heart", 0.71), True
)
EMMA = Voice("voices/bf_emma", "Emma", "en-GB", "female", VoiceKind.STOCK)
NOISY = Finding("NOISY", Severity.WARNING, (Span(3.0, 7.4), Span(61.0, 61.5)), "There is noise behind it.")
TWO = Finding("SECOND_SPEAKER", Severity.REFUSAL, (), "A second person speaks.")
MEASURES = Measures(58.0, 42.0, 17.4, 8_000.0, -23.0, None, None, 1)


@pytest.fixture
def session(scene: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A sidecar that is ready, as far as the panels can tell."""
    from addon.client.session import SESSION, State
    from addon.properties import voices

    voices.FORM.__init__()
    for name, value in (("state", State.READY), ("voices", [HEART, MARIA]), ("enrolment", None)):
        monkeypatch.setattr(SESSION, name, value)
    return SESSION


def new_voice(session: Any = None, stage: Stage | None = None, **attributes: Any) -> str:
    """The panel's words at a stage."""
    from addon.panels.enrol import VOXRIG_PT_new_voice

    if stage is not None:
        session.enrolment = Enrolment(Recording("maria.wav", b"x" * 100))
        session.enrolment.stage = stage
        for name, value in attributes.items():
            setattr(session.enrolment, name, value)
    return drawn(VOXRIG_PT_new_voice)


def test_a_recording_is_chosen_first(session: Any) -> None:
    from addon.properties.voices import FORM

    words = new_voice()
    assert "voxrig.check_recording" in words
    assert "Choose a recording of one person" in words
    FORM.source = 1
    assert "Select a sound or movie strip" in new_voice()
    assert ".path" not in new_voice()


def test_while_it_is_sent_it_can_be_stopped(session: Any) -> None:
    words = new_voice(session, Stage.SENDING)
    assert "Sending the recording 0.00 voxrig.forget_recording" in words
    assert "voxrig.check_recording" not in words
    assert "Listening to the recording" in new_voice(session, Stage.ASSESSING)


def test_the_report_is_told_in_words_with_its_stretches(session: Any) -> None:
    report = Report(Verdict.ACCEPT_WITH_WARNINGS, MEASURES, (NOISY,))
    words = new_voice(session, Stage.ASSESSED, report=report)
    for part in ("Usable", "0:42 / 0:58", "17 dB", "8.0 kHz", "-23 dBFS", "There is noise behind it."):
        assert part in words
    assert "voxrig.show_span 0:03-0:07 voxrig.show_span 1:01" in words
    assert "Echo" not in words  # was not measured
    assert "voxrig.create_voice" in words


def test_a_refusal_says_why_and_offers_another_recording(session: Any) -> None:
    words = new_voice(session, Stage.REFUSED, report=Report(Verdict.REFUSE, MEASURES, (TWO, NOISY)))
    assert words.index("Not good enough") < words.index("A second person speaks.")
    assert "voxrig.check_recording" in words
    assert "voxrig.create_voice" not in words


def test_the_word_that_is_given_is_shown_with_what_is_missing(session: Any) -> None:
    from addon.properties.voices import FORM

    report = Report(Verdict.ACCEPT, MEASURES, ())
    words = new_voice(session, Stage.ASSESSED, report=report)
    assert "your own voice" in words
    assert "Give the voice a name" in words
    assert ".details" not in words
    FORM.ground, FORM.title = 1, "Maria"
    words = new_voice(session, Stage.ASSESSED, report=report, wrong={"speaker": "Has 300 characters"})
    assert "speaker has agreed" in words
    assert "Has 300 characters" in words
    assert ".details" in words
    assert ".replace" in words  # there is a Maria


def test_the_end_is_told(session: Any) -> None:
    assert "Maria is ready" in new_voice(session, Stage.DONE, voice=MARIA)
    assert "It was too short" in new_voice(session, Stage.FAILED, reason="It was too short")
    report = Report(Verdict.ACCEPT, MEASURES, ())
    assert "Making the voice" in new_voice(session, Stage.CLONING, report=report)


def test_likeness_is_told_in_words_and_numbers(session: Any) -> None:
    from addon.panels.voices import VOXRIG_PT_voices
    from addon.properties.voices import FORM

    FORM.voice = MARIA.name
    words = drawn(VOXRIG_PT_voices)
    assert "Maria, en-US, cloned" in words
    assert "Recognisably similar to the speaker Similarity 0.82 Nearest stock voice Heart, 0.71" in words
    assert "voxrig.delete_voice" in words
    session.voices = [
        HEART,
        Voice(*("voices/maria", "Maria", "en-US", "", VoiceKind.CLONED), Likeness(0.7, HEART.name, 0.71)),
    ]
    assert "Only loosely similar to the speaker" in drawn(VOXRIG_PT_voices)


def test_a_stock_voice_has_no_likeness_and_stays(scene: Any, session: Any) -> None:
    from addon.panels.voices import VOXRIG_PT_voices
    from addon.properties import add_character
    from addon.properties.voices import FORM

    add_character(scene, "Alice")
    FORM.voice = HEART.name
    words = drawn(VOXRIG_PT_voices)
    assert "Heart, en-US, female, stock" in words
    assert "Use for Alice" in words
    assert "similar" not in words
    assert "voxrig.delete_voice" not in words


def rows(session: Any) -> list[str]:
    """Titles of the voices that the list shows, from top to bottom."""
    import bpy

    from addon.client.voice import own_first
    from addon.panels.voices import VOXRIG_UL_voices
    from addon.properties.voices import fit_rows, form

    fit_rows(bpy.context)
    listed: Any = SimpleNamespace(bitflag_filter_item=1 << 30)
    flags, places = VOXRIG_UL_voices.filter_items(listed, bpy.context, form(bpy.context), "rows")
    titles = dict(zip(places, zip(own_first(session.voices), flags, strict=True), strict=True))
    return [titles[place][0].title for place in sorted(titles) if titles[place][1]]


def test_the_list_is_searched_and_favourites_come_first(session: Any) -> None:
    import bpy

    from addon.properties.voices import FORM, form

    session.voices = [HEART, MARIA, EMMA]
    assert rows(session) == ["Maria", "Heart", "Emma"]
    bpy.ops.voxrig.star_voice(voice=EMMA.name)
    assert rows(session) == ["Emma", "Maria", "Heart"]
    said = form(bpy.context)
    said.search = "female"
    assert rows(session) == ["Emma", "Heart"]
    said.search, said.sought_language = "", "en-US"
    assert rows(session) == ["Maria", "Heart"]
    said.sought_kind = "CLONED"
    assert rows(session) == ["Maria"]
    said.sought_gender = "male"
    assert rows(session) == []
    FORM.__init__()
    said.only_favourites = True
    assert rows(session) == ["Emma"]
    bpy.ops.voxrig.star_voice(voice=EMMA.name)
    assert rows(session) == []


def test_a_row_can_be_heard_and_starred(session: Any) -> None:
    from addon.panels.voices import VOXRIG_UL_voices

    layout = Layout([])
    row: Any = None  # it draws the session's voices, and keeps nothing
    VOXRIG_UL_voices.draw_item(row, Sidebar(), layout, None, None, 0, None, "", 0)
    assert layout.drawn == ["Maria", "en-US", "voxrig.hear_voice", "", "voxrig.star_voice", ""]
    VOXRIG_UL_voices.draw_item(row, Sidebar(), layout, None, None, 0, None, "", 9)  # a voice is gone
    assert len(layout.drawn) == 6


def test_a_mixture_shows_its_voices(session: Any) -> None:
    from addon.panels.voices import VOXRIG_PT_blend
    from addon.properties.voices import FORM

    FORM.parts[:] = [(MARIA.name, 0.5), (HEART.name, 0.2)]
    words = drawn(VOXRIG_PT_blend)
    assert ".weight_1 voxrig.remove_part  .weight_2 voxrig.remove_part" in words
    assert "voxrig.hear_blend" in words
    assert ".blend_title voxrig.blend_voices" in words


def test_without_voices_the_sidecar_is_to_be_started(session: Any) -> None:
    from addon.panels.voices import VOXRIG_PT_voices

    session.voices = []
    assert "Start the sidecar" in drawn(VOXRIG_PT_voices)

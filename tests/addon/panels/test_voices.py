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

pytestmark = pytest.mark.blender

HEART = Voice("voices/af_heart", "Heart", "en-US", "female", VoiceKind.STOCK)
MARIA = Voice(
    *("voices/maria", "Maria", "en-US", "", VoiceKind.CLONED), Likeness(0.82, "voices/af_heart", 0.71), True
)
NOISY = Finding("NOISY", Severity.WARNING, (Span(3.0, 7.4), Span(61.0, 61.5)), "There is noise behind it.")
TWO = Finding("SECOND_SPEAKER", Severity.REFUSAL, (), "A second person speaks.")
MEASURES = Measures(58.0, 42.0, 17.4, 8_000.0, -23.0, None, None, 1)


class Layout:
    """Writes down the texts, properties and operators that a panel draws."""

    def __init__(self, drawn: list[str]) -> None:
        self.drawn = drawn

    def part(self, *_: Any, **__: Any) -> Layout:
        return Layout(self.drawn)

    row = column = box = split = grid_flow = part

    def separator(self, **_: Any) -> None: ...

    def label(self, text: str = "", **_: Any) -> None:
        self.drawn.append(text)

    def progress(self, factor: float, text: str) -> None:
        self.drawn.append(f"{text} {factor:.2f}")

    def prop(self, owner: Any, name: str, **_: Any) -> None:
        assert name in owner.bl_rna.properties
        self.drawn.append(f".{name}")

    def operator(self, name: str, text: str = "", **_: Any) -> SimpleNamespace:
        self.drawn += [name, text]
        return SimpleNamespace()


class Sidebar:
    """The context of a sidebar in a window; background Blender has none."""

    region = SimpleNamespace(width=300)

    def __getattr__(self, name: str) -> Any:
        import bpy

        return getattr(bpy.context, name)

    @property
    def preferences(self) -> SimpleNamespace:
        import bpy

        return SimpleNamespace(system=SimpleNamespace(ui_scale=1.0), addons=bpy.context.preferences.addons)


@pytest.fixture
def session(scene: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A sidecar that is ready, as far as the panels can tell."""
    from addon.client.session import SESSION, State
    from addon.properties import voices

    voices.FORM.__init__()
    for name, value in (("state", State.READY), ("voices", [HEART, MARIA]), ("enrolment", None)):
        monkeypatch.setattr(SESSION, name, value)
    return SESSION


def drawn(panel: Any) -> str:
    layout = Layout([])
    panel.draw(SimpleNamespace(layout=layout), Sidebar())
    return " ".join(layout.drawn)


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
    assert "voxrig.play_preview" in words
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


def test_without_voices_the_sidecar_is_to_be_started(session: Any) -> None:
    from addon.panels.voices import VOXRIG_PT_voices

    session.voices = []
    assert "Start the sidecar" in drawn(VOXRIG_PT_voices)

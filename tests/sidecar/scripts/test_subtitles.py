# SPDX-License-Identifier: GPL-3.0-or-later
"""SubRip and WebVTT: times are kept, speakers found, and what is not speech left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidecar.errors import InvalidRequestError
from sidecar.scripts import Script, ScriptFormat, read_script
from tests.sidecar.scripts.trying import read_or_refuse

pytestmark = pytest.mark.unit


def cue_rows(*cues: str) -> bytes:
    rows = [
        f"{i}\n00:00:{2 * i:02},000 --> 00:00:{2 * i + 1:02},500\n{cue}\n" for i, cue in enumerate(cues, 1)
    ]
    return "\n".join(rows).encode()


def srt(*cues: str) -> Script:
    script = read_script("scene.srt", cue_rows(*cues))
    assert script.format is ScriptFormat.SRT
    return script


def vtt(text: str) -> Script:
    script = read_script("scene.vtt", f"WEBVTT\n\n{text}".encode())
    assert script.format is ScriptFormat.WEBVTT
    return script


def said(script: Script) -> list[tuple[str, str, str]]:
    return [(line.character, line.delivery, line.text) for line in script.lines]


def test_times_and_rows_are_kept() -> None:
    script = srt("Hello.", "How are you\ntoday?")
    assert [(line.text, line.start_seconds, line.end_seconds, line.row) for line in script.lines] == [
        ("Hello.", 2.0, 3.5, 3), ("How are you today?", 4.0, 5.5, 7),
    ]  # fmt: skip


def test_names_are_parted_from_what_they_say() -> None:
    script = srt(
        "MARIA: Hello.", "- BRAM (V.O.): Hi.", "Yes.", "Remember: never run.", "At 10:30 we go.", "No."
    )
    assert said(script) == [
        ("MARIA", "", "Hello."), ("BRAM", "", "Hi."), ("", "", "Yes."), ("", "", "Remember: never run."),
        ("", "", "At 10:30 we go."), ("", "", "No."),
    ]  # fmt: skip
    assert said(srt("小明：你好。", "小红: 再见。")) == [("小明", "", "你好。"), ("小红", "", "再见。")]


def test_two_in_one_cue_share_its_time() -> None:
    script = srt("- Hi.\n- Hello there,\nold friend.")
    first, second = script.lines
    assert (first.text, second.text) == ("Hi.", "Hello there, old friend.")
    assert first.start_seconds == 2.0
    assert first.end_seconds == second.start_seconds
    assert second.end_seconds == 3.5
    assert first.end_seconds is not None
    assert first.end_seconds < 2.75  # it says less
    assert not second.with_previous


@pytest.mark.parametrize(
    "cue", ["[whispering] Come here.", "(whispering) Come here.", "（whispering）Come here."]
)
def test_brackets_before_speech_are_its_delivery(cue: str) -> None:
    assert said(srt(cue)) == [("", "whispering", "Come here.")]


def test_a_known_name_in_brackets_is_who_speaks() -> None:
    script = srt("MARIA: Hello.", "[Maria] And again.", "[laughing] And again.")
    assert said(script)[1:] == [("MARIA", "", "And again."), ("", "laughing", "And again.")]


def test_sounds_and_music_are_left_out_and_told() -> None:
    script = srt("[door slams]", "♪", "(thunder)", "Well [sighs] yes.", "♪ ♪", "(knocking)\nWho is it?")
    assert [line.text for line in script.lines] == ["Well yes.", "Who is it?"]
    assert script.notices == (
        "Sounds are left out (3): [door slams], (thunder), [sighs]",
        "Music is left out (2): ♪, ♪ ♪",
    )
    assert script.lines[1].delivery == "knocking"


def test_what_is_sung_is_said_so() -> None:
    script = srt("♪ La la la ♪")
    assert said(script) == [("", "singing", "La la la")]
    assert "will be spoken" in script.notices[0]


def test_tags_are_not_said() -> None:
    script = srt('{\\an8}<i>Yes</i>, <font color="#ff0000">no</font> & <b>so</b>.', "Tom &amp; Li")
    assert [line.text for line in script.lines] == ["Yes, no & so.", "Tom & Li"]


def test_cues_without_sense_are_told() -> None:
    text = "1\n00:00:05,000 --> 00:00:04,000\nBack.\n\n2\n00:00:06,000 --> 00:00:07,000\n\n"
    script = read_script("scene.srt", text.encode())
    assert [(line.start_seconds, line.end_seconds) for line in script.lines] == [(5.0, None)]
    assert "no end" in script.notices[0]


def test_webvtt_voices_notes_names_and_settings() -> None:
    script = vtt(
        "STYLE\n::cue { color: red }\n\nNOTE nothing\n\nintro\n00:01.000 --> 00:02.000 align:start\n"
        "<v.loud Maria>Hello &lt;you&gt;</v>\n\nNOTE\nnot said\n\n"
        "second one\n01:00:01.500 --> 01:00:03.500\n"
        "<v Bram>One <00:01.700>two<00:01.900> three.</v> <v Li>Four.\n"
    )
    assert said(script) == [("Maria", "", "Hello <you>"), ("Bram", "", "One two three."), ("Li", "", "Four.")]
    assert [(line.start_seconds, line.row) for line in script.lines][:2] == [(1.0, 10), (3601.5, 17)]


def test_it_is_told_by_its_content() -> None:
    cue = "00:00:01,000 --> 00:00:02,000\nHello.\n"
    assert read_script("pasted.txt", cue.encode()).format is ScriptFormat.SRT
    assert (
        read_script("pasted.txt", f"WEBVTT\n\n{cue}".replace(",", ".").encode()).format is ScriptFormat.WEBVTT
    )


def test_a_mixed_case_name_counts_when_it_comes_again() -> None:
    script = srt("Maria: One.", "Two.", "Three.", "Four.", "Maria: Five.")
    assert [line.character for line in script.lines] == ["Maria", "", "", "", "Maria"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("Hello.\n", "no cues"),
        ("1\n00:00:01,000 --> 00:00:02,000\n[thunder]\n", "no dialogue"),
        ("", "is empty"),
    ],
)
def test_what_is_no_subtitle_is_told(content: str, told: str) -> None:
    with pytest.raises(InvalidRequestError, match=told):
        read_script("scene.srt", content.encode())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text("Aa :-–[]()（）♪<>v/{}\\&;.\n\n1é小", max_size=40), min_size=1, max_size=5))
def test_anything_in_a_cue_is_read_or_refused(cues: list[str]) -> None:
    script = read_or_refuse("scene.srt", cue_rows(*cues))
    for line in script.lines if script else ():
        assert line.text.strip() == line.text != ""
        assert line.start_seconds is not None
        assert line.end_seconds is None or line.end_seconds > line.start_seconds

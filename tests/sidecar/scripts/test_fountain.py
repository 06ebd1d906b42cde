# SPDX-License-Identifier: GPL-3.0-or-later
"""Fountain screenplays: what is said, by whom, how, and where the library alone would be wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidecar.errors import InvalidRequestError
from sidecar.scripts import Script, ScriptFormat, read_script
from tests.sidecar.scripts.trying import read_or_refuse

pytestmark = pytest.mark.unit


def read(text: str, language: str = "") -> Script:
    script = read_script("scene.fountain", text.encode(), language=language)
    assert script.format is ScriptFormat.FOUNTAIN
    return script


def said(script: Script) -> list[tuple[str, str, str]]:
    return [(line.character, line.delivery, line.text) for line in script.lines]


def test_a_title_page_and_action_are_not_said() -> None:
    script = read(
        "Title: A Day\nAuthor:\n    Somebody\n\nINT. ROOM - DAY\n\nA door.\n\nMARIA\nHello.\n\nShe leaves.\n"
    )
    assert said(script) == [("MARIA", "", "Hello.")]
    assert script.lines[0].row == 10


def test_each_run_between_parentheticals_is_a_line_with_its_delivery() -> None:
    script = read("MARIA\n(whispering)\nCome here.\n(shouting)\nNow!\nAt once!\n")
    assert said(script) == [("MARIA", "whispering", "Come here."), ("MARIA", "shouting", "Now! At once!")]
    assert [line.row for line in script.lines] == [3, 5]


@pytest.mark.parametrize("pause", ["(beat)", "(A beat.)", "(pause)", "(long pause)", "(停顿)"])
def test_a_pause_parts_lines_and_leaves_the_manner(pause: str) -> None:
    script = read(f"MARIA\n(softly)\nYes.\n{pause}\nNo.\n\nBRAM\n{pause}\nWhat?\n")
    assert said(script) == [("MARIA", "softly", "Yes."), ("MARIA", "softly", "No."), ("BRAM", "", "What?")]


def test_a_manner_after_a_pause_is_kept() -> None:
    assert said(read("MARIA\n(beat, then softly)\nYes.\n")) == [("MARIA", "then softly", "Yes.")]


def test_a_parenthetical_of_two_rows_is_one() -> None:
    assert said(read("MARIA\n(to Bram,\nnot looking)\nYes.\n")) == [("MARIA", "to Bram, not looking", "Yes.")]


def test_a_parenthetical_with_nothing_after_it_is_told() -> None:
    script = read("MARIA\nYes.\n(sighs)\n\nBRAM\nNo.\n")
    assert said(script) == [("MARIA", "", "Yes."), ("BRAM", "", "No.")]
    assert script.notices == ("Parentheticals with nothing said after them are left out (1): MARIA (sighs)",)


@pytest.mark.parametrize("remark", ["(V.O.)", "(O.S.)", "(CONT'D)", "(cont’d)", "(V.O.) (CONT'D)", "(8)"])
def test_remarks_are_no_part_of_a_name_and_no_manner(remark: str) -> None:
    assert said(read(f"MARIA {remark}\nYes.\n")) == [("MARIA", "", "Yes.")]


def test_a_manner_beside_a_name_is_the_delivery() -> None:
    assert said(read("MARIA (on the radio)\nYes.\n")) == [("MARIA", "on the radio", "Yes.")]


def test_a_name_in_other_case_is_the_same_character() -> None:
    script = read("@McCLANE\nYippee.\n\nMCCLANE\nAgain.\n")
    assert said(script) == [("McCLANE", "", "Yippee."), ("McCLANE", "", "Again.")]
    assert [(one.name, one.line_count) for one in script.characters] == [("McCLANE", 2)]


def test_names_have_any_alphabet() -> None:
    script = read("ÉLODIE\nOui.\n\nÅSA (V.O.)\nJa.\n\n@小明\n你好。\n\nR2D2\nBeep.\n\n23\nskidoo\n")
    assert [line.character for line in script.lines] == ["ÉLODIE", "ÅSA", "小明", "R2D2"]


def test_dual_dialogue_is_together_line_by_line() -> None:
    script = read("MARIA\nOne.\n(loud)\nTwo.\n\nBRAM ^\nUn.\n(loud)\nDeux.\n(soft)\nTrois.\n\nLI\nDone.\n")
    assert [(line.text, line.with_previous) for line in script.lines] == [
        ("One.", False), ("Un.", True), ("Two.", False), ("Deux.", True), ("Trois.", False), ("Done.", False),
    ]  # fmt: skip


def test_three_speak_together() -> None:
    script = read("MARIA\nOne.\n\nBRAM ^\nUn.\n\nLI (O.S.) ^\nEins.\n")
    assert [(line.text, line.with_previous) for line in script.lines] == [
        ("One.", False), ("Un.", True), ("Eins.", True),
    ]  # fmt: skip


def test_nobody_speaks_together_with_the_scene_before() -> None:
    script = read("MARIA\nOne.\n\nINT. HOUSE\n\nBRAM ^\nUn.\n")
    assert not script.lines[1].with_previous


def test_scenes_have_headings_and_numbers() -> None:
    script = read(
        "MARIA\nBefore.\n\nINT. HOUSE - DAY #12A#\n\nMARIA\nOne.\n\n.A DREAM\n\nMARIA\nTwo.\n\n"
        ".客厅 - 夜\n\nMARIA\nThree.\n\nFADE IN:\n\nMARIA\nFour.\n"
    )
    assert [(scene.heading, scene.number) for scene in script.scenes] == [
        ("INT. HOUSE - DAY", "12A"), ("A DREAM", ""), ("客厅 - 夜", ""),
    ]  # fmt: skip
    assert [line.scene_index for line in script.lines] == [None, 0, 1, 2, 2]


def test_emphasis_notes_and_boneyard_are_not_said() -> None:
    script = read(
        "MARIA\nThis is *so* **very** ***new***, _really_, my_file_name \\*honest\\* 2 * 3.\n"
        "It [[a note\nof two rows]]goes on.\n\n/*\nBRAM\nCut.\n*/\n\nLI [[young]]\nLast. /* or not */\n"
    )
    assert said(script) == [
        ("MARIA", "", "This is so very new, really, my_file_name *honest* 2 * 3. It goes on."),
        ("LI", "", "Last."),
    ]
    assert [line.row for line in script.lines] == [2, 12]
    assert not script.notices


def test_what_nobody_closed_is_told_and_the_rest_is_read() -> None:
    script = read("MARIA\nYes. [[a note\n\nBRAM\nNo. /* or\n\nLI\nMaybe.\n")
    assert said(script) == [("MARIA", "", "Yes."), ("BRAM", "", "No. or"), ("LI", "", "Maybe.")]
    assert len(script.notices) == 2


def test_dialogue_that_looks_like_something_else_is_said() -> None:
    rows = ["Est modus in rebus.", "#1 again!", "=Equals.", "> Greater", "!Bang", ".5 percent", "I SAID NO"]
    script = read("MARIA\n" + "\n".join(rows) + "\n\nShe leaves.\n")
    assert [line.text for line in script.lines] == [" ".join(rows)]


def test_two_spaces_keep_a_speech_together_and_less_do_not() -> None:
    assert said(read("MARIA\nOne.\n  \nTwo.\n")) == [("MARIA", "", "One. Two.")]
    assert said(read("MARIA\nOne.\n \nShe leaves.\n")) == [("MARIA", "", "One.")]


def test_lyrics_in_a_speech_are_lines_that_are_sung() -> None:
    script = read("MARIA\nListen.\n~La la la,\n~la la.\nNice?\n\n~Nobody sings this.\n")
    assert said(script) == [
        ("MARIA", "", "Listen."), ("MARIA", "singing", "La la la, la la."), ("MARIA", "", "Nice?"),
    ]  # fmt: skip
    assert len(script.notices) == 2


def test_a_name_with_nothing_below_is_not_a_speech() -> None:
    assert said(read("@Maria\n\nShe leaves.\n\nTHE END\n\nBRAM\nBye.\n")) == [("BRAM", "", "Bye.")]


def test_chinese_rows_are_joined_without_a_space() -> None:
    assert said(read("@小明\n你今天\n怎么来了？\n")) == [("小明", "", "你今天怎么来了？")]


def test_a_text_without_speeches_is_told() -> None:
    with pytest.raises(InvalidRequestError, match="content: has no dialogue: a speech is a name in capitals"):
        read("INT. ROOM\n\nNothing is said.\n")


@settings(max_examples=200, deadline=None)
@given(st.text("MARIA(beat)\n\n\n  @.!>~#=^*_[]/\\小明é:abc", max_size=200))
def test_anything_is_read_or_refused_and_every_line_says_something(text: str) -> None:
    script = read_or_refuse("scene.fountain", text.encode())
    rows = text.count("\n") + 1
    for line in script.lines if script else ():
        assert line.text.strip() == line.text != ""
        assert "\n" not in line.text
        assert 1 <= line.row <= rows
        assert not any("\ue000" <= char <= "\uf8ff" for char in line.text + line.character)

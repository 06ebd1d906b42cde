# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain text: names before colons of any width, and rows without a name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidecar.scripts import Script, ScriptFormat, read_script
from tests.sidecar.scripts.trying import read_or_refuse

pytestmark = pytest.mark.unit


def read(text: str) -> Script:
    script = read_script("scene.txt", text.encode())
    assert script.format is ScriptFormat.TEXT
    return script


def said(script: Script) -> list[tuple[str, str, str]]:
    return [(line.character, line.delivery, line.text) for line in script.lines]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("MARIA: Hello.", ("MARIA", "", "Hello.")),
        ("Old man:Hello.", ("Old man", "", "Hello.")),
        ("Mr. Smith : Hello: you!", ("Mr. Smith", "", "Hello: you!")),
        ("小明：你好。", ("小明", "", "你好。")),
        ("小明:你好。", ("小明", "", "你好。")),
        ("太郎「こんにちは」", ("太郎", "", "こんにちは")),
        ("MARIA (whispering): Hello.", ("MARIA", "whispering", "Hello.")),
        ("MARIA (V.O.): [whispering] Hello.", ("MARIA", "whispering", "Hello.")),
        ("小明（小声）：你好。", ("小明", "小声", "你好。")),
        ("Hello.", ("", "", "Hello.")),
        ("At 10:30 we go.", ("", "", "At 10:30 we go.")),
        ("See http://example.com", ("", "", "See http://example.com")),
        ("I knew it. Remember: run.", ("", "", "I knew it. Remember: run.")),
        ("What is this, you ask: nothing.", ("", "", "What is this, you ask: nothing.")),
        ("12: Twelve.", ("", "", "12: Twelve.")),
    ],
)
def test_a_row_is_a_line(row: str, line: tuple[str, str, str]) -> None:
    assert said(read(row)) == [line]


def test_indented_rows_go_on() -> None:
    script = read("MARIA: Hello,\n    my friend.\nBRAM: Hi.\n\n  Nobody says this?\n")
    assert said(script) == [
        ("MARIA", "", "Hello, my friend."),
        ("BRAM", "", "Hi."),
        ("", "", "Nobody says this?"),
    ]
    assert script.notices == ("1 of 3 lines have no name.",)
    assert [line.row for line in script.lines] == [1, 3, 5]


def test_headings_and_directions_are_not_said() -> None:
    script = read("# The kitchen\nMARIA: Yes.\n(She leaves.)\nSCENE 2\nBRAM: No.\n第三场\nBRAM: 不。\nLI:\n")
    assert [scene.heading for scene in script.scenes] == ["The kitchen", "SCENE 2", "第三场"]
    assert [line.scene_index for line in script.lines] == [0, 1, 2]
    assert script.notices == (
        "Stage directions are left out (1): (She leaves.)",
        "Names with nothing said after them are left out (1): LI:",
    )


def test_a_screenplay_in_a_text_file_is_one() -> None:
    script = read_script("scene.txt", b"INT. ROOM - DAY\n\nMARIA\nHello.\n")
    assert script.format is ScriptFormat.FOUNTAIN
    assert said(script) == [("MARIA", "", "Hello.")]


@settings(max_examples=200, deadline=None)
@given(st.text("Ab:：()（[」「 \n\t#1.é小", max_size=80))
def test_anything_is_read_or_refused(text: str) -> None:
    script = read_or_refuse("scene.txt", text.encode())
    for line in script.lines if script else ():
        assert line.text.strip() == line.text != ""
        assert text.split("\n")[line.row - 1].strip()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables: delimiters and columns are found, named ones taken, what is wrong is told with its row."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidecar.errors import InvalidRequestError
from sidecar.scripts import Script, ScriptFormat, TableColumns, read_script

pytestmark = pytest.mark.unit


def read(text: str, /, **columns: str) -> Script:
    script = read_script("lines.csv", text.encode(), columns=TableColumns(**columns))
    assert script.format is ScriptFormat.TABLE
    return script


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "header",
    [("Character", "Dialogue"), ("speaker_name", "TEXT"), ("角色", "台词"), ("キャラクター", "セリフ")],
)
def test_delimiter_and_columns_are_found(delimiter: str, header: tuple[str, str]) -> None:
    script = read(f"{delimiter.join(header)}\nMARIA{delimiter}Hello.\n")
    assert [(line.character, line.text, line.row) for line in script.lines] == [("MARIA", "Hello.", 2)]
    assert script.columns == header


def test_every_column_is_used() -> None:
    script = read(
        "Scene;Character;Emotion;Language;Start;End;Text\n"
        "1;Maria (V.O.);(angry);ES;1.5;00:00:02.25;Hola\n"
        "1;Maria;;en-us;1:02;1:01:01,5;Hi\n"
        "EXT. SEA;Bram;softly;;;;(smiling) Hey\n"
    )
    assert [(line.character, line.delivery, line.text, line.language) for line in script.lines] == [
        ("Maria", "angry", "Hola", "es-ES"),
        ("Maria", "", "Hi", "en-US"),
        ("Bram", "softly, smiling", "Hey", "en-US"),
    ]
    assert [(line.start_seconds, line.end_seconds) for line in script.lines] == [
        (1.5, 2.25), (62.0, 3661.5), (None, None),
    ]  # fmt: skip
    assert [(scene.heading, scene.number) for scene in script.scenes] == [("1", "1"), ("EXT. SEA", "")]
    assert [line.scene_index for line in script.lines] == [0, 0, 1]


def test_named_columns_come_before_usual_names() -> None:
    script = read("Text,Who,Notes,Final text\nold,MARIA,x,new\n", text="final_TEXT", character="Notes")
    assert [(line.character, line.text) for line in script.lines] == [("x", "new")]


def test_the_surest_name_is_taken() -> None:
    script = read("Line,Name,Character,Dialogue\n1,Ann Actor,MARIA,Hello.\n")
    assert [(line.character, line.text) for line in script.lines] == [("MARIA", "Hello.")]


def test_quoted_cells_keep_delimiters_and_rows() -> None:
    script = read('character,text\n\nMARIA,"Well, ""you""\nknow."\n\nBRAM,No.\n')
    assert [(line.text, line.row) for line in script.lines] == [('Well, "you" know.', 3), ("No.", 6)]


def test_excels_first_row_is_understood() -> None:
    script = read("sep=;\ncharacter;text\nMARIA;Hello.\n")
    assert [(line.text, line.row) for line in script.lines] == [("Hello.", 3)]


def test_what_is_left_out_is_told() -> None:
    script = read("character,text,start,language\nMARIA,Hello.,01:00:00:12,tlh\nMARIA,(nods),,\n,,,\n")
    assert [(line.start_seconds, line.language) for line in script.lines] == [(None, "en-US")]
    assert script.notices == (
        "Times that are neither seconds nor hours:minutes:seconds are left out (1): row 2: 01:00:00:12",
        "Languages that cannot be spoken are told by the letters instead (1): tlh",
        "Rows in which nothing is said are left out (1): (nods)",
    )


def test_it_is_told_by_its_content() -> None:
    assert read_script("pasted", b"speaker;text\nMARIA;Hello.\n").format is ScriptFormat.TABLE
    assert read_script("pasted", b"Well, text, or a speaker?\n").format is ScriptFormat.TEXT


@pytest.mark.parametrize(
    ("text", "columns", "told"),
    [
        ("a,b\nc,d\n", {}, {"columns.text": "no column is known to hold what is said; name one of 'a', 'b'"}),
        (
            "a,text\nc,d\n",
            {"character": "who"},
            {"columns.character": "there is no column 'who'; there are 'a', 'text'"},
        ),
        (
            'character,text\nMARIA,"Hello.\n',
            {},
            {"content": "is a broken table; row 2: unexpected end of data"},
        ),
        (
            "character,text\nMARIA,\n",
            {},
            {"content": "has no dialogue: no row has words in the column of what is said"},
        ),
    ],
)
def test_what_is_wrong_is_named(text: str, columns: dict[str, str], told: dict[str, str]) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        read(text, **columns)
    assert {violation.field: violation.message for violation in caught.value.violations} == told


words = st.text("abé小,;\t\"'\n x", min_size=1, max_size=12).map(lambda text: f"w{text}w")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(words, words), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_what_a_spreadsheet_writes_is_read_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([("character", "text"), *rows])
    script = read(file.getvalue())
    assert [line.text.replace(" ", "") for line in script.lines] == [
        text.translate({ord(space): None for space in " \t\n"}) for _, text in rows
    ]

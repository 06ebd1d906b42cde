# SPDX-License-Identifier: GPL-3.0-or-later
"""Subtitles as players read them: times, rows, speakers."""

from __future__ import annotations

import sys
from typing import Any

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.exports.shown import shown
from addon.exports.spoken import SpokenLine, Word
from addon.exports.subtitles import srt, subtitles, vtt
from addon.exports.wrapping import width_of, wrap

pytestmark = pytest.mark.unit

LONG = (
    "I have been waiting here since the morning, and nobody has told me whether the boat still comes "
    "today or whether I should walk back."
)


def line(text: str, start: float = 0.0, end: float = 2.0, character: str = "Alice") -> SpokenLine:
    """A line whose words are spoken evenly."""
    places = [place for place in range(len(text)) if place == 0 or text[place - 1] == " "]
    each = (end - start) / len(places)
    words = tuple(
        Word(text[place:].split()[0], start + n * each, start + (n + 1) * each, place)
        for n, place in enumerate(places)
    )
    return SpokenLine("uid", 1, character, "voice", "", text, "", False, start, end, words, ())


def read(text: str, kind: str) -> list[tuple[int, int, str]]:
    return [(e.start, e.end, e.plaintext) for e in pysubs2.SSAFile.from_string(text, format_=kind)]


def test_srt_is_written_as_players_read_it() -> None:
    lines = [line("Hello there.", 1.0, 2.5), line("Who is it?", 3661.25, 3662.0, "Bob")]
    assert srt(lines, names=False) == (
        "1\n00:00:01,000 --> 00:00:02,500\nHello there.\n\n2\n01:01:01,250 --> 01:01:02,000\nWho is it?\n\n"
    )


def test_speakers_are_named_in_each_formats_own_way() -> None:
    lines = [line("Hello there.", 1.0, 2.5, "Alice & Bob")]
    assert "\nAlice & Bob: Hello there.\n" in srt(lines, names=True)
    written = vtt(lines, names=True)
    assert written.startswith("WEBVTT\n\n")
    assert "00:00:01.000 --> 00:00:02.500\n<v Alice &amp; Bob>Hello there.\n" in written
    assert "<v" not in vtt(lines, names=False)


def test_what_would_be_markup_is_shown_as_it_is() -> None:
    text = r"if a < b --> {c} & C:\new"
    assert "if a &lt; b --&gt; {c} &amp; C:\\" in vtt([line(text)], names=False)
    assert r"{c}" in srt([line(text)], names=False)
    assert len(srt([line(text)], names=False).strip().splitlines()) == 3


def test_a_long_line_becomes_several_subtitles_that_begin_with_their_first_words() -> None:
    spoken = line(LONG, 10.0, 20.0)
    found = subtitles([spoken])
    assert len(found) == 2
    assert " ".join(row for entry in found for row in entry.rows) == LONG
    assert all(len(entry.rows) == 2 and width_of(row) <= 42 for entry in found for row in entry.rows)
    assert (found[0].start, found[-1].end) == (10.0, 20.0)
    assert found[0].end == found[1].start
    first = found[1].rows[0].split()[0]
    assert found[1].start in [word.start for word in spoken.words if word.text == first]


def test_the_name_counts_in_the_first_row_alone() -> None:
    found = subtitles([line(LONG, character="The Ferryman")], named=True)
    rows = [row for entry in found for row in entry.rows]
    assert rows[0].startswith("The Ferryman: I have")
    assert sum("The Ferryman" in row for row in rows) == 1
    assert all(width_of(row) <= 42 for row in rows)


def test_lines_lie_in_order_of_time_and_what_is_before_the_scene_is_cut() -> None:
    lines = [line("Third.", 5.0, 6.0), line("Gone.", -3.0, -1.0), line("First.", -1.0, 1.0)]
    assert read(srt(lines, names=False), "srt") == [(0, 1000, "First."), (5000, 6000, "Third.")]


def test_rows_are_of_about_the_same_length() -> None:
    ((first, second),) = wrap("The quick brown fox jumps over the lazy dog today.", 42, 2)
    assert abs(len(first.text) - len(second.text)) < 10
    assert [[row.text for row in block] for block in wrap("Short one.", 42, 2)] == [["Short one."]]


def test_chinese_is_parted_without_spaces_and_no_row_begins_with_a_closing_mark() -> None:
    text = "我从早上就一直在这里等，没有人告诉我船今天还来不来，也没有人告诉我该不该在天黑以前翻过山走回去。"
    rows = [row.text for block in wrap(text, 42, 2) for row in block]
    assert "".join(rows) == text
    assert all(width_of(row) <= 42 and row[0] not in "，。" for row in rows)
    assert len(rows) == 4


@given(st.text(), st.integers(1, 60), st.integers(1, 4))
def test_nothing_is_lost_whatever_the_text(text: str, letters: int, most: int) -> None:
    blocks = wrap(text, letters, most)
    rows = [row for block in blocks for row in block]
    assert "".join("".join(row.text.split()) for row in rows) == "".join(text.split())
    assert all(1 <= len(block) <= most for block in blocks)
    wide = max((width_of(letter) for letter in text), default=1)
    assert all(width_of(row.text) <= max(letters, wide) for row in rows)
    assert [row.place for row in rows] == sorted({row.place for row in rows})


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=120))
def test_whatever_is_said_is_read_back(text: str) -> None:
    spoken = SpokenLine("uid", 1, "Alice", "voice", "", text, "", False, 0.0, 2.0, (), ())
    blocks = vtt([spoken], names=False).split(" --> ")[1:]
    assert len(blocks) == len(wrap(text, 42, 2))
    assert "-->" not in vtt([spoken], names=True).replace(" --> ", "")


def test_pronunciations_are_shown_as_the_plain_word() -> None:
    typed = "  This is [ Voxrig ](/vˈɑksɹˌɪɡ/), not [a](b)."
    found = shown(typed)
    assert found.text == "This is Voxrig, not [a](b)."
    assert found.place(typed.index("Voxrig")) == found.text.index("Voxrig")
    assert found.place(typed.index("not")) == found.text.index("not")


def test_without_its_library_the_reason_is_said(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "pysubs2", None)
    with pytest.raises(ValueError, match="install the add-on from its zip"):
        srt([line("Hello.")], names=False)

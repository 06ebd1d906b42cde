# SPDX-License-Identifier: GPL-3.0-or-later
"""Spoken lines in time and as subtitles, which are read again by those who read subtitles."""

from __future__ import annotations

import pytest

from sidecar.scripts import ScriptLine, read_script
from sidecar.scripts.takes import Take, file_name, srt, starts, webvtt

pytestmark = pytest.mark.unit


def take(text: str, seconds: float | None = 2.0, character: str = "MARIA", **fields: object) -> Take:
    line = ScriptLine(character, text, **fields)  # type: ignore[arg-type]
    return Take(1, line, "af_heart", "en-US", 1.0, "001_MARIA.wav", seconds)


def test_lines_follow_one_another_and_stand_together() -> None:
    together = take("b", 5.0, with_previous=True)
    assert starts([take("a"), together, take("c"), take("failed", None), take("d")]) == [
        0.0,
        0.0,
        5.0,
        None,
        7.0,
    ]


def test_cue_times_come_first() -> None:
    assert starts([take("a", start_seconds=10.0), take("b"), take("c", start_seconds=3.0), take("d")]) == [
        10.0, 12.0, 3.0, 14.0,
    ]  # fmt: skip


def test_subtitles_are_read_back_as_they_were() -> None:
    takes = [take("Tom & <Li> {sing}."), take("你好。", 1.25, "小明"), take("Nobody.", 1.0, "")]
    for name, text in (("a.srt", srt(takes)), ("a.vtt", webvtt(takes))):
        lines = read_script(name, text.encode()).lines
        assert [(line.character, line.start_seconds, line.end_seconds) for line in lines] == [
            ("MARIA", 0.0, 2.0), ("小明", 2.0, 3.25), ("", 3.25, 4.25),
        ]  # fmt: skip
    assert "Tom & <Li> {sing}." in srt(takes)
    assert "<v MARIA>Tom &amp; &lt;Li&gt; {sing}." in webvtt(takes)


@pytest.mark.parametrize(
    ("number", "count", "character", "name"),
    [
        (1, 12, "MARIA", "001_MARIA.wav"),
        (1, 1200, "Old man #2/../x", "0001_Old_man_2_x.wav"),
        (7, 12, "小明", "007_小明.wav"),
        (7, 12, "", "007_line.wav"),
        (7, 12, "x" * 99, f"007_{'x' * 40}.wav"),
    ],
)
def test_files_are_named_by_number_and_character(number: int, count: int, character: str, name: str) -> None:
    assert file_name(number, count, character) == name

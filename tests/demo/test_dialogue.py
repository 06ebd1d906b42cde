# SPDX-License-Identifier: GPL-3.0-or-later
"""The scene's text file."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.dialogue import Line, read_dialogue

pytestmark = pytest.mark.unit


def written(folder: Path, text: str) -> Path:
    path = folder / "scene.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row_is_a_character_and_what_it_says(tmp_path: Path) -> None:
    path = written(tmp_path, "ADA: Look: a map!\n\n# a remark: not spoken\n  BO [zh-CN]: 我们走吧！\n")
    assert read_dialogue(path) == [Line("ADA", "Look: a map!"), Line("BO", "我们走吧！", "zh-CN")]


@pytest.mark.parametrize("row", ["Hello there", "ADA:", "ADA [en-US: Hello", ": Hello"])
def test_a_row_that_is_no_dialogue_is_named_with_its_number(tmp_path: Path, row: str) -> None:
    with pytest.raises(ValueError, match="row 2"):
        read_dialogue(written(tmp_path, f"ADA: Hello\n{row}\n"))


def test_a_file_without_dialogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no dialogue"):
        read_dialogue(written(tmp_path, "# nothing yet\n"))


def test_the_demos_own_scene_has_two_characters_and_a_mandarin_line() -> None:
    lines = read_dialogue(Path(__file__).resolve().parents[2] / "demo" / "scene.txt")
    assert {line.character for line in lines} == {"ADA", "BO"}
    assert [line.language for line in lines].count("zh-CN") == 1

# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the scene's text file: one `NAME: line` or `NAME [language]: line` to a row, # for remarks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ROW: Final = re.compile(r"(?P<character>[^\[\]:]+?)\s*(?:\[(?P<language>[\w-]+)\])?\s*:\s*(?P<text>.+)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of dialogue.

    Attributes:
        character: Who speaks, as written.
        text: What is said.
        language: BCP-47, or "" for the language of the character's voice.
    """

    character: str
    text: str
    language: str = ""


def read_dialogue(path: Path) -> list[Line]:
    """The file's lines, in order.

    Raises:
        ValueError: If a row is not dialogue, naming the file and the row.
    """
    lines: list[Line] = []
    for number, written in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        row = written.strip()
        if not row or row.startswith("#"):
            continue
        match = _ROW.fullmatch(row)
        if match is None:
            raise ValueError(f"{path.name}, row {number}: expected 'NAME: line', got {row!r}")
        lines.append(Line(match["character"].strip(), match["text"].strip(), match["language"] or ""))
    if not lines:
        raise ValueError(f"{path.name} holds no dialogue: write rows like 'ADA: Hello!'")
    return lines

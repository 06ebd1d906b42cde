# SPDX-License-Identifier: GPL-3.0-or-later
"""What is in a script, whatever it was written in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ScriptFormat(IntEnum):
    """What a script is written in; the contract's numbers."""

    FOUNTAIN = 1
    FINAL_DRAFT = 2
    SRT = 3
    WEBVTT = 4
    TABLE = 5
    TEXT = 6


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Names of a table's columns; those left empty are found by usual names."""

    character: str = ""
    text: str = ""
    delivery: str = ""
    language: str = ""
    start: str = ""
    end: str = ""
    scene: str = ""


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One line of dialogue.

    Attributes:
        character: Who says it; empty if the script does not tell.
        text: What is said.
        delivery: How it is said, without brackets.
        language: BCP-47 tag.
        start_seconds: From the start of the script.
        end_seconds: Likewise.
        with_previous: Whether it is spoken together with the line before.
        scene_index: Index into the scenes; None before the first.
        row: Of the file, from 1; 0 if not known.
    """

    character: str
    text: str
    delivery: str = ""
    language: str = ""
    start_seconds: float | None = None
    end_seconds: float | None = None
    with_previous: bool = False
    scene_index: int | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class ScriptCharacter:
    """Somebody who speaks: the name as written, the language of most lines, and how many they are."""

    name: str
    language: str
    line_count: int


@dataclass(frozen=True, slots=True)
class ScriptScene:
    """A scene: its heading, and its number if it has one."""

    heading: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A script, read.

    Attributes:
        format: What it was read as.
        lines: In order.
        characters: The most lines first.
        scenes: In order.
        columns: Names of a table's columns.
        notices: What was left out or guessed, in words.
    """

    format: ScriptFormat
    lines: tuple[ScriptLine, ...]
    characters: tuple[ScriptCharacter, ...]
    scenes: tuple[ScriptScene, ...] = ()
    columns: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

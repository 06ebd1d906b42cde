# SPDX-License-Identifier: GPL-3.0-or-later
"""A script as the contract tells about it; no gRPC, no Blender."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Columns:
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
    """A line of dialogue in a script.

    Attributes:
        character: Who says it; empty if the script does not tell.
        text: What is said.
        delivery: How it is said: "whispering".
        language: BCP-47 tag.
        start: When it starts, in milliseconds from the start of the script; None if the script does not tell.
        end: When it ends, in the same way.
        together: It is spoken together with the line before.
        heading: Of the scene that it opens; empty for the others.
    """

    character: str
    text: str
    delivery: str = ""
    language: str = ""
    start: int | None = None
    end: int | None = None
    together: bool = False
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody who speaks in a script.

    Attributes:
        name: As in the script.
        line_count: How many lines they have.
        voice: Resource name of a voice that would suit; empty if there is none.
    """

    name: str
    line_count: int = 0
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """What is in a script.

    Attributes:
        lines: The lines of dialogue in order.
        roles: Who speaks, the most lines first.
        notices: What was left out or guessed, in words.
    """

    lines: tuple[ScriptLine, ...]
    roles: tuple[Role, ...] = ()
    notices: tuple[str, ...] = ()


def read_script(message: Any) -> Script:
    """A script from the contract's message."""
    headings = [scene.heading for scene in message.scenes]
    lines = []
    before = -1
    for line in message.lines:
        scene = line.scene_index if line.HasField("scene_index") else before
        heading = headings[scene] if scene != before and 0 <= scene < len(headings) else ""
        before = scene
        lines.append(
            ScriptLine(
                line.character,
                line.text,
                line.delivery,
                line.language,
                round(line.start_seconds * 1000) if line.HasField("start_seconds") else None,
                round(line.end_seconds * 1000) if line.HasField("end_seconds") else None,
                line.with_previous,
                heading,
            )
        )
    roles = tuple(Role(one.name, one.line_count, one.suggested_voice) for one in message.characters)
    return Script(tuple(lines), roles, tuple(message.notices))

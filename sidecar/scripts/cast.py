# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is spoken with which voice: a cast.toml, read and written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sidecar.errors import InvalidRequestError, Violation
from sidecar.scripts.model import ScriptCharacter
from sidecar.synthesis.frontend import languages
from sidecar.synthesis.request import speed_violations

NAMELESS = ""
"""The character of lines without a name."""
_KEYS = ("voice", "speed", "language")


@dataclass(frozen=True, slots=True)
class Part:
    """How a character speaks.

    Attributes:
        voice: Id of a voice; empty for the suggested one.
        speed: 0.5 to 2.0.
        language: BCP-47 tag of all their lines; empty for each line's own.
    """

    voice: str = ""
    speed: float = 1.0
    language: str = ""


def read_cast(content: bytes) -> dict[str, Part]:
    """Name, as written -> part.

    Raises:
        InvalidRequestError: Names "cast" or the entries that are wrong, such as "cast.MARIA.speed".
    """
    try:
        tables = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidRequestError(
            [Violation("cast", f"is not TOML in UTF-8: {error}; names go in quotes")]
        ) from error
    entries = tables.get("cast")
    if not isinstance(entries, dict):
        raise InvalidRequestError(
            [Violation("cast", 'has no table [cast] with rows such as MARIA = "af_heart"')]
        )
    violations = [violation for name, entry in entries.items() for violation in _wrong(name, entry)]
    if violations:
        raise InvalidRequestError(violations)
    return {name: Part(entry) if isinstance(entry, str) else Part(**entry) for name, entry in entries.items()}


def cast_toml(characters: Sequence[ScriptCharacter], cast: Mapping[str, Part]) -> str:
    """A cast.toml to go on from, with every character of a script in it."""
    rows = ["# Who speaks with which voice; `voxrig voices` lists them.", "[cast]"]
    for one in characters:
        count = "1 line" if one.line_count == 1 else f"{one.line_count} lines"
        rows.append(f"{_quoted(one.name)} = {_entry(cast[one.name])}  # {count}, {one.language}")
    return "\n".join(rows) + "\n"


def _wrong(name: str, entry: Any) -> Iterator[Violation]:
    field = f"cast.{name or _quoted(name)}"
    if isinstance(entry, str):
        return
    if not isinstance(entry, dict):
        yield Violation(field, f"{entry!r} is neither a voice nor a table with a voice")
        return
    for key in entry.keys() - set(_KEYS):
        yield Violation(f"{field}.{key}", f"is not known; use {', '.join(_KEYS)}")
    for key in ("voice", "language"):
        if not isinstance(entry.get(key, ""), str):
            yield Violation(f"{field}.{key}", f"{entry[key]!r} is not a text in quotes")
    if (language := entry.get("language", "")) and language not in languages():
        known = ", ".join(languages())
        yield Violation(f"{field}.language", f"{language!r} is not supported; use one of {known}")
    speed = entry.get("speed", 1.0)
    if isinstance(speed, bool) or not isinstance(speed, int | float):
        yield Violation(f"{field}.speed", f"{speed!r} is not a number")
    else:
        yield from (Violation(f"{field}.speed", wrong.message) for wrong in speed_violations(speed))


def _entry(part: Part) -> str:
    if part == Part(part.voice):
        return _quoted(part.voice)
    told = [f"voice = {_quoted(part.voice)}"]
    if part.speed != 1.0:
        told.append(f"speed = {part.speed!r}")
    if part.language:
        told.append(f"language = {_quoted(part.language)}")
    return f"{{ {', '.join(told)} }}"


def _quoted(text: str) -> str:
    """A basic string: TOML has JSON's escapes."""
    return json.dumps(text, ensure_ascii=False)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives the scene's characters the voices of a cast.toml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..client.voice import VOICES
from ..properties import LANGUAGES, settings
from .arguments import UsageError


def give_voices(scene: Any, cast: Mapping[str, Mapping[str, Any]]) -> None:
    """Sets voices, and speed and language of the characters' lines.

    Args:
        scene: The scene.
        cast: As `arguments.read_cast` reads it; "" is the chosen character, who says lines without a name.

    Raises:
        UsageError: It names somebody who is not there or a language that no voice speaks. Nothing is set.
    """
    group = settings(scene)
    known = {character.name.casefold(): character for character in group.characters}
    if 0 <= group.active_character < len(group.characters):
        known.setdefault("", group.characters[group.active_character])
    tags = [tag for tag, *_ in LANGUAGES if tag != "AUTO"]
    for name, part in cast.items():
        if name.casefold() not in known:
            names = ", ".join(character.name for character in group.characters)
            raise UsageError(f"--cast: {name} is not among the characters: {names}")
        if part.get("language") and part["language"] not in tags:
            raise UsageError(f"--cast: {name}.language must be one of {', '.join(tags)}")
    for name, part in cast.items():
        character = known[name.casefold()]
        if part.get("voice"):
            character.voice = VOICES + part["voice"].removeprefix(VOICES)
        for line in (line for line in group.lines if line.character_uid == character.uid):
            line.speed = part.get("speed", line.speed)
            line.language = part.get("language") or line.language

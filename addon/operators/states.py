# SPDX-License-Identifier: GPL-3.0-or-later
"""How far each line is, in words and as an icon; which lines a list shows, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from ..client.session import SESSION
from ..scene import apply

STATES: Final = (
    ("ALL", "Any State", "Show lines of every state"),
    ("OPEN", "Not Spoken", "Show lines that were never spoken"),
    ("CHANGED", "Changed", "Show lines that have changed since they were spoken"),
    ("FAILED", "Failed", "Show lines that could not be spoken"),
    ("WAITING", "In the Works", "Show lines that wait or are being spoken"),
    ("SPOKEN", "Spoken", "Show lines that are as they should be"),
)
ORDERS: Final = (
    ("SCENE", "As in Scene", "In the order in which they are spoken"),
    ("CHARACTER", "By Character", "Lines of one character together"),
    ("STATE", "By State", "What needs attention first"),
    ("LENGTH", "By Length", "The longest first"),
)
_URGENCY: Final = ("FAILED", "CHANGED", "OPEN", "WAITING", "SPOKEN")


class Look(NamedTuple):
    """A line's state in words and as an icon, and the one of STATES that it belongs to."""

    words: str
    icon: str
    state: str


def state_of(scene: Any, line: Any) -> Look:
    """How far a line is."""
    if SESSION.is_being_spoken(line.uid):
        return Look("Being spoken", "PLAY_SOUND", "WAITING")
    if SESSION.is_open(line.uid):
        words, icon = ("Paused", "PAUSE") if SESSION.is_paused else ("Waiting", "SORTTIME")
        return Look(words, icon, "WAITING")
    if line.error:
        return Look("Failed", "ERROR", "FAILED")
    if not apply.is_spoken(line):
        return Look("Not spoken yet", "RADIOBUT_OFF", "OPEN")
    if apply.is_changed(scene, line):
        return Look("Changed since it was spoken", "FILE_REFRESH", "CHANGED")
    if line.warning:
        return Look("Spoken, with a warning", "INFO", "SPOKEN")
    if line.collides:
        return Look("Spoken, but begins before the line above has ended", "INFO", "SPOKEN")
    if apply.sureness(line).note:
        return Look("Spoken", "QUESTION", "SPOKEN")
    return Look("Spoken", "CHECKMARK", "SPOKEN")


def shown(
    scene: Any, lines: Sequence[Any], *, words: str = "", character: str = "", state: str = "ALL"
) -> list[bool]:
    """Which lines a list shows.

    Args:
        scene: Their scene.
        lines: The lines.
        words: What their text or their character's name must contain, in any case.
        character: The name of who must speak them; empty for anybody.
        state: One of STATES.
    """
    needle = words.casefold()
    return [
        (not character or line.character == character)
        and (not needle or needle in line.text.casefold() or needle in line.character.casefold())
        and (state == "ALL" or state_of(scene, line).state == state)
        for line in lines
    ]


def places(scene: Any, lines: Sequence[Any], order: str) -> list[int]:
    """The place of each line in a list in one of ORDERS; none for the lines' own."""
    keys: dict[str, Callable[[Any], Any]] = {
        "CHARACTER": lambda line: line.character.casefold(),
        "STATE": lambda line: _URGENCY.index(state_of(scene, line).state),
        "LENGTH": lambda line: (-line.duration, -len(line.text)),
    }
    if order not in keys:
        return []
    values = [keys[order](line) for line in lines]
    found = [0] * len(values)
    for place, index in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        found[index] = place
    return found

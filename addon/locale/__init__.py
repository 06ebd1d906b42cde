# SPDX-License-Identifier: GPL-3.0-or-later
"""What the add-on says, in the language of Blender's interface. The message ids are the English words.

There is no bpy here, so that every room can say what it has to; `blender` does the looking up while the
add-on is registered, and without it everything is English. A sentence with something in it is translated
first, then filled in: `translated("Choose a voice for {name}").format(name=...)`. Labels and tooltips that
are handed to Blender as they are need no call: Blender looks them up itself.

English stay the sentences that come from the sidecar (its errors, its findings about a recording, its logs)
and the command line, as Blender's own does.

Each language is a package with a table per room: `properties`, `operators` and their `reports`, `panels`,
`sentences` for what the rooms behind them say, and `presets` for what the presets of rigs say.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable

_look_ups: list[Callable[[str], str]] = []  # Blender's, while the add-on is registered


def translated(words: str) -> str:
    """The words in the language of the interface; as they are where they have no translation."""
    return _look_ups[-1](words) if _look_ups else words


def counted(one: str, many: str, count: int) -> str:
    """A sentence with a number in it, translated: "1 line spoken" or "{count} lines spoken"."""
    return translated(one if count == 1 else many).format(count=count)


def together(parts: Iterable[str], how: str) -> str:
    """Things that were translated, one after the other; empty ones are left out.

    Args:
        parts: The things.
        how: The English way to put two together: "{first}, {then}", "{first}. {then}".
    """
    there = [part for part in parts if part] or [""]
    return functools.reduce(lambda first, then: translated(how).format(first=first, then=then), there)


def look_up_with(look_up: Callable[[str], str]) -> None:
    """From now on translations are looked up with this."""
    _look_ups.append(look_up)


def end_looking_up() -> None:
    """Looks them up no more as was said last."""
    _look_ups.pop()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Spellings: mouthSmileLeft is also called mouth_smile_L, Head.MouthSmile_Left or blendShape1.mouthSmileL."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_SIDES = {"l": "left", "r": "right"}
_SHORT = 3  # an alias of so few letters must be the whole name: "A" is not the end of "Suit_A"


def spelled(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, a final L or R written out."""
    words = [word.lower() for word in _WORDS.findall(name)]
    if len(words) > 1 and words[-1] in _SIDES:
        words[-1] = _SIDES[words[-1]]
    return tuple(words)


def endings(name: str) -> Iterable[str]:
    """Every ending of a name that begins at a word, joined: jawopen and open of "jawOpen"."""
    words = spelled(name)
    for first in range(len(words)):
        yield "".join(words[first:])


def whole(name: str) -> str:
    """The name without what stands before its last "." or ":", joined in lower case."""
    return "".join(spelled(re.split(r"[.:|]", name)[-1]))


def matches(name: str, aliases: Iterable[str]) -> int | None:
    """How many leading letters of `name` an alias leaves over (0 = exact), or None if no alias fits.

    A long alias may follow any prefix that ends at a word; one of up to three letters must be the whole name,
    but for an owner before a dot.
    """
    found = list(endings(name))
    if not found:
        return None
    best: int | None = None
    for alias in aliases:
        key = "".join(spelled(alias))
        if len(key) <= _SHORT:
            extra = len(found[0]) - len(key) if whole(name) == key else None
        else:
            extra = len(found[0]) - len(key) if key in found else None
        if extra is not None and (best is None or extra < best):
            best = extra
    return best

# SPDX-License-Identifier: GPL-3.0-or-later
"""Spellings: mouthSmileLeft is also mouth_smile_L, Head.MouthSmile_Left or blendShape1.L_mouthSmile."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

# Words, numbers, letters of other scripts, and the signs that MMD uses as mouth shapes (∧ □ ▲).
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+|[\u2200-\u25ff]")
_SIDES: Final = {"l": "left", "r": "right", "left": "left", "right": "right"}
_SHORT: Final = 3  # an alias of so few letters must be the whole name: "A" is not the end of "Suit_A"
_WHOLE: Final = "="
_OPPOSITE: Final = {"left": "right", "right": "left", "l": "r", "r": "l"}
_SIDE = re.compile(  # a side as a word of its own, or Left and Right inside camelCase
    r"(?<![A-Za-z])(?:left|right|l|r)(?![A-Za-z])"
    r"|(?:Left|Right)(?![a-z])"
    r"|(?<![A-Za-z])(?:left|right|l|r)(?=[A-Z][a-z])"
    r"|(?<![A-Za-z])(?:LEFT|RIGHT|L|R)(?![A-Za-z])"
    r"|(?<=[a-z])[LR](?![A-Za-z])"
)


@lru_cache(maxsize=8192)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case."""
    return tuple(word.lower() for word in _WORDS.findall(unicodedata.normalize("NFKC", name)))


@lru_cache(maxsize=8192)
def spelled(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, the side at its end written out; one at its start is moved there."""
    found = list(words(name))
    if len(found) > 1 and found[-1] in _SIDES:
        found[-1] = _SIDES[found[-1]]
    elif len(found) > 1 and found[0] in _SIDES:
        found = [*found[1:], _SIDES[found[0]]]
    return tuple(found)


def _forms(name: str) -> set[tuple[str, ...]]:
    """A name as it stands and with its side at the end."""
    return {spelled(name), words(name)}


def endings(name: str) -> Iterable[str]:
    """Every ending of a name that begins at a word, joined: jawopen and open of "jawOpen"."""
    for form in sorted(_forms(name)):
        for first in range(len(form)):
            yield "".join(form[first:])


@lru_cache(maxsize=8192)
def _keys(name: str) -> tuple[frozenset[str], frozenset[str], int]:
    """What a name can be matched by: its endings, its last part as a whole, its length."""
    last = re.split(r"[.:|]", name)[-1]
    return (
        frozenset(endings(name)),
        frozenset("".join(form) for form in _forms(last)),
        max((len("".join(form)) for form in _forms(name)), default=0),
    )


@lru_cache(maxsize=8192)
def _aliases(alias: str) -> tuple[tuple[str, bool], ...]:
    """The spellings of an alias, each with whether it must be the whole name."""
    keys = sorted({"".join(form) for form in _forms(alias)} - {""})
    return tuple((key, alias.startswith(_WHOLE) or len(key) <= _SHORT) for key in keys)


def matches(name: str, aliases: Iterable[str]) -> int | None:
    """How many leading letters of `name` an alias leaves over (0 = exact), or None if no alias fits.

    A long alias may follow any prefix that ends at a word; one of up to three letters, or one that is written
    with "=" in front, must be the whole name, but for an owner before a dot.
    """
    found, whole, length = _keys(name)
    best: int | None = None
    for alias in aliases:
        for key, strict in _aliases(alias):
            if key in (whole if strict else found):
                extra = max(length - len(key), 0)
                best = extra if best is None else min(best, extra)
    return best


def mirrored(name: str) -> str | None:
    """The counterpart of a name on the other side, spelled the same way; None if the name has no side.

    Reads Left and Right, _L and _R, .L and .R, L_ and R_, in any case, also with a number behind
    ("lip.T.L.001").
    """
    side = _side(name)
    if side is None:
        return None
    other = _OPPOSITE[side[0].lower()]
    if side[0].isupper():
        other = other.upper()
    elif side[0][0].isupper():
        other = other.title()
    return name[: side.start()] + other + name[side.end() :]


@lru_cache(maxsize=8192)
def side_of(name: str) -> str | None:
    """The side that a name says it is on: "left", "right" or None."""
    side = _side(name)
    return _SIDES[side[0].lower()] if side else None


def _side(name: str) -> re.Match[str] | None:
    """The last side in a name, unless it is all of the name: "L" alone is the sound."""
    found = list(_SIDE.finditer(name))
    return found[-1] if found and len(words(name)) > 1 else None


@lru_cache(maxsize=8192)
def bone_words(name: str) -> tuple[str, ...]:
    """The words of a bone's name without its owner, its side and the number of a copy."""
    bare = re.sub(r"\.\d{3}$", "", name.split(":")[-1])
    if side := _side(bare):
        bare = bare[: side.start()] + " " + bare[side.end() :]
    return words(bare)

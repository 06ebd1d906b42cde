# SPDX-License-Identifier: GPL-3.0-or-later
"""A line's text as it is shown, without the pronunciations that may stand in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

_MARK: Final = re.compile(r"\[(?P<word>[^\[\]]*)\]\(/[^()/]*/\)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A text without its pronunciations: ``[Voxrig](/vˈɑksɹˌɪɡ/)`` is "Voxrig".

    Attributes:
        text: What is shown.
        origin: For each character its index in the typed text, rising.
    """

    text: str
    origin: tuple[int, ...]

    def place(self, typed: int) -> int:
        """The index in the shown text of one in the typed text; what is not shown gives what follows it."""
        return bisect_left(self.origin, typed)


def shown(typed: str) -> Shown:
    """What is shown of a typed text, white space at its ends left out."""
    kept: list[int] = []
    last = 0
    for mark in _MARK.finditer(typed):
        kept.extend(range(last, mark.start()))
        kept.extend(_trimmed(typed, *mark.span("word")))
        last = mark.end()
    kept.extend(range(last, len(typed)))
    while kept and typed[kept[-1]].isspace():
        kept.pop()
    first = next((place for place, index in enumerate(kept) if not typed[index].isspace()), 0)
    kept = kept[first:]
    return Shown("".join(typed[index] for index in kept), tuple(kept))


def _trimmed(text: str, start: int, end: int) -> range:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return range(start, end)

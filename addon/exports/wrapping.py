# SPDX-License-Identifier: GPL-3.0-or-later
"""Text in rows for subtitles."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

_CLOSING: Final = ("Pe", "Pf", "Po", "Lm", "Mn")  # what never begins a row: closing marks, ー, accents
_OPENING: Final = ("Ps", "Pi")  # what never ends one


class Row(NamedTuple):
    """A row, and where in the text it begins."""

    text: str
    place: int


def wrap(text: str, letters: int, most: int) -> list[list[Row]]:
    """A text in blocks of rows of about the same length.

    Args:
        text: The text; white space of any kind parts words. Chinese and Japanese may be parted anywhere but
            before closing marks.
        letters: The longest row. A wide letter, as of Chinese, counts as two; a longer word is cut.
        most: The most rows of a block.

    Returns:
        As few blocks as it takes, their rows in order; none for an empty text.
    """
    rows = _rows(text, letters)
    if len(rows) > 1:
        allowed = -(-len(rows) // most) * most
        narrow = next(width for width in range(1, letters + 1) if len(_rows(text, width)) <= allowed)
        # A narrower row may cut a word that a row of full length need not.
        longest = max(width_of(text[begin:end].strip()) for begin, end in pairwise(_breaks(text)))
        rows = _rows(text, min(max(narrow, longest), letters))
    return [rows[first : first + most] for first in range(0, len(rows), most)]


def width_of(text: str) -> int:
    """How many letters wide a text is."""
    return sum(2 if _is_wide(letter) else 1 for letter in text if unicodedata.category(letter) != "Mn")


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _rows(text: str, letters: int) -> list[Row]:
    """As much in every row as there is room for."""
    rows: list[Row] = []
    begin = end = 0
    for place, after in _pieces(text, letters):
        if end > begin and width_of(_tidy(text[begin:after])) > letters:
            rows.append(Row(_tidy(text[begin:end]), begin))
            begin = place
        end = after
    return [*rows, Row(_tidy(text[begin:end]), begin)] if _tidy(text) else []


def _pieces(text: str, letters: int) -> Iterator[tuple[int, int]]:
    """What cannot be parted, with the white space after it; cut where it is longer than a row."""
    for begin, end in pairwise(_breaks(text)):
        place = begin
        for after in range(begin + 1, end):
            if width_of(_tidy(text[place : after + 1])) > letters:
                yield place, after
                place = after
        yield place, end


def _breaks(text: str) -> list[int]:
    """The places where a row may begin, and the end of the text."""
    return [
        0,
        *(place for place in range(1, len(text)) if _may_begin(text[place - 1], text[place])),
        len(text),
    ]


def _may_begin(before: str, after: str) -> bool:
    if after.isspace():
        return False
    if before.isspace():
        return True
    wide = _is_wide(before) or _is_wide(after)
    return (
        wide and unicodedata.category(after) not in _CLOSING and unicodedata.category(before) not in _OPENING
    )


def _tidy(text: str) -> str:
    return " ".join(text.split())

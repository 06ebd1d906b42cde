# SPDX-License-Identifier: GPL-3.0-or-later
"""Chinese for what is written in digits, by WeTextProcessing's grammars (wetext, offline)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import cast

import regex
from wetext import Normalizer
from wetext.alignment import AlignmentError, NormalizationResult

UNITS = (
    "km/h",
    "m/s",
    "km",
    "cm",
    "mm",
    "kg",
    "mg",
    "ml",
    "kwh",
    "kw",
    "mb",
    "gb",
    "tb",
    "hz",
    "m",
    "g",
    "l",
    "t",
)
"""Units in Latin letters that are read in Chinese after a number."""

_LONGEST_EXPRESSION = 48  # the grammar's search grows faster than the text; no date or sum is longer
_DIGITS = "零一二三四五六七八九"
_SIGNS = {"-": "负", "+": "正", ".": "点", "%": "百分号", ":": "比", "/": "分之"}
# A number with the signs before it, what is written on with it, and the unit or counter behind it.
_EXPRESSION = regex.compile(
    rf"(?<![\d.])(?:[-+]?[¥$€£]?|[¥$€£]-?)\d(?:[\d.,:/~%‰°℃-]*[\d%‰°℃])?"
    rf"(?:\s?(?:{'|'.join(map(regex.escape, UNITS))}|°?[CF])(?![\p{{L}}--\p{{Han}}]))?"
    rf"(?:[年月日号]\d+)*(?:\p{{Han}})?",
    regex.V1 | regex.IGNORECASE,
)
_GROUPED = regex.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def find_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Finds what is written in digits: (start, end, Chinese said for it), in order.

    Args:
        text: Mandarin text; digits and Latin letters in their plain, not full-width, forms.
    """
    for match in _EXPRESSION.finditer(text):
        yield from _read(match.group(), match.start())


def _read(expression: str, offset: int) -> Iterator[tuple[int, int, str]]:
    commas = {match.start() for match in _GROUPED.finditer(expression)}
    places = [i for i in range(len(expression)) if i not in commas]
    bare = "".join(expression[i] for i in places)
    last = 0
    for start, end, said in (*_normalise(bare), (len(bare), len(bare), "")):
        rest = bare[last:start]
        digits = regex.search(r"\d(?:.*\d)?", rest)
        if digits:  # what the grammar has left is read as it stands
            first, after = last + digits.start(), last + digits.end()
            yield offset + places[first], offset + places[after - 1] + 1, _as_written(bare[first:after])
        if said:
            yield offset + places[start], offset + places[end - 1] + 1, said
        last = end


@lru_cache(maxsize=4096)
def _normalise(text: str) -> tuple[tuple[int, int, str], ...]:
    if len(text) > _LONGEST_EXPRESSION:
        return ()
    try:
        result = cast(NormalizationResult, _normalizer().normalize_with_mapping(text))
    except (AlignmentError, AssertionError):  # an expression outside the grammar
        return ()
    found: list[tuple[int, int, str]] = []
    for mapping in result.mappings:
        said = "".join(regex.findall(r"\p{Han}", mapping.output_text))
        if said and regex.search(r"\d", mapping.input_text):
            found.append((mapping.input_start, mapping.input_end, said))
    return tuple(found)


def _as_written(text: str) -> str:
    return "".join(_DIGITS[int(c)] if c.isdecimal() else _SIGNS.get(c, "") for c in text)


@cache
def _normalizer() -> Normalizer:
    return Normalizer(lang="zh", operator="tn")

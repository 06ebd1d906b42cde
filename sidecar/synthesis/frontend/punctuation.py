# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands between two words, as the punctuation and spaces of the phoneme alphabet."""

from __future__ import annotations

import regex

from sidecar.synthesis.phonemes import PUNCTUATION, SPACE

_SYMBOLS = {
    **{mark: mark for mark in PUNCTUATION - {'"'}},
    **dict(zip("，、；：。．｡！？", ",,;:...!?", strict=True)),
    **dict.fromkeys("«「『《〈【„", "“"),
    **dict.fromkeys("»」』》〉】", "”"),
    **dict.fromkeys("（［[{", "("),
    **dict.fromkeys("）］]}", ")"),
    "‼": "!",
    "⁇": "?",
    "⁈": "?",
    "⁉": "!",
    "–": "—",
    "―": "—",
    "⸺": "—",
    "⋯": "…",
    "؟": "?",
    "،": ",",
    "؛": ";",
    "।": ".",
    "॥": ".",
    "¡": "",
    "¿": "",
}
_MANY = (
    (regex.compile(r"\.{2,}|…{2,}"), "…"),
    (regex.compile(r"-{2,}|—{2,}|(?<=\s|^)-(?=\s|$)"), "—"),
)
_AFTER_WORD = regex.compile(r"[.,!?…]*")
_OPENING = frozenset("“(")
_CLOSING = frozenset(";:,.!?…)”")


def punctuate(gap: str, first: bool, last: bool) -> str:
    """Turns what stands between two words into symbols.

    Marks that the alphabet lacks are mapped to their nearest or dropped, repeated ones become one
    ("!!!" -> "!"), and words are always kept apart by at least one symbol.

    Args:
        gap: The characters between two words, before the first, or after the last.
        first: Nothing was spoken before it in the sentence.
        last: Nothing is spoken after it in the sentence.
    """
    for pattern, mark in _MANY:
        gap = pattern.sub(mark, gap)
    symbols: list[str] = []
    for index, character in enumerate(gap):
        symbol = SPACE if character.isspace() else _symbol(gap, index, first, last)
        if not symbol or (symbols and symbol == symbols[-1]):
            continue
        symbols.append(symbol)
    return _spaced(symbols, first, last)


def _symbol(gap: str, index: int, first: bool, last: bool) -> str:
    if gap[index] in '"＂':
        before = gap[index - 1] if index else (" " if first else "x")
        return "“" if before.isspace() or before in _OPENING else "”"
    before_word = index == len(gap) - 1 and not last
    if gap[index] in "“«" and not (first or before_word) and _AFTER_WORD.fullmatch(gap, 0, index):
        return "”"  # „so“, »so«
    if gap[index] == "»" and before_word and (first if index == 0 else gap[index - 1].isspace()):
        return "“"
    return _SYMBOLS.get(gap[index], "")


def _spaced(symbols: list[str], first: bool, last: bool) -> str:
    """Spaces as a printer would set them: after closing marks, before opening ones, none at the ends."""
    spaced = ""
    for symbol in symbols:
        before = spaced[-1:]
        if symbol == SPACE:
            spaced += "" if before in (SPACE, *_OPENING) else SPACE
        elif symbol in _CLOSING:
            spaced = spaced.rstrip(SPACE) + symbol
        elif symbol in _OPENING and (before not in (SPACE, *_OPENING) if before else not first):
            spaced += SPACE + symbol
        else:
            spaced += symbol
    if first:
        spaced = spaced.lstrip(SPACE + ";:,.!?…—)”")
    if last:
        return spaced.rstrip(SPACE + "“(")
    if not first and (not spaced or spaced[-1] in _CLOSING):
        spaced += SPACE
    return spaced

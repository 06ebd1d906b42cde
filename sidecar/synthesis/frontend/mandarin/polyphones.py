# SPDX-License-Identifier: GPL-3.0-or-later
"""Readings of 得 and 长 by what stands beside them, where the dictionary of phrases has nothing.

得 is de behind a verb or what is said of it (跑得快), děi before one (我得走); 长 is cháng behind a word of
degree or by itself as an adjective (很长), zhǎng before what grows (长出).
"""

from __future__ import annotations

from collections.abc import Sequence

import regex
from pypinyin.phrases_dict import phrases_dict

_Tagged = Sequence[tuple[str, str]]
"""Words with jieba's part of speech."""

_LONG = regex.compile(r"(?:很|太|更|最|多|好|不|够|较|真|挺|特|那么|这么|有点|非常|比较)长$")
_GROWS = frozenset("得着出成在满大高了")
_COMPLEMENT = regex.compile(r"\p{Han}得\p{Han}*")
_MUST_BEFORE = ("v", "d", "p", "a", "n")
_NEEDS = ("r", "n", "nr", "ns", "t", "d", "c", "")
"""Parts of speech before a 得 that says what must be done: 你得, 明天得, 还得."""


def reread(tagged: _Tagged, pinyin: Sequence[str]) -> list[str]:
    """The pinyin of a text with these two characters read by their neighbours.

    Args:
        tagged: The words of the text, without a pause between them.
        pinyin: One numbered syllable for each of its characters, before sandhi.
    """
    read = list(pinyin)
    position = 0
    for index, (word, flag) in enumerate(tagged):
        before = tagged[index - 1] if index else ("", "")
        after = tagged[index + 1] if index + 1 < len(tagged) else ("", "")
        for place, character in enumerate(word):
            said = None
            if character == "得":
                said = _de(word, place, before, after)
            elif character == "长":
                said = _chang(word, place, flag, before, after)
            if said:
                read[position + place] = said
        position += len(word)
    return read


def _de(word: str, place: int, before: tuple[str, str], after: tuple[str, str]) -> str | None:
    if word == "得":
        if before[1] in _NEEDS and after[0]:
            return "dei3" if after[1].startswith(_MUST_BEFORE) else None
        return "de5" if before[1][:1] in ("v", "a", "b", "z", "i", "l") else None
    return "de5" if place == 1 and _COMPLEMENT.fullmatch(word) and word not in phrases_dict else None


def _chang(word: str, place: int, flag: str, before: tuple[str, str], after: tuple[str, str]) -> str | None:
    if word == "长":
        grows = after[0][:1] in _GROWS if after[0] != "了" else not before[0].endswith(("太", "够"))
        return "chang2" if flag == "a" and not grows else None
    return "chang2" if _LONG.search(word[: place + 1]) and word not in phrases_dict else None

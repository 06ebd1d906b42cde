# SPDX-License-Identifier: GPL-3.0-or-later
"""Which language reads which part of a sentence, by script and the line's main language.

Hangul is Korean. Kana is Japanese, with the Chinese characters written on to it; where the line is Chinese,
only with those between kana, or with all between the same quotation marks (《君の名は》). Other Chinese
characters are Japanese or Cantonese where the line is, else Mandarin. Latin letters are English, but for
what Mandarin and Japanese read themselves: units, abbreviations. All else goes with the main language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from sidecar.synthesis.frontend.base import NEVER, Reading
from sidecar.synthesis.frontend.languages import get_language

ENGLISH = "en-US"
MANDARIN = "zh-CN"
JAPANESE = "ja-JP"
KOREAN = "ko-KR"
CANTONESE = "yue-HK"

_KANA = r"[\p{Hiragana}\p{Katakana}ーｰ--[・･]]"
_JAPANESE = r"[\p{Han}\p{Hiragana}\p{Katakana}ーｰ々〆--[・･]]"
_NUMBER = r"(?:(?<![\p{L}\p{N}.,])\d+)?"
_WITHIN = r"[\p{N}\s，、。！？；：・「」『』《》…]*"
_HANGUL = rf"{_NUMBER}(?P<ko>\p{{Hangul}})\p{{Hangul}}*(?:{_WITHIN}\p{{Hangul}}+)*"
_HAN_OR_KANA = rf"{_NUMBER}{_JAPANESE}+(?:{_WITHIN}{_JAPANESE}+)*"
_OPEN, _CLOSE = "「『《〈“‘", "」』》〉”’"
_LETTER = r"\p{L}--[\p{Hangul}\p{Han}\p{Hiragana}\p{Katakana}]"
_CHUNK = rf"[{_LETTER}](?:[[{_LETTER}]\p{{N}}'’&.@_+\-]*[[{_LETTER}]\p{{N}}])?"
_QUOTED = rf"(?<=[{_OPEN}])[^{_OPEN}{_CLOSE}]*{_KANA}[^{_OPEN}{_CLOSE}]*(?=[{_CLOSE}])"
_AMONG_HAN = rf"{_QUOTED}|{_KANA}+(?:{_JAPANESE}*{_KANA}+)*"


def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.V1)


_KANA_INSIDE = _compiled(_KANA)
_HANGUL_INSIDE = _compiled(r"\p{Hangul}")
_LATIN = _compiled(rf"{_CHUNK}(?:[ '’\-]+{_CHUNK})*")
_OTHER_SCRIPTS = {
    ENGLISH: _compiled(f"{_HANGUL}|{_HAN_OR_KANA}"),
    KOREAN: _compiled(_HAN_OR_KANA),
    MANDARIN: _compiled(f"{_HANGUL}|{_AMONG_HAN}"),
    CANTONESE: _compiled(f"{_HANGUL}|{_AMONG_HAN}"),
    JAPANESE: _compiled(_HANGUL),
}


def find_stretches(sentence: str, base: str, pinned: Sequence[Reading]) -> Iterator[tuple[str, int, int]]:
    """Tiles a sentence by language: (tag, start, end); a pinned word is never cut.

    Args:
        sentence: Any text.
        base: The line's main language, one of those of this module.
        pinned: Words with a pronunciation of their own.
    """
    for tag, start, end in _tiles(sentence, 0, len(sentence), base, _OTHER_SCRIPTS[base], pinned):
        if tag != base:
            yield tag, start, end
        else:
            yield from _tiles(sentence, start, end, base, _latin(base), pinned)


def _latin(base: str) -> regex.Pattern[str]:
    """Matches what English reads in a stretch of another language."""
    if base == ENGLISH:
        return NEVER
    if base == KOREAN:
        return _LATIN
    return get_language(MANDARIN if base == CANTONESE else base).foreign


def _tiles(
    text: str, start: int, end: int, base: str, foreign: regex.Pattern[str], pinned: Sequence[Reading]
) -> Iterator[tuple[str, int, int]]:
    last = start
    for match in foreign.finditer(text[start:end]):
        first, after = start + match.start(), start + match.end()
        if first == after or any(pin.start < edge < pin.end for pin in pinned for edge in (first, after)):
            continue
        if last < first:
            yield base, last, first
        yield _tag(match.group()), first, after
        last = after
    if last < end:
        yield base, last, end


def _tag(stretch: str) -> str:
    if _HANGUL_INSIDE.search(stretch):
        return KOREAN
    if _KANA_INSIDE.search(stretch):
        return JAPANESE
    return MANDARIN if regex.search(r"\p{Han}", stretch) else ENGLISH

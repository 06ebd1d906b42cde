# SPDX-License-Identifier: GPL-3.0-or-later
"""How Hangul sounds: the rules of Standard Korean Pronunciation (표준 발음법, 1988) within a word.

Rules that need the part of speech are left out: the tense consonants after the stems of 신다 and 남다, and
in compounds (문법, 한여름).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

_ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_CODAS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_FIRST, _LAST = ord("가"), ord("힣")

_CLUSTERS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
_AT_END = {
    **dict.fromkeys("ㄲㅋㄳㄺ", "ㄱ"),
    **dict.fromkeys("ㅅㅆㅈㅊㅌㅎ", "ㄷ"),
    **dict.fromkeys("ㅍㅄㄿ", "ㅂ"),
    **dict.fromkeys("ㄵㄶ", "ㄴ"),
    **dict.fromkeys("ㄼㄽㄾㅀ", "ㄹ"),
    "ㄻ": "ㅁ",
}
_TENSE = dict(zip("ㄱㄷㅂㅅㅈ", "ㄲㄸㅃㅆㅉ", strict=True))
_ASPIRATED = dict(zip("ㄱㄷㅂㅈ", "ㅋㅌㅍㅊ", strict=True))
_PALATAL = {"ㄷ": "ㅈ", "ㅌ": "ㅊ"}
_MAKES_TENSE = frozenset("ㄱㄲㅋㄳㄺㄷㅅㅆㅈㅊㅌㅂㅍㄼㄿㅄㄵㄻㄽㄾ")
_NASAL = dict(zip("ㄱㄷㅂ", "ㅇㄴㅁ", strict=True))
_SPLIT = {
    "ㅑ": "ㅣㅏ", "ㅒ": "ㅣㅐ", "ㅕ": "ㅣㅓ", "ㅖ": "ㅣㅔ", "ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ",
    "ㅛ": "ㅣㅗ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅠ": "ㅣㅜ", "ㅢ": "ㅡㅣ",
}  # fmt: skip


@dataclass(slots=True)
class _Syllable:
    onset: str
    vowel: str
    coda: str


def pronounce(word: str) -> list[tuple[str, ...]]:
    """Phones of each character of a word: plain consonants and vowels, compound vowels in two.

    Args:
        word: Composed Hangul; a consonant that stands alone is said with ㅡ (ㅋㅋ: 크크).

    Raises:
        ValueError: A character is neither a syllable nor a letter of modern Hangul.
    """
    syllables = [_syllable(character) for character in word]
    for syllable, following in pairwise(syllables):
        _meet(syllable, following)
    for syllable in syllables:
        syllable.coda = _AT_END.get(syllable.coda, syllable.coda)
    for syllable, following in pairwise(syllables):
        _assimilate(syllable, following)
    return [_phones(syllable) for syllable in syllables]


def is_hangul(character: str) -> bool:
    """Whether `pronounce` can say a character."""
    return len(character) == 1 and (_FIRST <= ord(character) <= _LAST or character in _ONSETS + _VOWELS)


def _syllable(character: str) -> _Syllable:
    if not is_hangul(character):
        raise ValueError(f"{character!r} is no modern Hangul")
    if character in _ONSETS:
        return _Syllable(character, "ㅡ", "")
    if character in _VOWELS:
        return _Syllable("ㅇ", character, "")
    onset, rest = divmod(ord(character) - _FIRST, len(_VOWELS) * len(_CODAS))
    vowel, coda = divmod(rest, len(_CODAS))
    return _Syllable(_ONSETS[onset], _VOWELS[vowel], _CODAS[coda])


def _meet(syllable: _Syllable, following: _Syllable) -> None:
    """What a coda as it is written does with the onset after it."""
    kept, last = _divided(syllable.coda)
    if last == "ㅎ":
        _after_h(syllable, following, kept)
    elif following.onset == "ㅎ" and (
        hard := _ASPIRATED.get(_AT_END.get(last, last) if last != "ㅈ" else "ㅈ")
    ):
        palatal = last == "ㄷ" and _palatalises(following)
        syllable.coda, following.onset = kept, "ㅊ" if palatal else hard
    elif following.onset == "ㅇ" and last not in ("", "ㅇ"):
        if last in _PALATAL and _palatalises(following):
            last = _PALATAL[last]
        syllable.coda, following.onset = kept, "ㅆ" if kept and last == "ㅅ" else last
    elif syllable.coda in _MAKES_TENSE:
        if syllable.coda == "ㄺ" and following.onset == "ㄱ" and following.vowel in "ㅔㅗㅓ":
            syllable.coda = "ㄹ"  # 맑게, 읽고, 읽거나
        following.onset = _TENSE.get(following.onset, following.onset)


def _palatalises(syllable: _Syllable) -> bool:
    """굳이, 닫혀, 붙였다; but not 맏형."""
    return syllable.vowel == "ㅣ" or (syllable.vowel == "ㅕ" and syllable.coda in ("", "ㅆ"))


def _after_h(syllable: _Syllable, following: _Syllable, kept: str) -> None:
    """놓다, 많고, 싫어, 좋니, 닿소."""
    if following.onset in _ASPIRATED:
        syllable.coda, following.onset = kept, _ASPIRATED[following.onset]
    elif following.onset == "ㅅ":
        syllable.coda, following.onset = kept, "ㅆ"
    elif following.onset == "ㅇ":
        syllable.coda, following.onset = "", kept or "ㅇ"
    elif kept:
        syllable.coda = kept


def _divided(coda: str) -> tuple[str, str]:
    """What stays of a coda and what goes over to a vowel."""
    cluster = _CLUSTERS.get(coda)
    return (cluster[0], cluster[1]) if cluster else ("", coda)


def _assimilate(syllable: _Syllable, following: _Syllable) -> None:
    """국물, 독립, 신라, 칼날, 종로."""
    coda, onset = syllable.coda, following.onset
    if {coda, onset} == {"ㄴ", "ㄹ"}:
        syllable.coda = following.onset = "ㄹ"
    elif onset == "ㄹ" and coda and coda != "ㄹ":
        syllable.coda, following.onset = _NASAL.get(coda, coda), "ㄴ"
    elif onset in ("ㄴ", "ㅁ"):
        syllable.coda = _NASAL.get(coda, coda)


def _phones(syllable: _Syllable) -> tuple[str, ...]:
    vowel = syllable.vowel
    if vowel == "ㅢ" and syllable.onset != "ㅇ":
        vowel = "ㅣ"
    elif vowel == "ㅕ" and syllable.onset in "ㅈㅉㅊ":
        vowel = "ㅓ"
    elif vowel == "ㅖ" and syllable.onset not in "ㅇㄹ":
        vowel = "ㅔ"
    return (syllable.onset, *_SPLIT.get(vowel, vowel), *syllable.coda)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Katakana to the IPA that the Japanese voices learned.

The spellings are those of `misaki.cutlet` (misaki 0.9), which Kokoro's alphabet holds all symbols of and its
voices are best understood with: ``u`` is ɯ but ɨ after s, z, ts and palatals, consonants before ``i`` are
palatal, っ is ʔ, and ん is like the consonant that follows in its word.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import regex

_ROWS = {  # a consonant, and its kana before a, i, u, e, o
    "": "アイウエオ",
    "k": "カキクケコ",
    "ɡ": "ガギグゲゴ",
    "s": "サシスセソ",
    "ʣ": "ザジズゼゾ",
    "t": "タチツテト",
    "d": "ダヂヅデド",
    "n": "ナニヌネノ",
    "h": "ハヒフヘホ",
    "b": "バビブベボ",
    "p": "パピプペポ",
    "m": "マミムメモ",
    "j": "ヤ ユ ヨ",
    "ɾ": "ラリルレロ",
    "β": "ワ    ",
    "v": "ヷヸヴヹヺ",
}
_BEFORE_I = {"": "", "s": "ɕ", "ʣ": "ʥ", "t": "ʨ", "d": "ʥ", "n": "ɲ", "h": "ç"}
_BEFORE_U = {"ʣ": "z", "t": "ʦ", "d": "z", "h": "ɸ"}
_LIKE = dict(zip("ヰヱヲヵヶヮァィゥェォャュョ", "イエオカケワアイウエオヤユヨ", strict=True))
_GLIDES = dict(zip("ャュョ", "アウオ", strict=True))
_SMALL = {**_GLIDES, **dict(zip("ァィゥェォヮ", "アイウエオア", strict=True))}
_REPLACED = {"イ": "ェ", "ウ": "ァィェォヮ", "テ": "ィ", "デ": "ィ", "ト": "ゥ", "ド": "ゥ"}
"""A kana, or the vowel of one, and the small vowels that replace it (チェ, ティ); others follow it (ネェ)."""
_NASAL = {
    **dict.fromkeys("mpb", "m"),
    **dict.fromkeys("kɡ", "ŋ"),
    **dict.fromkeys("ɲʨʥ", "ɲ"),
    **dict.fromkeys("ntdɾz", "n"),
}
_MORA = regex.compile(r"([ァ-ヺ--[ッン]])([ァィゥェォャュョヮ])?|[ッンー]", regex.V1)


def _plain(consonant: str, vowel: str) -> str:
    """A consonant as it sounds before a vowel."""
    if vowel == "イ":
        return _BEFORE_I.get(consonant, f"{consonant}ʲ")
    return _BEFORE_U.get(consonant, consonant) if vowel == "ウ" else consonant


_MORAE = {
    kana: (_plain(consonant, vowel), vowel)
    for consonant, row in _ROWS.items()
    for vowel, kana in zip("アイウエオ", row, strict=True)
    if kana != " "
}


@lru_cache(maxsize=4096)
def to_ipa(katakana: str) -> str:
    """Spells a word as it is pronounced (ガッコー; ワ for the particle は) in symbols of the alphabet.

    What is no katakana is left out; so is a length mark that nothing stands before.
    """
    morae = [mora for match in _MORA.finditer(katakana) for mora in _morae(match.group(), *match.groups())]
    symbols = ""
    for mora, following in pairwise([*morae, ""]):
        if mora == "ン":
            symbols += _NASAL.get(following[:1], "ɴ")
        elif mora != "ː" or symbols:
            symbols += mora
    return symbols


def _morae(written: str, kana: str | None, small: str | None) -> list[str]:
    """Symbols of a kana with the small one after it; ン stays, for what follows it decides."""
    if kana is None:
        return [{"ッ": "ʔ", "ー": "ː"}.get(written, written)]
    kana = _LIKE.get(kana, kana)
    onset, vowel = _MORAE[kana]
    if small is None:
        return [onset + _vowel(onset, vowel)]
    if small in _GLIDES:
        onset = onset if vowel == "イ" and onset else f"{onset}ʲ" if onset else "j"
    elif small in _REPLACED.get(kana, _REPLACED.get(vowel, "")):
        onset = _before_small(kana, onset, small)
    else:
        return [onset + _vowel(onset, vowel), "ː" if _SMALL[small] == vowel else _vowel("", _SMALL[small])]
    return [onset + _vowel(onset, _SMALL[small])]


def _before_small(kana: str, onset: str, small: str) -> str:
    """What is left of a kana whose vowel is replaced: ウィ, イェ, クァ, フィ."""
    if kana in "イウ":
        return "j" if kana == "イ" else "β"
    if kana in "クグ":
        return f"{onset}ᵝ"
    return f"{onset}ʲ" if small == "ィ" and onset not in "sz" else onset


def _vowel(onset: str, vowel: str) -> str:
    if vowel == "ウ":
        return "ɨ" if onset.endswith(tuple("szʦʲɕʥʨɲç")) else "ɯ"
    return dict(zip("アイエオ", "aieo", strict=True))[vowel]

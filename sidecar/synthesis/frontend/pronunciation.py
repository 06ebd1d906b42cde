# SPDX-License-Identifier: GPL-3.0-or-later
"""Pronunciations written by people: plain IPA or the phoneme alphabet, brought into the alphabet."""

from __future__ import annotations

import unicodedata

import regex

from sidecar.synthesis.phonemes import ALPHABET, AS_HEARD, PACKED, PHONES, PUNCTUATION, SPACE

_TIES = "\u0361\u035c"
_CHINESE_TONES = {"˥˩": "↘", "˧˥": "↗", "˧˩˧": "↓", "˨˩˦": "↓", "˨˩": "↓", "˥": "→"}
_ENGLISH = {
    **{ipa: packed for packed, ipa in PACKED.items() if packed in "AIOQWYʤʧ"},
    "ɝ": "ɜɹ",
    "ɚ": "əɹ",
    "r": "ɹ",
    "ʍ": "hw",
}
_AMERICAN = {**_ENGLISH, "ɾ": "T"}
_CHINESE = {
    **{ipa: packed for packed, ipa in PACKED.items() if packed in "ʦʨ\uab67"},
    "ʈʂ": "\uab67",
    "ɻ\u0329": "ɨ",
    "ʐ\u0329": "ɨ",
    "ɹ\u0329": "ɨ",
    "ʐ": "ɻ",
    **_CHINESE_TONES,
}
_JAPANESE = {
    **{ipa: packed for packed, ipa in PACKED.items() if packed in "ʣʥʦʨ"},
    "w": "β",
    "r": "ɾ",
    "u": "ɯ",
}
# What espeak-ng's tied pairs became when the voices learned its languages.
_ESPEAK = {ipa: packed for packed, ipa in PACKED.items() if packed in "AIOQSWYʣʤʦʧ"}
_UVULAR = {**_ESPEAK, "r": "ʁ", "ʀ": "ʁ"}
_GERMAN = {**_UVULAR, "ʏ": "y", "ɔʏ": "Y", "ɔø": "Y", "ɑ": "a", "œ": "ø", "ç": "ʃ", "c\u0327": "ʃ"}
_ANY = {
    **{unicodedata.normalize("NFC", f"{vowel}\u0303"): f"{vowel}\u0303" for vowel in "aeiouy"},
    "c\u0327": "ç",
    "g": "ɡ",
    "'": "ˈ",
    "ˑ": "ː",
    "ɫ": "l",
    "ʉ": "u",
    "ɵ": "ʊ",
    "\u032f": "",
    ".": "",
    "-": "",
    "\u200d": "",
}
_BY_LANGUAGE = {
    "en-US": _AMERICAN,
    "en-GB": _ENGLISH,
    "es-ES": _ESPEAK,
    "fr-FR": _UVULAR,
    "hi-IN": {**_ESPEAK, **{ipa: symbol for symbol, ipa in AS_HEARD["hi-IN"].items()}},
    "it-IT": _ESPEAK,
    "ja-JP": _JAPANESE,
    "pt-BR": _ESPEAK,
    "zh-CN": _CHINESE,
    "de-DE": _GERMAN,
}


class BadSymbolError(ValueError):
    """A symbol outside the alphabet, and its place in what was written."""

    def __init__(self, symbol: str, index: int) -> None:
        super().__init__(f"{symbol!r} at {index}")
        self.symbol = symbol
        self.index = index


def to_symbols(written: str, language: str) -> str:
    """Brings a pronunciation into the phoneme alphabet.

    Diphthongs and affricates become the one symbol that the engine knows (``tʃ`` -> ``ʧ``), tone letters
    become arrows, marks that the engine has no ear for (syllable dots, tie bars) go. A vowel pair is one
    diphthong only where the language has it: Mandarin's ``ai`` stays.

    Raises:
        BadSymbolError: For a symbol outside the alphabet.
    """
    table = {**_ANY, **_BY_LANGUAGE.get(language, {})}
    spellings = sorted(table, key=len, reverse=True)
    pattern = regex.compile("|".join(regex.escape(s) for s in spellings))
    symbols: list[str] = []
    index = 0
    while index < len(written):
        match = pattern.match(_without_ties(written, index))
        if match:
            symbols.append(table[match.group()])
            index += _typed_length(written, index, len(match.group()))
            continue
        symbol = SPACE if written[index].isspace() else written[index]
        if symbol not in _TIES:
            if symbol not in ALPHABET or symbol in PUNCTUATION:
                raise BadSymbolError(written[index], index)
            symbols.append(symbol)
        index += 1
    return SPACE.join("".join(symbols).split())


def has_phone(symbols: str) -> bool:
    """Whether the symbols hold anything that sounds."""
    return any(symbol in PHONES for symbol in symbols)


def _without_ties(written: str, index: int) -> str:
    return "".join(c for c in written[index : index + 8] if c not in _TIES)


def _typed_length(written: str, index: int, plain: int) -> int:
    """How many typed characters, tie bars among them, hold ``plain`` characters from ``index`` on."""
    end = index
    while plain:
        plain -= written[end] not in _TIES
        end += 1
    return end - index

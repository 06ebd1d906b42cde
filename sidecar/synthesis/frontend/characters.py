# SPDX-License-Identifier: GPL-3.0-or-later
"""One way to write what may be typed in many: dashes, apostrophes, widths, digits, alphabets."""

from __future__ import annotations

import unicodedata

import regex
from anyascii import anyascii

_POWERS = {"²": "2", "³": "3"}


def plain_word(word: str) -> str:
    """One spelling for all dashes, apostrophes, widths and digits of a word."""
    plain = "".join(_plain_character(c) for c in unicodedata.normalize("NFC", word))
    return plain.strip() if len(word) > 1 or word not in _POWERS else _POWERS[word]


def _plain_character(character: str) -> str:
    if character in _POWERS:
        return character
    normal = unicodedata.normalize("NFKC", character)
    if "\u2044" in normal:
        return f" {normal}".replace("\u2044", "/")  # "1½" is "1 1/2"
    if normal.isdecimal():
        return "".join(str(unicodedata.decimal(c)) for c in normal)
    if unicodedata.category(character) in ("Nl", "No"):
        value = unicodedata.numeric(character)
        return str(int(value)) if value == int(value) else ""
    if normal in "‐‑−–":
        return "-"
    if normal in "’ʼ":
        return "'"
    return "" if regex.match(r"[\p{Cf}\ufe0f\u20e3]", normal) else normal


def in_latin_letters(word: str) -> str:
    """Writes a word in Latin letters: another alphabet is transliterated, accents stay, symbols go."""
    plain = unicodedata.normalize("NFKC", word).replace("İ", "I")  # its small form is two characters
    letters = "".join(c if regex.match(r"\p{Latin}|['’.\-\s]", c) else anyascii(c) for c in plain)
    return regex.sub(r"[^\p{Latin}'’.\-\s]", "", letters).strip()


def in_own_letters(word: str, own: str) -> str:
    """Writes a word in the letters a to z and those of ``own``; all others are transliterated.

    Args:
        word: Any text.
        own: What may stand within the brackets of a pattern ("áéí").
    """
    known = regex.compile(rf"[a-z{own}'.\-\s]", regex.IGNORECASE)
    plain = unicodedata.normalize("NFC", word)
    letters = "".join(c if known.match(c) else anyascii(c) for c in plain)
    return "".join(c for c in letters if known.match(c)).strip()


def roman_value(letters: str) -> int | None:
    """The value of a well-formed Roman numeral under 40, else None."""
    match = regex.fullmatch(r"(X{0,3})(IX|IV|V?I{0,3})", letters)
    if not match or not letters:
        return None
    ones = {"": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
    return 10 * len(match.group(1)) + ones[match.group(2)]

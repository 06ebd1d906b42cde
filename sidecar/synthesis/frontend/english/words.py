# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the words of an English text as an animator would count them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import regex
from anyascii import anyascii

from sidecar.synthesis.frontend.base import word_set

ABBREVIATIONS = {
    "dr": "doctor",
    "mr": "mister",
    "mrs": "missus",
    "ms": "miz",
    "mx": "mix",
    "prof": "professor",
    "rev": "reverend",
    "hon": "honourable",
    "gen": "general",
    "col": "colonel",
    "lt": "lieutenant",
    "capt": "captain",
    "cmdr": "commander",
    "sgt": "sergeant",
    "maj": "major",
    "gov": "governor",
    "sen": "senator",
    "rep": "representative",
    "messrs": "messers",
    "vs": "versus",
    "etc": "etcetera",
    "e.g": "for example",
    "i.e": "that is",
    "cf": "compare",
    "fig": "figure",
    "vol": "volume",
    "pp": "pages",
    "no": "number",
    "nos": "numbers",
    "approx": "approximately",
    "dept": "department",
    "est": "established",
    "st": "saint",
    "ave": "avenue",
    "blvd": "boulevard",
    "rd": "road",
    "mt": "mount",
    "ft": "fort",
    "jr": "junior",
    "sr": "senior",
    "inc": "incorporated",
    "ltd": "limited",
    "corp": "corporation",
    "bros": "brothers",
    "jan": "january",
    "feb": "february",
    "mar": "march",
    "apr": "april",
    "jun": "june",
    "jul": "july",
    "aug": "august",
    "sep": "september",
    "sept": "september",
    "oct": "october",
    "nov": "november",
    "dec": "december",
    "ph.d": "p.h.d.",
}
"""Abbreviation without its last full stop, in small letters -> what is said."""

SPOKEN_SYMBOLS = {
    "&": "and",
    "＆": "and",
    "+": "plus",
    "=": "equals",
    "@": "at",
    "%": "percent",
    "°": "degrees",
    "×": "times",
    "÷": "divided by",
    "±": "plus or minus",
    "§": "section",
    "$": "dollar",
    "£": "pound",
    "€": "euro",
}
"""Symbols that are a word when they stand alone."""

# Also words without their full stop, so they are abbreviations only where a name or a number follows.
_WORDS_TOO = word_set("no nos col gen fig mar jun jan dec sep ave rev hon gov est rep sen st rd mt ft")

_ATOM = r"[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}]|[\u200c\u200d\u00ad](?=\p{L}))*"
_JOIN = (
    r"['’ʼ\-‐‑_/&@]"
    r"|(?<=\d),(?=\d)|(?<=\d)[:–−](?=\d)|(?<=\d)°\s?(?=[CF]\b)|(?<=[\p{L}\p{N}])\+(?=[\p{L}\p{N}])"
    r"|(?<=\p{N})\.(?=\p{N})|(?<=\p{Lu}|\bPh)\.(?=\p{Lu}(?!\p{Ll}))|(?<=\p{L})\.(?=\p{Ll})|(?<=\p{N})\.(?=\p{L})|(?<=\p{L})\.(?=\p{N})"
)
_PREFIX = (
    r"(?<![\p{L}\p{N}])(?:[-−+±]?[$£€¥₹][-−]?\.?(?=\d)|[-−+±]?\.(?=\d)|[-−+±](?=\d)|[#@](?=[\p{L}\p{N}])"
    r"|['’](?=(?i:tis|twas|em|cause|til|bout|cos|n)\b|\d\ds\b))"
)
_SUFFIX = r"%|‰|°(?:[CF]\b)?|\+{1,2}(?![\p{L}\p{N}])"
_MAIL = r"[\p{L}\p{N}][\p{L}\p{N}._%+\-]*@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)*\.\p{L}{2,}"
_LINK = r"(?i:https?://|www\.)[^\s<>\"“”]*[\p{L}\p{N}/]"
_PATH = r"[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)*\.\p{L}{2,}/[^\s<>\"“”]*[\p{L}\p{N}/]"
# A symbol is a word by itself, but not in "$#!%".
_BEFORE_SYMBOL = r"(?<![^\s\p{L}\p{N}(\[“\"])"
_AFTER_SYMBOL = r"(?![^\s\p{L}\p{N})\]”\",.;:!?])"
_WORD = regex.compile(
    rf"(?:{_LINK})|(?:{_MAIL})|(?i:\bw/o?|\bb/c)(?![\p{{L}}\p{{N}}])|(?:{_PATH})|(?:{_PREFIX})?{_ATOM}(?:(?:{_JOIN}){_ATOM})*(?:{_SUFFIX})?"
    rf"|°\s?[CFK]\b|{_BEFORE_SYMBOL}[{regex.escape(''.join(SPOKEN_SYMBOLS))}]{_AFTER_SYMBOL}|℃|℉"
)
_POSSESSIVE = regex.compile(r"['’]s\b")
_DOTTED = regex.compile(r"(?:\p{L}\.)+\p{L}|\p{Lu}")
_REST = regex.compile(r"[^\p{L}\p{N}]*")


def find_words(text: str, kept: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Finds the words: between spaces, without the punctuation around them; (start, end) pairs.

    "$45.20", "don't", "e-mail", "3.5kg" and "Dr." are one word each; "wait—what" is two. Every letter
    and digit of the text is in a word; what is in none cannot be spoken.

    Args:
        text: A sentence.
        kept: Spans that are a word each, in order.
    """
    spans: list[tuple[int, int]] = []
    position = 0
    for start, end in (*kept, (len(text), len(text))):
        possessive = _POSSESSIVE.match(text, position) if position else None
        if possessive:
            spans.append(possessive.span())
            position = possessive.end()
        found = _WORD.finditer(text, position, start)
        spans.extend((match.start(), _with_full_stop(text, *match.span(), start)) for match in found)
        if end > start:
            spans.append((start, end))
        position = end
    return spans


def _with_full_stop(text: str, start: int, end: int, limit: int) -> int:
    """Takes an abbreviation's full stop into the word, unless it ends the sentence as well."""
    if end >= limit or text[end] != ".":
        return end
    rest = _REST.match(text, end + 1)
    following = text[rest.end() : rest.end() + 1] if rest else ""
    word = text[start:end].casefold()
    if not following:
        return end
    if word in _WORDS_TOO:
        return end + 1 if following.isupper() or following.isdecimal() else end
    if word in ABBREVIATIONS or _DOTTED.fullmatch(text[start:end]):
        return end + 1
    return end


def in_latin_letters(word: str) -> str:
    """Writes a word in Latin letters: another alphabet is transliterated, accents stay, symbols go."""
    plain = unicodedata.normalize("NFKC", word).replace("İ", "I")  # its small form is two characters
    letters = "".join(c if regex.match(r"\p{Latin}|['’.\-\s]", c) else anyascii(c) for c in plain)
    return regex.sub(r"[^\p{Latin}'’.\-\s]", "", letters).strip()

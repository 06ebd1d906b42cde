# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes a word in English: its abbreviations, spoken symbols and short forms."""

from __future__ import annotations

from sidecar.synthesis.frontend.base import word_set
from sidecar.synthesis.frontend.words import WordFinder

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

_SHORT_PREFIX = r"['’](?=(?i:tis|twas|em|cause|til|bout|cos|n)\b|\d\ds\b)"
_WITH = r"(?i:\bw/o?|\bb/c)(?![\p{L}\p{N}])"

FINDER = WordFinder(
    SPOKEN_SYMBOLS, ABBREVIATIONS, _WORDS_TOO, first=_WITH, prefix=_SHORT_PREFIX, clitic=r"['’]s\b"
)
"""Finds English words; the "'s" written on to a word whose symbols are given is a word."""

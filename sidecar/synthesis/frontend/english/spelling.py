# SPDX-License-Identifier: GPL-3.0-or-later
"""Spells out what an English word is said as: numbers, dates, money, units, abbreviations, addresses.

Each rule looks at one typed word and its two neighbours, so what is said always belongs to that word.
"""

from __future__ import annotations

import regex

from sidecar.synthesis.frontend.base import word_set
from sidecar.synthesis.frontend.characters import in_latin_letters, plain_word, roman_value
from sidecar.synthesis.frontend.english import dates, numbers, quantities
from sidecar.synthesis.frontend.english.context import Context, Rule
from sidecar.synthesis.frontend.english.words import ABBREVIATIONS, SPOKEN_SYMBOLS

_DOMAINS = "com|org|net|io|dev|co|uk|de|cn|edu|gov|ai|app|tv|me|info|fr|jp|us|eu|ca|ch|nl|it|es|au|xyz"
_IN_ADDRESS = {".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", ":": "colon",
               "?": "question mark", "=": "equals", "&": "and", "#": "hash", "%": "percent", "+": "plus",
               "~": "tilde"}  # fmt: skip
_JOINING = {**SPOKEN_SYMBOLS, "²": "squared", "³": "cubed"}
_SPECIAL = {
    "'n": "and",
    "n'": "and",
    "'em": "them",
    "'til": "till",
    "'cause": "because",
    "'cos": "because",
    "w/": "with",
    "w/o": "without",
    "b/c": "because",
}
_REGNAL = word_set(
    "Henry Louis Elizabeth George Edward Charles William Richard James Philip Pius Paul Benedict Napoleon "
    "Catherine Frederick Nicholas Alexander Leo Gregory Innocent Ramesses Ivan Peter Mary Clement Urban "
    "Ferdinand Alfonso Wilhelm Ludwig Gustav Harald Haakon Victor Umberto Mehmed Selim Murad Boniface"
)
_NUMBERED = word_set(
    "Chapter Part Act Scene Volume Vol Book War Section Level Phase Type Episode Season Appendix Figure "
    "Bowl Title Article Table Mark Stage Class Group Tier Grade Rocky Apollo Olympiad"
)


def spell_out(word: str, context: Context) -> str:
    """Gives what is said for a typed word: words of Latin letters with spaces between, or nothing."""
    plain = plain_word(word)
    for pattern, rule in _RULES:
        match = pattern.fullmatch(plain)
        if match:
            said = rule(match, context)
            if said is not None:
                return said
    if regex.search(r"\d", plain):
        return _mixed(plain, context)
    return _SPECIAL.get(plain.casefold()) or _joined(plain)


def _address(text: str) -> str:
    said: list[str] = []
    for piece in regex.findall(r"\p{L}+|\d+|[^\p{L}\d]", text):
        if piece.isdecimal():
            said.append(numbers.name_number(piece))
        elif piece in _IN_ADDRESS:
            said.append(_IN_ADDRESS[piece])
        else:
            said.append(in_latin_letters(piece))
    return " ".join(part for part in said if part)


def _link(match: regex.Match[str], _: Context) -> str:
    return _address(match.group("rest").rstrip("/"))


def _mail(match: regex.Match[str], _: Context) -> str:
    return _address(match.group())


def _hash(match: regex.Match[str], context: Context) -> str:
    rest = match.group(1)
    return f"number {numbers.cardinal(rest)}" if rest.isdecimal() else f"hashtag {_mixed(rest, context)}"


def _at_name(match: regex.Match[str], context: Context) -> str:
    return f"at {_mixed(match.group(1), context)}"


def _roman(match: regex.Match[str], context: Context) -> str | None:
    value = roman_value(match.group())
    if value is None:
        return None
    if context.before in _REGNAL and (len(match.group()) > 1 or not context.after):
        return f"the {numbers.ordinal(str(value))}"
    sure = context.before in _NUMBERED or match.group() == "II" or len(match.group()) > 2
    return numbers.cardinal(str(value)) if sure and match.group() != "XXX" else None


def _abbreviation(match: regex.Match[str], context: Context) -> str | None:
    short, dot = match.group(1).casefold(), match.group(2)
    said = ABBREVIATIONS.get(short)
    if said is None or not (dot or _stands_without_stop(match.group(), context)):
        return None
    named = context.before[:1].isupper() and context.before.rstrip(".").casefold() not in ABBREVIATIONS
    if (
        short in ("st", "dr")
        and named
        and context.two_before[:1].isdecimal() | (not context.after[:1].isupper())
    ):
        return {"st": "street", "dr": "drive"}[short]
    if short == "ft" and context.before[:1].isdecimal():
        return "feet"
    return said


def _stands_without_stop(word: str, context: Context) -> bool:
    """Whether "Dr", "vs" or "Jan" is an abbreviation though its full stop is missing."""
    short = word.casefold()
    if short in ("vs", "etc"):
        return True
    if dates.MONTH.fullmatch(short):
        return word[0].isupper() and (context.before[:1].isdecimal() or context.after[:1].isdecimal())
    return word[0].isupper() and short in ("dr", "mr", "mrs", "ms", "prof", "jr", "sr", "st")


def _symbol(match: regex.Match[str], _: Context) -> str:
    return SPOKEN_SYMBOLS[match.group()]


def _mixed(word: str, context: Context) -> str:
    """Letters and digits together: "B2B", "COVID-19", "R2D2", "2nd-hand"."""
    said: list[str] = []
    for piece in regex.findall(
        rf"\d+(?:st|nd|rd|th)(?!\p{{L}})|{quantities.NUMBER}|[^\d]+?(?=\.?\d|$)", word
    ):
        if piece.isdecimal():
            said.append(numbers.name_number(piece, context.british))
        elif piece[-1].isdecimal():
            said.append(numbers.decimal(piece.replace(",", ""), context.british))
        elif piece[0].isdecimal():
            said.append(numbers.ordinal(piece[:-2], context.british))
        elif regex.fullmatch(r"\p{Lu}{2,3}", piece):  # "CO2", "PS5", but "COVID-19"
            said.append(".".join(piece) + ".")
        else:
            said.append(_joined(piece))
    return " ".join(filter(None, said))


def _joined(text: str) -> str:
    """Words joined by signs: "and/or", "AT&T", "C++", "x²"."""
    parts = regex.split(r"([&@+=%$£€°²³])|[/_\s]", text)
    return " ".join(filter(None, (_JOINING.get(p) or in_latin_letters(p) for p in parts if p)))


_NAMES: tuple[tuple[str, Rule], ...] = (
    (r"#(.+)", _hash),
    (r"@(.+)", _at_name),
    (r"[IVX]+", _roman),
    (r"(?i)([\p{L}.]+?)(\.?)", _abbreviation),
    (f"[{regex.escape(''.join(SPOKEN_SYMBOLS))}]", _symbol),
)
_ADDRESSES: tuple[tuple[str, Rule], ...] = (
    (r"[^@\s]+@[^@\s]+\.\p{L}{2,}", _mail),
    (r"(?i:https?://)(?:www\.)?(?P<rest>.+)", _link),
    (r"(?i)(?:www\.)(?P<rest>.+)", _link),
    (rf"(?i)(?P<rest>[\p{{L}}\d\-]+(?:\.[\p{{L}}\d\-]+)*\.(?:{_DOMAINS})(?:/.*)?)", _link),
)
_RULES = [
    (regex.compile(pattern), rule)
    for pattern, rule in (*_ADDRESSES, *dates.RULES, *quantities.RULES, *_NAMES)
]

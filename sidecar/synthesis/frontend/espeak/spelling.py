# SPDX-License-Identifier: GPL-3.0-or-later
"""Spells out what is said for a typed word: abbreviations, acronyms, addresses, signs, numbers.

Each rule looks at one typed word and its neighbours, so what is said always belongs to that word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from sidecar.synthesis.frontend.base import word_set
from sidecar.synthesis.frontend.characters import in_own_letters, plain_word, roman_value
from sidecar.synthesis.frontend.context import Context, Rule
from sidecar.synthesis.frontend.espeak.quantities import Quantities
from sidecar.synthesis.frontend.words import CURRENCY, WordFinder

_DOMAINS = "com|org|net|io|dev|eu|es|fr|it|br|de|in|mx|ar|pt|ch|at|be|uk|us|gov|edu|ai|app|tv|info"
_SPACE = r"[ \u00a0\u202f]"
# "12 000 €", "R$ 45,20", "20 %", "-5 °C": one word, though there is a space in it.
_AMOUNT = (
    rf"(?<![\p{{L}}\p{{N}}.,])[-−+±]?(?:{CURRENCY}{_SPACE}?[-−]?)?"
    rf"(?:\d{{1,3}}(?:GROUPSPACE\d{{3}})+(?:,\d+)?|\d+(?:[.,]\d+)*)"
    rf"(?:{_SPACE}?(?:%|‰|{CURRENCY}(?!\d)|°{_SPACE}?[CF]?\b))?"
    rf"(?![\p{{L}}\p{{N}}]|[-‐‑–−/:'’.,&@_°](?=[\p{{L}}\p{{N}}]))"
)
_CONSONANT = "BCDFGHJKLMNPQRSTVWXYZÇÑß"
_VOWEL = "AEIOUYÁÉÍÓÚÀÈÌÒÙÂÊÎÔÛÃÕÄÖÜËÏ"
_SAYABLE = regex.compile(
    rf"(?:(?:[{_CONSONANT}]?|[BCDFGPT][LR]|S[CPT]|QU|CH)[{_VOWEL}]{{1,2}}[LMNRSXZCTDPK]?)+"
)
"""Capitals that can be said as a word."""
_SPELLED = word_set("AI IA AC AP ID IP UE UK UV IT PIB SOS VIP USA UFO FAQ")
_STRETCHED = regex.compile(r"(\p{L})\1{2,}")


def _no_number(_value: int, _context: Context) -> str | None:
    return None


@dataclass(eq=False)
class Spelling:
    """A language's ways of writing, and what is said for each.

    Attributes:
        quantities: Numbers, money, dates, times.
        abbreviations: In small letters, without their last full stop -> what is said; those of several
            parts as they are written with a space ("z. b").
        before_names: Those that are words too, and abbreviations only before a name or a number.
        words: Words written in capitals or signs -> what is said ("OK").
        symbols: Characters that are a word when they stand alone or join two.
        in_address: What is said for the other characters of an address; the symbols are said there too.
        spelled: Acronyms told letter by letter though they could be said as a word.
        roman: Reads a Roman numeral's value after the word before it, if it is one there.
        grouped_by_space: Whether a plain space may stand between thousands.
        own_letters: What the language has besides a to z; other letters are transliterated.
        respelled: Patterns -> how espeak-ng reads right what matches them.
        first: Patterns of words that go before all others.
        ordinals_stop: Pattern of the end of a text whose full stop makes a number before it an ordinal.
        may_end: Abbreviations after which a sentence may end, and that need no full stop.
        roman_endings: Pattern of what may be written on to a Roman numeral ("XXe").
        finder: Finds the words.
        inner_stop: See `Language`.
    """

    quantities: Quantities
    abbreviations: Mapping[str, str]
    words: Mapping[str, str]
    symbols: Mapping[str, str]
    in_address: Mapping[str, str]
    before_names: frozenset[str] = frozenset()
    spelled: frozenset[str] = frozenset()
    roman: Callable[[int, Context], str | None] = _no_number
    grouped_by_space: bool = False
    own_letters: str = ""
    respelled: Mapping[str, str] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    ordinals_stop: str = ""
    may_end: frozenset[str] = frozenset(("etc", "ecc", "usw"))
    roman_endings: str = ""
    finder: WordFinder = field(init=False)
    inner_stop: regex.Pattern[str] = field(init=False)
    _rules: list[tuple[regex.Pattern[str], Rule]] = field(init=False)

    def __post_init__(self) -> None:
        """Makes the patterns."""
        phrases = [key.split(" ") for key in self.abbreviations if regex.search("[ -]", key)]
        spaced = (f"{_SPACE}?".join(map(regex.escape, phrase)) for phrase in phrases)
        amount = _AMOUNT.replace("GROUPSPACE", _SPACE if self.grouped_by_space else r"[\u00a0\u202f]")
        first = (*(rf"\b(?i:{phrase})\b(?:\.(?=\s*\S))?" for phrase in spaced), *self.first, amount)
        self.finder = WordFinder(
            self.symbols,
            self.abbreviations,
            self.before_names,
            first="|".join(first),
            ordinal_stops=bool(self.ordinals_stop),
        )
        inner = {key for key in self.abbreviations if key not in self.before_names | self.may_end}
        inner |= {phrase[0].rstrip(".") for phrase in phrases}
        endings = (regex.escape(key).replace(r"\ ", f"{_SPACE}?") for key in sorted(inner))
        stops = rf"(?i:(?<![\p{{L}}\p{{N}}])(?:{'|'.join(endings)})\.$)"
        self.inner_stop = regex.compile(f"{stops}|{self.ordinals_stop or '(?!)'}")
        rules = (*self._addresses(), *self.quantities.rules, *self._names())
        self._rules = [(regex.compile(pattern), rule) for pattern, rule in rules]

    def spell_out(self, word: str, context: Context, *, loud: bool = False) -> str:
        """Gives what is said for a typed word: words with spaces between, or nothing.

        Args:
            word: As typed.
            context: Its neighbours.
            loud: Whether the whole sentence is in capitals, so that capitals make no acronym.
        """
        plain = plain_word(word)
        known = self.words.get(word) or self.words.get(plain)
        if known:
            return known
        for pattern, rule in self._rules:
            match = pattern.fullmatch(plain)
            said = rule(match, context) if match else None
            if said is not None:
                return said
        if regex.search(r"\d", plain):
            return self._mixed(plain)
        return self._joined(plain, loud)

    @staticmethod
    def is_loud(words: Sequence[str]) -> bool:
        """Whether a sentence is written in capitals."""
        return all(word == word.upper() for word in words)

    def _addresses(self) -> tuple[tuple[str, Rule], ...]:
        return (
            (r"(?P<rest>[^@\s]+@[^@\s]+\.\p{L}{2,})", self._address),
            (r"(?i:https?://)(?:www\.)?(?P<rest>.+)", self._address),
            (r"(?i)(?:www\.)(?P<rest>.+)", self._address),
            (
                rf"(?i)(?P<rest>[\p{{L}}\d\-]+(?:\.[\p{{L}}\d\-]+)*(?<=\p{{L}}{{2}})\.(?:{_DOMAINS})(?:/.*)?)",
                self._address,
            ),
        )

    def _names(self) -> tuple[tuple[str, Rule], ...]:
        return (
            (r"#(?P<rest>.+)", self._tagged),
            (r"@(?P<rest>.+)", self._tagged),
            (rf"(?P<numeral>[IVX]+)(?P<ending>{self.roman_endings})?", self._roman),
            (r"(?i)(?P<short>[\p{L}\p{M}.° \-]+?)(?P<dot>\.?)", self._abbreviation),
            (r"(?:\p{Lu}\.)+\p{Lu}?\.?", self._dotted),
        )

    def _address(self, match: regex.Match[str], _: Context) -> str:
        pieces = regex.findall(r"[\p{L}\p{M}]+|\d+|[^\p{L}\d]", match.group("rest").rstrip("/"))
        said = (
            self.quantities.mixed(piece)
            if piece.isdecimal()
            else self.in_address.get(piece) or self._joined(piece, False)
            for piece in pieces
        )
        return " ".join(filter(None, said))

    def _tagged(self, match: regex.Match[str], _: Context) -> str:
        sign = match.group()[0]
        sign, rest = self.in_address.get(sign) or self.symbols[sign], match.group("rest")
        return f"{sign} {self._mixed(rest) if regex.search(r'[0-9]', rest) else self._joined(rest, False)}"

    def _roman(self, match: regex.Match[str], context: Context) -> str | None:
        value = roman_value(match.group("numeral"))
        if value and match.group("ending"):
            return self.quantities.ordinal(str(value), f"{value}{match.group('ending')}", context)
        return self.roman(value, context) if value else None

    def _abbreviation(self, match: regex.Match[str], context: Context) -> str | None:
        short = match.group("short").casefold()
        said = self.abbreviations.get(short) or self.abbreviations.get(regex.sub(r"\.(?=\p{L})", ". ", short))
        titled = match.group()[0].isupper() and context.after[:1].isupper() and short not in self.before_names
        sure = match.group("dot") or not short.isalpha() or short in self.may_end or titled
        return said if sure else None

    def _dotted(self, match: regex.Match[str], _: Context) -> str:
        return " ".join(c for c in match.group() if c != ".")

    def _mixed(self, word: str) -> str:
        """Letters and digits together: "B2B", "COVID-19", "MP3"."""
        said = (
            self.quantities.mixed(piece)
            if piece.isdecimal()
            else self._joined(piece.replace(".", f" {self.in_address['.']} "), False)
            for piece in regex.findall(r"\d+|[^\d]+", word)
        )
        return " ".join(filter(None, said))

    def _joined(self, text: str, loud: bool) -> str:
        """Words joined by signs: "y/o", "AT&T", "C++"."""
        parts = regex.split(rf"([{regex.escape(''.join(self.symbols))}])|[/_\s]", text)
        return " ".join(filter(None, (self.symbols.get(p) or self._letters(p, loud) for p in parts if p)))

    def _letters(self, word: str, loud: bool) -> str:
        acronym = regex.fullmatch(r"-?(\p{L}+')?(\p{Lu}{2,6})s?-?", word)  # "l'UE", "DVDs"
        if acronym and self._is_spelled(acronym.group(2), loud):
            return (acronym.group(1) or "") + " ".join(acronym.group(2))
        if "-" in word and regex.search(r"\b\p{Lu}{2,}\b", word) and not loud:  # "USB-C"
            return " ".join(filter(None, (self._letters(part, loud) for part in word.split("-"))))
        word = in_own_letters(_STRETCHED.sub(r"\1", word), self.own_letters).strip(".-")
        for written, said in self.respelled.items():
            word = regex.sub(written, said, word)
        return word

    def _is_spelled(self, acronym: str, loud: bool) -> bool:
        if acronym in self.words:
            return False
        if loud:
            return not regex.search(f"[{_VOWEL}]", acronym)
        return acronym in _SPELLED | self.spelled or not _SAYABLE.fullmatch(acronym)

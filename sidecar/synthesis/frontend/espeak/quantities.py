# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers, money, measures, dates and times: what is written the same in many languages, said by each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import regex

from sidecar.synthesis.frontend.context import Context, Rule
from sidecar.synthesis.frontend.espeak.numerals import Numerals
from sidecar.synthesis.frontend.words import CURRENCY

_FORMS = regex.compile(r"\((.*?)\|(.*?)\)")


def noun_form(noun: str, one: bool) -> str:
    """The singular or plural of a noun written as "met(ro|ri)"; one that is the same needs no brackets."""
    return _FORMS.sub(r"\1" if one else r"\2", noun)


class Quantities(ABC):
    """How a language says what is written in digits; subclasses fill in the words and their order.

    Attributes:
        numerals: The language's numbers.
        grouped: Pattern of a number with marks between its groups of digits.
        group_marks: These marks.
        months: January to December, as they are said.
        units: Sign in small letters, or as it is where case matters -> noun (see `noun_form`).
        currencies: Sign -> its unit and the hundredth of it (nouns).
        cents: How both are said together, from ``units``, ``cents`` and ``coins`` (cents with their noun).
        scales: Words that multiply the number before them ("millones").
        of: Between such a word and a unit ("millones de euros").
        to: Between the ends of a range.
        over: Between the parts of a fraction that has no name.
        dot: Between the numbers of a version.
        fractions: (top, bottom) -> how it is said.
        ordinal_pattern: A written ordinal; its group ``digits``.
        labels: Words after which a number is a name and counts nothing ("página 1").
        years_differ: Whether a year is not said as a count is.
    """

    numerals: Numerals
    grouped = r"\d{1,3}(?:[. ]\d{3})+(?:,\d+)?"
    group_marks = ". "
    months: tuple[str, ...]
    units: ClassVar[Mapping[str, str]]
    currencies: ClassVar[Mapping[str, tuple[str, str]]]
    cents: str
    scales: frozenset[str]
    of: str = ""
    to: str
    over: str
    dot: str
    fractions: ClassVar[Mapping[tuple[str, str], str]]
    ordinal_pattern: str
    labels: frozenset[str] = frozenset()
    years_differ = False
    clock_pattern = r"(?P<h>\d{1,2}):(?P<m>\d\d)(?::\d\d)?"

    def __init__(self) -> None:
        """Makes the patterns."""
        self._grouped = regex.compile(rf"[-+±]?{self.grouped}")
        number = rf"{self.grouped}|\d*[.,]\d+|\d+"
        self._number_word = regex.compile(rf"[-+±]?(?:{number})")
        self._clock_word = regex.compile(self.clock_pattern)
        self._money_word = regex.compile(rf"[-+±]?(?P<unit>{CURRENCY}) ?(?:{number})")
        units = "|".join(regex.escape(unit) for unit in sorted(self.units, key=len, reverse=True))
        self.rules: tuple[tuple[str, Rule], ...] = (
            (r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", self._date),
            (r"(?P<d>\d{1,2})(?P<mark>[/.-])(?P<m>\d{1,2})(?P=mark)(?P<y>\d{4})", self._date),
            (self.clock_pattern, self._clock),
            (rf"(?P<sign>[-+±]?)(?P<unit>{CURRENCY}) ?-?(?P<number>{number})", self._money),
            (rf"(?P<sign>[-+±]?)(?P<number>{number}) ?(?P<unit>{CURRENCY})", self._money),
            (rf"(?P<number>[-+±]?(?:{number}))[ -]?(?P<unit>(?i:{units}))", self._measure),
            (rf"(?i:{units})", self._unit),
            ("|".join(sorted(self.scales)), self._scale),
            (self.ordinal_pattern, self._ordinal),
            (r"(?:(?P<whole>\d{1,9}) )?(?P<top>\d+)/(?P<bottom>\d+)", self._fraction),
            (r"\+?\d{1,4}(?:-\d{2,4}){2,}|\+\d{1,3}", self._phone),
            (rf"(?P<low>{number})-(?P<high>{number})", self._range),
            (r"(?P<low>\d{1,9}):(?P<high>\d{1,9})", self._range),
            (r"\d+(?:\.\d+){2,}", self._version),
            (rf"[-+±]?(?:{number})", self._number),
        )

    def counted(self, number: str, _noun: str, /) -> str:
        """Reads a number before a noun ("" if there is none), with which it may have to agree."""
        return self.numerals.decimal(number)

    def ordinal(self, digits: str, _written: str, _context: Context, /) -> str:
        """Reads an ordinal from its digits and from all that is written ("3ª": a feminine)."""
        return self.numerals.ordinal(digits)

    @abstractmethod
    def clock(self, hour: int, minute: int, context: Context, /) -> str:
        """Reads a time of day."""

    @abstractmethod
    def date(self, day: int, month: int, year: str, context: Context, /) -> str:
        """Reads a date."""

    def day(self, number: str, _context: Context, /) -> str:
        """Reads the day before the name of a month."""
        return self.numerals.cardinal(number)

    def mixed(self, digits: str) -> str:
        """Reads the number in a name ("B2B", "COVID-19")."""
        return self.numerals.each_digit(digits) if self._told(digits) else self.numerals.cardinal(digits)

    def plain(self, number: str) -> str:
        """A number as a computer writes it: "1.234,5" is "1234.5". A mark that groups nothing is a point."""
        if self._grouped.fullmatch(number):
            number = "".join(c for c in number if c not in self.group_marks)
        return number.replace(",", ".")

    def _date(self, match: regex.Match[str], context: Context) -> str | None:
        day, month = int(match.group("d")), int(match.group("m"))
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        return self.date(day, month, match.group("y"), context)

    def _clock(self, match: regex.Match[str], context: Context) -> str | None:
        hour, minute = int(match.group("h")), int(match.group("m") or 0)
        return self.clock(hour, minute, context) if hour <= 24 and minute <= 59 else None

    def _money(self, match: regex.Match[str], context: Context) -> str:
        unit, hundredth = self.currencies[match.group("unit")]
        number = self.plain(match.group("number"))
        sign = self.numerals.sign(match.group("sign"))
        whole, _, part = number.partition(".")
        if context.after.casefold() in self.scales:  # the unit follows that word
            said = self.counted(number, "")
        elif len(part) == 2 and int(part):
            cents = self.counted(str(int(part)), noun_form(hundredth, False))
            coins = f"{cents} {noun_form(hundredth, int(part) == 1)}"
            units = self._amount(whole, unit)
            said = self.cents.format(units=units, cents=cents, coins=coins) if int(whole or 0) else coins
        else:
            said = self._amount(whole if part.strip("0") == "" else number, unit)
        return f"{sign} {said}".strip()

    def _amount(self, number: str, noun: str) -> str:
        form = noun_form(noun, number == "1")
        return f"{self.counted(number, form)} {form}"

    def _measure(self, match: regex.Match[str], _: Context) -> str | None:
        noun = self._unit_noun(match.group("unit"))
        return self._amount(self.plain(match.group("number")), noun) if noun else None

    def _unit(self, match: regex.Match[str], context: Context) -> str | None:
        noun = self._unit_noun(match.group())
        counted = self._number_word.fullmatch(context.before) or self._clock_word.fullmatch(context.before)
        if noun is None or not counted:
            return None
        return noun_form(noun, context.before == "1")

    def _unit_noun(self, unit: str) -> str | None:
        """The noun of a unit; a small unit's capital ("5 M") is another thing."""
        return self.units.get(unit) or (self.units.get(unit.lower()) if len(unit) > 1 else None)

    def _scale(self, match: regex.Match[str], context: Context) -> str | None:
        money = self._money_word.fullmatch(context.before)
        unit = self.currencies[money.group("unit")][0] if money else ""
        return " ".join(filter(None, (match.group(), self.of, noun_form(unit, False)))) if unit else None

    def _ordinal(self, match: regex.Match[str], context: Context) -> str:
        return self.ordinal(match.group("digits"), match.group(), context)

    def _fraction(self, match: regex.Match[str], _: Context) -> str:
        top, bottom = match.group("top"), match.group("bottom")
        said = self.fractions.get((top, bottom))
        said = said or f"{self.numerals.cardinal(top)} {self.over} {self.numerals.cardinal(bottom)}"
        whole = match.group("whole")
        return self.with_fraction(self.numerals.cardinal(whole), said) if whole else said

    @abstractmethod
    def with_fraction(self, whole: str, fraction: str) -> str:
        """Reads "2 1/2"."""

    def _phone(self, match: regex.Match[str], _: Context) -> str:
        return self.numerals.each_digit(match.group())

    def _range(self, match: regex.Match[str], context: Context) -> str:
        low, high = (self.plain(match.group(end)) for end in ("low", "high"))
        return f"{self.counted(low, '')} {self.to} {self.counted(high, context.after)}"

    def _version(self, match: regex.Match[str], _: Context) -> str:
        return f" {self.dot} ".join(self.numerals.cardinal(part) for part in match.group().split("."))

    def _number(self, match: regex.Match[str], context: Context) -> str:
        number = self.plain(match.group())
        if not number.isdecimal():
            return self.counted(number, context.after)
        if self._told(number) or (context.in_brackets and len(number) >= 3):
            return self.numerals.each_digit(number)
        if context.after.casefold() in self.months and int(number) <= 31:
            return self.day(number, context)
        if self.years_differ and len(number) == 4 and 1100 <= int(number) <= 1999:
            return self.numerals.year(number)
        return self.counted(number, "" if context.before.casefold() in self.labels else context.after)

    def _told(self, digits: str) -> bool:
        """Whether a number is told digit by digit: a telephone's, a code."""
        return (digits[0] == "0" and len(digits) > 1) or (len(digits) >= 8 and not digits.endswith("000"))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers in words, by num2words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Literal

from num2words import num2words

Form = Literal["cardinal", "ordinal", "year"]

_LONGEST_COUNTED = 15  # digits; a longer number is read digit by digit


class Numerals(ABC):
    """The numbers of a language; digits are plain, a decimal point is a point."""

    def __init__(
        self, *, point: str, minus: str, plus: str, plus_or_minus: str, fraction_counts: bool = False
    ) -> None:
        """Takes what is said for a number's signs.

        Args:
            point: For the decimal mark.
            minus: For a minus before a number.
            plus: For a plus.
            plus_or_minus: For both.
            fraction_counts: Whether two digits after the decimal mark are said as one number.
        """
        self._point = point
        self._signs = {"-": minus, "+": plus, "±": plus_or_minus}
        self._fraction_counts = fraction_counts

    @abstractmethod
    def in_words(self, number: int, form: Form) -> str:
        """A number's words."""

    def cardinal(self, digits: str) -> str:
        """Reads "1234" as a count."""
        if len(digits.lstrip("0")) > _LONGEST_COUNTED:
            return self.each_digit(digits)
        return self.in_words(int(digits), "cardinal")

    def ordinal(self, digits: str) -> str:
        """Reads "21" as a place in a row."""
        if len(digits.lstrip("0")) > _LONGEST_COUNTED:
            return self.each_digit(digits)
        return self.in_words(int(digits), "ordinal")

    def year(self, digits: str) -> str:
        """Reads "1984" as a year."""
        return self.in_words(int(digits), "year")

    def decimal(self, number: str) -> str:
        """Reads "-3.50": sign, whole part, digits after the point."""
        whole, _, fraction = number.lstrip("-+±").partition(".")
        said = [self.sign(number), self.cardinal(whole or "0")]
        if fraction:
            counted = self._fraction_counts and fraction[0] != "0" and len(fraction) == 2
            said += [self._point, self.cardinal(fraction) if counted else self.each_digit(fraction)]
        return " ".join(filter(None, said))

    def sign(self, number: str) -> str:
        """What is said for the sign before a number, if there is one."""
        return self._signs.get(number[:1], "")

    def each_digit(self, digits: str) -> str:
        """Reads "007" digit by digit."""
        return " ".join(self.in_words(int(digit), "cardinal") for digit in digits if digit.isdecimal())


class Num2Words(Numerals):
    """The numbers of a language that num2words knows."""

    def __init__(self, language: str, **said: Any) -> None:
        """Takes num2words' name of the language, and what `Numerals` takes."""
        super().__init__(**said)
        self._language = language

    def in_words(self, number: int, form: Form) -> str:
        """See `Numerals.in_words`."""
        return num2words(number, lang=self._language, to=form).replace(",", "")

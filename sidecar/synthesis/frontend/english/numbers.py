# SPDX-License-Identifier: GPL-3.0-or-later
"""English numbers in words."""

from __future__ import annotations

from num2words import num2words

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_LONGEST_COUNTED = 15  # digits; a longer number is read digit by digit


def cardinal(digits: str, british: bool = False) -> str:
    """Reads "1,234" as a count; Britons say "and" before the tens."""
    digits = digits.replace(",", "")
    if len(digits.lstrip("0")) > _LONGEST_COUNTED:
        return each_digit(digits)
    return _plain(num2words(int(digits)), british)


def decimal(number: str, british: bool = False) -> str:
    """Reads "-3.50": sign, whole part, digits after the point."""
    sign = {"-": "minus ", "+": "plus ", "±": "plus or minus "}.get(number[:1], "")
    whole, point, fraction = number.lstrip("-+±").partition(".")
    said = cardinal(whole, british) if whole else ""
    if point and fraction:
        said = f"{said} point {each_digit(fraction)}".strip()
    return sign + said


def ordinal(digits: str, british: bool = False) -> str:
    """Reads "21" as a place in a row."""
    digits = digits.replace(",", "")
    if len(digits) > _LONGEST_COUNTED:
        return each_digit(digits)
    return _plain(num2words(int(digits), to="ordinal"), british)


def year(digits: str, british: bool = False) -> str:
    """Reads "1984" as "nineteen eighty four"."""
    return _plain(num2words(int(digits), to="year"), british)


def each_digit(digits: str) -> str:
    """Reads "007" digit by digit."""
    return " ".join(num2words(int(digit)) for digit in digits if digit.isdecimal())


def name_number(digits: str, british: bool = False) -> str:
    """Reads the number in a name: "A380" is three eighty, "B2B" two, "x86" eighty six."""
    if (digits[0] == "0" and len(digits) > 1) or len(digits) > 4:
        return each_digit(digits)
    if len(digits) == 3 and digits[1:] != "00":
        tail = f"oh {cardinal(digits[2])}" if digits[1] == "0" else cardinal(digits[1:])
        return f"{cardinal(digits[0])} {tail}"
    return year(digits, british) if len(digits) == 4 else cardinal(digits, british)


def date(year_digits: str, month: int, day: int, british: bool) -> str:
    """Reads a date; ``year_digits`` may be empty."""
    name, place = MONTHS[month - 1], ordinal(str(day))
    said = f"the {place} of {name}" if british else f"{name} {place}"
    return f"{said} {year(year_digits, british)}" if year_digits else said


def clock(hour: int, minute: int, half: str) -> str:
    """Reads a time; ``half`` is "a", "p" or empty."""
    hours = cardinal(str(hour))
    tail = f" {half}.m." if half else ""
    if minute:
        minutes = f"oh {cardinal(str(minute))}" if minute < 10 else cardinal(str(minute))
        return f"{hours} {minutes}{tail}"
    if tail:
        return hours + tail
    return f"{hours} o'clock" if 1 <= hour <= 12 else f"{hours} hundred hours"


def fraction(top: str, bottom: str, british: bool = False) -> str:
    """Reads "3/4"; a denominator that has no everyday name is "over"."""
    count, parts = int(top), int(bottom)
    if parts == 2:
        name, names = "half", "halves"
    elif parts == 4:
        name, names = "quarter", "quarters"
    elif 3 <= parts <= 20 or parts in (100, 1000):
        name = ordinal(bottom).removeprefix("one ")
        names = f"{name}s"
    else:
        return f"{cardinal(top, british)} over {cardinal(bottom, british)}"
    return f"{cardinal(top, british)} {name if count == 1 else names}"


def _plain(words: str, british: bool) -> str:
    words = words.replace(",", "").replace("-", " ")
    return words if british else words.replace(" and ", " ")

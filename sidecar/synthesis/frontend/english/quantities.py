# SPDX-License-Identifier: GPL-3.0-or-later
"""Money, measures and numbers as they are said in English."""

from __future__ import annotations

import regex

from sidecar.synthesis.frontend.english import numbers
from sidecar.synthesis.frontend.english.context import Context, Rule
from sidecar.synthesis.frontend.english.dates import MONTH

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+"
_NUMBER_WORD = regex.compile(rf"[-+±]?(?:{NUMBER})")
_AREA_CODE = regex.compile(r"0[1-9]\d{1,3}")
_SCALES = {
    "k": "thousand", "m": "million", "mn": "million", "mm": "million",
    "b": "billion", "bn": "billion", "t": "trillion", "tn": "trillion",
}  # fmt: skip
_SCALE_WORDS = frozenset(("hundred", "thousand", "million", "billion", "trillion"))
_CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
    "₹": ("rupee", "rupees", "paisa", "paise"),
}
_UNITS = {
    "km": "kilometers", "m": "meters", "cm": "centimeters", "mm": "millimeters", "nm": "nanometers",
    "mi": "miles", "ft": "feet", "yd": "yards", "in": "inches",
    "kg": "kilograms", "g": "grams", "mg": "milligrams", "lb": "pounds", "lbs": "pounds", "oz": "ounces",
    "l": "liters", "ml": "milliliters", "gal": "gallons",
    "h": "hours", "hr": "hours", "hrs": "hours", "min": "minutes", "mins": "minutes", "s": "seconds",
    "sec": "seconds", "secs": "seconds", "ms": "milliseconds",
    "mph": "miles per hour", "km/h": "kilometers per hour", "kph": "kilometers per hour",
    "kmh": "kilometers per hour", "m/s": "meters per second", "fps": "frames per second",
    "rpm": "revolutions per minute", "bpm": "beats per minute", "dpi": "dots per inch",
    "hz": "hertz", "khz": "kilohertz", "mhz": "megahertz", "ghz": "gigahertz", "db": "decibels",
    "w": "watts", "kw": "kilowatts", "kwh": "kilowatt hours", "v": "volts", "mah": "milliamp hours",
    "kb": "kilobytes", "mb": "megabytes", "gb": "gigabytes", "tb": "terabytes",
    "mbps": "megabits per second", "gbps": "gigabits per second", "px": "pixels",
    "m²": "square meters", "km²": "square kilometers", "m2": "square meters", "km2": "square kilometers",
    "m³": "cubic meters", "m3": "cubic meters", "cm²": "square centimeters", "cm³": "cubic centimeters",
    "°": "degrees", "°c": "degrees celsius", "°f": "degrees fahrenheit", "%": "percent", "‰": "per mille",
}  # fmt: skip
# After a space these are more often another word ("5 in", "3 m" and "7 h" are the animator's units).
_ONLY_ATTACHED = frozenset(("in", "s", "v", "w", "t"))
_ONE = {"feet": "foot", "inches": "inch", "hertz": "hertz"}
_SAID_AS_TWO = frozenset(("24/7", "9/11", "50/50", "20/20"))


def _money(match: regex.Match[str], context: Context) -> str:
    one, many, cent, cents = _CURRENCIES[match.group("unit")]
    number, scale = match.group("number"), match.group("scale")
    sign = "minus " if "-" in match.group("sign") else ""
    if scale:
        return f"{sign}{numbers.decimal(number, context.british)} {_SCALES[scale.lower()]} {many}"
    if context.after.lower() in _SCALE_WORDS:  # "$3.5 million": the unit follows that word
        return sign + numbers.decimal(number, context.british)
    whole, _, part = number.replace(",", "").partition(".")
    if part and len(part) != 2:
        return f"{sign}{numbers.decimal(number, context.british)} {many}"
    units = f"{numbers.cardinal(whole, context.british)} {one if int(whole) == 1 else many}" if whole else ""
    small = f"{numbers.cardinal(part)} {cent if int(part) == 1 else cents}" if part and int(part) else ""
    if small and (not whole or int(whole) == 0):
        return sign + small
    return sign + (f"{units} and {small}" if small else units or f"zero {many}")


def _money_range(match: regex.Match[str], context: Context) -> str:
    low, high = (
        numbers.decimal(match.group(end).replace(",", ""), context.british) for end in ("low", "high")
    )
    return f"{low} to {high} {_CURRENCIES[match.group('unit')][1]}"


def _scale_word(match: regex.Match[str], context: Context) -> str | None:
    money = regex.fullmatch(rf"[-+]?(?P<unit>[$£€¥₹])-?(?:{NUMBER})", context.before)
    return f"{match.group().lower()} {_CURRENCIES[money.group('unit')][1]}" if money else None


def _scaled(match: regex.Match[str], context: Context) -> str | None:
    if match.group(2) == "K" and len(match.group(1)) == 1:
        return None  # "4K" is a picture size
    return f"{numbers.decimal(match.group(1), context.british)} {_SCALES[match.group(2).lower()]}"


def _measure(match: regex.Match[str], context: Context) -> str | None:
    number, unit = match.group("number"), match.group("unit").strip()
    name = _UNITS.get(unit.lower())
    if name is None or unit in ("S", "M", "K", "G", "T", "V", "W", "L", "H"):
        return None
    said = numbers.decimal(number.replace(",", ""), context.british)
    return f"{said} {_singular(name) if number.lstrip('-+') == '1' else name}"


def _unit(match: regex.Match[str], context: Context) -> str | None:
    unit = match.group().lower()
    if unit not in _UNITS or unit in _ONLY_ATTACHED or not _NUMBER_WORD.fullmatch(context.before):
        return None
    if match.group() in ("M", "G", "L", "H"):
        return None
    return _singular(_UNITS[unit]) if context.before == "1" else _UNITS[unit]


def _singular(name: str) -> str:
    first, _, rest = name.partition(" ")
    if first in ("square", "cubic"):
        return f"{first} {_singular(rest)}"
    if first in ("percent", "per"):
        return name
    if first in ("kilowatt", "milliamp"):
        return name[:-1]
    return f"{_ONE.get(first, first.removesuffix('s'))} {rest}".strip()


def _ordinal(match: regex.Match[str], context: Context) -> str:
    return numbers.ordinal(match.group(1), context.british)


def _fraction(match: regex.Match[str], context: Context) -> str | None:
    whole, top, bottom = match.group("whole"), match.group("top"), match.group("bottom")
    if match.group() in _SAID_AS_TWO:
        return f"{numbers.cardinal(top)} {numbers.cardinal(bottom)}"
    if int(bottom) == 0 or len(top) > 4 or len(bottom) > 4:
        return None
    said = numbers.fraction(top, bottom, context.british)
    if whole:
        return f"{numbers.cardinal(whole, context.british)} and {_a(said)}"
    return f"and {_a(said)}" if context.before.isdecimal() and int(top) < int(bottom) else said


def _a(said: str) -> str:
    return regex.sub(r"^one ", "a ", said)


def _ratio(match: regex.Match[str], _: Context) -> str:
    return " to ".join(numbers.cardinal(part) for part in match.group().split(":"))


def _range(match: regex.Match[str], context: Context) -> str:
    return " to ".join(_number_alone(part, context) for part in match.group().split("-"))


def _country_code(match: regex.Match[str], context: Context) -> str | None:
    return _phone(match, context) if regex.match(r"\d{2}", context.after) else None


def _phone(match: regex.Match[str], _: Context) -> str:
    return " ".join(numbers.each_digit(part) for part in regex.findall(r"\d+", match.group()))


def _dotted_numbers(match: regex.Match[str], _: Context) -> str:
    return " dot ".join(numbers.name_number(part) for part in match.group().split("."))


def _number(match: regex.Match[str], context: Context) -> str:
    return _number_alone(match.group(), context)


def _number_alone(number: str, context: Context) -> str:
    digits = number.lstrip("-+±").replace(",", "")
    if digits != number or "." in digits:
        return numbers.decimal(number.replace(",", ""), context.british)
    if _is_phone_part(number, context):
        return numbers.each_digit(number)
    if len(number) == 4 and 1100 <= int(number) <= 2099 and context.after.lower() not in _UNITS:
        return numbers.year(number, context.british)
    if len(number) <= 2 and int(number) and int(number) <= 31:
        if MONTH.fullmatch(context.after) and context.after[0].isupper():
            said = numbers.ordinal(number)
            return said if context.before.lower() == "the" else f"the {said} of"
        if MONTH.fullmatch(context.before) and context.before[0].isupper():
            return numbers.ordinal(number)
    return numbers.cardinal(number, context.british)


def _is_phone_part(number: str, context: Context) -> bool:
    if number[0] == "0" and len(number) > 1:
        return True
    if context.in_brackets and len(number) >= 3:
        return True
    if len(number) >= 3 and any(_AREA_CODE.fullmatch(b) for b in (context.before, context.two_before)):
        return True
    return len(number) >= 7 and not number.endswith("000")


RULES: tuple[tuple[str, Rule], ...] = (
    (r"\d{1,9}:\d{1,9}", _ratio),
    (
        rf"(?P<sign>[-+]?)(?P<unit>[$£€¥₹])-?(?P<number>{NUMBER})(?P<scale>(?i:mn|mm|bn|tn|[kmbt]))?",
        _money,
    ),
    (rf"(?P<unit>[$£€¥₹])(?P<low>{NUMBER})-[$£€¥₹]?(?P<high>{NUMBER})", _money_range),
    (r"(?i)hundred|thousand|million|billion|trillion", _scale_word),
    (rf"(?P<number>[-+±]?(?:{NUMBER}))-?(?P<unit>[\p{{L}}°%‰²³/\s]+[23]?)", _measure),
    (rf"({NUMBER})([kKM]|bn|tn)", _scaled),
    (r"[\p{L}°%‰²³/]+[23]?", _unit),
    (r"(?i)(\d[\d,]*)(?:st|nd|rd|th)", _ordinal),
    (r"(?:(?P<whole>\d{1,9}) )?(?P<top>\d+)/(?P<bottom>\d+)", _fraction),
    (r"\+?\d{1,3}-\d{3}-\d{3}-\d{4}|\d{3}-\d{3}-\d{4}|\d{3}-\d{4}", _phone),
    (r"\+\d{1,3}", _country_code),
    (r"(?:\d+)-(?:\d+)", _range),
    (rf"[-+±]?(?:{NUMBER})", _number),
    (r"\d+(?:\.\d+){2,}", _dotted_numbers),
)

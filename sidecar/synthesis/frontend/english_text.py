# SPDX-License-Identifier: GPL-3.0-or-later
"""Spells out what an English word is said as: numbers, dates, money, units, abbreviations, addresses.

Each rule looks at one typed word and its two neighbours, so what is said always belongs to that word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

from sidecar.synthesis.frontend import english_numbers as numbers
from sidecar.synthesis.frontend.english_words import ABBREVIATIONS, SPOKEN_SYMBOLS, in_latin_letters

_MONTH = regex.compile(
    r"(?i)(jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+"
_NUMBER_WORD = regex.compile(rf"[-+±]?(?:{_NUMBER})")
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
_AREA_CODE = regex.compile(r"0[1-9]\d{1,3}")
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
_BEFORE_DECADES = frozenset("the early mid late my your his her its our their".split())
_ONE = {"feet": "foot", "inches": "inch", "hertz": "hertz"}
_DOMAINS = "com|org|net|io|dev|co|uk|de|cn|edu|gov|ai|app|tv|me|info|fr|jp|us|eu|ca|ch|nl|it|es|au|xyz"
_IN_ADDRESS = {".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", ":": "colon",
               "?": "question mark", "=": "equals", "&": "and", "#": "hash", "%": "percent", "+": "plus",
               "~": "tilde"}  # fmt: skip
_POWERS = {"²": "2", "³": "3"}
_JOINING = {**SPOKEN_SYMBOLS, "²": "squared", "³": "cubed"}
_SAID_AS_TWO = frozenset(("24/7", "9/11", "50/50", "20/20"))
_SPECIAL = {"'n": "and", "n'": "and", "'em": "them", "'til": "till", "'cause": "because", "'cos": "because"}
_REGNAL = frozenset(
    "Henry Louis Elizabeth George Edward Charles William Richard James Philip Pius Paul Benedict Napoleon "
    "Catherine Frederick Nicholas Alexander Leo Gregory Innocent Ramesses Ivan Peter Mary Clement Urban "
    "Ferdinand Alfonso Wilhelm Ludwig Gustav Harald Haakon Victor Umberto Mehmed Selim Murad Boniface".split()
)
_NUMBERED = frozenset(
    "Chapter Part Act Scene Volume Vol Book War Section Level Phase Type Episode Season Appendix Figure "
    "Bowl Title Article Table Mark Stage Class Group Tier Grade Rocky Apollo Olympiad".split()
)


@dataclass(frozen=True, slots=True)
class Context:
    """A word's neighbours; ``before`` and ``after`` are empty across punctuation other than a space."""

    before: str
    after: str
    two_before: str
    british: bool
    in_brackets: bool

    @staticmethod
    def at(
        text: str, words: Sequence[str], spans: Sequence[tuple[int, int]], index: int, british: bool
    ) -> Context:
        """The context of ``words[index]``, which stand at ``spans`` in ``text``."""

        def neighbour(i: int) -> str:
            if not 0 <= i < len(words):
                return ""
            first, second = sorted((i, i + 1 if i < index else i - 1))
            gap = text[spans[first][1] : spans[second][0]]
            return unicodedata.normalize("NFKC", words[i]) if gap.strip() in ("", "(", ")", "-") else ""

        before = neighbour(index - 1)
        start, end = spans[index]
        return Context(
            before=before,
            after=neighbour(index + 1),
            two_before=neighbour(index - 2) if before else "",
            british=british,
            in_brackets=text[start - 1 : start] == "(" and text[end : end + 1] == ")",
        )


def spell_out(word: str, context: Context) -> str:
    """Gives what is said for a typed word: words of Latin letters with spaces between, or nothing."""
    plain = _plain(word)
    for pattern, rule in _RULES:
        match = pattern.fullmatch(plain)
        if match:
            said = rule(match, context)
            if said is not None:
                return said
    if regex.search(r"\d", plain):
        return _mixed(plain, context)
    return _SPECIAL.get(plain.casefold()) or _joined(plain)


def _plain(word: str) -> str:
    """One spelling for all dashes, apostrophes, widths and digits."""
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


def _link(match: regex.Match[str], context: Context) -> str:
    return _address(match.group("rest").rstrip("/"))


def _mail(match: regex.Match[str], context: Context) -> str:
    return _address(match.group())


def _iso_date(match: regex.Match[str], context: Context) -> str | None:
    year, month, day = match.group(1), int(match.group(2)), int(match.group(3))
    return numbers.date(year, month, day, context.british) if _is_day(month, day) else None


def _slashed_date(match: regex.Match[str], context: Context) -> str | None:
    first, second, year = int(match.group(1)), int(match.group(2)), match.group(3)
    month, day = (second, first) if context.british or first > 12 else (first, second)
    if month > 12:
        month, day = day, month
    return numbers.date(year, month, day, context.british) if _is_day(month, day) else None


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _time(match: regex.Match[str], context: Context) -> str | None:
    hour, minute = int(match.group("h")), int(match.group("m") or 0)
    if hour > 24 or minute > 59:
        return None
    half = (match.group("half") or "").lower()[:1]
    if not half and not minute and regex.match(r"(?i)[ap]\.?m\b|o'clock", context.after):
        return numbers.cardinal(str(hour))
    return numbers.clock(hour, minute, half)


def _half_day(match: regex.Match[str], context: Context) -> str | None:
    return f"{match.group(1).lower()}.m." if regex.match(r"\d", context.before) else None


def _ratio(match: regex.Match[str], context: Context) -> str:
    return " to ".join(numbers.cardinal(part) for part in match.group().split(":"))


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


def _scale_word(match: regex.Match[str], context: Context) -> str | None:
    money = regex.fullmatch(rf"[-+]?(?P<unit>[$£€¥₹])-?(?:{_NUMBER})", context.before)
    return f"{match.group().lower()} {_CURRENCIES[money.group('unit')][1]}" if money else None


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


def _scaled(match: regex.Match[str], context: Context) -> str | None:
    if match.group(2) == "K" and len(match.group(1)) == 1:
        return None  # "4K" is a picture size
    return f"{numbers.decimal(match.group(1), context.british)} {_SCALES[match.group(2).lower()]}"


def _ordinal(match: regex.Match[str], context: Context) -> str:
    return numbers.ordinal(match.group(1), context.british)


def _decade(match: regex.Match[str], context: Context) -> str | None:
    short, digits = match.group(1), match.group(2)
    if len(digits) < 4 and not short and context.before.lower() not in _BEFORE_DECADES:
        return None  # "wait 20s" is seconds
    said = numbers.year(digits) if len(digits) == 4 else numbers.cardinal(digits)
    return said[:-1] + "ies" if said.endswith("y") else f"{said}s"


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


def _phone(match: regex.Match[str], context: Context) -> str:
    return " ".join(numbers.each_digit(part) for part in regex.findall(r"\d+", match.group()))


def _country_code(match: regex.Match[str], context: Context) -> str | None:
    return _phone(match, context) if regex.match(r"\d{2}", context.after) else None


def _money_range(match: regex.Match[str], context: Context) -> str:
    low, high = (numbers.decimal(match.group(end).replace(",", ""), context.british) for end in ("low", "high"))
    return f"{low} to {high} {_CURRENCIES[match.group('unit')][1]}"


def _range(match: regex.Match[str], context: Context) -> str:
    return " to ".join(_number_alone(part, context) for part in match.group().split("-"))


def _hash(match: regex.Match[str], context: Context) -> str:
    rest = match.group(1)
    return f"number {numbers.cardinal(rest)}" if rest.isdecimal() else f"hashtag {_mixed(rest, context)}"


def _at_name(match: regex.Match[str], context: Context) -> str:
    return f"at {_mixed(match.group(1), context)}"


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
        if _MONTH.fullmatch(context.after) and context.after[0].isupper():
            said = numbers.ordinal(number)
            return said if context.before.lower() == "the" else f"the {said} of"
        if _MONTH.fullmatch(context.before) and context.before[0].isupper():
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


def _dotted_numbers(match: regex.Match[str], context: Context) -> str:
    return " dot ".join(numbers.name_number(part) for part in match.group().split("."))


def _roman(match: regex.Match[str], context: Context) -> str | None:
    value = numbers.roman(match.group())
    if value is None:
        return None
    if context.before in _REGNAL and (len(match.group()) > 1 or not context.after):
        return f"the {numbers.ordinal(str(value))}"
    return numbers.cardinal(str(value)) if context.before in _NUMBERED else None


def _abbreviation(match: regex.Match[str], context: Context) -> str | None:
    short, dot = match.group(1).casefold(), match.group(2)
    said = ABBREVIATIONS.get(short)
    if said is None or not (dot or _stands_without_stop(match.group(), context)):
        return None
    named = context.before[:1].isupper() and context.before.rstrip(".").casefold() not in ABBREVIATIONS
    if short in ("st", "dr") and named and context.two_before[:1].isdecimal() | (not context.after[:1].isupper()):
        return {"st": "street", "dr": "drive"}[short]
    if short == "ft" and context.before[:1].isdecimal():
        return "feet"
    return said


def _stands_without_stop(word: str, context: Context) -> bool:
    """Whether "Dr", "vs" or "Jan" is an abbreviation though its full stop is missing."""
    short = word.casefold()
    if short in ("vs", "etc"):
        return True
    if _MONTH.fullmatch(short):
        return word[0].isupper() and (context.before[:1].isdecimal() or context.after[:1].isdecimal())
    return word[0].isupper() and short in ("dr", "mr", "mrs", "ms", "prof", "jr", "sr", "st")


def _symbol(match: regex.Match[str], context: Context) -> str:
    return SPOKEN_SYMBOLS[match.group()]


def _mixed(word: str, context: Context) -> str:
    """Letters and digits together: "B2B", "COVID-19", "R2D2", "2nd-hand"."""
    said: list[str] = []
    for piece in regex.findall(rf"\d+(?:st|nd|rd|th)(?!\p{{L}})|{_NUMBER}|[^\d]+?(?=\.?\d|$)", word):
        if piece.isdecimal():
            said.append(numbers.name_number(piece, context.british))
        elif piece[-1].isdecimal():
            said.append(numbers.decimal(piece.replace(",", ""), context.british))
        elif piece[0].isdecimal():
            said.append(numbers.ordinal(piece[:-2], context.british))
        else:
            said.append(_joined(piece))
    return " ".join(filter(None, said))


def _joined(text: str) -> str:
    """Words joined by signs: "and/or", "AT&T", "C++", "x²"."""
    parts = regex.split(r"([&@+=%$£€°²³])|[/_\s]", text)
    return " ".join(filter(None, (_JOINING.get(p) or in_latin_letters(p) for p in parts if p)))


_Rule = Callable[[regex.Match[str], Context], str | None]
_RULES: tuple[tuple[regex.Pattern[str], _Rule], ...] = tuple(
    (regex.compile(pattern), rule)
    for pattern, rule in (
        (r"[^@\s]+@[^@\s]+\.\p{L}{2,}", _mail),
        (r"(?i:https?://)(?:www\.)?(?P<rest>.+)", _link),
        (r"(?i)(?:www\.)(?P<rest>.+)", _link),
        (rf"(?i)(?P<rest>[\p{{L}}\d\-]+(?:\.[\p{{L}}\d\-]+)*\.(?:{_DOMAINS})(?:/.*)?)", _link),
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", _iso_date),
        (r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", _slashed_date),
        (r"(')?(\d0|\d{3}0)'?s", _decade),
        (r"(?P<h>\d{1,2}):(?P<m>\d\d)(?::\d\d)?(?P<half>(?i:[ap]\.?m\.?))?", _time),
        (r"(?P<h>\d{1,2})(?P<m>)(?P<half>(?i:[ap]\.?m\.?))", _time),
        (r"(?i)([ap])\.?m\.?", _half_day),
        (r"\d{1,9}:\d{1,9}", _ratio),
        (
            rf"(?P<sign>[-+]?)(?P<unit>[$£€¥₹])-?(?P<number>{_NUMBER})(?P<scale>(?i:mn|mm|bn|tn|[kmbt]))?",
            _money,
        ),
        (r"(?i)hundred|thousand|million|billion|trillion", _scale_word),
        (rf"(?P<number>[-+±]?(?:{_NUMBER}))-?(?P<unit>[\p{{L}}°%‰²³/\s]+[23]?)", _measure),
        (rf"({_NUMBER})([kKMB]|bn|tn)", _scaled),
        (r"[\p{L}°%‰²³/]+[23]?", _unit),
        (r"(?i)(\d[\d,]*)(?:st|nd|rd|th)", _ordinal),
        (r"(?:(?P<whole>\d{1,9}) )?(?P<top>\d+)/(?P<bottom>\d+)", _fraction),
        (r"\+?\d{1,3}-\d{3}-\d{3}-\d{4}|\d{3}-\d{3}-\d{4}|\d{3}-\d{4}", _phone),
        (r"\+\d{1,3}", _country_code),
        (rf"(?P<unit>[$£€¥₹])(?P<low>{_NUMBER})-[$£€¥₹]?(?P<high>{_NUMBER})", _money_range),
        (r"(?:\d+)-(?:\d+)", _range),
        (r"#(.+)", _hash),
        (r"@(.+)", _at_name),
        (rf"[-+±]?(?:{_NUMBER})", _number),
        (r"\d+(?:\.\d+){2,}", _dotted_numbers),
        (r"[IVX]+", _roman),
        (r"(?i)([\p{L}.]+?)(\.?)", _abbreviation),
        (f"[{regex.escape(''.join(SPOKEN_SYMBOLS))}]", _symbol),
    )
)

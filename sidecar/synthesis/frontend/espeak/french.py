# SPDX-License-Identifier: GPL-3.0-or-later
"""French, as spoken in France."""

from __future__ import annotations

from typing import ClassVar

import regex

from sidecar.synthesis.frontend.base import word_set
from sidecar.synthesis.frontend.context import Context
from sidecar.synthesis.frontend.espeak.language import EspeakLanguage
from sidecar.synthesis.frontend.espeak.numerals import Num2Words
from sidecar.synthesis.frontend.espeak.quantities import Quantities
from sidecar.synthesis.frontend.espeak.spelling import Spelling
from sidecar.synthesis.frontend.espeak.voice import EspeakVoice

_FEMININE = word_set(
    "heure heures minute minutes seconde secondes milliseconde millisecondes tonne tonnes livre livres "
    "roupie roupies image images page pages fois personne personnes année années semaine semaines journée "
    "journées femme femmes fille filles maison maisons voiture voitures chose choses place places table "
    "tables chance idée idées histoire histoires lettre lettres question questions bouteille bouteilles "
    "pomme pommes chambre chambres porte portes tasse tasses"
)
_KINGS = word_set(
    "louis henri charles françois philippe jean napoléon élisabeth elizabeth pie paul benoît guillaume "
    "édouard georges albert léopold catherine pierre alexandre léon grégoire"
)
_PARTS = word_set("chapitre tome acte volume partie livre scène phase niveau type guerre mondiale titre")


class _Quantities(Quantities):
    numerals = Num2Words(
        "fr", point="virgule", minus="moins", plus="plus", plus_or_minus="plus ou moins", fraction_counts=True
    )
    months = (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    )
    units: ClassVar = {
        "km": "kilomètre(|s)", "m": "mètre(|s)", "cm": "centimètre(|s)", "mm": "millimètre(|s)",
        "kg": "kilo(|s)", "g": "gramme(|s)", "mg": "milligramme(|s)", "t": "tonne(|s)",
        "l": "litre(|s)", "L": "litre(|s)", "ml": "millilitre(|s)", "h": "heure(|s)", "min": "minute(|s)",
        "s": "seconde(|s)", "ms": "milliseconde(|s)", "km/h": "kilomètre(|s) heure",
        "m/s": "mètre(|s) par seconde", "fps": "image(|s) par seconde", "hz": "hertz",
        "khz": "kilohertz", "mhz": "mégahertz", "ghz": "gigahertz", "db": "décibel(|s)",
        "W": "watt(|s)", "kw": "kilowatt(|s)", "kwh": "kilowattheure(|s)", "V": "volt(|s)",
        "ko": "kilo-octet(|s)", "mo": "mégaoctet(|s)", "go": "gigaoctet(|s)", "to": "téraoctet(|s)",
        "mb": "mégabyte(|s)", "gb": "gigabyte(|s)", "px": "pixel(|s)", "m²": "mètre(|s) carré(|s)",
        "m2": "mètre(|s) carré(|s)", "km²": "kilomètre(|s) carré(|s)", "m³": "mètre(|s) cube(|s)",
        "m3": "mètre(|s) cube(|s)", "°": "degré(|s)", "°c": "degré(|s) Celsius",
        "°f": "degré(|s) Fahrenheit", "%": "pour cent", "‰": "pour mille",
    }  # fmt: skip
    currencies: ClassVar = {
        "€": ("euro(|s)", "centime(|s)"), "$": ("dollar(|s)", "cent(|s)"), "US$": ("dollar(|s)", "cent(|s)"),
        "£": ("livre(|s)", "penny"), "¥": ("yen(|s)", "sen(|s)"), "₹": ("roupie(|s)", "paisa(|s)"),
        "R$": ("réal", "centime(|s)"),
    }  # fmt: skip
    cents = "{units} {cents}"
    scales = frozenset(("million", "millions", "milliard", "milliards"))
    of = "de"
    to = "à"
    over = "sur"
    dot = "point"
    fractions: ClassVar = {
        ("1", "2"): "un demi", ("1", "3"): "un tiers", ("2", "3"): "deux tiers", ("1", "4"): "un quart",
        ("3", "4"): "trois quarts", ("1", "5"): "un cinquième", ("24", "7"): "vingt-quatre sept",
    }  # fmt: skip
    ordinal_pattern = r"(?P<digits>\d{1,4})(?:ers?|i?[èe]res?|res?|nde?s?|(?:i?[èe]m)?es?)"
    clock_pattern = r"(?P<h>\d{1,2})(?:[hH](?P<m>\d\d)?|:(?P<m>\d\d)(?::\d\d)?)"
    labels = word_set("numéro page chapitre niveau salle ligne version chaîne porte partie phase")

    def counted(self, number: str, noun: str, /) -> str:
        words = self.numerals.decimal(number)
        feminine = noun.casefold() in _FEMININE and "." not in number
        return regex.sub(r"\bun$", "une", words) if feminine else words

    def ordinal(self, digits: str, written: str, _context: Context, /) -> str:
        ending = written.removeprefix(digits).rstrip("s")
        if ending in ("re", "ere", "ère", "iere", "ière") and digits == "1":
            return "première"
        if ending in ("nd", "nde") and digits == "2":
            return "second" if ending == "nd" else "seconde"
        return self.numerals.ordinal(digits)

    def clock(self, hour: int, minute: int, _context: Context, /) -> str:
        hours = self._amount(str(hour), "heure(|s)")
        return f"{hours} {self.counted(str(minute), 'minutes')}" if minute else hours

    def date(self, day: int, month: int, year: str, _context: Context, /) -> str:
        first = "premier" if day == 1 else self.numerals.cardinal(str(day))
        return f"{first} {self.months[month - 1]} {self.numerals.year(year)}"

    def day(self, number: str, _context: Context, /) -> str:
        return "premier" if number == "1" else self.numerals.cardinal(number)

    def with_fraction(self, whole: str, fraction: str) -> str:
        return f"{whole} et {fraction.replace('un demi', 'demi')}"


_NUMBERS = _Quantities()


def _roman(value: int, context: Context) -> str | None:
    before = context.before.casefold()
    if before in _KINGS:
        return "premier" if value == 1 else _NUMBERS.numerals.cardinal(str(value))
    if before in _PARTS:
        return _NUMBERS.numerals.cardinal(str(value))
    return None if value in (1, 5, 10) else _NUMBERS.numerals.cardinal(str(value))


SPELLING = Spelling(
    quantities=_NUMBERS,
    abbreviations={
        "m": "monsieur", "mm": "messieurs", "mme": "madame", "mmes": "mesdames", "mlle": "mademoiselle",
        "mlles": "mesdemoiselles", "dr": "docteur", "pr": "professeur", "prof": "professeur", "me": "maître",
        "mgr": "monseigneur", "st": "saint", "ste": "sainte", "av": "avenue", "bd": "boulevard",
        "n°": "numéro",
        "no": "numéro", "p": "page", "pp": "pages", "vol": "volume", "chap": "chapitre", "tél": "téléphone",
        "etc": "et cetera", "ex": "exemple", "p. ex": "par exemple", "c.-à-d": "c'est-à-dire",
        "av. j.-c": "avant Jésus-Christ", "ap. j.-c": "après Jésus-Christ",
        "env": "environ", "janv": "janvier", "févr": "février", "juil": "juillet", "sept": "septembre",
        "oct": "octobre", "nov": "novembre", "déc": "décembre", "vs": "versus", "cf": "confer",
    },
    before_names=word_set("m mm me st ste no p pp ex sept"),
    words={
        "OK": "oké", "Ok": "oké", "ok": "oké", "Mme": "madame", "Mlle": "mademoiselle", "Mmes": "mesdames",
        "St": "saint", "Ste": "sainte",
    },
    symbols={
        "&": "et", "+": "plus", "=": "égale", "@": "arobase", "%": "pour cent", "°": "degrés", "×": "fois",
        "÷": "divisé par", "±": "plus ou moins", "§": "paragraphe", "$": "dollars", "£": "livres",
        "€": "euros",
    },
    in_address={
        "#": "dièse", ".": "point", "/": "barre", "-": "tiret", "_": "tiret bas", ":": "deux points",
        "?": "point d'interrogation", "~": "tilde",
    },
    spelled=word_set("CIA PIB API IVG USA TER FFI"),
    own_letters="àâæçéèêëîïôœùûüÿ",
    respelled={r"(?i)-y$": " i"},
    may_end=frozenset(("etc", "av. j.-c", "ap. j.-c")),
    roman=_roman,
    roman_endings="e|er|ère|ème",
    grouped_by_space=True,
)  # fmt: skip


class French(EspeakLanguage):
    """Standard French."""

    tag = "fr-FR"
    spelling = SPELLING
    trill = "ʁ"

    def __init__(self) -> None:
        super().__init__(EspeakVoice("fr-fr"))

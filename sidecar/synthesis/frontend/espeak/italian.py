# SPDX-License-Identifier: GPL-3.0-or-later
"""Italian."""

from __future__ import annotations

from typing import ClassVar

import regex

from sidecar.synthesis.frontend.base import word_set
from sidecar.synthesis.frontend.context import Context
from sidecar.synthesis.frontend.espeak.language import EspeakLanguage
from sidecar.synthesis.frontend.espeak.numerals import Form, Num2Words
from sidecar.synthesis.frontend.espeak.quantities import Quantities
from sidecar.synthesis.frontend.espeak.spelling import Spelling
from sidecar.synthesis.frontend.espeak.voice import EspeakVoice

_NO_NOUN = word_set(
    "e o a ad al alla di del della in con per che è sono era ha ho più meno la il lo gli le i una un uno "
    "su sua non ma se come da dalla"
)
_MASCULINE = word_set("problema sistema programma tema poema clima pianeta schema dramma")
_FEMININE = word_set("notte volte parte moglie classe chiave nave stazione lezione nazione voce luce mano")
_KINGS = word_set(
    "luigi enrico carlo vittorio umberto elisabetta filippo giovanni paolo pio benedetto gregorio leone "
    "napoleone federico emanuele francesco alessandro clemente urbano"
)
_PARTS = word_set("capitolo tomo atto volume parte libro fase livello tipo scena")


def _is_feminine(noun: str) -> bool:
    noun = noun.casefold()
    return noun in _FEMININE or (noun.endswith(("a", "zione", "tà")) and noun not in _MASCULINE)


def _feminine(ordinal: str) -> str:
    return f"{ordinal[:-1]}a" if ordinal.endswith("o") else ordinal


class _Numerals(Num2Words):
    def in_words(self, number: int, form: Form) -> str:
        return super().in_words(number, form).replace("ilione e ", "ilione ").replace("ilioni e ", "ilioni ")


class _Quantities(Quantities):
    numerals = _Numerals(
        "it", point="virgola", minus="meno", plus="più", plus_or_minus="più o meno", fraction_counts=True
    )
    months = (
        *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
        *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
    )
    units: ClassVar = {
        "km": "chilometr(o|i)", "m": "metr(o|i)", "cm": "centimetr(o|i)", "mm": "millimetr(o|i)",
        "kg": "chil(o|i)", "g": "gramm(o|i)", "mg": "milligramm(o|i)", "t": "tonnellat(a|e)",
        "l": "litr(o|i)", "L": "litr(o|i)", "ml": "millilitr(o|i)", "h": "or(a|e)", "min": "minut(o|i)",
        "s": "second(o|i)", "ms": "millisecond(o|i)", "km/h": "chilometr(o|i) orar(io|i)",
        "m/s": "metr(o|i) al secondo", "fps": "fotogramm(a|i) al secondo", "hz": "hertz",
        "khz": "chilohertz", "mhz": "megahertz", "ghz": "gigahertz", "db": "decibel",
        "W": "watt", "kw": "chilowatt", "kwh": "chilowattora", "V": "volt",
        "kb": "kilobyte", "mb": "megabyte", "gb": "gigabyte", "tb": "terabyte",
        "px": "pixel", "m²": "metr(o|i) quadrat(o|i)", "m2": "metr(o|i) quadrat(o|i)",
        "mq": "metr(o|i) quadrat(o|i)", "km²": "chilometr(o|i) quadrat(o|i)", "m³": "metr(o|i) cub(o|i)",
        "m3": "metr(o|i) cub(o|i)", "°": "grad(o|i)", "°c": "grad(o|i) celsius",
        "°f": "grad(o|i) fahrenheit", "%": "per cento", "‰": "per mille",
    }  # fmt: skip
    currencies: ClassVar = {
        "€": ("euro", "centesim(o|i)"), "$": ("dollar(o|i)", "centesim(o|i)"),
        "US$": ("dollar(o|i)", "centesim(o|i)"), "£": ("sterlin(a|e)", "penny"), "¥": ("yen", "sen"),
        "₹": ("rupi(a|e)", "paisa"), "R$": ("real", "centesim(o|i)"),
    }  # fmt: skip
    cents = "{units} e {cents}"
    scales = frozenset(("milione", "milioni", "miliardo", "miliardi"))
    of = "di"
    to = "a"
    over = "fratto"
    dot = "punto"
    fractions: ClassVar = {
        ("1", "2"): "un mezzo", ("1", "3"): "un terzo", ("2", "3"): "due terzi", ("1", "4"): "un quarto",
        ("3", "4"): "tre quarti", ("1", "5"): "un quinto", ("24", "7"): "ventiquattro sette",
    }  # fmt: skip
    ordinal_pattern = r"(?P<digits>\d{1,4})\.?(?:[oaie]|m[oa])"
    labels = word_set("numero pagina capitolo livello sala linea versione canale porta parte fase piano")

    def counted(self, number: str, noun: str, /) -> str:
        words = self.numerals.decimal(number)
        if (
            words.split()[-1:] != ["uno"]
            or "." in number
            or not noun.isalpha()
            or noun.casefold() in _NO_NOUN
        ):
            return words
        if _is_feminine(noun):
            return f"{words[:-1]}a"
        return words if regex.match(r"(?i)s[^aeiou]|z|gn|ps|x", noun) else words[:-1]

    def ordinal(self, digits: str, written: str, _context: Context, /) -> str:
        said = self.numerals.ordinal(digits)
        endings = {"a": "a", "i": "i", "e": "e"}
        return f"{said[:-1]}{endings.get(written[-1], 'o')}"

    def clock(self, hour: int, minute: int, _context: Context, /) -> str:
        said = "una" if hour == 1 else self.numerals.cardinal(str(hour))
        return f"{said} e {self.numerals.cardinal(str(minute))}" if minute else said

    def date(self, day: int, month: int, year: str, _context: Context, /) -> str:
        first = "primo" if day == 1 else self.numerals.cardinal(str(day))
        return f"{first} {self.months[month - 1]} {self.numerals.year(year)}"

    def day(self, number: str, _context: Context, /) -> str:
        return "primo" if number == "1" else self.numerals.cardinal(number)

    def with_fraction(self, whole: str, fraction: str) -> str:
        return f"{whole} e {fraction.replace('un mezzo', 'mezzo')}"


_NUMBERS = _Quantities()


def _roman(value: int, context: Context) -> str | None:
    before = context.before.casefold()
    place = _NUMBERS.numerals.ordinal(str(value))
    if before in _KINGS:
        return _feminine(place) if before == "elisabetta" else place
    if before in _PARTS:
        return _NUMBERS.numerals.cardinal(str(value))
    if value in (1, 5, 10):  # as likely a letter
        return None
    return _feminine(place) if _is_feminine(context.after) else place


SPELLING = Spelling(
    quantities=_NUMBERS,
    abbreviations={
        "sig": "signor", "sig.ra": "signora", "sig.na": "signorina", "sigg": "signori", "dott": "dottor",
        "dott.ssa": "dottoressa", "dr": "dottor", "prof": "professor", "prof.ssa": "professoressa",
        "ing": "ingegner", "avv": "avvocato", "arch": "architetto", "geom": "geometra", "rag": "ragionier",
        "on": "onorevole", "mons": "monsignor", "ecc": "eccetera", "etc": "eccetera", "es": "esempio",
        "p. es": "per esempio", "n": "numero", "no": "numero", "n°": "numero", "nr": "numero",
        "pag": "pagina",
        "pagg": "pagine", "vol": "volume", "cap": "capitolo", "tel": "telefono", "art": "articolo",
        "ca": "circa", "v": "vedi", "a. c": "avanti Cristo", "d. c": "dopo Cristo",
        "s. p. a": "società per azioni",
        "s.p.a": "società per azioni", "vs": "versus", "min": "minimo", "max": "massimo",
    },
    before_names=word_set("es n no ca v"),
    words={"OK": "okei", "Ok": "okei", "ok": "okei"},
    symbols={
        "&": "e", "+": "più", "=": "uguale", "@": "chiocciola", "%": "per cento", "°": "gradi", "×": "per",
        "÷": "diviso", "±": "più o meno", "§": "paragrafo", "$": "dollari", "£": "sterline", "€": "euro",
    },
    in_address={
        "#": "cancelletto", ".": "punto", "/": "barra", "-": "trattino", "_": "trattino basso",
        ":": "due punti", "?": "punto interrogativo", "~": "tilde",
    },
    spelled=word_set("UE"),
    own_letters="àèéìíîòóùú",
    may_end=word_set("etc ecc") | {"a. c", "d. c", "s. p. a"},
    roman=_roman,
)  # fmt: skip


class Italian(EspeakLanguage):
    """Standard Italian."""

    tag = "it-IT"
    spelling = SPELLING

    def __init__(self) -> None:
        super().__init__(EspeakVoice("it"))

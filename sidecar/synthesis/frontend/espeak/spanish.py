# SPDX-License-Identifier: GPL-3.0-or-later
"""Spanish, as spoken in Spain."""

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
    "y e o u a al de del en con por para que es son fue era más menos la las el los un una su sus mi tu "
    "se lo le les ya no sin sobre entre hasta desde contra como si cuando"
)
_MASCULINE = word_set(
    "día días problema problemas sistema sistemas programa programas mapa mapas planeta planetas idioma "
    "idiomas gramas poemas temas tema poema clima drama dramas avión aviones camión camiones"
)
_FEMININE = word_set(
    "vez veces noche noches mujer mujeres calle calles clase clases parte partes llave llaves flores"
)
_KINGS = word_set(
    "felipe carlos isabel juana alfonso fernando pedro juan pablo luis enrique jaime sancho pío león "
    "napoleón francisco benedicto gregorio ramiro jorge"
)
_PARTS = word_set("siglo capítulo tomo acto volumen parte título libro fase nivel tipo")


def _is_feminine(noun: str) -> bool:
    noun = noun.casefold()
    ending = regex.search(r"(?:as?|i[oó]n(?:es)?|dad(?:es)?|tud(?:es)?|umbres?)$", noun)
    return noun in _FEMININE or (
        bool(ending) and noun not in _MASCULINE and noun not in ("avión", "aviones", "camión")
    )


def _feminine(ordinal: str) -> str:
    return regex.sub(r"o\b", "a", ordinal)


class _Numerals(Num2Words):
    _ORDINALS: ClassVar = {11: "undécimo", 12: "duodécimo"}

    def in_words(self, number: int, form: Form) -> str:
        words = super().in_words(number, form)
        if form == "ordinal":
            return self._ORDINALS.get(number, words)
        words = words.replace("veintiuno mil", "veintiún mil").replace("uno mil", "un mil")
        return words.removeprefix("un ") if words.startswith("un mil ") else words


class _Quantities(Quantities):
    numerals = _Numerals(
        "es", point="coma", minus="menos", plus="más", plus_or_minus="más menos", fraction_counts=True
    )
    months = (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    )
    units: ClassVar = {
        "km": "kilómetro(|s)", "m": "metro(|s)", "cm": "centímetro(|s)", "mm": "milímetro(|s)",
        "kg": "kilo(|s)", "g": "gramo(|s)", "mg": "miligramo(|s)", "t": "tonelada(|s)",
        "l": "litro(|s)", "L": "litro(|s)", "ml": "mililitro(|s)", "h": "hora(|s)", "min": "minuto(|s)",
        "s": "segundo(|s)", "ms": "milisegundo(|s)", "km/h": "kilómetro(|s) por hora",
        "m/s": "metro(|s) por segundo", "fps": "fotograma(|s) por segundo", "hz": "hercio(|s)",
        "khz": "kilohercio(|s)", "mhz": "megahercio(|s)", "ghz": "gigahercio(|s)", "db": "decibelio(|s)",
        "W": "vatio(|s)", "kw": "kilovatio(|s)", "kwh": "kilovatio(|s) hora", "V": "voltio(|s)",
        "kb": "kilobyte(|s)", "mb": "megabyte(|s)", "gb": "gigabyte(|s)", "tb": "terabyte(|s)",
        "px": "píxel(|es)", "m²": "metro(|s) cuadrado(|s)", "m2": "metro(|s) cuadrado(|s)",
        "km²": "kilómetro(|s) cuadrado(|s)", "m³": "metro(|s) cúbico(|s)", "m3": "metro(|s) cúbico(|s)",
        "°": "grado(|s)", "°c": "grado(|s) centígrado(|s)", "°f": "grado(|s) fahrenheit",
        "%": "por ciento", "‰": "por mil",
    }  # fmt: skip
    currencies: ClassVar = {
        "€": ("euro(|s)", "céntimo(|s)"), "$": ("dólar(|es)", "centavo(|s)"),
        "US$": ("dólar(|es)", "centavo(|s)"),
        "£": ("libra(|s)", "penique(|s)"), "¥": ("yen(|es)", "sen(|es)"), "₹": ("rupia(|s)", "paisa(|s)"),
        "R$": ("real(|es)", "centavo(|s)"),
    }  # fmt: skip
    cents = "{units} con {cents}"
    scales = frozenset(("millón", "millones", "billón", "billones"))
    of = "de"
    to = "a"
    over = "partido por"
    dot = "punto"
    fractions: ClassVar = {
        ("1", "2"): "un medio", ("1", "3"): "un tercio", ("2", "3"): "dos tercios", ("1", "4"): "un cuarto",
        ("3", "4"): "tres cuartos", ("1", "5"): "un quinto", ("24", "7"): "veinticuatro siete",
    }  # fmt: skip
    ordinal_pattern = r"(?P<digits>\d{1,4})\.?(?:os?|as?|er|r[oa]|d[oa]|t[oa]|m[oa]|v[oa])"
    labels = word_set("número página capítulo nivel sala línea versión canal puerta parte equipo fase no")

    def counted(self, number: str, noun: str, /) -> str:
        words = self.numerals.decimal(number)
        if not noun.isalpha() or noun.casefold() in _NO_NOUN or "." in number:
            return words
        if _is_feminine(noun):
            return regex.sub(r"uno$", "una", words.replace("ientos", "ientas"))
        return regex.sub(
            r"uno$",
            "un",
            words.removesuffix("veintiuno") + "veintiún" if words.endswith("veintiuno") else words,
        )

    def ordinal(self, digits: str, written: str, context: Context, /) -> str:
        said = self.numerals.ordinal(digits)
        noun = context.after.isalpha() and context.after.casefold() not in _NO_NOUN
        if said.endswith(("primero", "tercero")) and (
            written.endswith("er") or (written[-1] == "o" and noun)
        ):
            return said.removesuffix("o")
        return _feminine(said) if written.rstrip("s").endswith("a") else said

    def clock(self, hour: int, minute: int, _context: Context, /) -> str:
        said = "una" if hour == 1 else self.numerals.cardinal(str(hour))
        quarters = {15: "cuarto", 30: "media"} if hour <= 12 else {}
        return f"{said} y {quarters.get(minute) or self.numerals.cardinal(str(minute))}" if minute else said

    def date(self, day: int, month: int, year: str, _context: Context, /) -> str:
        return f"{self.numerals.cardinal(str(day))} de {self.months[month - 1]} de {self.numerals.year(year)}"

    def with_fraction(self, whole: str, fraction: str) -> str:
        return f"{whole} y {fraction.replace('un medio', 'medio')}"


_NUMBERS = _Quantities()


def _roman(value: int, context: Context) -> str | None:
    before = context.before.casefold()
    count, place = _NUMBERS.numerals.cardinal(str(value)), _NUMBERS.numerals.ordinal(str(value))
    if before in _KINGS:
        queen = before in ("isabel", "juana")
        return count if value > 10 else _feminine(place) if queen else place
    if before in _PARTS:
        return count
    if value in (1, 5, 10):  # as likely a letter
        return None
    if context.after and value <= 20:
        return _feminine(place) if _is_feminine(context.after) else place
    return count


SPELLING = Spelling(
    quantities=_NUMBERS,
    abbreviations={
        "sr": "señor", "sra": "señora", "srta": "señorita", "sres": "señores", "dr": "doctor",
        "dra": "doctora",
        "d": "don", "dña": "doña", "prof": "profesor", "profa": "profesora", "lic": "licenciado",
        "ing": "ingeniero", "arq": "arquitecto", "gral": "general", "cap": "capítulo", "ud": "usted",
        "uds": "ustedes", "vd": "usted", "vds": "ustedes", "sto": "santo", "sta": "santa", "avda": "avenida",
        "av": "avenida", "pza": "plaza", "c/": "calle", "pág": "página", "págs": "páginas", "núm": "número",
        "no": "número", "n°": "número", "tel": "teléfono", "etc": "etcétera", "ej": "ejemplo",
        "p. ej": "por ejemplo", "vol": "volumen", "aprox": "aproximadamente", "dpto": "departamento",
        "ee. uu": "Estados Unidos", "a. m": "a eme", "p. m": "pe eme", "a. c": "antes de Cristo",
        "d. c": "después de Cristo", "s. a": "ese a", "vs": "versus", "máx": "máximo", "mín": "mínimo",
    },
    before_names=word_set("no d ej"),
    may_end=word_set("etc ud uds vd vds") | {"ee. uu", "a. m", "p. m", "a. c", "d. c", "s. a"},
    words={
        "n.º": "número", "N.º": "número", "OK": "okey", "Ok": "okey", "ok": "okey",
        "EEUU": "Estados Unidos", "Mr": "míster", "nº": "número", "Nº": "número",
    },
    symbols={
        "&": "y", "+": "más", "=": "igual a", "@": "arroba", "%": "por ciento", "°": "grados", "×": "por",
        "÷": "entre", "±": "más menos", "§": "párrafo", "$": "dólares", "£": "libras", "€": "euros",
    },
    in_address={
        "#": "almohadilla", ".": "punto", "/": "barra", "-": "guion", "_": "guion bajo", ":": "dos puntos",
        "?": "interrogación", "~": "virgulilla",
    },
    own_letters="áéíóúüñç",
    roman=_roman,
)  # fmt: skip


class Spanish(EspeakLanguage):
    """Castilian Spanish."""

    tag = "es-ES"
    spelling = SPELLING

    def __init__(self) -> None:
        super().__init__(EspeakVoice("es"))

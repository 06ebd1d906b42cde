# SPDX-License-Identifier: GPL-3.0-or-later
"""Portuguese, as spoken in Brazil."""

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

_NO_NOUN = word_set(
    "e ou o a os as ao à de do da dos das em no na nos nas com por para que é são foi era mais menos um "
    "uma seu sua já não sem sobre entre até se como"
)
_MASCULINE = word_set(
    "dia dias problema problemas sistema sistemas programa programas mapa mapas planeta planetas idioma "
    "idiomas grama gramas quilograma tema temas poema poemas clima drama dramas cinema cinemas"
)
_FEMININE = word_set(
    "vez vezes noite noites mulher mulheres parte partes classe classes chave chaves flor flores cidade "
    "cidades ordem imagem imagens viagem viagens"
)
_KINGS = word_set(
    "pedro joão luís luiz henrique carlos isabel elizabeth elisabete filipe paulo pio bento napoleão afonso "
    "manuel josé maria gregório leão francisco"
)
_PARTS = word_set("século capítulo tomo ato volume parte título livro fase nível tipo")


def _is_feminine(noun: str) -> bool:
    noun = noun.casefold()
    ending = regex.search(r"(?:as?|ção|ções|dades?|gens?)$", noun)
    return noun in _FEMININE or (bool(ending) and noun not in _MASCULINE)


def _feminine(ordinal: str) -> str:
    return regex.sub(r"o\b", "a", ordinal)


class _Quantities(Quantities):
    numerals = Num2Words(
        "pt_BR",
        point="vírgula",
        minus="menos",
        plus="mais",
        plus_or_minus="mais ou menos",
        fraction_counts=True,
    )
    months = (
        *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
        *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
    )
    units: ClassVar = {
        "km": "quilômetro(|s)", "m": "metro(|s)", "cm": "centímetro(|s)", "mm": "milímetro(|s)",
        "kg": "quilo(|s)", "g": "grama(|s)", "mg": "miligrama(|s)", "t": "tonelada(|s)",
        "l": "litro(|s)", "L": "litro(|s)", "ml": "mililitro(|s)", "h": "hora(|s)", "min": "minuto(|s)",
        "s": "segundo(|s)", "ms": "milissegundo(|s)", "km/h": "quilômetro(|s) por hora",
        "m/s": "metro(|s) por segundo", "fps": "quadro(|s) por segundo", "hz": "hertz",
        "khz": "quilohertz", "mhz": "megahertz", "ghz": "gigahertz", "db": "decibe(l|is)",
        "W": "watt(|s)", "kw": "quilowatt(|s)", "kwh": "quilowatt(|s) hora", "V": "volt(|s)",
        "kb": "quilobyte(|s)", "mb": "megabyte(|s)", "gb": "gigabyte(|s)", "tb": "terabyte(|s)",
        "px": "pixe(l|is)", "m²": "metro(|s) quadrado(|s)", "m2": "metro(|s) quadrado(|s)",
        "km²": "quilômetro(|s) quadrado(|s)", "m³": "metro(|s) cúbico(|s)", "m3": "metro(|s) cúbico(|s)",
        "°": "grau(|s)", "°c": "grau(|s) Celsius", "°f": "grau(|s) Fahrenheit",
        "%": "por cento", "‰": "por mil",
    }  # fmt: skip
    currencies: ClassVar = {
        "R$": ("rea(l|is)", "centavo(|s)"), "€": ("euro(|s)", "centavo(|s)"),
        "$": ("dólar(|es)", "centavo(|s)"),
        "US$": ("dólar(|es)", "centavo(|s)"), "£": ("libra(|s)", "centavo(|s)"),
        "¥": ("iene(|s)", "sen(|es)"),
        "₹": ("rupia(|s)", "paisa(|s)"),
    }  # fmt: skip
    cents = "{units} e {coins}"
    scales = frozenset(("milhão", "milhões", "bilhão", "bilhões"))
    of = "de"
    to = "a"
    over = "sobre"
    dot = "ponto"
    fractions: ClassVar = {
        ("1", "2"): "um meio", ("1", "3"): "um terço", ("2", "3"): "dois terços", ("1", "4"): "um quarto",
        ("3", "4"): "três quartos", ("1", "5"): "um quinto", ("24", "7"): "vinte e quatro sete",
    }  # fmt: skip
    ordinal_pattern = r"(?P<digits>\d{1,4})\.?[oa]s?"
    clock_pattern = r"(?P<h>\d{1,2})(?:[hH](?P<m>\d\d)?|:(?P<m>\d\d)(?::\d\d)?)"
    labels = word_set(
        "número página capítulo nível sala linha versão canal porta parte fase apartamento casa"
    )

    def counted(self, number: str, noun: str, /) -> str:
        words = self.numerals.decimal(number)
        if not noun.isalpha() or noun.casefold() in _NO_NOUN or "." in number or not _is_feminine(noun):
            return words
        return regex.sub(r"\bum$", "uma", regex.sub(r"\bdois$", "duas", words.replace("entos", "entas")))

    def ordinal(self, digits: str, written: str, _context: Context, /) -> str:
        said = self.numerals.ordinal(digits)
        return _feminine(said) if written.rstrip("s").endswith("a") else said

    def clock(self, hour: int, minute: int, _context: Context, /) -> str:
        if not minute:
            return self._amount(str(hour), "hora(|s)")
        return f"{self.counted(str(hour), 'horas')} e {self.numerals.cardinal(str(minute))}"

    def date(self, day: int, month: int, year: str, _context: Context, /) -> str:
        first = "primeiro" if day == 1 else self.numerals.cardinal(str(day))
        return f"{first} de {self.months[month - 1]} de {self.numerals.year(year)}"

    def with_fraction(self, whole: str, fraction: str) -> str:
        return f"{whole} e {fraction.replace('um meio', 'meio')}"


_NUMBERS = _Quantities()


def _roman(value: int, context: Context) -> str | None:
    before = context.before.casefold()
    count, place = _NUMBERS.numerals.cardinal(str(value)), _NUMBERS.numerals.ordinal(str(value))
    if before in _KINGS:
        queen = before in ("isabel", "elizabeth", "elisabete", "maria")
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
        "sr": "senhor", "sra": "senhora", "srta": "senhorita", "srs": "senhores", "dr": "doutor",
        "dra": "doutora",
        "d": "dom", "prof": "professor", "profa": "professora", "eng": "engenheiro", "gal": "general",
        "av": "avenida", "r": "rua", "pça": "praça", "apto": "apartamento", "ap": "apartamento",
        "pág": "página",
        "págs": "páginas", "no": "número", "n°": "número", "núm": "número", "tel": "telefone",
        "etc": "etcétera",
        "ex": "exemplo", "p. ex": "por exemplo", "vol": "volume", "cap": "capítulo",
        "a. c": "antes de Cristo",
        "d. c": "depois de Cristo", "vs": "versus", "máx": "máximo", "mín": "mínimo", "ltda": "limitada",
    },
    before_names=word_set("d r no ex"),
    words={
        "OK": "oquei", "Ok": "oquei", "ok": "oquei", "EUA": "Estados Unidos", "nº": "número",
        "Nº": "número",
    },
    symbols={
        "&": "e", "+": "mais", "=": "igual a", "@": "arroba", "%": "por cento", "°": "graus", "×": "vezes",
        "÷": "dividido por", "±": "mais ou menos", "§": "parágrafo", "$": "dólares", "£": "libras",
        "€": "euros",
    },
    in_address={
        "#": "hashtag", ".": "ponto", "/": "barra", "-": "hífen", "_": "underline", ":": "dois pontos",
        "?": "interrogação", "~": "til",
    },
    may_end=word_set("etc ltda") | {"a. c", "d. c"},
    own_letters="áâãàçéêíóôõúü",
    roman=_roman,
)  # fmt: skip


class BrazilianPortuguese(EspeakLanguage):
    """Brazilian Portuguese."""

    tag = "pt-BR"
    spelling = SPELLING

    def __init__(self) -> None:
        super().__init__(EspeakVoice("pt-br"))

# SPDX-License-Identifier: GPL-3.0-or-later
"""German, experimental: no voice was made in it; voices of other languages speak it."""

from __future__ import annotations

from typing import ClassVar

from sidecar.synthesis.frontend.base import word_set
from sidecar.synthesis.frontend.context import Context
from sidecar.synthesis.frontend.espeak.language import EspeakLanguage
from sidecar.synthesis.frontend.espeak.numerals import Num2Words
from sidecar.synthesis.frontend.espeak.quantities import Quantities
from sidecar.synthesis.frontend.espeak.spelling import Spelling
from sidecar.synthesis.frontend.espeak.voice import EspeakVoice

_VOWELS = "aeiouyøœɐɑɔəɛɪʊʏ"
RESPELLED = {
    f"ɾ(?=ː?\u0361?[ˈˌ]?[{_VOWELS}])": "ʁ",
    f"(?<=[{_VOWELS}ː])[ɾr]": "ɐ",
    "[ɾr]": "ʁ",
    "ɜ": "ɐ",
    "ɑ": "a",
    "ʏ": "y",
    "œ": "ø",
    "ç": "ʃ",
    "ɔ\u0361ø": "Y",
    "ts": "ʦ",
}
"""What espeak-ng writes -> the nearest the voices know: a uvular r, a vowel for r after one, ɔɪ for eu, and
what a recogniser understood best of several."""

_FEMININE = word_set(
    "Stunde Minute Sekunde Millisekunde Tonne Million Milliarde Meile Woche Person Frau Seite Rupie Katze "
    "Tasse Frage Stadt Straße Nacht Idee Hand Sache Tür Flasche Kilowattstunde Geschichte Aufgabe Antwort"
)
_DETERMINERS = word_set("der die das jede jeder jedes diese dieser")
_OBLIQUE = word_set(
    "am dem den des im zum zur vom beim ab bis seit nach vor jedem jeden einem einen dieser diesen diesem"
)
_KINGS = word_set(
    "ludwig friedrich wilhelm heinrich karl otto georg elisabeth katharina paul pius benedikt johannes "
    "napoleon leopold philipp eduard leo gregor franz"
)


class _Quantities(Quantities):
    numerals = Num2Words("de", point="Komma", minus="minus", plus="plus", plus_or_minus="plus minus")
    months = (
        *("januar", "februar", "märz", "april", "mai", "juni"),
        *("juli", "august", "september", "oktober", "november", "dezember"),
    )
    units: ClassVar = {
        "km": "Kilometer", "m": "Meter", "cm": "Zentimeter", "mm": "Millimeter", "kg": "Kilo", "g": "Gramm",
        "mg": "Milligramm", "t": "Tonne(|n)", "l": "Liter", "L": "Liter", "ml": "Milliliter",
        "h": "Stunde(|n)", "std": "Stunde(|n)", "min": "Minute(|n)", "s": "Sekunde(|n)",
        "ms": "Millisekunde(|n)", "km/h": "Kilometer pro Stunde", "m/s": "Meter pro Sekunde",
        "fps": "Bild(|er) pro Sekunde", "hz": "Hertz", "khz": "Kilohertz", "mhz": "Megahertz",
        "ghz": "Gigahertz", "db": "Dezibel", "W": "Watt", "kw": "Kilowatt", "kwh": "Kilowattstunde(|n)",
        "V": "Volt", "kb": "Kilobyte", "mb": "Megabyte", "gb": "Gigabyte", "tb": "Terabyte", "px": "Pixel",
        "m²": "Quadratmeter", "m2": "Quadratmeter", "km²": "Quadratkilometer", "m³": "Kubikmeter",
        "m3": "Kubikmeter", "°": "Grad", "°c": "Grad Celsius", "°f": "Grad Fahrenheit", "%": "Prozent",
        "‰": "Promille",
    }  # fmt: skip
    currencies: ClassVar = {
        "€": ("Euro", "Cent"), "$": ("Dollar", "Cent"), "US$": ("US-Dollar", "Cent"), "£": ("Pfund", "Pence"),
        "¥": ("Yen", "Sen"), "₹": ("Rupie(|n)", "Paisa"), "R$": ("Real", "Centavo"),
    }  # fmt: skip
    cents = "{units} {cents}"
    scales = frozenset(("million", "millionen", "milliarde", "milliarden", "mio", "mrd"))
    to = "bis"
    over = "durch"
    dot = "Punkt"
    fractions: ClassVar = {
        ("1", "2"): "ein halb", ("1", "3"): "ein Drittel", ("2", "3"): "zwei Drittel",
        ("1", "4"): "ein Viertel", ("3", "4"): "drei Viertel", ("1", "5"): "ein Fünftel",
        ("24", "7"): "vierundzwanzig sieben",
    }  # fmt: skip
    ordinal_pattern = r"(?P<digits>\d{1,4})(?:\.|-?ter?|-?te[nrsm]|-?ste[nrsm]?)"
    clock_pattern = r"(?P<h>\d{1,2}):(?P<m>\d\d)(?::\d\d)?(?: ?Uhr)?|(?P<h>\d{1,2})\.(?P<m>\d\d) ?Uhr"
    labels = word_set("nummer seite kapitel zimmer linie version kanal teil phase stufe raum gleis")
    years_differ = True

    def counted(self, number: str, noun: str, /) -> str:
        words = self.numerals.decimal(number)
        if number.lstrip("+-±") != "1" or not noun[:1].isupper():
            return words
        return words.removesuffix("eins") + ("eine" if noun in _FEMININE else "ein")

    def ordinal(self, digits: str, written: str, context: Context, /) -> str:
        said = self.numerals.ordinal(digits)
        if written[-1] in "nrsm":
            return said + written[-1]
        before = context.before.casefold()
        if before in _KINGS:
            return f"der {said}"
        if before in _OBLIQUE:
            return f"{said}n"
        determined = before in _DETERMINERS or context.after.casefold() not in self.months
        return said if determined else f"{said}r"

    def clock(self, hour: int, minute: int, _context: Context, /) -> str:
        hours = f"{self.counted(str(hour), 'Uhr')} Uhr"
        return f"{hours} {self.numerals.cardinal(str(minute))}" if minute else hours

    def date(self, day: int, month: int, year: str, context: Context, /) -> str:
        name = self.months[month - 1]
        place = self.ordinal(str(day), f"{day}.", Context(context.before, name, "", in_brackets=False))
        return f"{place} {name.capitalize()} {self.numerals.year(year)}"

    def day(self, number: str, context: Context, /) -> str:
        return self.ordinal(number, f"{number}.", context)

    def with_fraction(self, whole: str, fraction: str) -> str:
        return f"{whole} ein halb" if fraction == "ein halb" else f"{whole} {fraction}"


_NUMBERS = _Quantities()


def _roman(value: int, context: Context) -> str | None:
    if context.before.casefold() in _KINGS:
        return f"der {_NUMBERS.numerals.ordinal(str(value))}"
    return None if value in (1, 5, 10) else _NUMBERS.numerals.cardinal(str(value))


SPELLING = Spelling(
    quantities=_NUMBERS,
    abbreviations={
        "hr": "Herr", "hrn": "Herrn", "fr": "Frau", "dr": "Doktor", "prof": "Professor", "dipl": "Diplom",
        "ing": "Ingenieur", "st": "Sankt", "str": "Straße", "pl": "Platz", "nr": "Nummer", "tel": "Telefon",
        "abb": "Abbildung", "kap": "Kapitel", "bd": "Band", "jh": "Jahrhundert", "ca": "circa",
        "bzw": "beziehungsweise", "usw": "und so weiter", "etc": "et cetera", "evtl": "eventuell",
        "ggf": "gegebenenfalls", "inkl": "inklusive", "exkl": "exklusive", "zzgl": "zuzüglich",
        "max": "maximal", "mind": "mindestens", "vgl": "vergleiche", "bspw": "beispielsweise",
        "sog": "sogenannt", "geb": "geboren", "mio": "Millionen", "mrd": "Milliarden", "z. b": "zum Beispiel",
        "d. h": "das heißt", "u. a": "unter anderem", "u. u": "unter Umständen", "o. ä": "oder Ähnliches",
        "i. d. r": "in der Regel", "n. chr": "nach Christus", "v. chr": "vor Christus", "s. o": "siehe oben",
        "s. u": "siehe unten", "z. t": "zum Teil",
    },
    before_names=word_set("max st"),
    may_end=word_set("usw etc") | {"n. chr", "v. chr", "o. ä", "s. o", "s. u"},
    words={"OK": "okay", "Ok": "okay", "ok": "okay"},
    symbols={
        "&": "und", "+": "plus", "=": "gleich", "@": "ät", "%": "Prozent", "°": "Grad", "×": "mal",
        "÷": "geteilt durch", "±": "plus minus", "§": "Paragraf", "$": "Dollar", "£": "Pfund", "€": "Euro",
    },
    in_address={
        "#": "Hashtag", ".": "Punkt", "/": "Schrägstrich", "-": "Bindestrich", "_": "Unterstrich",
        ":": "Doppelpunkt", "?": "Fragezeichen", "~": "Tilde",
    },
    spelled=word_set("EU ADAC USA CIA"),
    own_letters="äöüß",
    roman=_roman,
    roman_endings=r"\.",
    first=(r"(?<![\d.:])\d{1,2}[:.]\d\d ?Uhr\b",),
    ordinals_stop=(
        r"(?:^|[^\p{L}])(?i:der|die|das|dem|den|des|am|im|zum|zur|vom|beim|ab|bis|seit|nach|vor|jede[rmns]?"
        r"|diese[rmns]?|eine[rmns]?|mein\w*|sein\w*|ihr\w*|unser\w*|\w+tag,?|\w*abend,?|und|oder) \d{1,4}\.$"
        r"|(?<![\p{L}\p{N}])[IVX]+\.$"
    ),
)  # fmt: skip


class German(EspeakLanguage):
    """Standard German."""

    tag = "de-DE"
    experimental = True
    spelling = SPELLING
    trill = "ʁ"

    def __init__(self) -> None:
        super().__init__(EspeakVoice("de", RESPELLED))

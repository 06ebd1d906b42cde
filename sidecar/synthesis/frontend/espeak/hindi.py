# SPDX-License-Identifier: GPL-3.0-or-later
"""Hindi; what is written in Latin letters is read as American English."""

from __future__ import annotations

from typing import ClassVar

import regex

from sidecar.synthesis.frontend.base import word_set
from sidecar.synthesis.frontend.context import Context
from sidecar.synthesis.frontend.espeak.language import HAN, EspeakLanguage
from sidecar.synthesis.frontend.espeak.numerals import Form, Numerals
from sidecar.synthesis.frontend.espeak.quantities import Quantities
from sidecar.synthesis.frontend.espeak.spelling import Spelling
from sidecar.synthesis.frontend.espeak.voice import EspeakVoice

_TO_99: tuple[str, ...] = tuple(
    regex.findall(
        r"\S+",
        """
        शून्य एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस
        बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस
        तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस
        चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास
        पचास इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ
        साठ इकसठ बासठ तिरसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर
        सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उन्यासी
        अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी
        नब्बे इक्यानवे बानवे तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे
        """,
    )
)
_SCALES = ((10**11, "खरब"), (10**9, "अरब"), (10**7, "करोड़"), (10**5, "लाख"), (1000, "हज़ार"), (100, "सौ"))
_ORDINALS = {1: "पहला", 2: "दूसरा", 3: "तीसरा", 4: "चौथा", 6: "छठा"}
_LATIN = r"\p{Latin}(?:[^\s\p{Devanagari}\p{Han},;:!?।()\"“”«»]*[\p{Latin}\p{N}])?"
_UNITS = "km/h|km|cm|mm|kg|mg|ml|m/s|m²|m2|hz|khz|mhz|ghz|kw|mb|gb|tb|px|fps|min|g|l|m"


class _Numerals(Numerals):
    def in_words(self, number: int, form: Form) -> str:
        if form == "ordinal":
            return _ORDINALS.get(number) or f"{self.in_words(number, 'cardinal')}वाँ"
        if form == "year" and 1100 <= number <= 1999:
            tail = f" {_TO_99[number % 100]}" if number % 100 else ""
            return f"{_TO_99[number // 100]} सौ{tail}"
        said: list[str] = []
        for size, name in _SCALES:
            if number >= size:
                said += [self.in_words(number // size, "cardinal"), name]
                number %= size
        return " ".join([*said, _TO_99[number]] if number or not said else said)


class _Quantities(Quantities):
    numerals = _Numerals(point="दशमलव", minus="माइनस", plus="प्लस", plus_or_minus="प्लस माइनस")
    grouped = r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?"
    group_marks = ","
    months = (
        *("जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून"),
        *("जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"),
    )
    units: ClassVar = {
        "km": "किलोमीटर", "m": "मीटर", "cm": "सेंटीमीटर", "mm": "मिलीमीटर", "kg": "किलोग्राम", "g": "ग्राम",
        "mg": "मिलीग्राम", "l": "लीटर", "L": "लीटर", "ml": "मिलीलीटर", "h": "घंटे", "min": "मिनट",
        "s": "सेकंड",
        "km/h": "किलोमीटर प्रति घंटा", "m/s": "मीटर प्रति सेकंड", "fps": "फ़्रेम प्रति सेकंड",
        "hz": "हर्ट्ज़",
        "khz": "किलोहर्ट्ज़", "mhz": "मेगाहर्ट्ज़", "ghz": "गीगाहर्ट्ज़", "kw": "किलोवाट", "mb": "मेगाबाइट",
        "gb": "गीगाबाइट", "tb": "टेराबाइट", "px": "पिक्सल", "m²": "वर्ग मीटर", "m2": "वर्ग मीटर",
        "°": "डिग्री", "°c": "डिग्री सेल्सियस", "°f": "डिग्री फ़ारेनहाइट", "%": "प्रतिशत", "‰": "प्रति हज़ार",
    }  # fmt: skip
    currencies: ClassVar = {
        "₹": ("(रुपया|रुपये)", "(पैसा|पैसे)"), "$": ("डॉलर", "सेंट"), "US$": ("डॉलर", "सेंट"),
        "€": ("यूरो", "सेंट"), "£": ("पाउंड", "पेंस"), "¥": ("येन", "सेन"), "R$": ("रियाल", "सेंटावो"),
    }  # fmt: skip
    cents = "{units} {coins}"
    scales = frozenset(("हज़ार", "लाख", "करोड़", "अरब"))
    to = "से"
    over = "बटा"
    dot = "पॉइंट"
    fractions: ClassVar = {
        ("1", "2"): "आधा", ("1", "3"): "एक तिहाई", ("2", "3"): "दो तिहाई", ("1", "4"): "एक चौथाई",
        ("3", "4"): "तीन चौथाई", ("24", "7"): "चौबीस सात",
    }  # fmt: skip
    ordinal_pattern = r"(?P<digits>\d{1,4})-?(?P<ending>ला|ली|ले|रा|री|रे|था|थी|थे|ठा|ठी|ठे|वाँ|वां|वीं|वें|वी|वे)"
    clock_pattern = r"(?P<h>\d{1,2}):(?P<m>\d\d)(?::\d\d)?(?: ?बजे)?"
    years_differ = True

    def ordinal(self, digits: str, written: str, _context: Context, /) -> str:
        said, ending = self.numerals.ordinal(digits), written.rstrip("ंँ")[-1]
        if ending not in "ीे":
            return said
        return f"{said[:-1]}{ending}" if said[-1] == "ा" else f"{said.removesuffix('ाँ')}{ending}ं"

    def clock(self, hour: int, minute: int, _context: Context, /) -> str:
        count = self.numerals.cardinal
        if minute == 30 and hour <= 12:
            half = {1: "डेढ़", 2: "ढाई"}.get(hour) or f"साढ़े {count(str(hour))}"
            return f"{half} बजे"
        if minute == 15 and hour <= 12:
            return f"सवा {count(str(hour))} बजे"
        if minute:
            return f"{count(str(hour))} बजकर {count(str(minute))} मिनट"
        return f"{count(str(hour))} बजे"

    def date(self, day: int, month: int, year: str, _context: Context, /) -> str:
        return f"{self.numerals.cardinal(str(day))} {self.months[month - 1]} {self.numerals.year(year)}"

    def with_fraction(self, whole: str, fraction: str) -> str:
        half = {"एक": "डेढ़", "दो": "ढाई"}.get(whole, f"साढ़े {whole}")
        return half if fraction == "आधा" else f"{whole} सही {fraction}"


SPELLING = Spelling(
    quantities=_Quantities(),
    abbreviations={
        "डॉ": "डॉक्टर", "प्रो": "प्रोफ़ेसर", "रु": "रुपये", "सं": "संख्या", "पृ": "पृष्ठ", "उदा": "उदाहरण",
        "कु": "कुमारी", "पं": "पंडित", "कि. मी": "किलोमीटर", "कि. ग्रा": "किलोग्राम", "मि. मी": "मिलीमीटर",
        "से. मी": "सेंटीमीटर", "मी": "मीटर", "ग्रा": "ग्राम", "ई. पू": "ईसा पूर्व",
    },
    words={},
    symbols={
        "&": "और", "+": "प्लस", "=": "बराबर", "@": "ऐट", "%": "प्रतिशत", "°": "डिग्री", "×": "गुणा",
        "÷": "भागा", "±": "प्लस माइनस", "§": "धारा", "$": "डॉलर", "£": "पाउंड", "€": "यूरो", "₹": "रुपये",
    },
    in_address={
        "#": "हैशटैग", ".": "डॉट", "/": "स्लैश", "-": "डैश", "_": "अंडरस्कोर", ":": "कोलन",
        "?": "प्रश्नवाचक चिह्न", "~": "टिल्ड",
    },
    may_end=word_set("रु"),
    first=(r"(?<![\d.:])\d{1,2}:\d\d ?बजे\b",),
    own_letters=r"\p{Devanagari}\u200c\u200d",
)  # fmt: skip


class Hindi(EspeakLanguage):
    """Standard Hindi."""

    tag = "hi-IN"
    foreign = regex.compile(
        rf"(?:\d\s?(?i:{_UNITS})(?![\p{{L}}\p{{N}}])|°\s?[CF]|R\$|US\$)(*SKIP)(*FAIL)"
        rf"|{_LATIN}(?:[ '’\-]+{_LATIN})*|{HAN}"
    )
    foreign_tag = "en-US"
    spelling = SPELLING

    def __init__(self) -> None:
        super().__init__(EspeakVoice("hi"))

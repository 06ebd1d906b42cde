# SPDX-License-Identifier: GPL-3.0-or-later
"""Korean in the letters of Hangul as they sound; words are those between spaces, numbers are spelled out."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import regex
from num2words import num2words

from models.gpt_sovits.phones import InventoryVersion
from sidecar.synthesis.frontend.base import Reading
from sidecar.synthesis.frontend.gpt_sovits.base import Reader, Spoken, unsayable
from sidecar.synthesis.frontend.gpt_sovits.hangul import is_hangul, pronounce

_SPACE = "空"
"""The phone of a space between words."""
_WORD = regex.compile(r"(?:[-−]?\d[\d,.]*(?<=\d)%?|\p{Hangul}\p{M}*)+")
_NUMBER = regex.compile(r"(?P<sign>[-−]?)(?P<number>\d[\d,.]*(?<=\d))(?P<percent>%?)(?P<counter>\p{Hangul}*)")
_LONGEST_NUMBER = 15
_DIGITS = "영일이삼사오육칠팔구"
_COUNTERS = regex.compile(r"개월|개|명|살|시간|시|마리|장|권|잔|병|사람|가지|그루|켤레|송이|채|대")
_SINO = frozenset(("개월", "대"))
_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")


class Korean(Reader):
    """Standard Korean of Seoul."""

    tag = "ko-KR"

    def read(self, text: str, pinned: Sequence[Reading], version: InventoryVersion) -> list[Spoken]:
        """See ``Reader.read``; pronunciations cannot be given."""
        del version
        for pin in pinned:
            raise unsayable(text[pin.start : pin.end], pin.symbols, self.tag)
        words: list[Spoken] = []
        for match in _WORD.finditer(text):
            said = _NUMBER.sub(_spell_out, unicodedata.normalize("NFC", match.group()))
            phones = pronounce("".join(character for character in said if is_hangul(character)))
            if phones:
                joint = (_SPACE,) if text[match.end() : match.end() + 1].isspace() else ()
                words.append(Spoken(*match.span(), tuple(p for syllable in phones for p in syllable), joint))
        return words


def _spell_out(match: regex.Match[str]) -> str:
    """A number in Hangul: native before what is counted (두 개), else Sino-Korean."""
    counter = _COUNTERS.match(match.group("counter"))
    number = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in match.group("number"))
    grouped = regex.sub(r",(?=\d{3}(?!\d))", "", number)
    if counter and counter.group() not in _SINO and grouped.isdecimal() and 0 < int(grouped) < 100:
        said = _native(int(grouped))
    else:
        said = "점".join(_sino(part, index) for index, part in enumerate(regex.split("[.,]+", grouped)))
    sign = "마이너스" if match.group("sign") else ""
    return sign + said + ("퍼센트" if match.group("percent") else "") + match.group("counter")


def _sino(digits: str, index: int) -> str:
    """A whole number, or, behind the point or where it begins with zero or is very long, its digits."""
    if index or len(digits) > _LONGEST_NUMBER or (len(digits) > 1 and digits[0] == "0"):
        return "".join(_DIGITS[int(digit)] for digit in digits)
    return regex.sub(r"\s", "", num2words(int(digits), lang="ko"))


def _native(number: int) -> str:
    return "스무" if number == 20 else _TENS[number // 10] + _ONES[number % 10]

# SPDX-License-Identifier: GPL-3.0-or-later
"""Text as typed to text that OpenJTalk reads well: sums, times, dates, units, widths, drawn-out vowels."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

from sidecar.synthesis.frontend.base import Reading

UNITS = (
    "km/h",
    "m/s",
    "km",
    "cm",
    "mm",
    "kg",
    "mg",
    "ml",
    "kWh",
    "kW",
    "MB",
    "GB",
    "TB",
    "Hz",
    "m",
    "g",
    "l",
    "t",
)
"""Units in Latin letters that are read in Japanese after a number."""
PINNED = "佐藤"
"""Stands for a pinned word: a name, which OpenJTalk nearly always takes for a word of its own."""

_CURRENCIES = {"¥": "円", "$": "ドル", "€": "ユーロ", "£": "ポンド", "₩": "ウォン"}
_SIGNS = {
    "-": "マイナス",
    "−": "マイナス",
    "+": "プラス",
    "±": "プラスマイナス",
    "#": "ナンバー",
    "№": "ナンバー",
}
_MEASURES = {  # which OpenJTalk does not know, or takes apart
    **dict.fromkeys(("°C", "℃", "°F", "℉", "°"), "度"),
    "GB": "ギガバイト",
    "KB": "キロバイト",
}
_NUMBER = r"\d+(?:\.\d+)?"
_COUNTED = r"[人個本枚回冊匹台歳才年月日時分秒週階位点度倍杯名件円割%]"


@dataclass(frozen=True, slots=True)
class Written:
    """Text for OpenJTalk.

    Attributes:
        text: What it reads.
        origin: For each character of ``text`` the span of the typed text that it stands for.
    """

    text: str
    origin: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The typed text that ``text[start:end]``, which is not empty, stands for."""
        typed = self.origin[start:end]
        return min(first for first, _ in typed), max(last for _, last in typed)

    def part(self, start: int, end: int) -> Written:
        """``text[start:end]``."""
        return Written(self.text[start:end], self.origin[start:end])

    def put(self, pattern: regex.Pattern[str], said: Callable[[regex.Match[str]], str | None]) -> Written:
        """Puts something else for what matches; all of it then stands for all that it replaces."""
        text: list[str] = []
        origin: list[tuple[int, int]] = []
        last = 0
        for match in pattern.finditer(self.text):
            replacement = said(match)
            if replacement is None:
                continue
            start, end = match.span()
            text += [self.text[last:start], replacement]
            origin += [*self.origin[last:start], *[self.span(start, end)] * len(replacement)]
            last = end
        return Written("".join([*text, self.text[last:]]), (*origin, *self.origin[last:]))


def write(text: str, pinned: Sequence[Reading] = ()) -> Written:
    """Writes a text for OpenJTalk; a name stands for each pinned word."""
    written = Written("", ())
    last = 0
    for start, end in (*((pin.start, pin.end) for pin in pinned), (len(text), len(text))):
        free = Written(text[last:start], tuple((i, i + 1) for i in range(last, start)))
        for pattern, said in _RULES:
            free = free.put(pattern, said)
        name = PINNED if end > start else ""
        written = Written(
            written.text + free.text + name, (*written.origin, *free.origin, *[(start, end)] * len(name))
        )
        last = end
    return written


def _compatible(match: regex.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match.group())


def _amount(match: regex.Match[str]) -> str:
    sign, currency, inner, number = match.groups()
    return ("マイナス" if sign or inner else "") + number + _CURRENCIES[currency]


def _date(match: regex.Match[str]) -> str | None:
    year, month, day = match.group(1, 3, 4)
    return f"{year}年{int(month)}月{int(day)}日" if _is_day(month, day) else None


def _time(match: regex.Match[str]) -> str | None:
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    if hours > 24 or minutes > 59 or seconds > 59:
        return None
    return f"{hours}時" + (f"{minutes}分" if minutes else "") + (f"{seconds}秒" if seconds else "")


def _day_or_fraction(match: regex.Match[str]) -> str | None:
    """3/14 is a day of the month, 3/4 and 15/16 are fractions."""
    above, below = match.groups()
    if _is_day(above, below) and not int(above) < int(below) <= 10:
        return f"{int(above)}月{int(below)}日"
    return f"{below}分の{above}"


def _is_day(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _rule(
    pattern: str, said: str | Callable[[regex.Match[str]], str | None]
) -> tuple[regex.Pattern[str], Callable[[regex.Match[str]], str | None]]:
    return regex.compile(pattern, regex.V1), (lambda _: said) if isinstance(said, str) else said


_RULES = (
    _rule(r"[\p{M}\p{Cf}--[\u3099\u309a]]", ""),
    _rule(r"[\p{Nd}--[0-9]]", lambda match: str(unicodedata.decimal(match.group()))),
    _rule(r"[！-～￥￠-￦\u3000\p{No}\u3200-\u33ff\uf900-\ufaff]", _compatible),
    _rule(r"[ｦ-ﾝ][ﾞﾟ]?|[ｰﾞﾟ]|[ぁ-ヺ][\u3099\u309a]", _compatible),
    _rule(r"(?<=\d),(?=\d{3}(?!\d))", ""),
    _rule(rf"(?<![\w.])([-−]?)([{''.join(_CURRENCIES)}])([-−]?)({_NUMBER}[千万億兆]?)", _amount),
    _rule(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)", _date),
    _rule(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])", _time),
    _rule(r"(?<![\d/⁄])(\d{1,3})[/⁄](\d{1,3})(?![\d/⁄])", _day_or_fraction),
    _rule(rf"(?<=\d)\s?({'|'.join(_MEASURES)})(?!\p{{Latin}})", lambda match: _MEASURES[match.group(1)]),
    _rule(r"(?<=[\d\p{Han}%])\s?[~〜]\s?(?=[\d午前後])", "から"),
    _rule(rf"(?<=(?<![\d-])\d+)[-–](?=\d+{_COUNTED})", "から"),
    _rule(
        rf"(?<![\p{{L}}\p{{N}})])([{regex.escape(''.join(_SIGNS))}])\s?({_NUMBER})",
        lambda match: _SIGNS[match.group(1)] + match.group(2),
    ),
    _rule(r"(?<=[\p{L}\p{N}]\s?)=(?=\s?[\p{L}\p{N}])", "イコール"),
    _rule(r"(?<=[\p{Hiragana}\p{Katakana}ー])[~〜]+", "ー"),
    _rule(r"[\p{So}\p{Co}\p{Cn}]", "、"),
    _rule(r"[!?]", "。"),  # OpenJTalk complains on stderr where no word stands before these
    _rule(r"(?<![\p{L}\p{N}])ー+", ""),
)
"""What is put for what, one after the other."""

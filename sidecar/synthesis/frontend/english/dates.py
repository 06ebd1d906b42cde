# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates, decades and times of day as they are said in English."""

from __future__ import annotations

import regex

from sidecar.synthesis.frontend.base import word_set
from sidecar.synthesis.frontend.english import numbers
from sidecar.synthesis.frontend.english.context import Context, Rule

MONTH = regex.compile(
    r"(?i)(jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
)
_BEFORE_DECADES = word_set("the early mid late my your his her its our their")

_TIME = regex.compile(r"(?P<h>\d{1,2})(?::(?P<m>\d\d))?(?P<half>(?i:[ap]\.?m\.?))?")


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
    if not half and not match.group("m") and not regex.search("[:m]", match.group()):
        return numbers.cardinal(str(hour))  # the 9 of "9-5pm"
    if not half and not minute and regex.match(r"(?i)[ap]\.?m\b|o'clock", context.after):
        return numbers.cardinal(str(hour))
    return numbers.clock(hour, minute, half)


def _time_range(match: regex.Match[str], context: Context) -> str | None:
    first, last = (_TIME.fullmatch(match.group(end)) for end in ("first", "last"))
    said = [_time(time, context) for time in (first, last) if time]
    return " to ".join(time for time in said if time) if len(said) == 2 and all(said) else None


def _half_day(match: regex.Match[str], context: Context) -> str | None:
    return f"{match.group(1).lower()}.m." if regex.match(r"\d", context.before) else None


def _decade(match: regex.Match[str], context: Context) -> str | None:
    short, digits = match.group(1), match.group(2)
    if len(digits) < 4 and not short and context.before.lower() not in _BEFORE_DECADES:
        return None  # "wait 20s" is seconds
    said = numbers.year(digits) if len(digits) == 4 else numbers.cardinal(digits)
    return said[:-1] + "ies" if said.endswith("y") else f"{said}s"


RULES: tuple[tuple[str, Rule], ...] = (
    (r"(\d{4})-(\d{1,2})-(\d{1,2})", _iso_date),
    (r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", _slashed_date),
    (r"(')?(\d0|\d{3}0)'?s", _decade),
    (r"(?=.*(?::|[apAP]\.?[mM]))(?P<first>\d[^-]*)-(?P<last>\d[^-]*)", _time_range),
    (r"(?P<h>\d{1,2}):(?P<m>\d\d)(?::\d\d)?(?P<half>(?i:[ap]\.?m\.?))?", _time),
    (r"(?P<h>\d{1,2})(?P<m>)(?P<half>(?i:[ap]\.?m\.?))", _time),
    (r"(?i)([ap])\.?m\.?", _half_day),
)

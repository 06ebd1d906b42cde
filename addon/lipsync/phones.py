# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lips are asked to say: timed phonemes on one clock."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

SILENCE: Final = "sil"
"""The symbol of a pause."""

SHORTEST: Final = 1e-3
"""No phoneme is allowed to last less than this, seconds: a contact must have somewhere to happen."""

_OVERLAP: Final = 1e-3  # rounding of sample offsets may make neighbours overlap by less than this


@dataclass(frozen=True, slots=True)
class Phone:
    """One phoneme of a line.

    Attributes:
        symbol: IPA, or "sil" for a pause.
        start: Seconds from the start of the line.
        end: Seconds from the start of the line, not before `start`.
        stress: 0 none, 1 primary, 2 secondary.
        word: Index of its word in the line, None for a pause.
        level: Loudness in dB against the median vowel of its line (see `loudness.levels`).
    """

    symbol: str
    start: float
    end: float
    stress: int = 0
    word: int | None = None
    level: float = 0.0


def checked(phones: Sequence[Phone]) -> list[Phone]:
    """The phones, validated and each at least `SHORTEST` long, neighbours pushed on where needed.

    Raises:
        ValueError: If a time or level is not finite, a phone ends before it starts, or two overlap.
    """
    result: list[Phone] = []
    clock = -math.inf
    previous_end = -math.inf
    for index, phone in enumerate(phones):
        fault = _fault(phone, previous_end)
        if fault:
            raise ValueError(
                f"phones[{index}] ({phone.symbol!r}, {phone.start!r} to {phone.end!r} s) {fault}"
            )
        previous_end = phone.end
        start = max(phone.start, clock)
        clock = max(phone.end, start + SHORTEST)
        unchanged = start == phone.start and clock == phone.end
        result.append(phone if unchanged else replace(phone, start=start, end=clock))
    return result


def _fault(phone: Phone, previous_end: float) -> str:
    if not (math.isfinite(phone.start) and math.isfinite(phone.end)):
        return "has a time that is not finite"
    if not math.isfinite(phone.level):
        return "has a level that is not finite"
    if phone.end < phone.start:
        return "ends before it starts"
    if phone.start < previous_end - _OVERLAP:
        return "overlaps the phone before it; sort the phones and cut overlaps"
    return ""

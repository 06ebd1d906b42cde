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
    """

    symbol: str
    start: float
    end: float
    stress: int = 0
    word: int | None = None


def checked(phones: Sequence[Phone]) -> list[Phone]:
    """The phones, validated and each at least `SHORTEST` long, neighbours pushed on where needed.

    Raises:
        ValueError: If a time is not finite, a phone ends before it starts, or two overlap.
    """
    result: list[Phone] = []
    clock = -math.inf
    previous_end = -math.inf
    for index, phone in enumerate(phones):
        where = f"phones[{index}] ({phone.symbol!r}, {phone.start!r} to {phone.end!r} s)"
        if not (math.isfinite(phone.start) and math.isfinite(phone.end)):
            raise ValueError(f"{where} has a time that is not finite")
        if phone.end < phone.start:
            raise ValueError(f"{where} ends before it starts")
        if phone.start < previous_end - _OVERLAP:
            raise ValueError(f"{where} overlaps the phone before it; sort the phones and cut overlaps")
        previous_end = phone.end
        start = max(phone.start, clock)
        clock = max(phone.end, start + SHORTEST)
        result.append(replace(phone, start=start, end=clock))
    return result

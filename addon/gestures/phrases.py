# SPDX-License-Identifier: GPL-3.0-or-later
"""What the gestures of a line hang on: its phrases, its stressed vowels and how much each stands out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from ..lipsync import Phone
from ..lipsync.phonemes import Kind, parts

_PAUSE: Final = 0.2  # seconds; a shorter silence is the closure of a stop or a hesitation, not a boundary
_PRIMARY, _SECONDARY = 0.5, 0.25
_LENGTH: Final = 0.15  # of a vowel twice as long as the line's usual one
_LOUDNESS: Final = 0.2  # of a vowel this many dB above the line's usual one:
_LOUD: Final = 6.0
_NUCLEUS: Final = 0.15  # of the last accent of a phrase, where focus stands unless told otherwise


@dataclass(frozen=True, slots=True)
class Accent:
    """A stressed vowel.

    Attributes:
        start: Seconds from the line's start.
        end: Seconds from the line's start.
        prominence: How much it stands out, 0 to 1.
        nuclear: Whether it is the last of its phrase.
    """

    start: float
    end: float
    prominence: float
    nuclear: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Speech between two pauses.

    Attributes:
        start: Seconds from the line's start.
        end: Seconds from the line's start.
        pause: Seconds of silence after it.
        accents: Its stressed vowels in time order.
        word_ends: Where its words end, but for the last.
    """

    start: float
    end: float
    pause: float
    accents: tuple[Accent, ...]
    word_ends: tuple[float, ...]


def phrases(phones: Sequence[Phone]) -> list[Phrase]:
    """A line's phrases in time order; none if nothing is said."""
    runs: list[list[Phone]] = []
    for phone in phones:
        if is_pause(phone):
            continue
        if not runs or phone.start - runs[-1][-1].end >= _PAUSE:
            runs.append([])
        runs[-1].append(phone)
    if not runs:
        return []
    vowels = [phone for run in runs for phone in run if _is_vowel(phone)]
    # Languages that mark no stress (Mandarin, Japanese) still have a vowel per word that stands out.
    stressed = _stressed(vowels) or [_longest(word) for word in _words(vowels)]
    usual = median(phone.end - phone.start for phone in vowels) if vowels else 0.0
    ends = [run[0].start for run in runs[1:]] + [phones[-1].end]
    return [
        Phrase(
            run[0].start,
            run[-1].end,
            max(following - run[-1].end, 0.0),
            _accents([phone for phone in run if phone in stressed], usual),
            tuple(a.end for a, b in pairwise(run) if a.word != b.word),
        )
        for run, following in zip(runs, ends, strict=True)
    ]


def is_pause(phone: Phone) -> bool:
    """Whether nothing is said."""
    return parts(phone.symbol)[0].target.kind is Kind.PAUSE


def _is_vowel(phone: Phone) -> bool:
    return parts(phone.symbol)[0].target.kind is Kind.VOWEL


def _stressed(vowels: Iterable[Phone]) -> list[Phone]:
    return [phone for phone in vowels if phone.stress in (1, 2)]


def _words(vowels: Iterable[Phone]) -> list[list[Phone]]:
    return [list(word) for _, word in groupby(vowels, key=lambda phone: phone.word)]


def _longest(word: Sequence[Phone]) -> Phone:
    return max(word, key=lambda phone: (phone.level, phone.end - phone.start))


def _accents(vowels: Sequence[Phone], usual: float) -> tuple[Accent, ...]:
    accents = [Accent(vowel.start, vowel.end, _prominence(vowel, usual)) for vowel in vowels]
    if accents:
        last = accents[-1]
        accents[-1] = replace(last, prominence=min(last.prominence + _NUCLEUS, 1.0), nuclear=True)
    return tuple(accents)


def _prominence(vowel: Phone, usual: float) -> float:
    length = math.log2(max(vowel.end - vowel.start, 1e-3) / max(usual, 1e-3))
    score = _PRIMARY if vowel.stress == 1 else _SECONDARY
    score += _LENGTH * min(max(length, -1.0), 1.0)
    score += _LOUDNESS * min(max(vowel.level / _LOUD, -1.0), 1.0)
    return min(max(score, 0.0), 1.0)

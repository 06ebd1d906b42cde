# SPDX-License-Identifier: GPL-3.0-or-later
"""A line as a row of stretches with one target each, and the moment at which each target is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .channels import CONTACTS, JAW, ROUND, SPREAD, TEETH
from .phonemes import Goal, Kind, Target, parts
from .phones import Phone, checked
from .style import Style

_REAL_PAUSE: Final = 0.25  # seconds; the mouth does not close for less
_STRESS_JAW: Final = (0.92, 1.12, 1.04)  # unstressed, primary, secondary
_FULL_VOWEL: Final = 0.06  # seconds; a vowel shorter than this does not reach its target
_LONGEST_STOP: Final = 0.1  # seconds; what follows in a long p is its breath
_SETTLE: Final = 0.06  # seconds a posture needs at most to be reached within its own sound
_LIPS: Final = frozenset({ROUND, SPREAD, TEETH})


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of sound with one target.

    Attributes:
        phone: Index of its phone in the line.
        kind: What it demands of the frames that show it.
        start: Seconds.
        end: Seconds.
        hold: The span within it during which the target is held, seconds.
        goals: Goal per articulator after style and stress; an articulator without one is free.
    """

    phone: int
    kind: Kind
    start: float
    end: float
    hold: tuple[float, float]
    goals: dict[str, Goal]


def segments(phones: Sequence[Phone], style: Style) -> list[Segment]:
    """Split a line into segments; short pauses vanish into their neighbours, long ones rest the mouth.

    Raises:
        ValueError: If the phones' times are not finite or not in order.
    """
    row: list[Segment] = []
    for index, phone in enumerate(checked(phones)):
        for part in parts(phone.symbol):
            start = phone.start + part.begin * (phone.end - phone.start)
            end = phone.start + part.end * (phone.end - phone.start)
            kind = part.target.kind
            goals = _styled(part.target, phone, end - start, style)
            row.append(Segment(index, kind, start, end, _hold(kind, start, end), goals))
    return _without_short_pauses(row)


def _hold(kind: Kind, start: float, end: float) -> tuple[float, float]:
    """When the target is held. Lips seal from the onset; a stop lets go before its sound ends (the burst)."""
    length = end - start
    if kind is Kind.STOP_LABIAL:
        return start, start + min(0.65 * length, _LONGEST_STOP)
    if kind is Kind.NASAL_LABIAL:
        return start, start + 0.85 * length
    if kind in (Kind.LABIODENTAL, Kind.SIBILANT):
        return start + 0.12 * length, start + 0.8 * length
    settle = min(0.4 * length, _SETTLE)
    return start + settle, end - settle


def _styled(target: Target, phone: Phone, length: float, style: Style) -> dict[str, Goal]:
    """The target's goals under the dials, the phone's stress and its duration."""
    goals: dict[str, Goal] = {}
    vowel = target.kind is Kind.VOWEL
    reach = min(1.0, max(0.5, length / _FULL_VOWEL)) if vowel else 1.0
    for channel, goal in target.goals.items():
        if channel in CONTACTS:
            goals[channel] = goal
            continue
        gain = style.intensity
        if channel == JAW:
            gain *= style.jaw * (_STRESS_JAW[min(max(phone.stress, 0), 2)] if vowel else 1.0)
            if not vowel:
                gain = min(gain, 1.0)  # a shout opens vowels, it must not open the consonants' narrowings
        elif channel in _LIPS:
            gain *= style.lips
        else:
            gain *= style.tongue
        goals[channel] = Goal(min(1.0, goal.value * gain), goal.strength * reach)
    return goals


def _without_short_pauses(row: list[Segment]) -> list[Segment]:
    """Join runs of pauses; drop those too short to see, except at the line's ends."""
    result: list[Segment] = []
    index = 0
    while index < len(row):
        if row[index].kind is not Kind.PAUSE:
            result.append(row[index])
            index += 1
            continue
        last = index
        while last + 1 < len(row) and row[last + 1].kind is Kind.PAUSE:
            last += 1
        inside = index > 0 and last + 1 < len(row)
        if inside and row[last].end - row[index].start > _REAL_PAUSE:
            start, end = row[index].start, row[last].end
            result.append(Segment(row[index].phone, Kind.PAUSE, start, end, (start, end), {}))
        index = last + 1
    return result

# SPDX-License-Identifier: GPL-3.0-or-later
"""A line as a row of stretches with one target each, and the moment at which each target is held."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from .channels import CONTACTS, JAW, ROUND, SPREAD, TEETH, TONGUE_TIP, UPPER_LIP
from .loudness import opening
from .phonemes import CONTACT, ROUNDED, SHUT, Goal, Kind, Part, Target, blend, parts, rounds
from .phones import SILENCE, Phone, checked
from .style import Style

_ROUNDISH: Final = 0.5
_NUCLEUS: Final = 0.08  # seconds that the first of two vowels has at least, if they last long enough
_DIPHTHONG_SPLIT: Final = 0.57
_REAL_PAUSE: Final = 0.25  # seconds; the mouth does not close for less
_STRESS_JAW: Final = (0.92, 1.12, 1.04)  # unstressed, primary, secondary
_DIPHTHONG: Final = 0.13  # seconds; a shorter diphthong that ends rounded is one posture
_DIPHTHONG_SPREAD: Final = 0.19  # so is any other that is shorter
_REDUCED: Final = (
    0.075  # seconds; an unstressed vowel that is shorter and not rounded has no posture of its own
)
_STRESS_WEIGHT: Final = (1.0, 2.2, 1.4)
_ZERO: Final = Goal(0.0)
_FULL_VOWEL: Final = 0.06  # seconds; a vowel shorter than this does not reach its target
_LONGEST_STOP: Final = 0.1  # seconds; what follows in a long p is its breath
_SETTLE: Final = 0.06  # seconds a posture needs at most to be reached within its own sound
_AROUND: Final = 0.1  # seconds
_PARTED: Final = 0.05  # seconds between two contacts in which lips are seen to part
_PARTED_JAW: Final = 0.2
_OPENING: Final = 0.8  # weight of a weak vowel that alone opens the mouth
_FINAL: Final = 0.12  # seconds before a pause from which the mouth relaxes, though the sound lasts
_RELAX, _WAKE = 0.22, 0.12  # seconds of a pause in which the mouth closes and opens again
_LIPS: Final = frozenset({ROUND, SPREAD, TEETH, UPPER_LIP})


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
        weight: How much its posture matters where there is no room for all; 0 has none of its own.
        opens: Whether the mouth must be seen open in it as in a vowel, though it is none.
    """

    phone: int
    kind: Kind
    start: float
    end: float
    hold: tuple[float, float]
    goals: dict[str, Goal]
    weight: float = 0.0
    opens: bool = False


def segments(phones: Sequence[Phone], style: Style) -> list[Segment]:
    """Split a line into segments; short pauses vanish into their neighbours, long ones rest the mouth.

    Raises:
        ValueError: If the phones' times are not finite or not in order.
    """
    row: list[Segment] = []
    line = checked(phones)
    marked = any(phone.stress for phone in line)  # some languages mark no stress: then every vowel is full
    for index, phone in enumerate(line):
        following = line[index + 1] if index + 1 < len(line) else None
        onset = following is not None and following.stress == 1
        final = following is None or following.symbol == SILENCE
        for part in _told(parts(phone.symbol), phone.end - phone.start):
            start = phone.start + part.begin * (phone.end - phone.start)
            end = phone.start + part.end * (phone.end - phone.start)
            target = part.target
            goals = _styled(target, phone, end - start, style)
            weight = _weight(target, phone.stress if marked else 2, end - start, onset, final)
            if row and _same_place(row[-1], target) and not onset:
                weight = 0.0
            row.append(Segment(index, target.kind, start, end, _hold(target.kind, start, end), goals, weight))
    return _opened(_parted(_evenly_round(_rounded_early(_relaxed(_without_short_pauses(_shared(row)))))))


def _told(shares: tuple[Part, ...], length: float) -> tuple[Part, ...]:
    """A diphthong too short to travel is one posture: its first vowel's, rounded if either is."""
    if len(shares) != 2 or any(share.target.kind is not Kind.VOWEL for share in shares):
        return shares
    first, second = (share.target for share in shares)
    if length >= (_DIPHTHONG if rounds(first, second) else _DIPHTHONG_SPREAD):
        return shares
    return (Part(blend(first, second), shares[0].begin, shares[1].end),)


def _hold(kind: Kind, start: float, end: float) -> tuple[float, float]:
    """When the target is held. Lips seal from the onset; a stop lets go before its sound ends (the burst)."""
    length = end - start
    if kind is Kind.STOP_LABIAL:
        return start, start + min(0.65 * length, _LONGEST_STOP)
    if kind is Kind.NASAL_LABIAL:
        return start, start + 0.85 * length
    if kind is Kind.LABIODENTAL:
        return start + 0.12 * length, start + 0.8 * length
    if kind is Kind.SIBILANT:
        return start, end  # the jaw stays narrow for as long as it hisses
    settle = min(0.4 * length, _SETTLE)
    return start + settle, end - settle


def _styled(target: Target, phone: Phone, length: float, style: Style) -> dict[str, Goal]:
    """The target's goals under the dials, the phone's stress, loudness and duration."""
    goals: dict[str, Goal] = {}
    vowel = target.kind is Kind.VOWEL
    reach = min(1.0, max(0.5, length / _FULL_VOWEL)) if vowel else 1.0
    wider, stronger = opening(phone.level, style.loudness) if vowel else (1.0, 1.0)
    jaw = style.intensity * style.jaw
    if vowel:
        jaw *= wider * _STRESS_JAW[min(max(phone.stress, 0), 2)]
    else:
        jaw = min(jaw, 1.0)  # a shout opens vowels, it must not open the consonants' narrowings
    lips, tongue = style.intensity * stronger * style.lips, style.intensity * style.tongue
    for channel, goal in target.goals.items():
        if channel in CONTACTS:
            goals[channel] = goal
            continue
        gain = jaw if channel == JAW else lips if channel in _LIPS else tongue
        goals[channel] = Goal(min(1.0, goal.value * gain), goal.strength * reach)
    return goals


def _weight(target: Target, stress: int, length: float, onset: bool, final: bool) -> float:
    """A sound's claim to a posture of its own: none if it is too short to be held, unless it bears stress."""
    held = target.held * (0.5 if onset or final else 1.0)
    rounded = ROUND in target.goals and target.goals[ROUND].value >= 0.4
    if target.kind is Kind.VOWEL and not stress and not rounded:
        held = _REDUCED
    if length < held:
        return 0.0
    prominence = _STRESS_WEIGHT[min(max(stress, 0), 2)]
    return target.weight * (prominence + 0.2 * onset) * (0.6 + 0.4 * min(1.0, length / 0.08))


def _same_place(before: Segment, target: Target) -> bool:
    """Whether the tongue tip is up already: the consonants of a cluster are one gesture."""
    tip = target.goals.get(TONGUE_TIP)
    raised = before.goals.get(TONGUE_TIP)
    return bool(tip and tip.value and raised and raised.value and before.weight)


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
            rest = start + min(_RELAX, 0.45 * (end - start)), end - min(_WAKE, 0.45 * (end - start))
            result.append(Segment(row[index].phone, Kind.PAUSE, start, end, rest, {}))
        index = last + 1
    return result


def _relaxed(row: list[Segment]) -> list[Segment]:
    """The last sound before a pause or the end is drawn out: the mouth lets go before the voice does."""
    for index, segment in enumerate(row):
        final = index + 1 == len(row) or row[index + 1].kind is Kind.PAUSE
        if final and segment.kind in (Kind.VOWEL, Kind.CONSONANT):
            begin, end = segment.hold
            row[index] = replace(segment, hold=(begin, min(end, max(begin, segment.end - _FINAL))))
    return row


def _shared(row: list[Segment]) -> list[Segment]:
    """Two full vowels side by side share their time: where one becomes the other is heard by no one."""
    for index in range(1, len(row)):
        before, segment = row[index - 1], row[index]
        if before.kind is segment.kind is Kind.VOWEL and before.weight and segment.weight:
            border = before.start + min(_NUCLEUS, _DIPHTHONG_SPLIT * (segment.end - before.start))
            if before.phone != segment.phone and border > before.end:
                row[index - 1] = replace(before, end=border, hold=_hold(before.kind, before.start, border))
                row[index] = replace(segment, start=border, hold=_hold(segment.kind, border, segment.end))
    return row


def _rounded_early(row: list[Segment]) -> list[Segment]:
    """The consonant before a short rounded sound is rounded with it (sw, kw): alone it could not be seen.

    So is one between two rounded sounds: the lips have no reason to let go.
    """
    for index in range(1, len(row)):
        before, segment = row[index - 1], row[index]
        rounding = segment.goals.get(ROUND, _ZERO)
        round_already = index > 1 and row[index - 2].goals.get(ROUND, _ZERO).value >= _ROUNDISH
        short = segment.end - segment.start < _REDUCED or round_already
        if (
            rounding.value >= ROUNDED
            and short
            and before.kind in (Kind.CONSONANT, Kind.SIBILANT)
            and not before.goals.get(ROUND, _ZERO).value
        ):
            goals = before.goals | {ROUND: Goal(rounding.value), SPREAD: Goal(0.0)}
            row[index - 1] = replace(before, goals=goals)
    return row


def _evenly_round(row: list[Segment]) -> list[Segment]:
    """A hiss beside a rounded sound is as round as its neighbours, but evenly: it is one shape throughout."""
    for index, segment in enumerate(row):
        if segment.kind is Kind.SIBILANT and ROUND not in segment.goals:
            beside = row[max(index - 1, 0) : index + 2]
            if any(other.goals.get(ROUND, _ZERO).value >= _ROUNDISH for other in beside):
                row[index] = replace(segment, goals=segment.goals | {ROUND: Goal(0.0, 0.2)})
    return row


def _parted(row: list[Segment]) -> list[Segment]:
    """Between two contacts without a vowel the lips part all the same, if there is time."""
    contact: int | None = None
    for index, segment in enumerate(row):
        if segment.kind in (Kind.VOWEL, Kind.SIBILANT, Kind.PAUSE):
            contact = None
        elif segment.kind in CONTACT:
            between = range(index if contact is None else contact + 1, index)
            if between and row[between[-1]].end - row[between[0]].start >= _PARTED:
                longest = max(between, key=lambda place: row[place].end - row[place].start)
                goals = row[longest].goals | {JAW: Goal(_PARTED_JAW)}
                row[longest] = replace(row[longest], goals=goals, weight=_OPENING, opens=True)
            contact = index
    return row


def _opened(row: list[Segment]) -> list[Segment]:
    """A vowel too weak for a posture of its own opens the mouth all the same where nothing around it does."""
    starts, ends = [], []  # of the nearest open vowel after and before each segment
    clock = math.inf
    for segment in reversed(row):
        starts.append(clock)
        clock = segment.start if _opens(segment) else math.inf if _shuts(segment) else clock
    clock = -math.inf
    for segment in row:
        ends.append(clock)
        clock = segment.end if _opens(segment) else -math.inf if _shuts(segment) else clock
    for index, (segment, start, end) in enumerate(zip(row, reversed(starts), ends, strict=True)):
        alone = start - segment.end > _AROUND and segment.start - end > _AROUND
        if alone and segment.kind is Kind.VOWEL and not _opens(segment):
            jaw = replace(segment.goals[JAW], strength=1.0)
            weight = max(segment.weight, _OPENING)
            row[index] = replace(segment, goals=segment.goals | {JAW: jaw}, weight=weight)
    return row


def _opens(segment: Segment) -> bool:
    return segment.kind is Kind.VOWEL and segment.weight > 0.0 and segment.goals[JAW].strength > 0.6


def _shuts(segment: Segment) -> bool:
    return segment.kind in SHUT

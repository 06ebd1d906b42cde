# SPDX-License-Identifier: GPL-3.0-or-later
"""Which postures a line performs, and when: pose to pose, as an animator blocks it.

What must be seen (contacts, sibilants, pauses) has its place already. Between two such places the postures
that weigh most are chosen so that none lasts less than can be seen; the others leave no trace. All
articulators take their posture at the same time, so gestures share their keys.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from .channels import ROUND
from .grid import Grid
from .phonemes import ROUNDED, SHUT, Kind
from .segments import Segment

_APART: Final = 0.085  # seconds between two postures: two frames of film
_APART_WEAK: Final = 0.1  # seconds between a weak one and something that must be seen
_APART_VOWEL: Final = 0.066
_APART_MUST: Final = 1 / 30  # seconds between a posture and something that must be seen: one frame of video
_LEAST_ROOM: Final = 0.035  # seconds; with less left between two such things nothing else is seen
_HELD: Final = 0.21  # seconds; a posture held for less is one moment
_SEEN: Final = 2 / 24  # seconds of a sound that is seen as such
_FLASH: Final = 0.097  # seconds; a posture that lasts less, at half its height, flashes by
_FRAME: Final = 1 / 24  # seconds by which a posture may be seen off its middle at most, if that is no frame
_SHIFT: Final = 0.3  # what a posture loses in weight by being seen a frame off its middle
_SLACK: Final = 1e-6  # seconds
_WEAK: Final = 2.1  # a posture that weighs less (an unstressed vowel, a tongue) stays away from others
_LEAST_SLACK: Final = 0.066  # seconds, or two frames
_FOREVER: Final = 1e9


class Beat(NamedTuple):
    """A posture of a segment, held from `begin` to `end` (seconds, equal for a moment)."""

    segment: int
    begin: float
    end: float


class _Choice(NamedTuple):
    """The best choice of postures of which the last is `segment` at `time`."""

    segment: int
    time: float
    weight: float
    slack: float  # by how much these could make room for each other, seconds
    before: _Choice | None


def place(row: Sequence[Segment], pinned: Collection[int], grid: Grid | None) -> list[Beat]:
    """Choose the postures of a line.

    Args:
        row: The segments in time order.
        pinned: Indices of segments that must be seen (see `contacts.on_frames`).
        grid: Where a posture may lie; None allows any time.

    Returns:
        The postures in time order; no two overlap.
    """
    musts = [index for index, segment in enumerate(row) if index in pinned or segment.kind is Kind.PAUSE]
    beats: list[Beat] = []
    first = 0
    for index in musts:
        last = beats[-1] if beats else None
        must = _must(row[index], index, last.end if last else -_FOREVER, grid)
        if must:
            beats += _between(row, range(first, index), last, must, grid)
            beats.append(must)
            first = index + 1
    beats += _between(row, range(first, len(row)), beats[-1] if beats else None, None, grid)
    return _widened(beats, row, grid)


def _room(
    row: Sequence[Segment], index: int, before: Beat | None, after: Beat | None
) -> tuple[float, float] | None:
    """The earliest and the latest time of a posture between two things that must be seen; None without room.

    Round lips are seen however little room they have: nothing else tells a w.
    """
    rounded = _rounded(row[index])
    weak = row[index].weight < _WEAK
    earliest, latest = -_FOREVER, _FOREVER
    if before:
        earliest = before.end + (_APART_MUST - _SLACK if rounded else _apart(row[before.segment], weak))
    if after:
        latest = after.begin - (_APART_MUST - _SLACK if rounded else _apart(row[after.segment], weak))
    return (earliest, latest) if latest - earliest >= (0.0 if rounded else _LEAST_ROOM) else None


def _rounded(segment: Segment) -> bool:
    rounding = segment.goals.get(ROUND)
    return rounding is not None and rounding.value >= ROUNDED


def _between_two(row: Sequence[Segment], one: int, other: int) -> float:
    """How far two postures are apart at least: less if the lips round from one to the other."""
    if _rounded(row[one]) != _rounded(row[other]):
        return _APART_VOWEL - _SLACK
    return _APART - _SLACK


def _apart(segment: Segment, weak: bool = False) -> float:
    """How far from a posture the next one is at least."""
    if weak:
        return _APART_WEAK - _SLACK
    return (_APART_MUST if segment.kind in SHUT else _APART_VOWEL) - _SLACK


def _must(segment: Segment, index: int, after: float, grid: Grid | None) -> Beat | None:
    """The whole hold of what must be seen; None if another that looks the same has taken its frames."""
    begin, end = segment.hold
    if grid:
        span = grid.inside(begin, end)
        if span is None:
            nearest = grid.nearest(0.5 * (begin + end))
            span = nearest, nearest
        begin, end = grid.time(span[0]), grid.time(span[1])
    if begin <= after + _SLACK:
        begin = after + (grid.span(0.0) if grid else _SLACK)
    return Beat(index, begin, max(begin, end)) if begin <= end + _SLACK else None


def _between(
    row: Sequence[Segment], indices: range, before: Beat | None, after: Beat | None, grid: Grid | None
) -> list[Beat]:
    """The postures between two things that must be seen, the weightiest that fit."""
    choices: list[_Choice] = []
    for index in indices:
        segment = row[index]
        room = _room(row, index, before, after) if segment.weight > 0.0 else None
        places = _places(segment, *room, grid) if room else []
        if not places:
            continue
        past = min(time for time, _ in places) - _APART
        settled = max((choice for choice in choices if choice.time <= past), key=_weight, default=None)
        choices = [*([settled] if settled else []), *(choice for choice in choices if choice.time > past)]
        fresh: list[_Choice] = []
        for time, loss in places:
            fits = (
                choice for choice in choices if choice.time <= time - _between_two(row, choice.segment, index)
            )
            best = max(fits, key=_weight, default=None)
            weight = segment.weight * (1.0 - loss) + (best.weight if best else 0.0)
            if best:
                slack = best.slack + time - best.time - _between_two(row, best.segment, index)
            else:
                slack = time - before.end - _APART_MUST if before else _FOREVER
            fresh.append(_Choice(index, time, weight, slack, best))
        choices += fresh
    chosen: list[_Choice] = []
    last = max((choice for choice in choices if _lasts(choice, after, grid)), key=_weight, default=None)
    while last:
        chosen.append(last)
        last = last.before
    earliest = before.end + _APART_MUST - _SLACK if before else -_FOREVER
    latest = after.begin - _APART_MUST + _SLACK if after else _FOREVER
    return _held(row, chosen[::-1], earliest, latest, grid)


def _weight(choice: _Choice) -> float:
    return choice.weight


def _lasts(choice: _Choice, after: Beat | None, grid: Grid | None) -> bool:
    """Whether some postures in a row have the room to last two frames each."""
    slack = choice.slack + (after.begin - choice.time - _APART_MUST if after else _FOREVER)
    least = min(_LEAST_SLACK, 2.0 / grid.fps - _SLACK) if grid else _LEAST_SLACK
    return choice.before is None or slack >= least


def _places(segment: Segment, earliest: float, latest: float, grid: Grid | None) -> list[tuple[float, float]]:
    """Times at which a posture may be seen, each with the share of its weight that is lost there."""
    middle = 0.5 * (segment.hold[0] + segment.hold[1])
    if grid is None:
        return [(middle, 0.0)] if earliest <= middle <= latest else []
    nearest = grid.nearest(middle)
    frame = 1.0 / grid.fps
    most = max(1, math.floor(_FRAME * grid.fps))
    places: list[tuple[float, float]] = []
    for offset in range(-most, most + 1):
        time = grid.time(nearest + offset)
        inside = offset == 0 or segment.start - 0.5 * frame <= time <= segment.end + 0.5 * frame
        if inside and earliest <= time <= latest:
            places.append((time, _SHIFT * abs(offset) / most))
    return places


def _held(
    row: Sequence[Segment], chosen: Sequence[_Choice], earliest: float, latest: float, grid: Grid | None
) -> list[Beat]:
    """Long postures are held as far as their neighbours leave room."""
    beats: list[Beat] = []
    for place, choice in enumerate(chosen):
        time = choice.time
        begin, end = row[choice.segment].hold
        begin = max(begin, beats[-1].end + _APART if beats else earliest)
        end = min(end, chosen[place + 1].time - _APART if place + 1 < len(chosen) else latest)
        if end - begin < _HELD:
            begin = end = time
        elif grid:
            span = grid.inside(begin, end)
            begin, end = (grid.time(span[0]), grid.time(span[1])) if span else (time, time)
        beats.append(Beat(choice.segment, min(begin, time), max(end, time)))
    return beats


def _widened(beats: Sequence[Beat], row: Sequence[Segment], grid: Grid | None) -> list[Beat]:
    """Vowels with so little room that they would only flash by are held for all of it."""
    wide: list[Beat] = []
    for place, beat in enumerate(beats):
        before = wide[-1].end if wide else -_FOREVER
        after = beats[place + 1].begin if place + 1 < len(beats) else _FOREVER
        lasts = 0.5 * (after - before + beat.end - beat.begin)
        least = _FLASH if _audible(row, beat.segment, 0.5 * (beat.begin + beat.end)) else _SEEN - _SLACK
        segment = row[beat.segment]
        shown = segment.kind is Kind.VOWEL or segment.opens or _rounded(segment)
        if grid and shown and lasts < least:
            begin = before + _apart(row[wide[-1].segment]) if wide else beat.begin
            end = after - _apart(row[beats[place + 1].segment]) if place + 1 < len(beats) else beat.end
            span = grid.inside(begin, end) if begin < end else None
            if span:
                begin, end = grid.time(span[0]), grid.time(span[1])
                wide.append(Beat(beat.segment, min(begin, beat.begin), max(end, beat.end)))
                continue
        wide.append(beat)
    return wide


def _audible(row: Sequence[Segment], index: int, time: float) -> bool:
    """Whether all that is heard about a posture lasts long enough to be seen for as long as it is heard."""
    around = row[max(index - 1, 0) : index + 2]
    near = (s for s in around if s.start - 0.5 * _SEEN <= time <= s.end + 0.5 * _SEEN)
    return all(segment.end - segment.start >= _SEEN - _SLACK for segment in near)

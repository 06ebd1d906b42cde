# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts on played frames.

At 24 frames a second a frame lasts 42 ms: a p can begin and end between two frames and never be seen. So
before the curves are drawn, time itself is bent a little: every moment that must be seen (lips sealed, lip on
teeth, jaw shut for a sibilant, mouth open between two contacts) is given whole frames, in order and never
sharing one with a different moment, with the least squared shift. Without crowding a moment moves by half a
frame at most; where there are more moments than frames they spread out as little as they can. Everything
between follows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .channels import JAW, LABIODENTAL, LIP_CLOSE
from .grid import Grid
from .phonemes import LABIALS, Kind
from .segments import Segment

Array = NDArray[np.float64]

_LONG: Final = 0.08  # seconds; what lasts this long is seen on two frames at any rate
_FAST: Final = 48.0  # frames per second from which every closure is seen on two
_REACH: Final = 0.12  # seconds from a bent moment after which time runs true again
_WEIGHTS: Final = {Kind.VOWEL: 1.0, Kind.SIBILANT: 2.0}
_WEIGHT_CONTACT: Final = 6.0


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that must be seen.

    Attributes:
        segment: Index of its segment.
        kind: The segment's kind; a vowel stands for an open mouth between two contacts.
        time: When it wants to be seen, seconds.
        frame: The scene frame it is given.
    """

    segment: int
    kind: Kind
    time: float
    frame: int


def on_frames(row: Sequence[Segment], grid: Grid) -> tuple[list[Segment], list[Moment]]:
    """Bend the times of a row of segments so that every contact is seen.

    Args:
        row: Segments in time order, seconds from the line's start.
        grid: The scene's frames.

    Returns:
        The row with new times, and the moments with their frames; at its frame each moment's target is held.
    """
    moments = _moments(row, grid.fps)
    if not moments:
        return list(row), []
    wanted = np.array([grid.frame(moment.time) for moment in moments])
    gaps = np.array([_gap(a, b) for a, b in pairwise(moments)], dtype=np.float64)
    weights = np.array([_WEIGHTS.get(moment.kind, _WEIGHT_CONTACT) for moment in moments])
    frames = _assign(wanted, gaps, weights)
    placed = [replace(moment, frame=int(frame)) for moment, frame in zip(moments, frames, strict=True)]
    source, bent = _bend([moment.time for moment in placed], np.array([grid.time(frame) for frame in frames]))
    moved = _moved(row, source, bent)
    for moment in placed:
        if moment.kind is Kind.VOWEL:
            moved[moment.segment] = _wide_open(moved[moment.segment])
    return moved, placed


def _moments(row: Sequence[Segment], fps: float) -> list[Moment]:
    """What must be seen, in time order; `frame` still to be found."""
    moments: list[Moment] = []
    contact: int | None = None
    for index, segment in enumerate(row):
        if segment.kind in LABIALS or segment.kind is Kind.LABIODENTAL:
            opening = None if contact is None else _widest_vowel(row, contact + 1, index)
            if opening is not None:
                moments.append(Moment(opening, Kind.VOWEL, _middle(row[opening]), 0))
            contact = index
            moments += _contact(index, segment, fps)
        elif segment.kind is Kind.SIBILANT:
            moments += _contact(index, segment, fps)
    return sorted(moments, key=lambda moment: moment.time)


def _contact(index: int, segment: Segment, fps: float) -> list[Moment]:
    """One moment in the hold of a contact, or two a frame apart where it can or must be seen twice."""
    begin, end = segment.hold
    middle = 0.5 * (begin + end)
    long = segment.end - segment.start >= min(_LONG, 2.0 / fps) - 1e-9
    twice = long or (segment.kind in LABIALS and fps >= _FAST)
    if not twice:
        return [Moment(index, segment.kind, middle, 0)]
    half = min(0.5 / fps, 0.45 * (end - begin))
    return [Moment(index, segment.kind, middle - half, 0), Moment(index, segment.kind, middle + half, 0)]


def _widest_vowel(row: Sequence[Segment], first: int, last: int) -> int | None:
    """The vowel that opens the mouth most in row[first:last], if there is one."""
    vowels = [index for index in range(first, last) if row[index].kind is Kind.VOWEL or row[index].opens]
    return max(vowels, key=lambda index: row[index].end - row[index].start, default=None)


def _middle(segment: Segment) -> float:
    return 0.5 * (segment.hold[0] + segment.hold[1])


def _gap(a: Moment, b: Moment) -> int:
    """Frames that must lie between two moments: equal contacts side by side may share one."""
    if a.segment == b.segment:
        return 1
    return 0 if a.kind is b.kind or (a.kind in LABIALS and b.kind in LABIALS) else 1


def _assign(wanted: Array, gaps: Array, weights: Array) -> Array:
    """Whole frames nearest to the wanted ones (weighted least squares) that keep the gaps.

    Isotonic regression by pooling adjacent violators, on the frames less the gaps before them; rounding the
    monotone solution keeps it monotone, so the gaps hold exactly.
    """
    offset = np.concatenate(([0.0], np.cumsum(gaps)))
    blocks: list[tuple[float, float, int]] = []  # mean, weight, members
    for value, weight in zip(wanted - offset, weights, strict=True):
        block = (float(value), float(weight), 1)
        while blocks and blocks[-1][0] > block[0]:
            mean, mass, members = blocks.pop()
            total = mass + block[1]
            block = ((mean * mass + block[0] * block[1]) / total, total, members + block[2])
        blocks.append(block)
    means = np.array([mean for mean, _, _ in blocks])
    fitted = np.repeat(means, [members for _, _, members in blocks])
    return np.asarray(np.floor(fitted + 0.5) + offset, dtype=np.float64)


def _bend(times: Sequence[float], targets: Array) -> tuple[Array, Array]:
    """Knots of a monotone map of time through times -> targets that is the identity away from them."""
    source: list[float] = []
    bent: list[float] = []
    for time, target in zip(times, targets, strict=True):
        early, late = (source[-1] + _REACH, bent[-1]) if source else (-np.inf, -np.inf)
        back = time - _REACH
        if source and late < early < back:
            source.append(early)
            bent.append(early)
        if back > max(early, late) and back < target:
            source.append(back)
            bent.append(back)
        source.append(time)
        bent.append(float(target))
    if bent[-1] < source[-1] + _REACH:
        source.append(source[-1] + _REACH)
        bent.append(source[-1])
    return np.array(source), np.array(bent)


def _wide_open(segment: Segment) -> Segment:
    """The vowel between two contacts, its jaw target reached however short it is."""
    goals = {
        name: replace(goal, strength=1.0) if name == JAW else goal for name, goal in segment.goals.items()
    }
    return replace(segment, goals=goals)


def _moved(row: Sequence[Segment], source: Array, bent: Array) -> list[Segment]:
    """The row with its times bent."""
    times = np.array([(segment.start, *segment.hold, segment.end) for segment in row])
    times += np.interp(times, source, bent - source)
    return [
        replace(segment, start=start, end=end, hold=(begin, stop))
        for segment, (start, begin, stop, end) in zip(row, times.tolist(), strict=True)
    ]


CHANNEL_OF: Final = {Kind.STOP_LABIAL: LIP_CLOSE, Kind.NASAL_LABIAL: LIP_CLOSE, Kind.LABIODENTAL: LABIODENTAL}
"""The articulator that makes each contact."""

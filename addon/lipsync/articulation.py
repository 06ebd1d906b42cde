# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones to articulator curves.

Each articulator walks from target to target along a C1 curve that never overshoots. In the words of Cohen and
Massaro ("Modeling coarticulation in synthetic visual speech", 1993) every target has a dominance over time;
here it is a finite bump, the bumps of neighbours sum to one, and each articulator has its own. So a vowel
reaches its own shape instead of an average, nothing is felt beyond the neighbouring targets, and a phoneme
that leaves an articulator free lets it pass straight through: that is coarticulation.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .beats import Beat, place
from .channels import CHANNELS, CONTACTS, JAW, LIP_CLOSE, ROUND, SPREAD
from .curves import Curve
from .grid import Grid
from .phonemes import Kind
from .phones import Phone
from .segments import Segment, segments
from .style import Style

Array = NDArray[np.float64]

_TRAVEL: Final = {JAW: 0.16, ROUND: 0.2, SPREAD: 0.18}  # seconds an articulator takes at most to a target
_TRAVEL_OTHER: Final = 0.12
_CLOSING, _OPENING = (
    0.07,
    0.045,
)  # of contacts: lips close slowly and pop open, only from the teeth they slide
_REST: Final = Curve(np.zeros(1), np.zeros(1))
_RELAX: Final = 0.22  # seconds back to rest at the end
_SHORTEST_HOLD: Final = (
    0.12  # seconds; to stay anywhere for less than three frames of film is not worth a key
)
_SLACK: Final = 1e-6
_TAIL: Final = 0.06  # seconds after the last sound
_STRONG: Final = 0.9  # a goal this strong is an anchor; weaker ones lean on the anchors around them


@dataclass(frozen=True, slots=True, eq=False)
class Articulation:
    """The mouth over a line.

    Attributes:
        curves: One curve per articulator of `CHANNELS`; seconds from the line's start, values 0 to 1.
        start: When the mouth leaves rest, seconds; before 0 where a line begins at once and needs a lead-in.
        end: When it is back at rest, seconds.
    """

    curves: dict[str, Curve]
    start: float
    end: float

    def __call__(self, times: ArrayLike) -> dict[str, Array]:
        """Every articulator at the given times (seconds, any shape): float64 of that shape in [0, 1]."""
        return {channel: curve(times) for channel, curve in self.curves.items()}


def articulate(phones: Sequence[Phone], style: Style | None = None) -> Articulation:
    """Articulator curves for a line.

    Args:
        phones: The line's phonemes and pauses in time order, seconds from the line's start.
        style: The dials; default `Style()`.

    Returns:
        Curves with finite support, at rest (0) outside it.

    Raises:
        ValueError: If the phones' times are not finite or not in order.
    """
    dials = style or Style()
    return from_segments(segments(phones, dials), dials)


def from_segments(
    row: Sequence[Segment], style: Style, *, pinned: Collection[int] = (), grid: Grid | None = None
) -> Articulation:
    """Articulator curves through the holds of a row of segments (see `segments.segments`).

    Args:
        row: The segments in time order.
        style: The dials that concern time.
        pinned: Indices of segments whose goals must be reached exactly (see `contacts.on_frames`).
        grid: Places on which every knot is to lie; None leaves knots at their own times.
    """
    beats = place(row, pinned, grid)
    last = _after(row, grid)
    curves: dict[str, Curve] = {}
    for channel in CHANNELS:
        contact = channel in CONTACTS
        anchors = _contacts(channel, row, beats, grid) if contact else _postures(channel, row, beats)
        curves[channel] = _through(anchors, _pace(channel, style, grid), last, grid) if anchors else _REST
    moving = [curve for curve in curves.values() if curve.moves]
    start = min((float(curve.times[0]) for curve in moving), default=0.0)
    end = max((float(curve.times[-1]) for curve in moving), default=0.0)
    return Articulation(curves, start, end)


class _Anchors(NamedTuple):
    """Targets of one articulator in time order, each held over a span."""

    begin: Array  # seconds
    end: Array
    value: Array
    rest: NDArray[np.bool_]  # the whole mouth at rest


class _Span(NamedTuple):
    """A contact, or lips apart: `value` from `begin` to `end`; the postures that it must leave room for."""

    begin: float  # seconds
    end: float
    value: float
    first: float = np.inf  # when the first of these postures begins
    last: float = -np.inf  # when the last ends


class _Pace(NamedTuple):
    """How long an articulator takes from one target to the next, seconds."""

    rising: float
    falling: float
    relaxing: float
    hold: float  # it stays nowhere for less
    prompt: bool  # contacts let go at once; postures move at the last moment


def _pace(channel: str, style: Style, grid: Grid | None) -> _Pace:
    """The lips' postures start early by the anticipation."""
    contact = channel in CONTACTS
    travel = _TRAVEL.get(channel, _TRAVEL_OTHER)
    rising, falling = (
        (_CLOSING, _OPENING if channel == LIP_CLOSE else _CLOSING) if contact else (travel, travel)
    )
    lead = style.anticipation if channel in (ROUND, SPREAD) else 0.0
    spans = (rising * style.smoothing + lead, falling * style.smoothing, _RELAX * style.smoothing)
    hold = _SHORTEST_HOLD - _SLACK
    rising, falling, relaxing = (grid.span(span) if grid else span for span in spans)
    return _Pace(rising, falling, relaxing, hold, contact)


def _contacts(
    channel: str, row: Sequence[Segment], beats: Sequence[Beat], grid: Grid | None
) -> _Anchors | None:
    """Lips together or apart: every sound decides, none is free. Sounds apart in a row are one anchor."""
    postures = {beat.segment: beat for beat in beats}
    anchors: list[_Span] = []
    for index, segment in enumerate(row):
        goal = segment.goals.get(channel)
        if goal is not None and goal.value > 0.0:
            anchors.append(_Span(*segment.hold, goal.value))
            continue
        apart = _apart(segment, postures.get(index))
        if anchors and anchors[-1].value == 0.0:
            before = anchors.pop()
            first, last = min(before.first, apart.first), max(before.last, apart.last)
            apart = _Span(before.begin, max(before.end, apart.end), 0.0, first, last)
        anchors.append(apart)
    if all(anchor.value == 0.0 for anchor in anchors):
        return None
    anchors = [anchor for place, anchor in enumerate(anchors) if not _idle(anchors, place)]
    anchors = _on_grid(anchors, grid) if grid else anchors
    inner = [0 < index < len(anchors) - 1 for index in range(len(anchors))]
    roomy = [_roomy(*pair) for pair in zip(anchors, inner, strict=True)]
    begins, ends, values = (np.array([anchor[column] for anchor in roomy]) for column in range(3))
    return _Anchors(begins, ends, values, np.zeros(len(values), dtype=bool))


def _idle(anchors: Sequence[_Span], place: int) -> bool:
    """Whether lips part between two contacts for nothing that is to be seen: then they stay together."""
    inner = 0 < place < len(anchors) - 1
    return inner and anchors[place].value == 0.0 and anchors[place].first == np.inf


def _apart(segment: Segment, posture: Beat | None) -> _Span:
    """Lips apart for a sound, but for the time that the contacts beside it take to open and close."""
    length = segment.end - segment.start
    begin = min(segment.start + min(0.45 * length, _OPENING), segment.hold[0])
    end = max(segment.end - min(0.45 * length, _CLOSING), segment.hold[1])
    if posture is None or segment.kind is Kind.PAUSE:
        return _Span(begin, end, 0.0)
    return _Span(begin, end, 0.0, posture.begin, posture.end)


def _roomy(span: _Span, inner: bool) -> _Span:
    """Lips apart for as long as the postures between two contacts; if that is brief, for no longer."""
    if span.value > 0.0:
        return span
    begin, end = min(span.begin, span.first), max(span.end, span.last)
    if inner and end - begin < _SHORTEST_HOLD:
        begin, end = (span.first, span.last) if span.first <= span.last else (begin, begin)
    return span._replace(begin=begin, end=end)


def _on_grid(anchors: Sequence[_Span], grid: Grid) -> list[_Span]:
    """Anchors on the grid. One that contains no place takes the nearest if that is free, else it goes."""
    spans = [grid.inside(anchor.begin, anchor.end) for anchor in anchors]
    kept: list[_Span] = []
    taken = -np.inf  # last frame in use
    for index, anchor in enumerate(anchors):
        nearest = grid.nearest(0.5 * (anchor.begin + anchor.end))
        first, last = spans[index] or (nearest, nearest)
        following = next((span[0] for span in spans[index + 1 :] if span), np.inf)
        if taken < first and last < following:
            taken = last
            kept.append(anchor._replace(begin=grid.time(first), end=grid.time(last)))
    return kept


def _postures(channel: str, row: Sequence[Segment], beats: Sequence[Beat]) -> _Anchors | None:
    """Targets of one articulator, weak ones leaning on the strong ones around; free sounds leave none."""
    anchors: list[tuple[float, float, float, float, bool]] = []
    for index, begin, end in beats:
        segment = row[index]
        goal = segment.goals.get(channel)
        if goal is not None:
            anchors.append((begin, end, goal.value, goal.strength, False))
        elif segment.kind is Kind.PAUSE:
            anchors.append((begin, end, 0.0, 1.0, True))
    if not any(anchor[2] for anchor in anchors):
        return None
    begins, ends, values, strengths, rests = (np.array(column) for column in zip(*anchors, strict=True))
    return _Anchors(begins, ends, _leaning(begins, ends, values, strengths), rests)


def _leaning(begins: Array, ends: Array, values: Array, strengths: Array) -> Array:
    """Give every weak target its value: a mixture of its own and the strong ones around it."""
    strong = strengths >= _STRONG
    if np.all(strong):
        return values
    around = np.zeros(len(values))
    if np.any(strong):
        times = np.stack((begins[strong], ends[strong]), axis=1).ravel()
        around = np.interp(0.5 * (begins + ends), times, np.repeat(values[strong], 2))
    return np.where(strong, values, strengths * values + (1.0 - strengths) * around)


def _after(row: Sequence[Segment], grid: Grid | None) -> float:
    """When the mouth may be at rest again: not before the last sound is over."""
    time = row[-1].end + _TAIL if row else 0.0
    return grid.time(grid.nearest(time)) if grid else time


def _through(anchors: _Anchors, pace: _Pace, last: float, grid: Grid | None) -> Curve:
    """Knots through the anchors and rest at both ends.

    Over a long gap the articulator waits, then moves at its own pace.
    """
    closing = anchors.end[-1] + pace.relaxing
    outer = anchors.begin[0] - pace.rising, closing if pace.prompt else max(closing, last)
    begin = np.concatenate((outer[:1], anchors.begin, outer[1:]))
    end = np.concatenate((outer[:1], anchors.end, outer[1:]))
    value = np.concatenate(([0.0], anchors.value, [0.0]))
    rest = np.concatenate(([True], anchors.rest, [True]))
    room = begin[1:] - end[:-1] - pace.hold
    falls = (value[1:] < value[:-1]) & pace.prompt
    relaxes = rest[1:] & ~rest[:-1]
    relaxing = np.maximum(pace.relaxing, room - _RELAX + _TAIL)  # not before the pause begins
    arrives = np.where(relaxes, relaxing, np.where(falls, pace.falling, np.inf))
    leaves = np.where(falls | rest[1:], np.inf, pace.rising)
    early, late = room >= arrives, room >= leaves
    halt = np.where(early, end[:-1] + arrives, np.where(late, begin[1:] - leaves, np.nan))
    paused = np.where(early, value[1:], value[:-1])
    times = np.stack((begin, end, np.append(halt, np.nan)), axis=1).ravel()
    values = np.stack((value, value, np.append(paused, 0.0)), axis=1).ravel()
    known = ~np.isnan(times)
    times, values = times[known], values[known]
    times = grid.snapped(times) if grid else times
    fresh = np.diff(times, prepend=-np.inf) > 1e-6
    return Curve(times[fresh], values[fresh])

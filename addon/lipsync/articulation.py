# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones to articulator curves.

Each articulator walks from target to target along a C1 curve that never overshoots. In the words of Cohen and
Massaro ("Modeling coarticulation in synthetic visual speech", 1993) every target has a dominance over time;
here it is a finite bump, the bumps of neighbours sum to one, and each articulator has its own. So a vowel
reaches its own shape instead of an average, nothing is felt beyond the neighbouring targets, and a phoneme
that leaves an articulator free lets it pass straight through: that is coarticulation.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .channels import CHANNELS, CONTACTS, JAW, ROUND, SPREAD
from .curves import Curve
from .grid import Grid
from .phonemes import Kind
from .phones import Phone
from .segments import Segment, segments
from .style import Style

Array = NDArray[np.float64]

_TRAVEL: Final = {JAW: 0.16, ROUND: 0.2, SPREAD: 0.18}  # seconds an articulator takes at most to a target
_TRAVEL_OTHER: Final = 0.12
_CLOSING, _OPENING = 0.07, 0.045  # of contacts: lips close slowly and pop open
_RELAX: Final = 0.22  # seconds back to rest before a pause or the end
_STRONG: Final = 0.9  # a goal this strong is an anchor; weaker ones lean on the anchors around them
_HELD: Final = 0.08  # seconds; a posture held for less is one moment
_EFFORT: Final = 0.07  # a posture that the way between its neighbours misses by less is not aimed at


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
    rest = Curve(np.zeros(1), np.zeros(1))
    curves = {channel: _curve(channel, row, style, pinned, grid) if row else rest for channel in CHANNELS}
    moving = [curve for curve in curves.values() if curve.moves]
    start = min((float(curve.times[0]) for curve in moving), default=0.0)
    end = max((float(curve.times[-1]) for curve in moving), default=0.0)
    return Articulation(curves, start, end)


@dataclass(slots=True)
class _Anchor:
    """A target held over a span: `begin`..`end` seconds."""

    begin: float
    end: float
    value: float
    strength: float = 1.0
    pinned: bool = False
    rest: bool = False


@dataclass(frozen=True, slots=True)
class _Pace:
    """How long an articulator takes from one target to the next, seconds."""

    rising: float
    falling: float
    relaxing: float
    prompt: bool  # contacts let go at once; postures move at the last moment


def _curve(
    channel: str, row: Sequence[Segment], style: Style, pinned: Collection[int], grid: Grid | None
) -> Curve:
    contact = channel in CONTACTS
    anchors = _contact_anchors(channel, row) if contact else _posture_anchors(channel, row, style, pinned)
    if all(anchor.value == 0.0 for anchor in anchors):
        return Curve(np.zeros(1), np.zeros(1))
    travel = _TRAVEL.get(channel, _TRAVEL_OTHER)
    rising, falling = (_CLOSING, _OPENING) if contact else (travel, travel)
    pace = _Pace(rising * style.smoothing, falling * style.smoothing, _RELAX * style.smoothing, contact)
    if grid:
        anchors = _on_grid(anchors, grid)
        pace = _Pace(grid.span(pace.rising), grid.span(pace.falling), grid.span(pace.relaxing), contact)
    if not contact:
        anchors = _least_effort(anchors)
    begin, end = anchors[0].begin - pace.rising, anchors[-1].end + pace.relaxing
    return _through(
        [_Anchor(begin, begin, 0.0, rest=True), *anchors, _Anchor(end, end, 0.0, rest=True)], pace
    )


def _contact_anchors(channel: str, row: Sequence[Segment]) -> list[_Anchor]:
    """Lips together or apart: every sound decides, none is free."""
    anchors: list[_Anchor] = []
    for segment in row:
        goal = segment.goals.get(channel)
        if goal is not None and goal.value > 0.0:
            anchors.append(_Anchor(*segment.hold, goal.value))
            continue
        length = segment.end - segment.start
        begin = segment.start + min(0.45 * length, _OPENING)
        end = segment.end - min(0.45 * length, _CLOSING)
        anchors.append(_Anchor(min(begin, segment.hold[0]), max(end, segment.hold[1]), 0.0))
    return anchors


def _posture_anchors(
    channel: str, row: Sequence[Segment], style: Style, pinned: Collection[int]
) -> list[_Anchor]:
    """Targets of one articulator, weak ones leaning on the anchors around them; free sounds leave none."""
    anchors: list[_Anchor] = []
    lead = style.anticipation if channel in (ROUND, SPREAD) else 0.0
    clock = -math.inf
    for index, segment in enumerate(row):
        if segment.kind is Kind.PAUSE:
            anchors.append(_pause(segment))
            clock = anchors[-1].end
            continue
        goal = segment.goals.get(channel)
        if goal is None:
            continue
        begin, end = segment.hold
        if index not in pinned and (goal.strength < _STRONG or end - begin < _HELD):
            begin = end = 0.5 * (begin + end)
        if goal.strength >= _STRONG:
            begin = max(begin - lead, 0.5 * (begin + clock)) if clock < begin else begin
        anchors.append(_Anchor(begin, end, goal.value, goal.strength, pinned=index in pinned))
        clock = end
    _lean(anchors)
    return anchors


def _pause(segment: Segment) -> _Anchor:
    """The mouth at rest in a pause, but for the time it takes to close and to wake up."""
    length = segment.end - segment.start
    rest = segment.start + min(_RELAX, 0.45 * length)
    wake = segment.end - min(_TRAVEL_OTHER, 0.45 * length)
    return _Anchor(rest, wake, 0.0, pinned=True, rest=True)


def _lean(anchors: list[_Anchor]) -> None:
    """Give every weak anchor its value: a mixture of its own target and the strong anchors around it."""
    strong = [anchor for anchor in anchors if anchor.strength >= _STRONG]
    if not anchors or len(strong) == len(anchors):
        return
    times = np.array([t for a in strong for t in (a.begin, a.end)] or [0.0])
    values = np.array([a.value for a in strong for _ in range(2)] or [0.0])
    for anchor in anchors:
        if anchor.strength < _STRONG:
            around = float(np.interp(0.5 * (anchor.begin + anchor.end), times, values))
            anchor.value = anchor.strength * anchor.value + (1.0 - anchor.strength) * around


def _on_grid(anchors: Sequence[_Anchor], grid: Grid) -> list[_Anchor]:
    """Anchors on the grid. One that contains no place takes the nearest if that is free, else it goes."""
    spans = [grid.inside(anchor.begin, anchor.end) for anchor in anchors]
    kept: list[_Anchor] = []
    taken = -math.inf  # last frame in use
    for index, anchor in enumerate(anchors):
        nearest = grid.nearest(0.5 * (anchor.begin + anchor.end))
        first, last = spans[index] or (nearest, nearest)
        following = next((span[0] for span in spans[index + 1 :] if span), math.inf)
        if taken < first and last < following:
            taken = last
            kept.append(replace(anchor, begin=grid.time(first), end=grid.time(last)))
    return kept


def _least_effort(anchors: list[_Anchor]) -> list[_Anchor]:
    """Leave out postures that lie on the way between their neighbours anyway."""
    kept: list[_Anchor] = []
    for index, anchor in enumerate(anchors):
        if kept and index + 1 < len(anchors) and not anchor.pinned and not anchor.rest:
            before, after = kept[-1], anchors[index + 1]
            share = (0.5 * (anchor.begin + anchor.end) - before.end) / (after.begin - before.end)
            if abs(before.value + share * (after.value - before.value) - anchor.value) < _EFFORT:
                continue
        kept.append(anchor)
    return kept


def _through(anchors: Sequence[_Anchor], pace: _Pace) -> Curve:
    """Knots through the anchors; over a long gap the articulator waits, then moves at its own pace."""
    times: list[float] = []
    values: list[float] = []

    def knot(time: float, value: float) -> None:
        if not times or time > times[-1] + 1e-6:
            times.append(time)
            values.append(value)

    for here, there in pairwise(anchors):
        knot(here.begin, here.value)
        knot(here.end, here.value)
        gap = there.begin - here.end
        falls = there.value < here.value
        if there.rest and not here.rest and gap > pace.relaxing:
            knot(here.end + pace.relaxing, there.value)
        elif falls and pace.prompt and gap > pace.falling:
            knot(here.end + pace.falling, there.value)
        elif not (falls and pace.prompt) and not there.rest and gap > pace.rising:
            knot(there.begin - pace.rising, here.value)
    knot(anchors[-1].end, anchors[-1].value)
    return Curve(np.array(times), np.array(values))

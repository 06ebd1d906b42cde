# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones to articulator curves.

Each articulator walks from held target to held target along a monotone C1 curve. In the words of Cohen and
Massaro ("Modeling coarticulation in synthetic visual speech", 1993) every target has a dominance over time; here
its dominance is a finite bump, the bumps of neighbours sum to one, and each articulator has its own. So a vowel
reaches its own shape instead of an average, nothing reaches further than a neighbouring target, and a phoneme
that leaves an articulator free lets it pass straight through: that is coarticulation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .channels import CHANNELS, CONTACTS, JAW, ROUND, SPREAD
from .curves import Curve
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


@dataclass(frozen=True, slots=True, eq=False)
class Articulation:
    """The mouth over a line.

    Attributes:
        curves: One curve per articulator of `CHANNELS`; times in seconds from the line's start, values 0 to 1.
        start: When the mouth leaves rest, seconds; may be before 0 (a line that begins at once needs a lead-in).
        end: When it is back at rest, seconds.
    """

    curves: dict[str, Curve]
    start: float
    end: float

    def __call__(self, times: ArrayLike) -> dict[str, Array]:
        """Every articulator at the given times (seconds, any shape), each float64 of the same shape in [0, 1]."""
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


def from_segments(row: Sequence[Segment], style: Style) -> Articulation:
    """Articulator curves through the holds of a row of segments (see `segments.segments`)."""
    if not row:
        rest = Curve(np.zeros(1), np.zeros(1))
        return Articulation(dict.fromkeys(CHANNELS, rest), 0.0, 0.0)
    curves = {channel: _curve(channel, row, style) for channel in CHANNELS}
    moving = [curve for curve in curves.values() if curve.moves] or list(curves.values())
    start = min(float(curve.times[0]) for curve in moving)
    end = max(float(curve.times[-1]) for curve in moving)
    return Articulation(curves, start, end)


@dataclass(slots=True)
class _Anchor:
    """A target held over a span: `begin`..`end` seconds."""

    begin: float
    end: float
    value: float
    strength: float
    rest: bool = False


def _curve(channel: str, row: Sequence[Segment], style: Style) -> Curve:
    anchors = _contact_anchors(channel, row) if channel in CONTACTS else _posture_anchors(channel, row, style)
    if all(anchor.value == 0.0 for anchor in anchors):
        return Curve(np.zeros(1), np.zeros(1))
    travel = _TRAVEL.get(channel, _TRAVEL_OTHER) * style.smoothing
    closing = _CLOSING * style.smoothing if channel in CONTACTS else travel
    opening = _OPENING * style.smoothing if channel in CONTACTS else None
    relax = _RELAX * style.smoothing
    first, last = anchors[0], anchors[-1]
    anchors = [
        _Anchor(first.begin - closing, first.begin - closing, 0.0, 1.0, rest=True),
        *anchors,
        _Anchor(last.end + relax, last.end + relax, 0.0, 1.0, rest=True),
    ]
    return _through(anchors, closing, opening, relax)


def _contact_anchors(channel: str, row: Sequence[Segment]) -> list[_Anchor]:
    """Lips together or apart: every sound decides, none is free."""
    anchors: list[_Anchor] = []
    for segment in row:
        goal = segment.goals.get(channel)
        if goal is not None and goal.value > 0.0:
            anchors.append(_Anchor(*segment.hold, goal.value, 1.0))
            continue
        length = segment.end - segment.start
        begin = segment.start + min(0.45 * length, _OPENING)
        end = segment.end - min(0.45 * length, _CLOSING)
        anchors.append(_Anchor(min(begin, segment.hold[0]), max(end, segment.hold[1]), 0.0, 1.0))
    return anchors


def _posture_anchors(channel: str, row: Sequence[Segment], style: Style) -> list[_Anchor]:
    """Targets of one articulator, weak ones leaning on the anchors around them; free sounds leave none."""
    anchors: list[_Anchor] = []
    lead = style.anticipation if channel in (ROUND, SPREAD) else 0.0
    clock = -np.inf
    for segment in row:
        if segment.kind is Kind.PAUSE:
            length = segment.end - segment.start
            rest = segment.start + min(_RELAX, 0.45 * length)
            wake = segment.end - min(_TRAVEL_OTHER, 0.45 * length)
            anchors.append(_Anchor(rest, wake, 0.0, 1.0, rest=True))
            clock = wake
            continue
        goal = segment.goals.get(channel)
        if goal is None:
            continue
        begin, end = segment.hold
        if goal.strength < _STRONG:
            begin = end = 0.5 * (begin + end)
        elif np.isfinite(clock):
            begin -= min(lead, 0.5 * max(begin - clock, 0.0))
        else:
            begin -= lead
        anchors.append(_Anchor(begin, end, goal.value, goal.strength))
        clock = end
    _lean(anchors)
    return anchors


def _lean(anchors: list[_Anchor]) -> None:
    """Give every weak anchor its value: a mixture of its own target and the strong anchors around it."""
    strong = [anchor for anchor in anchors if anchor.strength >= _STRONG]
    if not anchors or len(strong) == len(anchors):
        return
    times = np.array([t for a in strong for t in (a.begin, a.end)] or [0.0])
    values = np.array([a.value for a in strong for _ in range(2)] or [0.0])
    for anchor in anchors:
        if anchor.strength < _STRONG:
            around = float(np.interp(anchor.begin, times, values))
            anchor.value = anchor.strength * anchor.value + (1.0 - anchor.strength) * around


def _through(anchors: list[_Anchor], closing: float, opening: float | None, relax: float) -> Curve:
    """Knots through the anchors; over a long gap the articulator waits and then moves at its own pace."""
    times: list[float] = []
    values: list[float] = []

    def knot(time: float, value: float) -> None:
        if not times or time > times[-1] + 1e-9:
            times.append(time)
            values.append(value)

    for here, there in zip(anchors[:-1], anchors[1:], strict=True):
        knot(here.begin, here.value)
        knot(here.end, here.value)
        gap = there.begin - here.end
        if there.rest and not here.rest:
            if gap > relax:
                knot(here.end + relax, there.value)
        elif opening is not None and there.value < here.value:
            if gap > opening:
                knot(here.end + opening, there.value)
        elif gap > closing:
            knot(there.begin - closing, here.value)
    knot(anchors[-1].end, anchors[-1].value)
    return Curve(np.array(times), np.array(values))

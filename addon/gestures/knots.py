# SPDX-License-Identifier: GPL-3.0-or-later
"""From a few moments and values to keys that begin and end at rest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from ..lipsync.keys import Keys
from .stretches import Stretch

_DIP: Final = 0.35  # of the lower of two gestures, where the second begins before the first has ended


class Knot(NamedTuple):
    """A value at a time, seconds from the start of the stretch's grid."""

    time: float
    value: float


class Swell(NamedTuple):
    """A gesture that rises, stays and falls; times in seconds."""

    begin: float
    top: float
    leave: float
    end: float
    value: float


def joined(swells: Sequence[Swell]) -> list[Knot]:
    """The knots of swells in time order; where two meet the first does not quite come to rest."""
    row = [_before(swell, following) for swell, following in pairwise(swells)] + list(swells[-1:])
    knots: list[Knot] = []
    for index, swell in enumerate(row):
        meets = index > 0 and row[index - 1].end > swell.begin
        if meets:
            low = _DIP * min(row[index - 1].value, swell.value, key=abs)
            knots[-1] = Knot(0.5 * (knots[-2].time + swell.top), low)
        else:
            knots.append(Knot(swell.begin, 0.0))
        knots.append(Knot(swell.top, swell.value))
        if swell.leave > swell.top:
            knots.append(Knot(swell.leave, swell.value))
        knots.append(Knot(swell.end, 0.0))
    return knots


def _before(swell: Swell, following: Swell) -> Swell:
    """The swell, left before the one after it is under way."""
    return swell._replace(leave=max(swell.top, min(swell.leave, following.begin)))


def drawn(knots: Sequence[Knot], stretch: Stretch, *, first: float | None = None) -> Keys | None:
    """Keys on the stretch's places for keys; None if nothing moves.

    Args:
        knots: Values over time in time order.
        stretch: Where they must lie; a knot outside is moved in, the ends are put at rest.
        first: First frame they may use; the stretch's own by default.
    """
    begin = stretch.first if first is None else first
    places: dict[float, float] = {}
    for knot in knots:
        frame = min(max(stretch.grid.nearest(knot.time), begin), stretch.last)
        if frame not in places or abs(knot.value) > abs(places[frame]):
            places[frame] = knot.value
    frames = sorted(places)
    step = 1.0 / stretch.grid.per_frame
    if places and places[frames[0]] != 0.0:
        places[frames[0] - step if frames[0] - step >= begin else frames[0]] = 0.0
    if places and places[frames[-1]] != 0.0:
        places[frames[-1] + step if frames[-1] + step <= stretch.last else frames[-1]] = 0.0
    frames = _needed(sorted(places), places)
    values = np.array([places[frame] for frame in frames], dtype=np.float32)
    if len(frames) < 3 or not np.any(values):
        return None
    return Keys(np.array(frames, dtype=np.float64), values)


def _needed(frames: Sequence[float], values: dict[float, float]) -> list[float]:
    """Without keys in the middle of a hold, and without more than one at rest at either end."""
    kept = [
        frame
        for index, frame in enumerate(frames)
        if index in (0, len(frames) - 1)
        or not values[frames[index - 1]] == values[frame] == values[frames[index + 1]]
    ]
    while len(kept) > 1 and values[kept[0]] == values[kept[1]] == 0.0:
        del kept[0]
    while len(kept) > 1 and values[kept[-1]] == values[kept[-2]] == 0.0:
        del kept[-1]
    return kept

# SPDX-License-Identifier: GPL-3.0-or-later
"""The fewest poses that tell a curve: those on the way between two others need no key of their own."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Indices = NDArray[np.intp]

_SPAN: Final = 12  # poses that one stretch between two keys passes at most
_EXACT: Final = 1e-9
_CLOSENESS: Final = 0.05  # price of a pose missed by its whole tolerance; a key costs 1


def fewest(frames: Array, values: Array, below: Array, above: Array, breaks: Mask) -> Indices:
    """Choose the poses that become keys.

    The chosen ones are the fewest for which the straight way between them misses every other pose by no more
    than its own tolerances; among equals the closest fit. Poses in the middle of a hold always go.

    Args:
        frames: Frames of the poses, strictly increasing within each curve, float64 [n].
        values: Their values, float64 [n].
        below: How far below each the way may pass, float64 [n]; 0 keeps it exactly.
        above: How far above.
        breaks: Where a curve begins, bool [n]: many curves are thinned out at once, one behind the other. The
            first and the last pose of each are always chosen.

    Returns:
        Indices of the chosen poses, increasing.
    """
    turns = _turns(values, below + above, breaks)
    prices = _prices(frames[turns], values[turns], below[turns], above[turns], breaks[turns])
    return turns[_cheapest(prices, breaks[turns])]


def _turns(values: Array, tolerances: Array, breaks: Mask) -> Indices:
    """Of every hold the first and the last pose, and the first and the last of its strictest."""
    fresh = np.concatenate(([True], values[1:] != values[:-1])) | breaks
    hold = np.cumsum(fresh) - 1
    strictest = np.minimum.reduceat(tolerances, np.flatnonzero(fresh))[hold] == tolerances
    strict = np.flatnonzero(strictest)
    ends = [fresh, np.append(fresh[1:], True)]
    edges = hold[strict][1:] != hold[strict][:-1]
    outer = strict[np.append(True, edges) | np.append(edges, True)]
    return np.union1d(np.flatnonzero(ends[0] | ends[1]), outer)


def _prices(frames: Array, values: Array, below: Array, above: Array, breaks: Mask) -> Array:
    """What it costs to come to pose i straight from i - 1 - k, [n, _SPAN]; infinite where that may not be."""
    count = len(frames)
    prices = np.full((count, _SPAN), np.inf)
    curve = np.cumsum(breaks)
    under, over = (1.0 / np.maximum(tolerance, _EXACT) for tolerance in (below, above))
    for span in range(1, min(_SPAN, count - 1) + 1):
        one = curve[span:] == curve[:-span]
        price = np.where(one, 1.0, np.inf)
        slope = (values[span:] - values[:-span]) / np.where(one, frames[span:] - frames[:-span], 1.0)
        for inner in range(1, span):
            middle = slice(inner, count - span + inner)
            off = values[:-span] + slope * (frames[middle] - frames[:-span]) - values[middle]
            missed = np.maximum(-off * under[middle], off * over[middle])
            price += np.where(missed <= 1.0 + _EXACT, _CLOSENESS * missed * missed, np.inf)
        prices[span:, span - 1] = price
    return prices


def _cheapest(prices: Array, breaks: Mask) -> Indices:
    """The cheapest way through the poses of every curve."""
    starts = breaks.tolist()
    table = prices.tolist()
    total: list[float] = []
    origin: list[int] = []
    for index, row in enumerate(table):
        if starts[index]:
            total.append(0.0)
            origin.append(-1)
            continue
        best, source = np.inf, index - 1
        for back, price in enumerate(row[:index], 1):
            if price < np.inf and total[index - back] + price < best:
                best, source = total[index - back] + price, index - back
        total.append(best)
        origin.append(source)
    chosen: list[int] = []
    ends = [index - 1 for index in range(1, len(starts)) if starts[index]] + [len(starts) - 1]
    for end in reversed(ends if starts else []):
        index = end
        while index >= 0:
            chosen.append(index)
            index = origin[index]
    return np.array(chosen[::-1], dtype=np.intp)

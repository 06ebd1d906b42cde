# SPDX-License-Identifier: GPL-3.0-or-later
"""Which drawing is held on which frames.

Every sound wishes for a drawing; a frame that shows another one costs as much as the sound matters. The
cheapest row of holds is found by dynamic programming over the wishes in order: a wish may be passed over, but
not one that must be seen; no hold is shorter than the least, but for one that must be seen and has no room.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

_CRAMPED: Final = 1.5  # per frame that is missing from the least hold of a wish that must be seen
_NEVER: Final = 1e4  # the same for one that may be passed over
_REACH: Final = 0.1  # seconds by which a drawing may be off its sound, more where they crowd
_OFF: Final = 0.06  # seconds; a frame that is as far off its sound costs as much again as a vowel
_TWEENED: Final = 3  # times the least; a hold this long has room for a drawing between it and the next
_SLACK: Final = 1e-6  # frames; seconds times frames per second is rarely a round number


@dataclass(frozen=True, slots=True)
class Wish:
    """A sound's drawing.

    Attributes:
        symbol: The drawing.
        begin: Seconds.
        end: Seconds, not before `begin`.
        weight: What a frame costs that shows another drawing.
        must: Whether it has to be seen on at least one frame.
    """

    symbol: str
    begin: float
    end: float
    weight: float
    must: bool = False


class Hold(NamedTuple):
    """A drawing from a frame up to, not including, another."""

    symbol: str
    first: int
    end: int


class _State(NamedTuple):
    """The cheapest way to have the frames up to some frame drawn, as a chain of holds."""

    cost: float
    before: _State | None
    hold: Hold | None


def place(
    wishes: Sequence[Wish], fps: float, least: int, tweens: Mapping[tuple[str, str], str]
) -> list[Hold]:
    """Give the frames of a line to its wishes.

    Args:
        wishes: In time order, from 0 on without gaps, at least one.
        fps: Frames per second.
        least: Frames for which a drawing is held at least, 1 or more.
        tweens: Drawing to show between two others, where the first is held long enough.

    Returns:
        Holds without gaps from frame 0 to the end of the last wish, later only if there are fewer frames than
        wishes that must be seen. Neighbours have different drawings.
    """
    count = max(math.ceil(wishes[-1].end * fps - _SLACK), sum(wish.must for wish in wishes), 1)
    blame = _blame(wishes, fps, count)
    reach = max(least, math.ceil(_REACH * fps))
    while (last := _cheapest(wishes, blame, fps, least, reach)) is None:
        reach *= 2
    return _tweened(_joined(last), least, tweens)


def _blame(wishes: Sequence[Wish], fps: float, count: int) -> list[dict[str, float]]:
    """Per frame how much each drawing is wished for, by the share of the frame its sounds take."""
    blame: list[dict[str, float]] = [{} for _ in range(count)]
    for wish in wishes:
        begin, end = wish.begin * fps, wish.end * fps
        for frame in range(max(math.floor(begin), 0), min(math.ceil(end), count)):
            share = min(end, frame + 1.0) - max(begin, float(frame))
            blame[frame][wish.symbol] = blame[frame].get(wish.symbol, 0.0) + wish.weight * share
    return blame


def _cheapest(
    wishes: Sequence[Wish], blame: Sequence[Mapping[str, float]], fps: float, least: int, reach: int
) -> _State | None:
    """The best way to draw all frames if no drawing is further off its sound than `reach` frames."""
    count = len(blame)
    reached: dict[int, _State] = {0: _State(0.0, None, None)}
    for wish in wishes:
        low = max(0, min(math.floor(wish.begin * fps), count) - reach)
        high = min(count, math.ceil(wish.end * fps) + reach)
        costs = [_cost(wish, blame[frame], frame, fps) for frame in range(low, high)]
        ended = _holds_of(wish, low, costs, reached, least)
        if wish.must:
            reached = ended
            continue
        for frame, state in ended.items():
            if frame not in reached or state.cost < reached[frame].cost:
                reached[frame] = state
    return reached.get(count)


def _cost(wish: Wish, blame: Mapping[str, float], frame: int, fps: float) -> float:
    """What it costs to show a wish's drawing on a frame: all other wishes, and being early or late."""
    off = max(wish.begin - (frame + 1) / fps, frame / fps - wish.end, 0.0)
    return sum(blame.values()) - blame.get(wish.symbol, 0.0) + (off / _OFF) ** 2


def _holds_of(
    wish: Wish, low: int, costs: Sequence[float], reached: Mapping[int, _State], least: int
) -> dict[int, _State]:
    """The cheapest hold of one wish's drawing up to each frame, on top of what was reached before it."""
    short = _CRAMPED if wish.must else _NEVER
    spent = 0.0  # what showing this drawing costs from the first frame on
    begun: list[tuple[float, int]] = []  # cost less what was spent by then, frame; those that are short still
    long: tuple[float, int] | None = None  # the best of those that are not
    ended: dict[int, _State] = {}
    for frame, cost in enumerate(costs, low):
        if frame in reached:
            begun.append((reached[frame].cost - spent, frame))
        spent += cost
        end = frame + 1
        if begun and end - begun[0][1] >= least:
            candidate = begun.pop(0)
            long = candidate if long is None or candidate[0] < long[0] else long
        choices = [(before + short * (least - (end - first)), first) for before, first in begun]
        if long is not None:
            choices.append(long)
        if choices:
            before, first = min(choices)
            ended[end] = _State(before + spent, reached[first], Hold(wish.symbol, first, end))
    return ended


def _joined(state: _State | None) -> list[Hold]:
    """The chain as a list, neighbours with the same drawing made one."""
    holds: list[Hold] = []
    while state is not None and state.hold is not None:
        hold = state.hold
        if holds and holds[-1].symbol == hold.symbol:
            hold = Hold(hold.symbol, hold.first, holds.pop().end)
        holds.append(hold)
        state = state.before
    return holds[::-1]


def _tweened(holds: Sequence[Hold], least: int, tweens: Mapping[tuple[str, str], str]) -> list[Hold]:
    """Long holds give their end to a drawing on the way to the next: a mouth pops open but closes slowly."""
    result: list[Hold] = []
    for index, hold in enumerate(holds):
        following = holds[index + 1].symbol if index + 1 < len(holds) else ""
        tween = tweens.get((hold.symbol, following))
        if tween is None or hold.end - hold.first < _TWEENED * least:
            result.append(hold)
        else:
            result += [
                Hold(hold.symbol, hold.first, hold.end - least),
                Hold(tween, hold.end - least, hold.end),
            ]
    return result

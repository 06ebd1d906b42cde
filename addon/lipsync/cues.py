# SPDX-License-Identifier: GPL-3.0-or-later
"""A line as a row of held mouth drawings, for drawn and stop-motion characters.

Each sound wishes for the drawing that is nearest to what the articulators do there, its neighbours' influence
included; contacts wish by what they are. `cueholds` then gives the frames to the wishes: a p is seen at any
frame rate, and what is too short to be read is left out instead of flickering.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from .articulation import articulate
from .channels import JAW, LABIODENTAL, ROUND, SPREAD, TEETH, TONGUE_TIP
from .cueholds import Wish, place
from .cuesets import CueSet
from .phonemes import LABIALS, Kind
from .phones import SILENCE, Phone, checked
from .segments import Segment, segments
from .style import Style

MINIMUM: Final = 0.07
"""Seconds for which a drawing is held at least: shorter ones flicker, a longer least hides too many."""

_RASTER: Final = 100.0  # per second where there is no frame rate, as Rhubarb's own
_PUCKERED: Final = 0.8  # a consonant that wants so much rounding is a w
_ROUNDED: Final = 0.55  # rounding less spreading from which a consonant is drawn with rounded lips
_TIP_UP: Final = 0.95
_UNCOVERED: Final = 0.05  # teeth no closer than this show the tongue behind them: l, not n
_SOFT_BITE: Final = 0.5  # an approximant so near to the teeth is drawn as touching them
_CROWDED: Final = 0.4  # share of the sound before that a drawing may come early by
_CONTACTS: Final = LABIALS | {Kind.LABIODENTAL}
_WEIGHTS: Final = {
    Kind.VOWEL: 1.0,
    Kind.SIBILANT: 0.8,
    Kind.CONSONANT: 0.5,
    Kind.FREE: 0.1,
    Kind.PAUSE: 0.7,
}
_WEIGHT_CONTACT: Final = 2.0


@dataclass(frozen=True, slots=True)
class Cue:
    """A drawing and when it is shown: seconds from the start of the line."""

    start: float
    end: float
    symbol: str


def cues(
    phones: Sequence[Phone],
    cue_set: CueSet,
    *,
    fps: float | None = None,
    minimum: float = MINIMUM,
    style: Style | None = None,
) -> list[Cue]:
    """The drawings that speak a line.

    Every p, b, m, f and v is shown, and between two of them something else: a vowel if there is one. No other
    drawing is held for less than the minimum, and these only where there is no room.

    Args:
        phones: The line's phonemes and pauses in time order, seconds from the line's start.
        cue_set: The drawings there are.
        fps: Frames per second if all times must be whole frames; else they are hundredths of a second.
        minimum: Seconds for which a drawing is held at least, rounded to whole frames, at least one.
        style: The dials; default `Style()`. `anticipation` is how much earlier than its sound a drawing is.

    Returns:
        Cues without gaps from 0 to the line's end, which is rounded up to a frame. Two in a row never have
        the same drawing. Empty for an empty line.

    Raises:
        ValueError: If a phone's time, fps or minimum is not usable; the message names it.
    """
    if fps is not None and not (math.isfinite(fps) and fps > 0.0):
        raise ValueError(f"fps must be above 0, not {fps!r}")
    if not (math.isfinite(minimum) and minimum >= 0.0):
        raise ValueError(f"minimum must be 0 or above, not {minimum!r}")
    line = checked(phones)
    if not line or line[-1].end <= 0.0:
        return []
    raster = fps or _RASTER
    least = max(1, math.floor(minimum * raster + 0.5))
    holds = place(_wishes(line, cue_set, style or Style()), raster, least, cue_set.tweens)
    return [Cue(hold.first / raster, hold.end / raster, hold.symbol) for hold in holds]


def _wishes(line: Sequence[Phone], cue_set: CueSet, style: Style) -> list[Wish]:
    """What each sound of a line wishes for, from 0 to the line's end without gaps."""
    spoken = [_shifted(phone, style.lag) for phone in _without_gaps(line)]
    row = segments(spoken, style)
    end = line[-1].end
    if not row:
        return [Wish(cue_set.rest, 0.0, end, _WEIGHTS[Kind.PAUSE])]
    symbols = _symbols(row, _postures(spoken, row, style), cue_set)
    musts = _musts(row, symbols)
    begins = _begins(row, style.anticipation)
    edges = [min(max(time, 0.0), end) for time in (*begins, row[-1].end)]
    wishes = [Wish(cue_set.rest, 0.0, edges[0], _WEIGHTS[Kind.PAUSE])]
    for index, segment in enumerate(row):
        weight = _WEIGHTS.get(segment.kind, _WEIGHT_CONTACT)
        wishes.append(Wish(symbols[index], edges[index], edges[index + 1], weight, index in musts))
    wishes.append(Wish(cue_set.rest, edges[-1], end, _WEIGHTS[Kind.PAUSE]))
    return _merged(wishes)


def _without_gaps(line: Sequence[Phone]) -> list[Phone]:
    """The line with pauses where it says nothing."""
    result: list[Phone] = []
    for phone in line:
        if result and phone.start > result[-1].end:
            result.append(Phone(SILENCE, result[-1].end, phone.start))
        result.append(phone)
    return result


def _shifted(phone: Phone, lag: float) -> Phone:
    return replace(phone, start=phone.start + lag, end=phone.end + lag) if lag else phone


def _postures(line: Sequence[Phone], row: Sequence[Segment], style: Style) -> dict[str, list[float]]:
    """What each articulator does in the middle of each segment."""
    middles = [0.5 * (segment.hold[0] + segment.hold[1]) for segment in row]
    return {channel: list(values) for channel, values in articulate(line, style)(middles).items()}


def _symbols(row: Sequence[Segment], postures: Mapping[str, Sequence[float]], cue_set: CueSet) -> list[str]:
    """The drawing each segment wishes for; sounds without a shape of their own take the one to come."""
    symbols: list[str] = []
    for index, segment in enumerate(row):
        lips = postures[ROUND][index] - postures[SPREAD][index]
        symbols.append(_symbol(segment, postures[JAW][index], lips, cue_set))
    for index in reversed(range(len(row))):
        if row[index].kind is Kind.FREE:
            symbols[index] = _borrowed(row, symbols, index, cue_set)
    return symbols


def _symbol(segment: Segment, jaw: float, lips: float, cue_set: CueSet) -> str:
    goals = {channel: goal.value for channel, goal in segment.goals.items()}
    if segment.kind is Kind.PAUSE:
        return cue_set.rest
    if segment.kind in LABIALS:
        return cue_set.closed
    if segment.kind is Kind.LABIODENTAL or goals.get(LABIODENTAL, 0.0) >= _SOFT_BITE:
        return cue_set.bite
    if segment.kind is Kind.VOWEL:
        return cue_set.vowel(jaw, lips)
    if goals.get(ROUND, 0.0) >= _PUCKERED:
        return cue_set.pucker
    if goals.get(TONGUE_TIP, 0.0) >= _TIP_UP and goals.get(TEETH, 1.0) < _UNCOVERED:
        return cue_set.tongue
    if segment.kind is Kind.SIBILANT or lips < _ROUNDED:
        return cue_set.narrow
    return cue_set.rounded


def _borrowed(row: Sequence[Segment], symbols: Sequence[str], index: int, cue_set: CueSet) -> str:
    """The drawing of an h: the vowel's to come, else that of what was before, else lips slightly parted."""
    for neighbour in (index + 1, index - 1):
        if 0 <= neighbour < len(row) and row[neighbour].kind not in _CONTACTS | {Kind.PAUSE, Kind.FREE}:
            return symbols[neighbour]
    if index + 1 < len(row) and row[index + 1].kind is Kind.FREE:
        return symbols[index + 1]
    return cue_set.narrow


def _begins(row: Sequence[Segment], anticipation: float) -> list[float]:
    """When each segment's drawing comes, seconds: a little early, but after the burst of a p at once."""
    begins = [row[0].start - anticipation]
    for before, segment in pairwise(row):
        early = min(anticipation, _CROWDED * (before.end - before.start))
        if before.kind is Kind.STOP_LABIAL:
            begins.append(min(max(before.hold[1], before.start), segment.start))
        elif segment.kind is Kind.PAUSE:
            begins.append(segment.start)
        else:
            begins.append(segment.start - early)
    return begins


def _musts(row: Sequence[Segment], symbols: Sequence[str]) -> set[int]:
    """The segments that must be seen: every contact, and something open between two of them."""
    musts: set[int] = set()
    contact: int | None = None
    for index, segment in enumerate(row):
        if segment.kind not in _CONTACTS:
            continue
        if contact is not None:
            between = [place for place in range(contact + 1, index) if row[place].kind is not Kind.PAUSE]
            vowels = [place for place in between if row[place].kind is Kind.VOWEL]
            others = between if symbols[contact] == symbols[index] else ()
            longest = max(vowels or others, key=lambda place: row[place].end - row[place].start, default=None)
            musts |= {longest} if longest is not None else set()
        musts.add(index)
        contact = index
    return musts


def _merged(wishes: Sequence[Wish]) -> list[Wish]:
    """Neighbours that wish for the same drawing become one wish."""
    result = [wishes[0]]
    for wish in wishes[1:]:
        last = result[-1]
        if last.symbol != wish.symbol:
            result.append(wish)
            continue
        length, more = last.end - last.begin, wish.end - wish.begin
        weight = (
            (last.weight * length + wish.weight * more) / (length + more) if length + more else wish.weight
        )
        result[-1] = Wish(wish.symbol, last.begin, wish.end, weight, last.must or wish.must)
    return result

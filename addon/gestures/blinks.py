# SPDX-License-Identifier: GPL-3.0-or-later
"""Blinks: at rest now and then, in speech mostly where a phrase or a word ends, never on a stressed vowel.

Figures: 17 blinks a minute at rest and 26 in conversation (Bentivoglio et al., "Analysis of blink rate
patterns in normal subjects", Movement Disorders 12, 1997); a speaker's blinks gather at the ends of
phrases and in pauses (Nakano and Kitazawa, "Eyeblink entrainment at breakpoints of speech", Experimental
Brain Research 205, 2010); the lids close in 75 to 100 ms and take about twice as long to open (Evinger,
Manning and Sibony, "Eyelid movements", Investigative Ophthalmology & Visual Science 32, 1991).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ..lipsync.keys import Keys
from .chance import Chance
from .dials import Dials
from .knots import Knot, drawn
from .phrases import Phrase, phrases
from .stretches import Stretch

BLINK: Final = "blink"

_SPEAKING: Final = 26.0 / 17.0  # how much more often a speaker blinks
_CLOSING, _CLOSED, _OPENING = 0.085, 0.04, 0.18  # seconds
_PACE: Final = (0.85, 1.15)  # some blinks are quicker than others
_HALF_OPEN: Final = 0.3  # how far shut the lids still are in the middle of opening
_APART: Final = 0.25  # seconds between two blinks at least
_PAUSE_PULLS: Final = 0.7  # seconds that a pause may be further away than the end of a word
_INCOMPLETE: Final = 0.15  # share of blinks in which the lids do not quite meet


class _Place(NamedTuple):
    """A time at which the lids may be shut, seconds."""

    time: float
    pause: bool


def blinks(stretch: Stretch, dials: Dials) -> dict[str, Keys]:
    """Blinks in a stretch of time; values from 0 (open) to 1 (shut)."""
    if dials.blink_rate <= 0.0 or dials.blink_amount <= 0.0:
        return {}
    chance = Chance("blinks", dials.seed, stretch.uid)
    said = phrases(stretch.phones)
    mean = 60.0 / (dials.blink_rate * (_SPEAKING if said else 1.0))
    frame = 1.0 / stretch.grid.fps  # a blink may be moved by half of it, its ends by as much again
    earliest = stretch.grid.time(stretch.first) + _APART + _PACE[1] * _CLOSING + frame
    latest = stretch.grid.time(stretch.last) - _PACE[1] * (_CLOSED + _OPENING) - frame
    places = _places(said, latest) if said else None
    wanted = stretch.grid.time(stretch.first) + chance() * chance.around(mean)
    knots: list[Knot] = []
    while wanted <= latest:
        shut = _best(places, wanted, earliest) if places is not None else max(wanted, earliest)
        if shut is None or shut > latest:
            break
        knots += _blink(stretch, shut, dials.blink_amount, chance)
        earliest = knots[-1].time + _APART + _PACE[1] * _CLOSING + frame
        wanted = shut + chance.around(mean)
    keys = drawn(knots, stretch)
    return {BLINK: keys} if keys else {}


def _places(said: list[Phrase], latest: float) -> list[_Place]:
    places: list[_Place] = []
    for phrase in said:
        places += [_Place(end, pause=False) for end in phrase.word_ends if end <= latest]
        places.append(_Place(min(phrase.end + min(0.5 * phrase.pause, 0.12), latest), pause=True))
    vowels = [(accent.start, accent.end) for phrase in said for accent in phrase.accents]
    return [place for place in places if not any(_covers(place.time, *vowel) for vowel in vowels)]


def _covers(shut: float, start: float, end: float) -> bool:
    """Whether lids that are shut at a time are nearly shut during a vowel, snapping to frames included."""
    return start - _CLOSED - 0.5 * _OPENING < shut < end + 0.5 * _CLOSING


def _best(places: list[_Place], wanted: float, earliest: float) -> float | None:
    """The place nearest to the time wanted, pauses favoured; None if none is left."""

    def cost(place: _Place) -> float:
        return abs(place.time - wanted) - (_PAUSE_PULLS if place.pause else 0.0)

    best = min((place for place in places if place.time >= earliest), key=cost, default=None)
    return best.time if best else None


def _blink(stretch: Stretch, shut: float, amount: float, chance: Chance) -> list[Knot]:
    """One blink, lids meeting on the whole frame nearest to `shut`: between frames nobody would see it."""
    grid, pace = stretch.grid, chance.between(*_PACE)
    depth = amount * (chance.between(0.75, 0.95) if chance() < _INCOMPLETE else 1.0)
    meet = grid.time(float(round(grid.frame(shut))))
    begin = meet - grid.span(pace * _CLOSING)
    part = meet + round(pace * _CLOSED * grid.fps * grid.per_frame) / (grid.fps * grid.per_frame)
    opening = grid.span(pace * _OPENING)
    knots = [Knot(begin, 0.0), Knot(meet, depth)]
    if part > meet:
        knots.append(Knot(part, depth))
    if opening * grid.fps * grid.per_frame >= 3.0:
        knots.append(Knot(part + grid.span(0.45 * opening), _HALF_OPEN * depth))
    return [*knots, Knot(part + opening, 0.0)]

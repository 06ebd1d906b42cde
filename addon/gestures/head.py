# SPDX-License-Identifier: GPL-3.0-or-later
"""Head beats: a small nod on stressed syllables, a slow drift over each phrase, rest at the end.

A nod is lowest on the accented syllable and has its place in the phrase (Esteve-Gibert et al., "The timing
of head movements: the role of prosodic heads and edges", Journal of the Acoustical Society of America 141,
2017), and the head is still when nothing is said (Hadar et al., "Kinematics of head movements accompanying
speech during conversation", Human Movement Science 2, 1983). 1 to 3 degrees a beat, and the drift, are
this project's own judgement.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from ..lipsync.keys import Keys
from .chance import Chance
from .dials import Dials
from .knots import Knot, drawn
from .phrases import Accent, Phrase, phrases
from .stretches import Stretch

NOD: Final = "nod"  # chin down
TILT: Final = "tilt"  # towards the right shoulder
TURN: Final = "turn"  # to the left

_LEAST, _MOST = 1.0, 3.0  # degrees of the least and the most prominent beat
_APART: Final = 0.34  # seconds between two beats
_UPBEAT: Final = 0.25  # the head lifts by this share of the beat first,
_LIFT: Final = 0.13  # this many seconds before the vowel
_RETURN: Final = 0.3  # seconds from the bottom of a beat back up
_SETTLE: Final = 0.35  # seconds to rest when a phrase has ended
_DRIFT: Final = {TURN: 2.5, TILT: 1.8}  # degrees at most
_WANDER: Final = 1.6  # seconds for which the head keeps a direction


def head(stretch: Stretch, dials: Dials) -> dict[str, Keys]:
    """Head movements of a line: nod, tilt and turn in radians."""
    said = phrases(stretch.phones)
    if dials.head_amount <= 0.0 or not said:
        return {}
    unit = math.radians(dials.head_amount)
    chance = Chance("head", dials.seed, stretch.uid)
    rows = {NOD: _nods(said, unit, chance)}
    rows |= {name: _drift(said, unit * most, chance) for name, most in _DRIFT.items()}
    keys = {name: drawn(row, stretch) for name, row in rows.items()}
    return {name: key for name, key in keys.items() if key}


def _nods(said: Sequence[Phrase], unit: float, chance: Chance) -> list[Knot]:
    knots: list[Knot] = []
    beats = _beats(said, chance)
    for index, accent in enumerate(beats):
        depth = (_LEAST + (_MOST - _LEAST) * accent.prominence) * chance.between(0.8, 1.2)
        depth = unit * min(max(depth, _LEAST), _MOST)
        lift, bottom = accent.start - _LIFT, 0.5 * (accent.start + accent.end)
        following = beats[index + 1].start - _LIFT if index + 1 < len(beats) else math.inf
        knots += _approach(knots, lift, -_UPBEAT * depth)
        knots.append(Knot(bottom, depth))
        if bottom + _RETURN < following:
            knots.append(Knot(bottom + _RETURN, 0.0))
    return knots


def _approach(knots: Sequence[Knot], lift: float, value: float) -> list[Knot]:
    """From rest up to the upbeat; no rest where the beat before is near, no upbeat where it has not ended."""
    previous = knots[-1] if knots else Knot(-math.inf, 0.0)
    if previous.time >= lift:
        return []
    at_rest = previous.value == 0.0 and previous.time < lift - _LIFT
    return [*([Knot(lift - _LIFT, 0.0)] if at_rest else []), Knot(lift, value)]


def _beats(said: Sequence[Phrase], chance: Chance) -> list[Accent]:
    """The accents that get a beat: nuclei always, others by chance; of two too close the stronger one."""
    thrown = [(accent, chance()) for phrase in said for accent in phrase.accents]
    wanted = [accent for accent, throw in thrown if accent.nuclear or throw < 0.35 + 0.65 * accent.prominence]
    taken: list[Accent] = []
    for accent in sorted(wanted, key=lambda accent: (-accent.prominence, accent.start)):
        if all(abs(accent.start - other.start) >= _APART for other in taken):
            taken.append(accent)
    return sorted(taken, key=lambda accent: accent.start)


def _drift(said: Sequence[Phrase], most: float, chance: Chance) -> list[Knot]:
    """The head looks a little elsewhere in each phrase, and back when the line ends."""
    knots = [Knot(said[0].start - 0.1, 0.0)]
    for phrase in said:
        length = phrase.end - phrase.start
        turns = max(1, round(length / _WANDER))
        for turn in range(turns):
            time = phrase.start + (turn + 0.5) * length / turns
            knots.append(Knot(time, chance.between(-most, most)))
    end = max(said[-1].end, knots[-1].time)
    return [*knots, Knot(end + _SETTLE, 0.0)]

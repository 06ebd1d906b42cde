# SPDX-License-Identifier: GPL-3.0-or-later
"""Breaths: in before a line and in its real pauses, out while the words last; deeper before a long phrase.

Speakers breathe in quickly, in about half a second, at the boundaries of clauses, and deeper before longer
utterances (Winkworth, Davis, Adams and Ellis, "Breathing patterns during spontaneous speech", Journal of
Speech and Hearing Research 38, 1995). The mouth has no part in it: its closures are the lip-sync's alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..lipsync.keys import Keys
from .chance import Chance
from .dials import Dials
from .knots import Knot, drawn
from .phrases import Phrase, phrases
from .stretches import Stretch

BREATH: Final = "breath"

_PAUSE: Final = 0.35  # seconds; no time to breathe in less
_SHORTEST, _LONGEST = 0.25, 0.6  # seconds of an intake
_READY: Final = 0.04  # seconds between the intake and the first sound
_SHALLOW, _PER_SECOND = 0.35, 0.1  # depth of a breath for no words, and what each second of speech adds
_LAG: Final = 0.2  # seconds by which the chest is at rest after the last sound


def breaths(stretch: Stretch, dials: Dials) -> dict[str, Keys]:
    """Breaths of a line; values from 0 (rest) to 1 (a deep breath). The first may begin before the line."""
    if dials.breath_amount <= 0.0:
        return {}
    chance = Chance("breaths", dials.seed, stretch.uid)
    knots: list[Knot] = []
    free = stretch.grid.time(stretch.before)
    for group in _groups(phrases(stretch.phones)):
        seconds = group[-1].end - group[0].start
        depth = min(_SHALLOW + _PER_SECOND * seconds, 0.9) * chance.between(0.9, 1.1)
        full = group[0].start - _READY
        begin = max(free, full - _LONGEST * chance.between(0.85, 1.0))
        rest = group[-1].end + min(_LAG, 0.5 * group[-1].pause)
        if full - begin >= _SHORTEST:
            knots += [
                Knot(begin, 0.0),
                Knot(full, min(dials.breath_amount * depth, 1.0)),
                Knot(rest, 0.0),
            ]
        free = rest
    keys = drawn(knots, stretch, first=stretch.before)
    return {BREATH: keys} if keys else {}


def _groups(said: Sequence[Phrase]) -> list[list[Phrase]]:
    """Phrases spoken on one breath."""
    groups: list[list[Phrase]] = []
    for phrase in said:
        if not groups or groups[-1][-1].pause >= _PAUSE:
            groups.append([])
        groups[-1].append(phrase)
    return groups

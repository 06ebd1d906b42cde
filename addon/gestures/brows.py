# SPDX-License-Identifier: GPL-3.0-or-later
"""Brow raises on the words that carry a phrase's focus.

They begin some 100 ms before the accented vowel and are highest on it (Flecha-García, "Eyebrow raises in
dialogue and their relation to discourse structure, utterance function and pitch accents in English",
Speech Communication 52, 2010; Kim, Cvejic and Davis, "Tracking eyebrows and head gestures associated with
spoken prosody", Speech Communication 57, 2014). How high and how often is this project's own judgement.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..lipsync.keys import Keys
from .chance import Chance
from .dials import Dials
from .knots import Swell, drawn, joined
from .phrases import Accent, Phrase, phrases
from .stretches import Stretch

BROW: Final = "brow"

_LEAD, _RISE, _FALL = 0.1, 0.15, 0.3  # seconds
_HOLD: Final = 0.04  # seconds after the vowel
_APART: Final = 0.9  # seconds between two raises
_LOW, _HIGH = 0.25, 0.65  # of the whole shape: least and most prominent accent


def brows(stretch: Stretch, dials: Dials) -> dict[str, Keys]:
    """Brow raises of a line; values from 0 (rest) to 1 (the whole shape)."""
    if dials.brow_amount <= 0.0:
        return {}
    chance = Chance("brows", dials.seed, stretch.uid)
    swells = [
        _raise(accent, dials.brow_amount, chance) for accent in _chosen(phrases(stretch.phones), chance)
    ]
    keys = drawn(joined(swells), stretch)
    return {BROW: keys} if keys else {}


def _chosen(said: Iterable[Phrase], chance: Chance) -> list[Accent]:
    """About one accent per phrase, the more likely the more it stands out."""
    chosen: list[Accent] = []
    for phrase in said:
        strongest = max(phrase.accents, key=lambda accent: accent.prominence, default=None)
        for accent in phrase.accents:
            likely = 0.2 + accent.prominence if accent is strongest else 0.25 * accent.prominence
            late = not chosen or accent.start - chosen[-1].start >= _APART
            if chance() < likely and late and (accent is strongest or accent.prominence >= 0.5):
                chosen.append(accent)
    return chosen


def _raise(accent: Accent, amount: float, chance: Chance) -> Swell:
    height = (_LOW + (_HIGH - _LOW) * accent.prominence) * chance.between(0.8, 1.2)
    begin = accent.start - _LEAD
    top = begin + _RISE
    leave = max(top, accent.end + _HOLD)
    return Swell(begin, top, leave, leave + _FALL, min(amount * height, 1.0))

# SPDX-License-Identifier: GPL-3.0-or-later
"""What the mouth does for each letter of the IPA, grouped by the features that are visible.

Target values are this project's own judgement from articulatory phonetics; jaw heights of coronals follow
Keating, Lindblom, Lubker and Kreiman, "Variability in jaw height for segments in English and Swedish VCVs"
(J. Phonetics 22, 1994): s ʃ highest, then t d, then n, then l.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from .channels import (
    JAW,
    ROUND,
    SPREAD,
    TEETH,
    TONGUE_BACK,
    TONGUE_CURL,
    TONGUE_OUT,
    TONGUE_TIP,
    UPPER_LIP,
)


class Kind(Enum):
    """What a stretch of sound demands of the frames that show it."""

    VOWEL = "vowel"
    CONSONANT = "consonant"
    STOP_LABIAL = "labial stop"  # lips must seal, and part again before the sound ends
    NASAL_LABIAL = "labial nasal"  # lips must seal for as long as it sounds
    LABIODENTAL = "labiodental"  # lower lip must touch the upper teeth
    SIBILANT = "sibilant"  # the jaw must be nearly shut
    FREE = "free"  # shows nothing of its own (h ʔ ʰ): takes its neighbours' shape
    PAUSE = "pause"


SHUT: Final = frozenset({Kind.STOP_LABIAL, Kind.NASAL_LABIAL, Kind.LABIODENTAL, Kind.SIBILANT, Kind.PAUSE})
"""What shuts the mouth or nearly."""

CONTACT: Final = frozenset({Kind.STOP_LABIAL, Kind.NASAL_LABIAL, Kind.LABIODENTAL})
"""What is made with the lips touching."""

LABIALS: Final = frozenset({Kind.STOP_LABIAL, Kind.NASAL_LABIAL})


@dataclass(frozen=True, slots=True)
class Goal:
    """Where one articulator should be, and how much it matters.

    Attributes:
        value: Target, 0 to 1.
        strength: 1 reaches the target, 0 leaves the articulator to the neighbours.
    """

    value: float
    strength: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """The mouth's goals during one stretch of sound.

    Attributes:
        kind: What it demands of the frames that show it.
        goals: Goal per articulator; one without a goal is free.
        held: Seconds from which it has a posture of its own (half of that before a stressed vowel); shorter,
            it passes by within its neighbours' posture.
        weight: How much its posture matters where there is no room for all; a vowel's is 2.
    """

    kind: Kind
    goals: dict[str, Goal]
    held: float = 0.0
    weight: float = 1.0


_HELD_TONGUE: Final = 0.17  # seconds
_HELD_DORSAL: Final = 0.18
_TONGUE_DOWN: Final = {channel: Goal(0.0) for channel in (TONGUE_TIP, TONGUE_OUT, TONGUE_BACK, TONGUE_CURL)}


def _vowel(
    jaw: float,
    *,
    spread: float = 0.0,
    rounding: float = 0.0,
    upper_lip: float = 0.0,
    curl: float = 0.0,
    weak: bool = False,
) -> Target:
    """A vowel; `weak` leaves it to its neighbours for the most part (schwa)."""
    goals = dict(_TONGUE_DOWN)
    goals[JAW] = Goal(jaw, 0.6 if weak else 1.0)
    if not weak:
        goals[ROUND] = Goal(rounding)
        goals[SPREAD] = Goal(spread)
        goals[UPPER_LIP] = Goal(upper_lip)
    goals[TEETH] = Goal(0.0)
    if curl:
        goals[TONGUE_CURL] = Goal(curl)
    return Target(Kind.VOWEL, goals, weight=0.6 if weak else 2.6 if rounding >= 0.5 else 2.0)


def _consonant(
    kind: Kind = Kind.CONSONANT,
    /,
    held: float = 0.0,
    weight: float = 1.0,
    **goals: float | tuple[float, float],
) -> Target:
    """A consonant from `articulator=value` or `articulator=(value, strength)`; the rest is free."""
    aims = {name: Goal(*goal) if isinstance(goal, tuple) else Goal(goal) for name, goal in goals.items()}
    return Target(kind, aims, held, weight)


_SEAL = _consonant(Kind.STOP_LABIAL, lip_close=1.0, jaw=0.0, upper_lip=0.0, teeth=0.0)
_HUM = _consonant(Kind.NASAL_LABIAL, lip_close=1.0, jaw=0.0, upper_lip=0.0, teeth=0.0)
_LIP_TEETH = _consonant(Kind.LABIODENTAL, labiodental=1.0, jaw=0.1, upper_lip=0.3, teeth=0.0)
_CORONAL = _consonant(held=_HELD_TONGUE, weight=0.6, tongue_tip=1.0, teeth=0.45, jaw=(0.15, 0.8))
_HISS = _consonant(
    Kind.SIBILANT,
    teeth=1.0,
    jaw=0.1,
    spread=(0.25, 0.95),
    upper_lip=(0.2, 0.8),
    tongue_out=0.0,
    tongue_tip=(0.0, 0.5),
)
_HUSH = _consonant(
    Kind.SIBILANT,
    teeth=1.0,
    jaw=0.1,
    round=(0.5, 0.95),
    spread=(0.0, 0.9),
    upper_lip=0.5,
    tongue_out=0.0,
    tongue_tip=(0.0, 0.5),
)
_PALATAL_HUSH = _consonant(
    Kind.SIBILANT,
    teeth=1.0,
    jaw=0.1,
    spread=(0.4, 0.6),
    upper_lip=(0.3, 0.8),
    tongue_out=0.0,
    tongue_tip=(0.0, 0.5),
)
_RETROFLEX_HUSH = _consonant(
    Kind.SIBILANT,
    teeth=1.0,
    jaw=0.1,
    round=(0.3, 0.7),
    upper_lip=(0.3, 0.8),
    tongue_curl=(0.5, 0.7),
    tongue_out=0.0,
    tongue_tip=(0.0, 0.5),
)
_RHOTIC = _consonant(held=0.14, weight=1.0, tongue_curl=1.0, round=(0.4, 0.8), jaw=(0.2, 0.7))
_DORSAL = _consonant(held=_HELD_DORSAL, weight=0.5, tongue_back=1.0)
_PALATAL = _consonant(held=_HELD_TONGUE, weight=0.6, tongue_back=0.6, spread=(0.35, 0.5), jaw=(0.2, 0.6))
FREE: Final = _consonant(Kind.FREE, weight=0.0)
"""Shows nothing of its own."""

REST: Final = Target(Kind.PAUSE, {})
"""A pause."""

_CONSONANTS: Final[dict[str, Target]] = {
    "pbɓƥʘ": _SEAL,
    "mʙ": _HUM,
    "fvɱⱱ": _LIP_TEETH,
    "ɸβ": _consonant(lip_close=0.5, jaw=(0.1, 0.8)),
    "ʋ": _consonant(labiodental=0.6, jaw=(0.15, 0.7)),
    "θð": _consonant(held=0.06, weight=0.9, tongue_out=0.85, jaw=(0.2, 0.9), teeth=(0.25, 0.6)),
    "tdɗƭǀǃǂ": _CORONAL,
    "ʈɖᶑ": _consonant(
        held=_HELD_TONGUE,
        weight=0.6,
        tongue_tip=0.8,
        tongue_curl=(0.6, 0.8),
        teeth=(0.4, 0.8),
        jaw=(0.15, 0.8),
    ),
    "n": _consonant(held=_HELD_TONGUE, weight=0.6, tongue_tip=1.0, teeth=0.1),
    "ɳ": _consonant(held=_HELD_TONGUE, weight=0.6, tongue_tip=0.8, tongue_curl=(0.6, 0.8)),
    "lɫɬɮɺǁ": _consonant(held=_HELD_TONGUE, weight=0.7, tongue_tip=1.0, teeth=0.0),
    "ɭ": _consonant(held=_HELD_TONGUE, weight=0.7, tongue_tip=0.8, tongue_curl=(0.6, 0.8)),
    "ɾ": _consonant(held=_HELD_TONGUE, weight=0.5, tongue_tip=0.8),
    "rɼ": _consonant(held=_HELD_TONGUE, weight=0.7, tongue_tip=0.8, jaw=(0.2, 0.6)),
    "ɽ": _consonant(held=_HELD_TONGUE, weight=0.7, tongue_tip=0.7, tongue_curl=(0.7, 0.8), jaw=(0.2, 0.6)),
    "sz": _HISS,
    "ʃʒɧ": _HUSH,
    "ɕʑ": _PALATAL_HUSH,
    "ʂʐ": _RETROFLEX_HUSH,
    "ɹɻɚɝ": _RHOTIC,
    "kgɡɠxɣŋ": _DORSAL,
    "qɢʛɴχʁʀ": _consonant(held=_HELD_DORSAL, weight=0.5, tongue_back=0.8),
    "cɟʄɲçʝʎ": _PALATAL,
    "j": _consonant(
        held=0.05, weight=1.0, spread=(0.6, 0.9), jaw=(0.15, 0.9), tongue_back=(0.2, 0.6), round=(0.0, 0.4)
    ),
    "ɥ": _consonant(weight=4.0, round=0.9, spread=0.0, jaw=(0.1, 0.9), teeth=0.0),
    "wʍ": _consonant(weight=4.0, round=0.95, spread=0.0, jaw=(0.1, 0.9), teeth=0.0),
    "ɰ": _consonant(held=_HELD_DORSAL, weight=0.5, tongue_back=0.4, jaw=(0.2, 0.6)),
    "hɦʔʡʢħʕʜɂ": FREE,
}

_VOWELS: Final[dict[str, Target]] = {
    "i": _vowel(0.17, spread=0.8),
    "y": _vowel(0.17, rounding=0.85),
    "ɨ": _vowel(0.17, spread=0.35),
    "ʉ": _vowel(0.17, rounding=0.8),
    "ɯ": _vowel(0.2, spread=0.3),
    "u": _vowel(0.17, rounding=0.95),
    "ɪ": _vowel(0.23, spread=0.56),
    "ʏ": _vowel(0.22, rounding=0.65),
    "ʊ": _vowel(0.21, rounding=0.7),
    "e": _vowel(0.4, spread=0.46),
    "ø": _vowel(0.32, rounding=0.65),
    "ɘ": _vowel(0.35, spread=0.25),
    "ɵ": _vowel(0.35, rounding=0.55),
    "ɤ": _vowel(0.45, spread=0.1),
    "o": _vowel(0.44, rounding=0.66),
    "ə": _vowel(0.3, weak=True),
    "ɛ": _vowel(0.48, spread=0.42),
    "œ": _vowel(0.48, rounding=0.5),
    "ɜ": _vowel(0.38, rounding=0.15),
    "ɞ": _vowel(0.45, rounding=0.45),
    "ʌ": _vowel(0.58),
    "ɔ": _vowel(0.52, rounding=0.58),
    "æ": _vowel(0.6, spread=0.5, upper_lip=0.4),
    "ɐ": _vowel(0.58),
    "a": _vowel(0.75),
    "ɶ": _vowel(0.7, rounding=0.3),
    "ɑ": _vowel(0.78),
    "ɒ": _vowel(0.55, rounding=0.55),
    "ɚ": _vowel(0.28, rounding=0.35, curl=1.0),
    "ɝ": _vowel(0.32, rounding=0.35, curl=1.0),
}

ROUNDED: Final = 0.6
"""How far lips are rounded that are seen to be round."""

NEUTRAL: Final = _vowel(0.35, weak=True)
"""A vowel of which nothing is known."""

TARGETS: Final[dict[str, Target]] = {
    letter: target for letters, target in _CONSONANTS.items() for letter in letters
} | _VOWELS
"""By IPA letter."""

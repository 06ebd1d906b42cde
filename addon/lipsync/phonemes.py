# SPDX-License-Identifier: GPL-3.0-or-later
"""From a phoneme's symbol to what the mouth does for it.

A symbol is read as IPA letters plus diacritics. Letters are grouped by the features that are visible (place,
manner, height, rounding), so an unlisted symbol falls back on its letter, and an unknown letter on a neutral
vowel: nothing that is spoken is ever silence. Kokoro's packed symbols (A = eɪ, ʧ = tʃ, ...) are read as well.

Target values are this project's own judgement from articulatory phonetics; jaw heights of coronals follow
Keating, Lindblom, Lubker and Kreiman, "Variability in jaw height for segments in English and Swedish VCVs"
(J. Phonetics 22, 1994): s ʃ highest, then t d, then n, then l.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
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
)
from .phones import SILENCE


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


@dataclass(frozen=True, slots=True)
class Target:
    """The mouth's goals during one stretch of sound; an articulator without a goal is free."""

    kind: Kind
    goals: dict[str, Goal]


_TONGUE_DOWN: Final = {channel: Goal(0.0) for channel in (TONGUE_TIP, TONGUE_OUT, TONGUE_BACK, TONGUE_CURL)}


def _vowel(
    jaw: float, *, spread: float = 0.0, rounding: float = 0.0, curl: float = 0.0, weak: bool = False
) -> Target:
    """A vowel; `weak` leaves it to its neighbours for the most part (schwa)."""
    goals = dict(_TONGUE_DOWN)
    goals[JAW] = Goal(jaw, 0.6 if weak else 1.0)
    if not weak:
        goals[ROUND] = Goal(rounding)
        goals[SPREAD] = Goal(spread)
    goals[TEETH] = Goal(0.0)
    if curl:
        goals[TONGUE_CURL] = Goal(curl)
    return Target(Kind.VOWEL, goals)


def _consonant(kind: Kind = Kind.CONSONANT, /, **goals: float | tuple[float, float]) -> Target:
    """A consonant from `articulator=value` or `articulator=(value, strength)`; the rest is free."""
    return Target(
        kind, {name: Goal(*goal) if isinstance(goal, tuple) else Goal(goal) for name, goal in goals.items()}
    )


_SEAL = _consonant(Kind.STOP_LABIAL, lip_close=1.0, jaw=0.0, teeth=0.0)
_HUM = _consonant(Kind.NASAL_LABIAL, lip_close=1.0, jaw=0.0, teeth=0.0)
_LIP_TEETH = _consonant(Kind.LABIODENTAL, labiodental=1.0, jaw=0.1, teeth=0.0)
_CORONAL = _consonant(tongue_tip=1.0, teeth=0.45, jaw=(0.15, 0.8))
_HISS = _consonant(
    Kind.SIBILANT, teeth=1.0, jaw=0.08, spread=(0.3, 0.5), tongue_out=0.0, tongue_tip=(0.0, 0.5)
)
_HUSH = _consonant(
    Kind.SIBILANT,
    teeth=1.0,
    jaw=0.1,
    round=(0.5, 0.8),
    spread=(0.0, 0.6),
    tongue_out=0.0,
    tongue_tip=(0.0, 0.5),
)
_PALATAL_HUSH = _consonant(
    Kind.SIBILANT,
    teeth=1.0,
    jaw=0.1,
    spread=(0.4, 0.6),
    round=(0.0, 0.4),
    tongue_out=0.0,
    tongue_tip=(0.0, 0.5),
)
_RETROFLEX_HUSH = _consonant(
    Kind.SIBILANT,
    teeth=1.0,
    jaw=0.1,
    round=(0.3, 0.7),
    tongue_curl=(0.5, 0.7),
    tongue_out=0.0,
    tongue_tip=(0.0, 0.5),
)
_RHOTIC = _consonant(tongue_curl=1.0, round=(0.4, 0.8), jaw=(0.2, 0.7))
_DORSAL = _consonant(tongue_back=1.0)
_PALATAL = _consonant(tongue_back=0.6, spread=(0.35, 0.5), jaw=(0.2, 0.6))
_FREE = _consonant(Kind.FREE)

_CONSONANTS: Final[dict[str, Target]] = {
    "pbɓƥʘ": _SEAL,
    "mʙ": _HUM,
    "fvɱⱱ": _LIP_TEETH,
    "ɸβ": _consonant(lip_close=0.5, jaw=(0.1, 0.8)),
    "ʋ": _consonant(labiodental=0.6, jaw=(0.15, 0.7)),
    "θð": _consonant(tongue_out=0.85, jaw=(0.2, 0.9), teeth=(0.25, 0.6)),
    "tdɗƭǀǃǂ": _CORONAL,
    "ʈɖᶑ": _consonant(tongue_tip=0.8, tongue_curl=(0.6, 0.8), teeth=(0.4, 0.8), jaw=(0.15, 0.8)),
    "n": _consonant(tongue_tip=1.0, teeth=0.1),
    "ɳ": _consonant(tongue_tip=0.8, tongue_curl=(0.6, 0.8)),
    "lɫɬɮɺǁ": _consonant(tongue_tip=1.0, teeth=0.0),
    "ɭ": _consonant(tongue_tip=0.8, tongue_curl=(0.6, 0.8)),
    "ɾ": _consonant(tongue_tip=0.8),
    "rɼ": _consonant(tongue_tip=0.8, jaw=(0.2, 0.6)),
    "ɽ": _consonant(tongue_tip=0.7, tongue_curl=(0.7, 0.8), jaw=(0.2, 0.6)),
    "sz": _HISS,
    "ʃʒɧ": _HUSH,
    "ɕʑ": _PALATAL_HUSH,
    "ʂʐ": _RETROFLEX_HUSH,
    "ɹɻɚɝ": _RHOTIC,
    "kgɡɠxɣŋ": _DORSAL,
    "qɢʛɴχʁʀ": _consonant(tongue_back=0.8),
    "cɟʄɲçʝʎ": _PALATAL,
    "j": _consonant(spread=(0.6, 0.9), jaw=(0.15, 0.9), tongue_back=(0.3, 0.6), round=(0.0, 0.4)),
    "ɥ": _consonant(round=0.9, spread=0.0, jaw=(0.1, 0.9)),
    "wʍ": _consonant(round=0.95, spread=0.0, jaw=(0.1, 0.9)),
    "ɰ": _consonant(tongue_back=0.4, jaw=(0.2, 0.6)),
    "hɦʔʡʢħʕʜɂ": _FREE,
}

_VOWELS: Final[dict[str, Target]] = {
    "i": _vowel(0.15, spread=0.8),
    "y": _vowel(0.15, rounding=0.85),
    "ɨ": _vowel(0.15, spread=0.35),
    "ʉ": _vowel(0.15, rounding=0.8),
    "ɯ": _vowel(0.18, spread=0.15),
    "u": _vowel(0.15, rounding=0.95),
    "ɪ": _vowel(0.23, spread=0.56),
    "ʏ": _vowel(0.22, rounding=0.65),
    "ʊ": _vowel(0.21, rounding=0.7),
    "e": _vowel(0.4, spread=0.46),
    "ø": _vowel(0.32, rounding=0.65),
    "ɘ": _vowel(0.35, spread=0.25),
    "ɵ": _vowel(0.35, rounding=0.55),
    "ɤ": _vowel(0.38, spread=0.15),
    "o": _vowel(0.44, rounding=0.66),
    "ə": _vowel(0.3, weak=True),
    "ɛ": _vowel(0.48, spread=0.42),
    "œ": _vowel(0.48, rounding=0.5),
    "ɜ": _vowel(0.38, rounding=0.15),
    "ɞ": _vowel(0.45, rounding=0.45),
    "ʌ": _vowel(0.58),
    "ɔ": _vowel(0.52, rounding=0.58),
    "æ": _vowel(0.62, spread=0.4),
    "ɐ": _vowel(0.58),
    "a": _vowel(0.75),
    "ɶ": _vowel(0.7, rounding=0.3),
    "ɑ": _vowel(0.78),
    "ɒ": _vowel(0.62, rounding=0.45),
    "ɚ": _vowel(0.28, rounding=0.35, curl=1.0),
    "ɝ": _vowel(0.32, rounding=0.35, curl=1.0),
}

_LETTERS: Final[dict[str, Target]] = {
    letter: target for letters, target in _CONSONANTS.items() for letter in letters
} | _VOWELS

_SPELLED: Final[dict[str, str]] = {
    # Kokoro's packed symbols (misaki's README, "Shared" and "American"/"British" tables).
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "W": "aʊ", "Y": "ɔɪ", "Q": "əʊ", "T": "ɾ", "ᵊ": "ə", "ᵻ": "ɪ",
    # Ligatures for affricates, and letters that differ from IPA only in their shape.
    "ʧ": "tʃ", "ʤ": "dʒ", "ʦ": "ts", "ʣ": "dz", "ʨ": "tɕ", "ʥ": "dʑ", "ꭧ": "ʈʂ", "ꭦ": "ɖʐ",
    "ɩ": "ɪ", "ɷ": "ʊ", "ʅ": "ɨ", "ɿ": "ɨ", "ʮ": "y", "ʯ": "y", "ᴀ": "a", "ᴇ": "e", "ß": "s",
    "đ": "ð", "ł": "w", "ı": "ɯ", "ȵ": "ɲ", "ȶ": "c", "ȡ": "ɟ", "ȴ": "ʎ", "ǝ": "ə", "ɼ": "r",
}  # fmt: skip

_SYLLABIC: Final = {"ɹ̩": "ɨ", "ɻ̩": "ɨ", "z̩": "ɨ", "ʐ̩": "ɨ"}  # Mandarin's apical vowels, written as consonants
_DIPHTHONG_SPLIT: Final = 0.57  # share of a diphthong that belongs to its first vowel
_FALLBACK: Final = _vowel(0.35, weak=True)
_MARKS: Final = frozenset("ˈˌːˑ→↗↓↘↑˥˦˧˨˩ʼ'’`ʲˠˤʰʱˀ˞ⁿˡ‿͜͡")
_LIP_MARKS: Final = {"ʷ": Goal(0.6, 0.8), "ᵝ": Goal(0.15, 0.5)}


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a phoneme's time with one target: a diphthong has two.

    Attributes:
        target: The mouth's goals.
        begin: Where the part begins, as a share of the phoneme's duration, 0 to 1.
        end: Where it ends.
    """

    target: Target
    begin: float
    end: float


@lru_cache(maxsize=1024)
def parts(symbol: str) -> tuple[Part, ...]:
    """What the mouth does for a phoneme, in time order.

    Args:
        symbol: IPA with or without length, stress, tone and other marks; a packed Kokoro symbol; or "sil".

    Returns:
        One part for most phonemes, more for diphthongs and affricates; never empty.
    """
    if symbol == SILENCE or not symbol.strip():
        return (Part(Target(Kind.PAUSE, {}), 0.0, 1.0),)
    targets = list(_targets(symbol))
    if not targets:
        marks = any(letter in _MARKS or unicodedata.category(letter)[0] in "LM" for letter in symbol)
        return (Part(_FREE if marks else Target(Kind.PAUSE, {}), 0.0, 1.0),)
    merged = _affricate(targets) or targets
    if len(merged) == 2:
        edges = [0.0, _DIPHTHONG_SPLIT, 1.0]
    else:
        edges = [index / len(merged) for index in range(len(merged) + 1)]
    return tuple(Part(target, edges[i], edges[i + 1]) for i, target in enumerate(merged))


def _targets(symbol: str) -> Iterator[Target]:
    """One target per letter, diacritics applied."""
    plain = unicodedata.normalize("NFD", symbol)
    for written, meant in (_SYLLABIC | _SPELLED).items():
        plain = plain.replace(unicodedata.normalize("NFD", written), meant)
    pending: Target | None = None
    for letter in plain:
        if letter in _LIP_MARKS:
            pending = _rounded(pending, _LIP_MARKS[letter]) if pending else None
        elif letter == "˞" and pending:
            pending = replace(pending, goals=pending.goals | {TONGUE_CURL: Goal(1.0), ROUND: Goal(0.35)})
        elif letter in _MARKS or unicodedata.category(letter)[0] in "MPZCSN":
            continue
        else:
            if pending:
                yield pending
            pending = _letter(letter)
    if pending:
        yield pending


def _letter(letter: str) -> Target:
    """The target of one letter; unknown ones go by small form, base letter, or a neutral vowel."""
    for candidate in (letter, letter.lower(), unicodedata.normalize("NFKD", letter)[0].lower()):
        if candidate in _LETTERS:
            return _LETTERS[candidate]
    # "LATIN SMALL LETTER B WITH HOOK" and "MODIFIER LETTER SMALL L WITH ..." still name their base letter.
    words = unicodedata.name(letter, "").split()
    if "LATIN" in words or "MODIFIER" in words:
        for word in words:
            if len(word) == 1 and word.lower() in _LETTERS:
                return _LETTERS[word.lower()]
    return _FALLBACK


def _rounded(target: Target, goal: Goal) -> Target:
    return replace(target, goals=target.goals | {ROUND: goal})


def _affricate(targets: list[Target]) -> list[Target] | None:
    """A stop released into a sibilant is one gesture: teeth together from the start, tongue behind them."""
    if len(targets) < 2 or targets[1].kind is not Kind.SIBILANT or TONGUE_TIP not in targets[0].goals:
        return None
    return targets[1:]

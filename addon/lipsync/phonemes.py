# SPDX-License-Identifier: GPL-3.0-or-later
"""From a phoneme's symbol to what the mouth does for it.

A symbol is read as IPA letters plus diacritics. An unlisted symbol falls back on its letters, a diacritic
changes the feature it names, an unknown letter goes by what its Unicode name says of place, manner and
height, and what tells nothing is a neutral vowel: nothing that is spoken is ever silence. Kokoro's packed
symbols (A = eɪ, ʧ = tʃ, ...) are read as well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from .channels import JAW, ROUND, SPREAD, TONGUE_CURL, TONGUE_TIP
from .phones import SILENCE
from .targets import CONTACT, FREE, LABIALS, NEUTRAL, REST, ROUNDED, SHUT, TARGETS, Goal, Kind, Target

__all__ = [
    "CONTACT",
    "LABIALS",
    "ROUNDED",
    "SHUT",
    "Goal",
    "Kind",
    "Part",
    "Target",
    "blend",
    "parts",
    "rounds",
]

_SPELLED: Final[dict[str, str]] = {
    # Kokoro's packed symbols (misaki's README, "Shared" and "American"/"British" tables).
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "W": "aʊ", "Y": "ɔɪ", "Q": "əʊ", "T": "ɾ", "ᵊ": "ə", "ᵻ": "ɪ",
    # Ligatures for affricates, and letters that differ from IPA only in their shape.
    "ʧ": "tʃ", "ʤ": "dʒ", "ʦ": "ts", "ʣ": "dz", "ʨ": "tɕ", "ʥ": "dʑ", "ꭧ": "ʈʂ", "ꭦ": "ɖʐ",
    "ɩ": "ɪ", "ɷ": "ʊ", "ʅ": "ɨ", "ɿ": "ɨ", "ʮ": "y", "ʯ": "y", "ᴀ": "a", "ᴇ": "e", "ß": "s",
    "đ": "ð", "ł": "w", "ı": "ɯ", "ȵ": "ɲ", "ȶ": "c", "ȡ": "ɟ", "ȴ": "ʎ", "ǝ": "ə", "ɼ": "r",
}  # fmt: skip

_SYLLABIC: Final = {"ɹ̩": "ɨ", "ɻ̩": "ɨ", "z̩": "ɨ", "ʐ̩": "ɨ"}  # Mandarin's apical vowels, written as consonants
_NONE: Final = Goal(0.0)
_ROUNDING: Final = 0.3  # difference in rounding that can be seen
_DIPHTHONG_SPLIT: Final = 0.57  # share of a diphthong that belongs to its first vowel
_MARKS: Final = frozenset("ˈˌːˑ→↗↓↘↑˥˦˧˨˩ʼ'’`ʲˠˤʰʱˀ˞ⁿˡ‿͜͡")
_LIP_MARKS: Final = {"ʷ": Goal(0.6, 0.8), "ᶣ": Goal(0.6, 0.8), "ᵝ": Goal(0.15, 0.5)}  # rounded, compressed
_RHOTIC_HOOK: Final = "˞"
_DENTAL: Final = "\u032a"
_VOICELESS: Final = frozenset("\u0325\u030a")
_HEIGHTS: Final = {"\u031d": -0.08, "˔": -0.08, "\u031e": 0.08, "˕": 0.08}  # raised, lowered
_ROUNDINGS: Final = {"\u0339": 0.15, "\u031c": -0.15}  # more rounded, less
_DIACRITICS: Final = frozenset({*_LIP_MARKS, _RHOTIC_HOOK, _DENTAL, *_VOICELESS, *_HEIGHTS, *_ROUNDINGS})
_NAMES: Final = {
    "GLOTTAL": "ʔ", "PHARYNGEAL": "ʔ", "BILABIAL": "p", "CLICK": "ǀ", "SCHWA": "ə", "ESH": "ʃ", "EZH": "ʒ",
    "ENG": "ŋ", "ETH": "ð", "THETA": "θ", "THORN": "θ", "ALPHA": "ɑ", "EPSILON": "ɛ", "IOTA": "ɪ",
    "UPSILON": "ʊ", "OMEGA": "ɔ", "PHI": "f", "BETA": "v", "GAMMA": "ɣ", "DELTA": "ð", "CHI": "χ",
    "SIGMA": "s", "LAMDA": "l", "RHO": "r", "PI": "p", "AE": "æ", "OE": "œ",
}  # fmt: skip


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
        return (Part(REST, 0.0, 1.0),)
    targets = list(_targets(symbol))
    if not targets:
        marks = any(letter in _MARKS or unicodedata.category(letter)[0] in "LM" for letter in symbol)
        return (Part(FREE if marks else REST, 0.0, 1.0),)
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
        if letter in _DIACRITICS:
            pending = _marked(pending, letter) if pending else None
        elif letter in _MARKS or unicodedata.category(letter)[0] in "MPZCSN":
            continue
        else:
            if pending:
                yield pending
            pending = _letter(letter)
    if pending:
        yield pending


def _letter(letter: str) -> Target:
    """The target of one letter; unknown ones go by small form, base letter, or name."""
    for candidate in (letter, letter.lower(), unicodedata.normalize("NFKD", letter)[0].lower()):
        if candidate in TARGETS:
            return TARGETS[candidate]
    return _named(unicodedata.name(letter, "").split())


def _named(words: list[str]) -> Target:
    """A target from the words of a letter's name.

    "LATIN SMALL LETTER B WITH HOOK", "LATIN SMALL LETTER T WITH PALATAL HOOK", "LATIN LETTER DENTAL CLICK"
    and "GREEK SMALL LETTER THETA" still say what they sound like.
    """
    if not {"LATIN", "MODIFIER", "GREEK"} & set(words):
        return NEUTRAL
    found = next((TARGETS[meant] for word, meant in _NAMES.items() if word in words), None)
    bases = (TARGETS.get(word.lower()) for word in words if len(word) == 1)
    target = found or next((base for base in bases if base), NEUTRAL)
    if "RETROFLEX" in words and TONGUE_TIP in target.goals:
        return _with(target, TONGUE_CURL, Goal(0.6, 0.8))
    if "PALATAL" in words and target.kind is Kind.CONSONANT:
        return _with(target, SPREAD, Goal(0.35, 0.5))
    return target


def _marked(target: Target, mark: str) -> Target:
    """A target with a diacritic that is visible."""
    if mark in _LIP_MARKS:
        return _with(target, ROUND, _LIP_MARKS[mark])
    if mark == _RHOTIC_HOOK:
        return _with(_with(target, TONGUE_CURL, Goal(1.0)), ROUND, Goal(0.35))
    if mark == _DENTAL:
        return TARGETS["f"] if target.kind in LABIALS else target
    if target.kind is not Kind.VOWEL:
        return target
    jaw, rounding = target.goals[JAW], target.goals.get(ROUND, _NONE)
    if mark in _VOICELESS:  # whispered between voiceless consonants, hardly a vowel any more
        return replace(_with(target, JAW, Goal(jaw.value, 0.6 * jaw.strength)), weight=0.4 * target.weight)
    if mark in _HEIGHTS:
        return _with(target, JAW, Goal(min(max(jaw.value + _HEIGHTS[mark], 0.1), 0.9), jaw.strength))
    return _with(target, ROUND, Goal(min(max(rounding.value + _ROUNDINGS[mark], 0.0), 1.0)))


def _with(target: Target, channel: str, goal: Goal) -> Target:
    return replace(target, goals=target.goals | {channel: goal})


def rounds(first: Target, second: Target) -> bool:
    """Whether the lips round visibly from one vowel to another."""
    return second.goals.get(ROUND, _NONE).value - first.goals.get(ROUND, _NONE).value >= _ROUNDING


@lru_cache(maxsize=256)
def blend(first: Target, second: Target) -> Target:
    """One posture for two vowels: the first's; if only the second is rounded, that, the jaw between them."""
    if not rounds(first, second):
        return first
    jaw = 0.5 * (first.goals[JAW].value + second.goals[JAW].value)
    goals = first.goals | {JAW: Goal(jaw), ROUND: second.goals[ROUND], SPREAD: Goal(0.0)}
    return replace(first, goals=goals, weight=max(first.weight, second.weight))


def _affricate(targets: list[Target]) -> list[Target] | None:
    """A stop released into a sibilant is one gesture: teeth together from the start, tongue behind them."""
    if len(targets) < 2 or targets[1].kind is not Kind.SIBILANT or TONGUE_TIP not in targets[0].goals:
        return None
    return targets[1:]

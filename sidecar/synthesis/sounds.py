# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tokens of the alphabet make one sound: stress marks, lengths and tones belong to a phoneme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sidecar.synthesis.phonemes import LENGTHS, PHONES, PUNCTUATION, STRESS, TONES, VOWELS, unpack
from sidecar.synthesis.speech import Stress

_MARKED = {1: Stress.PRIMARY, 2: Stress.SECONDARY}


class AnyToken(Protocol):
    """A symbol of the alphabet ("" for an engine's pad) and the word it belongs to."""

    @property
    def symbol(self) -> str: ...  # noqa: D102

    @property
    def word_index(self) -> int | None: ...  # noqa: D102


@dataclass(slots=True)
class Sound:
    """A phoneme, or a run of tokens that stand for no sound.

    Attributes:
        symbol: Plain IPA; "" for spaces, punctuation and pads.
        first: Index of its first token.
        last: Index of its last token.
        stress: Of a vowel.
        word_index: Of a phoneme.
        punctuated: Whether a run without sound has more in it than spaces.
    """

    symbol: str
    first: int
    last: int
    stress: Stress = Stress.UNSPECIFIED
    word_index: int | None = None
    punctuated: bool = False


def sounds_of(tokens: Sequence[AnyToken], language: str = "") -> list[Sound]:
    """The sounds of a sequence of tokens; every token belongs to exactly one, in order.

    A stress mark belongs to the phoneme after it and stresses the next vowel; length and tone marks belong
    to the phoneme before them.

    Args:
        tokens: Of a text or of speech.
        language: The text's, BCP-47; decides what some symbols stand for.
    """
    sounds: list[Sound] = []
    marks = 0
    stress = Stress.NONE
    for i, token in enumerate(tokens):
        if token.symbol in STRESS:
            marks, stress = marks + 1, _MARKED[STRESS[token.symbol]]
        elif token.symbol in PHONES:
            sound = Sound(unpack(token.symbol, language), i - marks, i, word_index=token.word_index)
            if token.symbol in VOWELS:
                sound.stress, stress = stress, Stress.NONE
            sounds.append(sound)
            marks = 0
        elif token.symbol in LENGTHS | TONES and sounds and sounds[-1].symbol and not marks:
            sounds[-1].last = i
            sounds[-1].symbol += token.symbol if token.symbol in LENGTHS else ""
        else:
            _extend_gap(sounds, i - marks, i, token.symbol in PUNCTUATION or not token.symbol)
            marks, stress = 0, Stress.NONE
    if marks:  # marks that mark nothing
        _extend_gap(sounds, len(tokens) - marks, len(tokens) - 1, punctuated=False)
    return sounds


def _extend_gap(sounds: list[Sound], first: int, last: int, punctuated: bool) -> None:
    if sounds and not sounds[-1].symbol:
        sounds[-1].last = last
        sounds[-1].punctuated |= punctuated
    else:
        sounds.append(Sound("", first, last, punctuated=punctuated))

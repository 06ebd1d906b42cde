# SPDX-License-Identifier: GPL-3.0-or-later
"""A typed line in GPT-SoVITS' phones: what is spoken for which word, in which language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from models.gpt_sovits.phones import InventoryVersion
from sidecar.synthesis.frontend.gpt_sovits.base import Character
from sidecar.synthesis.frontend.utterance import Word


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone of the inventory.

    Attributes:
        symbol: Its name.
        word_index: The word that it speaks; None for punctuation and what joins words.
        language: BCP-47 tag of the language it is said in.
    """

    symbol: str
    word_index: int | None
    language: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one sentence in one language.

    Attributes:
        language: BCP-47 tag.
        phones: At least one.
        characters: Mandarin only: what BERT reads, punctuation included; the phones of all of them together
            are the segment's. Empty for other languages, whose phones have no BERT features (zeros).
    """

    language: str
    phones: tuple[Phone, ...]
    characters: tuple[Character, ...]

    @property
    def bert_text(self) -> str:
        """What BERT reads; empty where the features are zeros."""
        return "".join(character.text for character in self.characters)


@dataclass(frozen=True, slots=True)
class PhoneSentence:
    """What is spoken in one pass of the networks."""

    segments: tuple[Segment, ...]

    @property
    def phones(self) -> tuple[Phone, ...]:
        """The phones of all segments, in order."""
        return tuple(phone for segment in self.segments for phone in segment.phones)

    @property
    def word2ph(self) -> tuple[tuple[int | None, int], ...]:
        """Runs of phones of one word (None: of no word), in order: (word's index, how many)."""
        return word2ph(self.phones)


@dataclass(frozen=True, slots=True)
class PhoneUtterance:
    """A typed line: every word has at least one phone, every phone knows its word.

    Attributes:
        text: As typed.
        language: The line's main language, BCP-47.
        version: The inventory of the phones.
        words: As typed, with their places in ``text``.
        sentences: Each to be spoken in a pass of its own.
    """

    text: str
    language: str
    version: InventoryVersion
    words: tuple[Word, ...]
    sentences: tuple[PhoneSentence, ...]


def word2ph(phones: Iterable[Phone]) -> tuple[tuple[int | None, int], ...]:
    """Runs of phones of one word (None: of no word), in order: (word's index, how many)."""
    return tuple(
        (index, len(list(run))) for index, run in groupby(phones, key=lambda phone: phone.word_index)
    )

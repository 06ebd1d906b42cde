# SPDX-License-Identifier: GPL-3.0-or-later
"""What a language must be able to do; the rest of the front end knows no language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import regex

NEVER = regex.compile(r"(?!)")
"""Matches nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A word's place in the text given and the phoneme symbols that say it."""

    start: int
    end: int
    symbols: str


def word_set(words: str) -> frozenset[str]:
    """A set from words with spaces between them."""
    return frozenset(words.split())


class Language(Protocol):
    """One language: finds the words of a text and says how each is spoken.

    Attributes:
        tag: BCP-47 tag.
        foreign: Matches what this language cannot read itself.
        foreign_tag: The language that reads it instead, or hands it on.
        experimental: Whether no voice was made in it, so that it is spoken by voices of other languages.
        inner_stop: Matches the end of a text whose last full stop ends no sentence ("Sr.", "am 3.").
    """

    tag: str
    foreign: regex.Pattern[str]
    foreign_tag: str
    experimental: bool = False
    inner_stop: regex.Pattern[str] = NEVER

    def read(self, text: str, pinned: Sequence[Reading]) -> list[Reading]:
        """Reads a sentence, or the part of one that is in this language.

        Args:
            text: Without control characters; may hold any other character.
            pinned: Words whose symbols are already decided, in order, without overlap.

        Returns:
            The words in order, without overlap, the pinned ones among them unchanged. Each has at least
            one phone; what lies between them is space, punctuation, or cannot be spoken.
        """
        ...

    def matches(self, text: str, word: str, ignore_case: bool) -> list[tuple[int, int]]:
        """Finds where a lexicon's word stands in the text as a whole word: (start, end) pairs."""
        ...

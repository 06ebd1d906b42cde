# SPDX-License-Identifier: GPL-3.0-or-later
"""What the front end gives to the pipeline: words as typed and the phonemes to be spoken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed; ``utterance.text[char_start:char_end] == text``, counted in code points."""

    text: str
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True)
class Token:
    """One symbol of the phoneme alphabet and the index of the word it speaks.

    Punctuation and the spaces between words belong to no word; the spaces inside the reading of one
    word ("$45.20") do.
    """

    symbol: str
    word_index: int | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is spoken in one breath, and in one pass of the engine where it fits."""

    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """A typed line, analysed: every word has at least one phoneme, every phoneme knows its word."""

    text: str
    language: str
    words: tuple[Word, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """How a project wants a word to be said.

    Attributes:
        word: Matched as a whole word; without regard to case unless it has a capital letter itself.
        phonemes: IPA, or the phoneme alphabet.
        language: BCP-47; the entry is used for this language only. Empty: for every language.
    """

    word: str
    phonemes: str
    language: str = ""

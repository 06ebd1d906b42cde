# SPDX-License-Identifier: GPL-3.0-or-later
"""Short ways for the tests to ask what is said."""

from __future__ import annotations

from sidecar.synthesis.frontend import Utterance, analyse
from sidecar.synthesis.phonemes import STRESS


def said(utterance: Utterance, index: int) -> str:
    """The symbols of one word."""
    return "".join(t.symbol for s in utterance.sentences for t in s.tokens if t.word_index == index)


def by_word(text: str, language: str = "en-US", **arguments: object) -> dict[str, str]:
    """Typed word -> its symbols (the last one's, where a word stands twice)."""
    utterance = analyse(text, language, **arguments)  # type: ignore[arg-type]
    return {word.text: said(utterance, i) for i, word in enumerate(utterance.words)}


def symbols(text: str, language: str = "en-US") -> str:
    """All symbols of a line, its sentences apart by a bar."""
    return "|".join("".join(t.symbol for t in s.tokens) for s in analyse(text, language).sentences)


def sounds(text: str, language: str = "en-US") -> str:
    """The phonemes of a line without stress, spaces and punctuation: what is said, not how."""
    utterance = analyse(text, language)
    spoken = (t.symbol for s in utterance.sentences for t in s.tokens if t.word_index is not None)
    return "".join(s for s in spoken if s not in STRESS and s != " ")

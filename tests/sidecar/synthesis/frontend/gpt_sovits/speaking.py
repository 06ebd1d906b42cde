# SPDX-License-Identifier: GPL-3.0-or-later
"""Short ways for the tests to ask what is said."""

from __future__ import annotations

from models.gpt_sovits.phones import InventoryVersion
from sidecar.synthesis.frontend.gpt_sovits import PhoneUtterance, to_phones


def phones(text: str, language: str, version: InventoryVersion = "v2") -> str:
    """The phones of a line, without full stops."""
    symbols = [p.symbol for s in to_phones(text, language, version).sentences for p in s.phones]
    return " ".join(symbol for symbol in symbols if symbol != ".")


def by_word(utterance: PhoneUtterance) -> dict[str, str]:
    """Typed word -> its phones (the last one's, where a word stands twice)."""
    spoken = [p for s in utterance.sentences for p in s.phones]
    return {
        word.text: " ".join(p.symbol for p in spoken if p.word_index == index)
        for index, word in enumerate(utterance.words)
    }


def by_language(utterance: PhoneUtterance) -> list[tuple[str, str]]:
    """The language of each segment, and its typed words."""
    return [
        (
            segment.language,
            " ".join(
                utterance.words[index].text
                for index in dict.fromkeys(p.word_index for p in segment.phones)
                if index is not None
            ),
        )
        for sentence in utterance.sentences
        for segment in sentence.segments
    ]

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a language's reader gives to the analysis of text for GPT-SoVITS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from models.gpt_sovits.phones import InventoryVersion
from sidecar.synthesis.frontend.base import Reading
from sidecar.synthesis.frontend.errors import TextError


@dataclass(frozen=True, slots=True)
class Character:
    """A character that BERT reads, as it is spoken (五 for 5), and how many phones say it."""

    text: str
    phones: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word: its place in the text given and the phones that say it, at least one.

    Attributes:
        start: Its first character.
        end: Behind its last.
        phones: Of the inventory.
        joint: Phones of the inventory between it and the next word, where no punctuation stands there.
        characters: For languages that BERT reads; their phones are all of the word's.
    """

    start: int
    end: int
    phones: tuple[str, ...]
    joint: tuple[str, ...] = ()
    characters: tuple[Character, ...] = ()


class Reader(Protocol):
    """Finds the words of a text in one language and says them in phones.

    Attributes:
        tag: BCP-47 tag.
    """

    tag: str

    def read(self, text: str, pinned: Sequence[Reading], version: InventoryVersion) -> list[Spoken]:
        """Reads a sentence, or the part of one that is in this language.

        Args:
            text: Without control characters; may hold any other character.
            pinned: Words whose symbols, of the front end's alphabet, are given; in order, without overlap.
            version: The inventory whose phones are to be used.

        Returns:
            The words in order, without overlap.

        Raises:
            TextError: A pinned word's symbols cannot be said in this language.
        """
        ...


def unsayable(word: str, symbols: str, language: str) -> TextError:
    """The error for a given pronunciation that a language's phones cannot express."""
    return TextError(
        "text",
        f"the pronunciation /{symbols}/ of {word!r} cannot be said in the phones of {language}; "
        "leave it out, or spell the word as it sounds.",
    )

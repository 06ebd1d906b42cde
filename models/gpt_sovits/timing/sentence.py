# SPDX-License-Identifier: GPL-3.0-or-later
"""The phones of a sentence, and where among them a pause is likely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from models.gpt_sovits.timing.phone_classes import PhoneClass, phone_class

Place = Literal["punctuation", "word", "within"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is to be heard.

    Attributes:
        classes: Of each phone.
        words: Which word each phone belongs to, None for those of none; None when that is not known.
    """

    classes: tuple[PhoneClass, ...]
    words: tuple[int | None, ...] | None

    @classmethod
    def of(cls, symbols: Sequence[str], words: Sequence[int | None] | None) -> Sentence:
        """Classifies.

        Raises:
            ValueError: There are no phones, or another number of words' indices than of phones.
        """
        if not symbols:
            raise ValueError("symbols: there are none")
        if words is not None and len(words) != len(symbols):
            raise ValueError(f"words: {len(words)} for {len(symbols)} phones")
        return cls(tuple(map(phone_class, symbols)), None if words is None else tuple(words))

    def place(self, phone: int) -> Place:
        """What lies between a phone and the one before it: punctuation, the edge of a word, or neither."""
        if phone in (0, len(self.classes)):
            return "punctuation"
        if PhoneClass.PAUSE in self.classes[phone - 1 : phone + 1]:
            return "punctuation"
        if self.words is None or self.words[phone - 1] != self.words[phone]:
            return "word"
        return "within"

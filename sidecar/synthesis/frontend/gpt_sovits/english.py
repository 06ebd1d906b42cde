# SPDX-License-Identifier: GPL-3.0-or-later
"""English in ARPAbet: the words and readings of the American front end, as the CMU dictionary says them."""

from __future__ import annotations

from collections.abc import Sequence

from models.gpt_sovits.phones import InventoryVersion
from sidecar.synthesis.frontend.base import Reading
from sidecar.synthesis.frontend.english import American
from sidecar.synthesis.frontend.gpt_sovits.arpabet import say
from sidecar.synthesis.frontend.gpt_sovits.base import Reader, Spoken
from sidecar.synthesis.phonemes import SPACE

_SPELLED = "\x1f"
"""Between a spoken word's symbols and its spelling; typed text holds no control character."""


class _Spelled(American):
    """American English whose symbols say what word they are of: "tˈu␟two"."""

    def _pronounce(self, spoken: list[str], gaps: list[str], pinned: list[str | None]) -> list[str]:
        heard = super()._pronounce(spoken, gaps, pinned)
        return [
            symbols if pin is not None else _spelled(symbols, words)
            for symbols, words, pin in zip(heard, spoken, pinned, strict=True)
        ]


class English(Reader):
    """General American, the English of the networks' dictionary."""

    tag = "en-US"

    def __init__(self) -> None:
        self._language = _Spelled()

    def read(self, text: str, pinned: Sequence[Reading], version: InventoryVersion) -> list[Spoken]:
        """See ``Reader.read``; both inventories have all of ARPAbet."""
        del version
        words: list[Spoken] = []
        for reading in self._language.read(text, pinned):
            parts = (part.partition(_SPELLED) for part in reading.symbols.split(SPACE))
            phones = tuple(phone for symbols, _, word in parts for phone in say(word, symbols))
            if phones:
                words.append(Spoken(reading.start, reading.end, phones))
        return words


def _spelled(symbols: str, words: str) -> str:
    """Writes each spoken word's spelling behind its symbols, where each has symbols of its own."""
    said, spellings = symbols.split(SPACE), words.split()
    if len(said) != len(spellings):
        return symbols
    return SPACE.join(f"{one}{_SPELLED}{word}" for one, word in zip(said, spellings, strict=True))

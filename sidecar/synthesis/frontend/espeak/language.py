# SPDX-License-Identifier: GPL-3.0-or-later
"""A language that espeak-ng reads: words are spelled out, phrases are read, symbols go to their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from sidecar.synthesis.frontend.base import Language, Reading
from sidecar.synthesis.frontend.context import Context
from sidecar.synthesis.frontend.espeak.spelling import Spelling
from sidecar.synthesis.frontend.espeak.voice import EspeakVoice
from sidecar.synthesis.frontend.interjections import interjection
from sidecar.synthesis.frontend.pronunciation import has_phone
from sidecar.synthesis.frontend.words import whole_word_matches
from sidecar.synthesis.phonemes import SPACE

HAN = r"(?:(?<![\p{L}\p{N}.,])\d+)?\p{Han}+(?:[\p{N}，、。！？；：《》“”]*\p{Han}+)*"
"""Chinese, with the numbers in it."""

_PIECE = regex.compile(r"\S{1,60}")  # espeak-ng cuts what is much longer


class EspeakLanguage(Language):
    """A language with a voice of espeak-ng and a way to spell out what is written in signs.

    Attributes:
        spelling: How it spells out.
        trill: Its r, in the voices' alphabet.
    """

    foreign = regex.compile(HAN)
    foreign_tag = "zh-CN"
    spelling: Spelling
    trill = "r"

    def __init__(self, voice: EspeakVoice) -> None:
        """Takes the voice that reads it."""
        self.inner_stop = self.spelling.inner_stop
        self._voice = voice

    def read(self, text: str, pinned: Sequence[Reading]) -> list[Reading]:
        """See ``Language.read``."""
        spans = self.spelling.finder.find(text, [(pin.start, pin.end) for pin in pinned])
        shown = [text[start:end] for start, end in spans]
        symbols = {(pin.start, pin.end): pin.symbols for pin in pinned}
        for span, word in zip(spans, shown, strict=True):
            sound = interjection(word, self.trill) if len(word) > 2 else None  # two letters are a unit
            if sound:
                symbols.setdefault(span, sound)
        loud = self.spelling.is_loud(shown)
        spoken = {
            span: _PIECE.findall(
                self.spelling.spell_out(word, Context.at(text, shown, spans, index), loud=loud)
            )
            for index, (word, span) in enumerate(zip(shown, spans, strict=True))
            if span not in symbols
        }
        for phrase in list(_phrases(text, spans, symbols)):
            heard = iter(self._voice.read([piece for span in phrase for piece in spoken[span]]))
            for span in phrase:
                parts = [part for part in (next(heard) for _ in spoken[span]) if has_phone(part)]
                symbols[span] = SPACE.join(parts) or self._by_letter(spoken[span])
        return [Reading(*span, symbols[span]) for span in spans if has_phone(symbols[span])]

    def _by_letter(self, pieces: Sequence[str]) -> str:
        """The last resort for a word without a sound, "h": the names of its letters."""
        letters = (self._voice.read([letter])[0] for piece in pieces for letter in piece)
        return SPACE.join(filter(has_phone, letters))

    def matches(self, text: str, word: str, ignore_case: bool) -> list[tuple[int, int]]:
        """See ``Language.matches``."""
        return whole_word_matches(text, word, ignore_case)


def _phrases(
    text: str, spans: Sequence[tuple[int, int]], pinned: dict[tuple[int, int], str]
) -> Iterator[list[tuple[int, int]]]:
    """Words that follow each other without a pause, and without one whose symbols are given."""
    phrase: list[tuple[int, int]] = []
    for span in spans:
        if phrase and (span in pinned or text[phrase[-1][1] : span[0]].strip(" \u00a0\u202f-'’")):
            yield phrase
            phrase = []
        if span not in pinned:
            phrase.append(span)
    if phrase:
        yield phrase

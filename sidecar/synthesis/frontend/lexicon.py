# SPDX-License-Identifier: GPL-3.0-or-later
"""The project's own pronunciations, found in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sidecar.synthesis.frontend.base import Language, Reading
from sidecar.synthesis.frontend.errors import TextError
from sidecar.synthesis.frontend.languages import get_language, languages
from sidecar.synthesis.frontend.pronunciation import BadSymbolError, has_phone, to_symbols
from sidecar.synthesis.frontend.utterance import LexiconEntry


@dataclass(frozen=True, slots=True)
class Pronunciations:
    """Checked entries: (word, symbols, the language that finds the word), the longest word first."""

    entries: tuple[tuple[str, str, Language], ...]

    def pin(self, text: str, pinned: Sequence[Reading]) -> tuple[Reading, ...]:
        """Adds the entries' words to those pinned already, which keep their place; in order."""
        pins = list(pinned)
        for word, symbols, language in self.entries:
            ignore_case = word == word.lower()
            for start, end in language.matches(text, word, ignore_case):
                if not any(start < pin.end and pin.start < end for pin in pins):
                    pins.append(Reading(start, end, symbols))
        return tuple(sorted(pins, key=lambda pin: pin.start))


def read_lexicon(lexicon: Sequence[LexiconEntry], main: Language) -> Pronunciations:
    """Checks a lexicon and keeps the entries that may occur in a text of the main language.

    Raises:
        TextError: Field ``lexicon[i].word``, ``.phonemes`` or ``.language``.
    """
    entries: list[tuple[str, str, Language]] = []
    for index, entry in enumerate(lexicon):
        word = entry.word.strip()
        if not any(character.isalnum() for character in word):
            raise TextError(f"lexicon[{index}].word", "holds no letter; give the word to be spoken.")
        if entry.language and entry.language not in languages():
            raise TextError(
                f"lexicon[{index}].language",
                f"{entry.language!r} is not supported; use none or one of {', '.join(languages())}.",
            )
        tag = _reader(word, main)
        symbols = _symbols(entry, index, entry.language or tag)
        if entry.language in ("", tag):
            entries.append((word, symbols, get_language(tag)))
    entries.sort(key=lambda entry: -len(entry[0]))
    return Pronunciations(tuple(entries))


def _reader(word: str, main: Language) -> str:
    """Tag of the language that reads a word in a text of the main language."""
    if not main.foreign.search(word):
        return main.tag
    reader = get_language(main.foreign_tag)
    return reader.foreign_tag if reader.foreign.fullmatch(word) else reader.tag


def _symbols(entry: LexiconEntry, index: int, language: str) -> str:
    field = f"lexicon[{index}].phonemes"
    try:
        symbols = to_symbols(entry.phonemes.strip().strip("/"), language)
    except BadSymbolError as bad:
        raise TextError(
            field,
            f"{bad.symbol!r} (U+{ord(bad.symbol):04X}) in {entry.phonemes!r} is no phoneme "
            "that the voices know.",
        ) from bad
    if not has_phone(symbols):
        raise TextError(field, f"the pronunciation of {entry.word!r} has no phoneme.")
    return symbols

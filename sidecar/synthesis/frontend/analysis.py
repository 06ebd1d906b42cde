# SPDX-License-Identifier: GPL-3.0-or-later
"""The way through the front end, from typed text to an utterance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sidecar.synthesis.frontend.base import Language, Reading
from sidecar.synthesis.frontend.errors import TextError
from sidecar.synthesis.frontend.languages import get_language
from sidecar.synthesis.frontend.lexicon import read_lexicon
from sidecar.synthesis.frontend.punctuation import punctuate
from sidecar.synthesis.frontend.sentences import split_sentences
from sidecar.synthesis.frontend.surface import Surface, read_surface
from sidecar.synthesis.frontend.utterance import LexiconEntry, Sentence, Token, Utterance, Word


def analyse(text: str, language: str, lexicon: Sequence[LexiconEntry] = ()) -> Utterance:
    """Analyses a typed line: its words, and the phonemes of each, sentence by sentence.

    Args:
        text: As typed; may hold inline pronunciations, ``[Voxrig](/vˈɑksɹˌɪɡ/)``.
        language: The line's main language, BCP-47; words in another script are read by their own language.
        lexicon: The project's pronunciations. An inline one goes before them, a longer match before a
            shorter, an earlier entry before a later.

    Raises:
        TextError: For text that cannot be spoken, an unknown language or a bad lexicon entry.
    """
    main = get_language(language)
    surface = read_surface(text, language)
    entries = read_lexicon(lexicon, main)
    pinned = entries.pin(surface.text, surface.pinned)
    words: list[Word] = []
    sentences: list[Sentence] = []
    kept = [(pin.start, pin.end) for pin in pinned]
    for start, end in split_sentences(surface.text, kept, main.inner_stop):
        readings = _read(surface.text, start, end, main, pinned)
        if readings:
            sentences.append(_sentence(surface.text[start:end], readings, len(words)))
            words.extend(_typed_word(text, surface, start, reading) for reading in readings)
    if not words:
        raise TextError("text", "has nothing that can be spoken; type at least one word.")
    return Utterance(text, language, tuple(words), tuple(sentences))


def _read(text: str, start: int, end: int, main: Language, pinned: Sequence[Reading]) -> list[Reading]:
    """Reads one sentence, each stretch of it by its own language; places count from its start."""
    here = [Reading(p.start - start, p.end - start, p.symbols) for p in pinned if start <= p.start < end]
    readings: list[Reading] = []
    for reader, first, last in _stretches(text[start:end], main, here):
        inside = [Reading(p.start - first, p.end - first, p.symbols) for p in here if first <= p.start < last]
        words = reader.read(text[start + first : start + last], inside)
        readings.extend(Reading(first + word.start, first + word.end, word.symbols) for word in words)
    return readings


def _stretches(
    sentence: str, main: Language, pinned: Sequence[Reading]
) -> Iterator[tuple[Language, int, int]]:
    """Tiles a sentence by language; a pinned word is never cut.

    What the main language hands on, its reader may hand on again: Hindi leaves Chinese to English.
    """
    last = 0
    for match in main.foreign.finditer(sentence):
        first, end = match.span()
        if any(pin.start < edge < pin.end for pin in pinned for edge in (first, end)):
            continue
        if last < first:
            yield main, last, first
        reader = get_language(main.foreign_tag)
        if reader.foreign.fullmatch(sentence[first:end]):
            reader = get_language(reader.foreign_tag)
        yield reader, first, end
        last = end
    if last < len(sentence):
        yield main, last, len(sentence)


def _sentence(text: str, readings: Sequence[Reading], first_index: int) -> Sentence:
    tokens: list[Token] = []
    last = 0
    for index, reading in enumerate(readings):
        gap = punctuate(text[last : reading.start], first=index == 0, last=False)
        tokens.extend(Token(symbol, None) for symbol in gap)
        tokens.extend(Token(symbol, first_index + index) for symbol in reading.symbols)
        last = reading.end
    tokens.extend(Token(symbol, None) for symbol in punctuate(text[last:], first=False, last=True))
    return Sentence(tuple(tokens))


def _typed_word(typed: str, surface: Surface, start: int, reading: Reading) -> Word:
    char_start = surface.origin[start + reading.start]
    char_end = surface.origin[start + reading.end - 1] + 1
    return Word(typed[char_start:char_end], char_start, char_end)

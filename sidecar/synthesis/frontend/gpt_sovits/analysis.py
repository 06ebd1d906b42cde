# SPDX-License-Identifier: GPL-3.0-or-later
"""The way from typed text to GPT-SoVITS' phones."""

from __future__ import annotations

from collections.abc import Sequence

from models.gpt_sovits.phones import InventoryVersion
from sidecar.synthesis.frontend.base import Reading
from sidecar.synthesis.frontend.errors import TextError
from sidecar.synthesis.frontend.gpt_sovits.assembly import assemble, unspoken
from sidecar.synthesis.frontend.gpt_sovits.base import Spoken
from sidecar.synthesis.frontend.gpt_sovits.marks import marks_between
from sidecar.synthesis.frontend.gpt_sovits.readers import check_language, get_reader, sentence_rules
from sidecar.synthesis.frontend.gpt_sovits.scripts import find_stretches
from sidecar.synthesis.frontend.gpt_sovits.utterance import Phone, PhoneSentence, PhoneUtterance, Segment
from sidecar.synthesis.frontend.lexicon import read_lexicon
from sidecar.synthesis.frontend.sentences import split_sentences
from sidecar.synthesis.frontend.surface import read_surface
from sidecar.synthesis.frontend.utterance import LexiconEntry, Word

_Said = tuple[str, Spoken]
"""A language's tag and a word in it."""


def to_phones(
    text: str, language: str, version: InventoryVersion = "v2", lexicon: Sequence[LexiconEntry] = ()
) -> PhoneUtterance:
    """Analyses a typed line: its words and the phones of each, sentence by sentence.

    Args:
        text: As typed; may hold inline pronunciations, ``[Voxrig](/vˈɑksɹˌɪɡ/)``.
        language: The line's main language, BCP-47; words in another script are read by their own language.
        version: The voice's inventory: v1 has no Korean and no Cantonese; v2 is that of v2Pro and v2ProPlus.
        lexicon: The project's pronunciations, as for every other engine.

    Raises:
        TextError: For text that cannot be spoken, an unknown language, a bad lexicon entry, or a
            pronunciation that cannot be said in the word's language.
    """
    check_language(language, version)
    rules = sentence_rules(language)
    surface = read_surface(text, rules.tag)
    pinned = read_lexicon(lexicon, rules).pin(surface.text, surface.pinned)
    kept = [(pin.start, pin.end) for pin in pinned]
    words: list[Word] = []
    sentences: list[PhoneSentence] = []
    for start, end in split_sentences(surface.text, kept, rules.inner_stop):
        here = [Reading(p.start - start, p.end - start, p.symbols) for p in pinned if start <= p.start < end]
        said = _read(surface.text[start:end], language, here, version)
        if not said:
            continue
        sentences.append(_sentence(surface.text[start:end], said, len(words)))
        for _, spoken in said:
            first, last = surface.origin[start + spoken.start], surface.origin[start + spoken.end - 1] + 1
            words.append(Word(text[first:last], first, last))
    if not words:
        raise TextError("text", "has nothing that can be spoken; type at least one word.")
    return PhoneUtterance(text, language, version, tuple(words), tuple(sentences))


def _read(sentence: str, language: str, pinned: Sequence[Reading], version: InventoryVersion) -> list[_Said]:
    """The words of a sentence; places count from its start."""
    said: list[_Said] = []
    for tag, first, last in find_stretches(sentence, language, pinned):
        inside = [
            Reading(p.start - first, p.end - first, p.symbols) for p in pinned if first <= p.start < last
        ]
        if not any(character.isalnum() for character in sentence[first:last]) and tag != language:
            continue
        check_language(tag, version, field="text")
        for word in get_reader(tag).read(sentence[first:last], inside, version):
            moved = Spoken(first + word.start, first + word.end, word.phones, word.joint, word.characters)
            said.append((tag, moved))
    return said


def _sentence(text: str, said: Sequence[_Said], first_index: int) -> PhoneSentence:
    """Puts a sentence together; marks and joints are in the language before them."""
    parts: list[Segment] = []
    last = 0
    for index, (tag, word) in enumerate(said):
        before = said[index - 1] if index else None
        marks = marks_between(text[last : word.start], first=before is None, last=False)
        if before and not marks and before[0] == tag:
            marks = list(before[1].joint)
        parts += [unspoken(mark, before[0] if before else tag) for mark in marks]
        phones = tuple(Phone(symbol, first_index + index, tag) for symbol in word.phones)
        parts.append(Segment(tag, phones, word.characters))
        last = word.end
    marks = marks_between(text[last:], first=False, last=True)
    parts += [unspoken(mark, said[-1][0]) for mark in marks]
    return assemble(parts)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Japanese: OpenJTalk's words and readings, in the phonemes that the voices learned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from sidecar.synthesis.frontend.base import Language, Reading
from sidecar.synthesis.frontend.japanese.kana import to_ipa
from sidecar.synthesis.frontend.japanese.words import Morpheme, find_morphemes, find_words
from sidecar.synthesis.frontend.japanese.written import PINNED, UNITS, write
from sidecar.synthesis.frontend.pronunciation import has_phone
from sidecar.synthesis.phonemes import SPACE

_JAPANESE = r"\p{Han}\p{Hiragana}\p{Katakana}ー々〆ｰﾞﾟ"
_LETTER = rf"[\p{{L}}--[{_JAPANESE}]]"
_STOP = rf"\s{_JAPANESE}，。！？；：、…—“”‘’《》〈〉「」『』【】（）()\"～〜・·"
_INSIDE = regex.compile(r"(?<=[\p{Katakana}ー])[\p{Katakana}ー]|(?<=\p{Latin})\p{Latin}")
_MEASURED = rf"\d\s?(?:{'|'.join(map(regex.escape, UNITS))})|°[CF]"
_CAPITALS = r"(?:\p{Lu}{1,4}(?!\p{Lu})|\d+)"
_SPELLED = rf"(?<!{_LETTER}){_CAPITALS}(?:[\-&/]?{_CAPITALS})*"
_CHUNK = rf"{_LETTER}[^{_STOP}]*"


class Japanese(Language):
    """Standard Japanese; words in Latin letters are English, abbreviations in capitals Japanese."""

    tag = "ja-JP"
    foreign = regex.compile(
        rf"(?:{_MEASURED}|{_SPELLED})(?!{_LETTER})(*SKIP)(*FAIL)|{_CHUNK}(?:[ '’\-]+{_CHUNK})*", regex.V1
    )
    foreign_tag = "en-US"

    def read(self, text: str, pinned: Sequence[Reading]) -> list[Reading]:
        """See ``Language.read``."""
        words = self.words(text, pinned)
        readings = [word if isinstance(word, Reading) else _reading(word) for word in words]
        return [reading for reading in readings if has_phone(reading.symbols)]

    def words(self, text: str, pinned: Sequence[Reading]) -> list[Reading | list[Morpheme]]:
        """The words of a text, in order: pinned ones unchanged, the others as their morphemes."""
        morphemes = find_morphemes(write(text, pinned))
        pins = {(pin.start, pin.end): pin for pin in pinned}
        if not pins.keys() <= _names(morphemes):
            return self._words_apart(text, pinned)
        return [pins.get(word_span(word), word) for word in find_words(morphemes, pins)]

    def matches(self, text: str, word: str, ignore_case: bool) -> list[tuple[int, int]]:
        """See ``Language.matches``: OpenJTalk says where a word begins and ends.

        It cuts words that it does not know in pieces; they are found by how it reads the text with a name in
        their place.
        """
        text, word = (_folded(text), _folded(word)) if ignore_case else (text, word)
        places = [match.span() for match in regex.finditer(regex.escape(word), text)]
        if not places:
            return []
        morphemes = find_morphemes(write(text))
        starts, ends = {m.start for m in morphemes}, {m.end for m in morphemes}
        whole = {(start, end) for start, end in places if start in starts and end in ends}
        if [morpheme.known for morpheme in find_morphemes(write(word))] != [True]:
            whole |= _new_words(text, [place for place in places if place not in whole])
        return sorted(whole)

    def _words_apart(self, text: str, pinned: Sequence[Reading]) -> list[Reading | list[Morpheme]]:
        """Reads what lies between pinned words for itself."""
        words: list[Reading | list[Morpheme]] = []
        last = 0
        for pin in (*pinned, Reading(len(text), len(text), "")):
            free = find_words(find_morphemes(write(text[last : pin.start])))
            words += [
                [replace(part, start=last + part.start, end=last + part.end) for part in word]
                for word in free
            ]
            words.append(pin)
            last = pin.end
        return words[:-1]


def word_span(word: Sequence[Morpheme]) -> tuple[int, int]:
    """Where a word begins and ends."""
    return word[0].start, max(morpheme.end for morpheme in word)


def _reading(word: Sequence[Morpheme]) -> Reading:
    return Reading(*word_span(word), SPACE.join(filter(None, map(to_ipa, _phrases(word)))))


def _phrases(word: Sequence[Morpheme]) -> Iterator[str]:
    """Katakana of a word, which is one accent phrase, or, as long numbers are, several."""
    phrase = ""
    for morpheme in word:
        if morpheme.accented and phrase and not phrase.endswith("ッ"):
            yield phrase
            phrase = ""
        phrase += morpheme.sound
    yield phrase


def _new_words(text: str, places: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """The places where a word unknown to OpenJTalk stands whole: where a name could stand."""
    places = [(a, b) for a, b in places if not (_INSIDE.match(text, a) or _INSIDE.match(text, b))]
    return _names(find_morphemes(write(text, [Reading(a, b, "") for a, b in places]))) & set(places)


def _names(morphemes: Sequence[Morpheme]) -> set[tuple[int, int]]:
    return {(m.start, m.end) for m in morphemes if m.written == PINNED}


def _folded(text: str) -> str:
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)

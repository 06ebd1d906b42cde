# SPDX-License-Identifier: GPL-3.0-or-later
"""Mandarin in initials and finals: the words, readings and sandhi of the Mandarin front end.

A character of several readings is read by g2pW where the user has that and no phrase of pypinyin's holds the
character.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pypinyin.phrases_dict import phrases_dict
from pypinyin.seg import mmseg

from models.gpt_sovits.g2pw import polyphones
from models.gpt_sovits.phones import InventoryVersion
from sidecar.synthesis.frontend.base import Reading
from sidecar.synthesis.frontend.gpt_sovits.base import Character, Reader, Spoken, unsayable
from sidecar.synthesis.frontend.gpt_sovits.pinyin import erhua, syllables_of, to_phones
from sidecar.synthesis.frontend.mandarin import Mandarin as Language
from sidecar.synthesis.frontend.mandarin.speech import is_erhua
from sidecar.synthesis.phonemes import SPACE

_ERHUA = "r"
"""In the place of pinyin: the 儿 of 花儿."""


class _InPinyin(Language):
    """Mandarin whose symbols are characters with their pinyin: "你ni2 好hao3 "."""

    def _in_context(self, words: Sequence[str], pinyin: list[str]) -> list[str]:
        network = polyphones()
        if network is None:
            return pinyin
        chosen = network.readings("".join(words), _outside_phrases(words))
        return [chosen[i] if to_phones(chosen.get(i, "")) else said for i, said in enumerate(pinyin)]

    def _syllables(self, text: str, words: Sequence[str]) -> Iterator[str]:
        for word, pinyin in self._spoken_pinyin(text, words):
            for index, (character, syllable) in enumerate(zip(word, pinyin, strict=True)):
                yield f"{character}{_ERHUA if is_erhua(word, index) else syllable}{SPACE}"


class Mandarin(Reader):
    """Standard Mandarin; BERT reads its characters."""

    tag = "zh-CN"

    def __init__(self) -> None:
        self._language = _InPinyin()

    def read(self, text: str, pinned: Sequence[Reading], version: InventoryVersion) -> list[Spoken]:
        """See ``Reader.read``; both inventories have all of Mandarin."""
        del version
        given = {(pin.start, pin.end) for pin in pinned}
        words: list[Spoken] = []
        for reading in self._language.read(text, pinned):
            if (reading.start, reading.end) in given:
                words.append(_pinned(reading, text[reading.start : reading.end]))
            elif word := _spoken(reading):
                words.append(word)
        return words


def _outside_phrases(words: Sequence[str]) -> Iterator[int]:
    """Places of the characters that pypinyin reads by themselves, counted over all words."""
    place = 0
    for word in words:
        for part in mmseg.seg.cut(word):
            if part not in phrases_dict:
                yield from range(place, place + len(part))
            place += len(part)


def _spoken(reading: Reading) -> Spoken | None:
    phones: list[str] = []
    characters: list[Character] = []
    last = ""
    for part in reading.symbols.split():
        character, pinyin = part[0], part[1:]
        said = erhua(last) if pinyin == _ERHUA else to_phones(pinyin)
        phones.extend(said)
        characters.append(Character(character, len(said)))
        last = pinyin
    if not phones:
        return None
    return Spoken(reading.start, reading.end, tuple(phones), characters=tuple(characters))


def _pinned(reading: Reading, word: str) -> Spoken:
    """A word with its pronunciation given: a syllable for each character, the last one has the rest."""
    syllables = syllables_of(reading.symbols)
    if syllables is None:
        raise unsayable(word, reading.symbols, Mandarin.tag)
    phones = [to_phones(syllable) for syllable in syllables]
    counts = [len(said) for said in phones[: len(word)]] + [0] * (len(word) - len(phones))
    counts[-1] += sum(len(said) for said in phones[len(word) :])
    return Spoken(
        reading.start,
        reading.end,
        tuple(phone for said in phones for phone in said),
        characters=tuple(Character(c, count) for c, count in zip(word, counts, strict=True)),
    )

# SPDX-License-Identifier: GPL-3.0-or-later
"""Japanese in OpenJTalk's phones, with the melody of its accent phrases.

v2 marks where the pitch rises ("[") and falls ("]"). It was trained with a mark between accent phrases that
its inventory lacks, so that there stands `UNKNOWN`, and without devoiced vowels. v1 has no marks, but
devoiced vowels (I, U).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import pyopenjtalk
import regex

from models.gpt_sovits.phones import UNKNOWN, InventoryVersion, inventory
from sidecar.synthesis.frontend.base import Reading
from sidecar.synthesis.frontend.gpt_sovits.base import Reader, Spoken, unsayable
from sidecar.synthesis.frontend.japanese import Japanese as Language
from sidecar.synthesis.frontend.japanese.kana import to_ipa
from sidecar.synthesis.frontend.japanese.speech import word_span
from sidecar.synthesis.frontend.japanese.words import Morpheme

_RISE, _FALL, _BOUNDARY = "[", "]", UNKNOWN
_NO_PAUSE = regex.compile(r"[\s\p{Ps}\p{Pe}\p{Pi}\p{Pf}\"']*")
_KANA = [chr(code) for code in range(ord("ァ"), ord("ヺ") + 1)]
_SMALL = "ァィゥェォャュョヮ"


class Japanese(Reader):
    """Standard Japanese."""

    tag = "ja-JP"

    def __init__(self) -> None:
        self._language = Language()

    def read(self, text: str, pinned: Sequence[Reading], version: InventoryVersion) -> list[Spoken]:
        """See ``Reader.read``."""
        spoken: list[Spoken] = []
        melody = _Melody(version)
        last = 0
        for word in self._language.words(text, pinned):
            if isinstance(word, Reading):
                phones = _pinned(word, text[word.start : word.end], version)
                spoken.append(Spoken(word.start, word.end, phones))
                melody.pause()
                last = word.end
                continue
            start, end = word_span(word)
            if not _NO_PAUSE.fullmatch(text[last:start]):
                melody.pause()
            phones = melody.phones(word)
            joint = phones[-1:] if phones[-1:] == (_BOUNDARY,) else ()
            phones = phones[: len(phones) - len(joint)]
            if phones:
                spoken.append(Spoken(start, end, phones, joint))
            last = end
        return spoken


class _Melody:
    """Writes the phonemes of words one after the other, with the marks between them."""

    def __init__(self, version: InventoryVersion) -> None:
        self._marked = version == "v2"
        self._version: InventoryVersion = version
        self._pitch: str | None = None

    def pause(self) -> None:
        """A new accent phrase begins."""
        self._pitch = None

    def phones(self, word: Sequence[Morpheme]) -> tuple[str, ...]:
        """Phones of a word; a boundary that it ends with is the last of them."""
        return tuple(phone for morpheme in word for phone in self._morpheme(morpheme))

    def _morpheme(self, morpheme: Morpheme) -> Iterator[str]:
        for phoneme in morpheme.phonemes:
            if phoneme["kind"] == "Phoneme":
                pitch = phoneme["pitch"]
                if self._marked and self._pitch and pitch and pitch != self._pitch:
                    yield _RISE if pitch == "High" else _FALL
                self._pitch = pitch
                yield from _in_inventory(phoneme["phoneme"], self._version)
            else:
                self._pitch = None
                if self._marked and phoneme["kind"] == "AccentPhraseBoundary":
                    yield _BOUNDARY


def _in_inventory(phoneme: str, version: InventoryVersion) -> tuple[str, ...]:
    """A phoneme of OpenJTalk's; one of two letters that the inventory lacks is said in two (ty, kw)."""
    if version == "v2" and phoneme in "AIUEO":
        phoneme = phoneme.lower()
    known = inventory(version)
    if phoneme in known:
        return (phoneme,)
    return tuple(part for part in phoneme.lower() if part in known) if phoneme not in ("pau", "sil") else ()


def _pinned(reading: Reading, word: str, version: InventoryVersion) -> tuple[str, ...]:
    """Phones, without a melody, of a word whose pronunciation is given."""
    kana = _to_kana(reading.symbols)
    phonemes = pyopenjtalk.g2p(kana, join=False) if kana else []
    phones = tuple(phone for phoneme in phonemes for phone in _in_inventory(phoneme, version))
    if not phones:
        raise unsayable(word, reading.symbols, Japanese.tag)
    return phones


def _to_kana(symbols: str) -> str | None:
    """Reads symbols of the front end's alphabet as katakana; None where they are none."""
    known = _by_ipa()
    kana = ""
    rest = regex.sub(r"[ˈˌ\s→↗↓↘]", "", symbols)
    while rest:
        length = next((n for n in (4, 3, 2, 1) if rest[:n] in known), 0)
        if not length:
            return None
        kana += known[rest[:length]]
        rest = rest[length:]
    return kana


@cache
def _by_ipa() -> Mapping[str, str]:
    """Symbols of one mora -> its kana; simple spellings go before compound ones."""
    plain = [kana for kana in _KANA if kana not in (*_SMALL, "ッ", "ン", "ヵ", "ヶ")]
    compound = [kana + small for kana in plain for small in _SMALL]
    known = {"ː": "ー", "ʔ": "ッ"} | dict.fromkeys("nmŋɲɴ", "ン")
    for kana in (*plain, *compound):
        known.setdefault(to_ipa(kana), kana)
    return known

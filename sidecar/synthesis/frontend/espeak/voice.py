# SPDX-License-Identifier: GPL-3.0-or-later
"""espeak-ng as a reader of phrases, in the symbols that Kokoro learned its output in.

The library is called in-process; each voice has its own copy of it, for it keeps its voice in a global.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import espeakng_loader
import regex
from phonemizer.backend.espeak.wrapper import EspeakWrapper

from sidecar.synthesis.frontend.pronunciation import has_phone
from sidecar.synthesis.phonemes import ALPHABET, PUNCTUATION, SPACE

_TIE = "\u0361"
_FLAG = regex.compile(rf"\({_TIE}?[\p{{L}}{_TIE}-]+\)")
"""Where espeak-ng has turned to another language for a word, and back: "(en)ˈɪntənɛt(fr)"."""
_PACKED = {
    f"{pair[0]}{_TIE}{pair[1]}": symbol
    for pair, symbol in {
        "aɪ": "I", "aʊ": "W", "eɪ": "A", "oʊ": "O", "əʊ": "Q", "ɔɪ": "Y",
        "dz": "ʣ", "dʒ": "ʤ", "ts": "ʦ", "tʃ": "ʧ", "ss": "S",
    }.items()
}  # fmt: skip
"""Tied pairs that the voices know as one symbol (misaki's EspeakG2P, with which Kokoro was trained)."""
_UNSAFE = regex.compile(r"[^\p{L}\p{M}'\-\u200c\u200d]+")
"""What no word may hold: letters with many full stops between them overrun a buffer of espeak-ng's."""
_LONGEST_JOINED = 4  # words that espeak-ng says as one: "qu'est-ce que"


class EspeakVoice:
    """One voice of espeak-ng: reads phrases, word by word."""

    def __init__(self, name: str, respelled: Mapping[str, str] | None = None) -> None:
        """Loads the library for a voice.

        Args:
            name: espeak-ng's name of the voice, "pt-br".
            respelled: Patterns of symbols -> what they become in the voices' alphabet, in order.
        """
        EspeakWrapper.set_library(espeakng_loader.get_library_path())
        EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
        self._espeak = EspeakWrapper()
        self._espeak.set_voice(name)
        self._respelled = [(regex.compile(old), new) for old, new in (respelled or {}).items()]
        self._say = lru_cache(maxsize=4096)(self._phonemes)

    def read(self, words: Sequence[str]) -> list[str]:
        """The symbols of each word of a phrase, which may change in the company of its neighbours.

        espeak-ng reads the phrase as a whole (liaison, sandhi, clitics). What it says as one word for several
        is divided among them; if its words cannot be told apart, they are read one by one.
        """
        heard = self._say(SPACE.join(words)).split(SPACE) if words else []
        groups = list(self._groups(words))
        counts = [len(self._say(SPACE.join(group)).split()) for group in groups]
        if len(heard) != sum(counts):
            return [self._symbols(self._say(word)) for word in words]
        symbols: list[str] = []
        for group, count in zip(groups, counts, strict=True):
            said, heard = SPACE.join(heard[:count]), heard[count:]
            symbols += [said] if len(group) == 1 else _divided(said, [self._say(word) for word in group])
        return [self._symbols(said) for said in symbols]

    def _groups(self, words: Sequence[str]) -> Iterator[Sequence[str]]:
        """The words, those together that espeak-ng says as one."""
        start = 0
        while start < len(words):
            end = next(
                (
                    end
                    for end in range(min(start + _LONGEST_JOINED, len(words)), start + 1, -1)
                    if SPACE not in self._say(SPACE.join(words[start:end]))
                ),
                start + 1,
            )
            yield words[start:end]
            start = end

    def _phonemes(self, text: str) -> str:
        """What espeak-ng says, tied, without the marks of its changes of language; words apart by a space."""
        safe = _UNSAFE.sub(SPACE, text)
        said = _FLAG.sub("", self._espeak.text_to_phonemes(safe, tie=True).replace("\n", SPACE))
        return SPACE.join(word for word in said.split() if has_phone(word))

    def _symbols(self, said: str) -> str:
        for tied, symbol in _PACKED.items():
            said = said.replace(tied, symbol)
        for old, new in self._respelled:
            said = old.sub(new, said)
        return "".join(s for s in said if s in ALPHABET and s not in PUNCTUATION)


def _divided(said: str, alone: Sequence[str]) -> list[str]:
    """What is said as one word, divided where its parts end, if they sound together as they do alone."""
    bare = regex.sub(r"[ˈˌ-]", "", said)
    if bare != "".join(regex.sub(r"[ˈˌ-]", "", part) for part in alone):
        return list(alone)
    divided: list[str] = []
    for part in alone:
        length = len(regex.sub(r"[ˈˌ-]", "", part))
        match = regex.match(rf"(?:[ˈˌ-]*[^ˈˌ-]){{{length}}}", said)
        end = match.end() if match else 0
        divided.append(said[:end])
        said = said[end:]
    return divided

# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenJTalk's morphemes, and the words that a person would count in them.

An inflected word is one with its endings (食べました), a number with its counter (三人), a name with さん;
particles and です are words of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyopenjtalk
import regex
from pyopenjtalk.types import ProsodicPhoneme, SurfaceProsodyMapping

from sidecar.synthesis.frontend.base import word_set
from sidecar.synthesis.frontend.japanese.written import Written

_LONGEST_PASS = 150
"""Characters that OpenJTalk is given at once; it takes 170 in one word of kana."""
_PAUSE = regex.compile(r"[、。,.\s]")
_SPOKEN = regex.compile(r"[\p{L}\p{N}--[々ー゛゜]]", regex.V1)
"""Without any of these OpenJTalk has nothing to say, and complains of it on stderr."""
_INFLECTED = frozenset(("動詞", "形容詞", "助動詞"))
_POINT = "．"
_ENDINGS = word_set("て で ば たり だり ちゃ じゃ ながら つつ")


@dataclass(frozen=True, slots=True)
class Morpheme:
    """The smallest part of a word, or what stands between words.

    Attributes:
        start: Its place in the typed text; where the morphemes of a number share a digit they overlap.
        end: Behind it.
        written: As OpenJTalk reads it.
        sound: Katakana of its pronunciation; empty for what is not spoken.
        kind: Part of speech.
        subkind: Finer part of speech.
        accented: Whether an accent phrase begins with it: 二千 二十 六年.
        known: Whether it is in the dictionary.
        phonemes: OpenJTalk's, with their pitch and the ends of accent phrases.
    """

    start: int
    end: int
    written: str
    sound: str
    kind: str
    subkind: str
    accented: bool
    known: bool
    phonemes: tuple[ProsodicPhoneme, ...]


def find_morphemes(written: Written) -> list[Morpheme]:
    """The morphemes of a text, in order."""
    return [morpheme for part in _passes(written) for morpheme in _analyse(part)]


def find_words(
    morphemes: Iterable[Morpheme], kept: Iterable[tuple[int, int]] = ()
) -> Iterator[list[Morpheme]]:
    """Groups the spoken morphemes to words, in order.

    Args:
        morphemes: Of a whole text.
        kept: Typed spans that are a word each.
    """
    alone = set(kept)
    word: list[Morpheme] = []
    for morpheme in morphemes:
        if word and not _goes_on(word[-1], morpheme, alone):
            yield word
            word = []
        if morpheme.sound:
            word.append(morpheme)
    if word:
        yield word


def _goes_on(last: Morpheme, morpheme: Morpheme, alone: set[tuple[int, int]]) -> bool:
    """Whether a morpheme belongs to the word of the one before it."""
    if {(last.start, last.end), (morpheme.start, morpheme.end)} & alone:
        return False
    return morpheme.start < last.end or (morpheme.sound != "" and _joins(last, morpheme))


def _joins(last: Morpheme, morpheme: Morpheme) -> bool:
    if last.sound.endswith("ッ") or morpheme.sound[0] in "ーンッ":
        return True
    if morpheme.kind == "助動詞":  # た, ます, ない; and な of 静かな
        return last.kind in _INFLECTED or last.written in _ENDINGS or last.subkind == "形容動詞語幹"
    if morpheme.subkind == "接続助詞":
        return last.kind in _INFLECTED and morpheme.written in _ENDINGS
    if morpheme.subkind == "接尾":  # さん, 的, 人; れる, させる
        return True
    if last.kind == "接頭詞":
        return True
    return morpheme.subkind == "数" and (last.subkind == "数" or last.written == _POINT)


def _passes(written: Written) -> Iterator[Written]:
    """Cuts a text that is too long for one analysis, at a pause where there is one."""
    start = 0
    while len(written.text) - start > _LONGEST_PASS:
        pauses = [match.end() for match in _PAUSE.finditer(written.text, start, start + _LONGEST_PASS)]
        end = pauses[-1] if pauses else start + _LONGEST_PASS
        yield written.part(start, end)
        start = end
    yield written.part(start, len(written.text))


def _analyse(written: Written) -> Iterator[Morpheme]:
    try:
        entries = _read(written.text)
    except (ValueError, RuntimeError):  # it has lost its place in the text, as in 佐藤々2
        half = len(written.text) // 2
        for part in (written.part(0, half), written.part(half, len(written.text))) if half else ():
            yield from _analyse(part)
        return
    # What no character stands for, such as 十 in 26, has the span (0, 0): it goes to its neighbour.
    span = next((entry["char_span"] for entry in entries if any(entry["char_span"])), (0, len(written.text)))
    for entry in entries:
        if any(entry["char_span"]):
            span = entry["char_span"]
        elif not entry["mora_count"]:
            continue
        sound = entry["pron"].replace("’", "") if entry["mora_count"] else ""  # ’: a vowel without voice
        yield Morpheme(
            *written.span(*span),
            entry["surface"],
            sound,
            entry["pos"],
            entry["pos_group1"],
            entry["chain_flag"] != 1,
            not entry["is_unknown"],
            tuple(entry["phonemes"]),
        )


@lru_cache(maxsize=256)  # a text is read once for the lexicon and once to be spoken
def _read(text: str) -> Sequence[SurfaceProsodyMapping]:
    return pyopenjtalk.g2p_mapping_prosody(text) if _SPOKEN.search(text) else ()

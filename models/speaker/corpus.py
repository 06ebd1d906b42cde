# SPDX-License-Identifier: GPL-3.0-or-later
"""Speech of many voices that Kokoro can have, made by itself: what the networks are trained on."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from models.kokoro import MAX_TOKENS, KokoroRuntime
from models.kokoro.vocabulary import encode
from models.kokoro.voices import VoiceBank
from models.speaker.space import HALF, TIMBRE_SIZE, VoiceSpace

FORMANT_RATIOS = (0.85, 1.18)
_LARGEST_STRETCH = 1.6
_SHARE_WITH_RATIO = 0.6


@dataclass(frozen=True)
class Recipe:
    """A voice, and what it says how fast.

    Attributes:
        coordinates: float32 [56] in `VoiceSpace`.
        sentence: Number of the sentence.
        speed: Kokoro's speed.
        ratio: Formant ratio at which the speech, resampled, has a common tempo.
    """

    coordinates: np.ndarray
    sentence: int
    speed: float
    ratio: float


def sentences() -> list[str]:
    """English sentences of some four seconds, in Kokoro's phonemes."""
    return json.loads((resources.files("models.speaker") / "sentences.json").read_text("utf-8"))


def recipe(index: int, seed: int) -> Recipe:
    """The index-th voice of a corpus; the first 108 are the stock voices, each twice."""
    rng = np.random.default_rng([seed, index])
    space = VoiceSpace.load()
    count = len(space.ids)
    stock = index < 2 * count
    coordinates = space.coordinates[index % count] if stock else _random_coordinates(space, rng)
    low, high = np.log(FORMANT_RATIOS)
    varied = index >= count and rng.random() < _SHARE_WITH_RATIO
    ratio = float(np.exp(rng.uniform(low, high))) if varied else 1.0
    return Recipe(
        coordinates.astype(np.float32),
        int(rng.integers(len(sentences()))),
        float(rng.uniform(0.9, 1.15)) / ratio,
        ratio,
    )


def _random_coordinates(space: VoiceSpace, rng: np.random.Generator) -> np.ndarray:
    """A third are blends, a third have timbre and prosody of two, a third go beyond the stock voices."""
    kind = rng.integers(3)
    timbre = prosody = _random_blend(space, rng)
    if kind > 0:
        prosody = _random_blend(space, rng)
    if kind == 2:
        timbre = timbre * rng.uniform(1.0, _LARGEST_STRETCH)
        prosody = prosody * rng.uniform(1.0, _LARGEST_STRETCH)
    return np.concatenate([timbre[:TIMBRE_SIZE], prosody[TIMBRE_SIZE:]])


def _random_blend(space: VoiceSpace, rng: np.random.Generator) -> np.ndarray:
    voices = rng.choice(len(space.ids), size=rng.integers(1, 4), replace=False)
    return rng.dirichlet(np.full(len(voices), 0.8)) @ space.coordinates[voices]


@functools.cache
def _packs() -> np.ndarray:
    """Styles of the stock voices for passes of 1 to 510 tokens: float32 [voices, 510, 256]."""
    bank = VoiceBank.load()
    lengths = range(1, MAX_TOKENS + 1)
    return np.stack([[bank.style(voice_id, n) for n in lengths] for voice_id in VoiceSpace.load().ids])


def pack(coordinates: np.ndarray) -> np.ndarray:
    """Style pack of a voice: float32 [510, 256]."""
    timbre, prosody = VoiceSpace.load().shares(coordinates)
    halves = np.split(_packs(), [HALF], axis=2)
    shared = [np.tensordot(shares, half, 1) for shares, half in zip((timbre, prosody), halves, strict=True)]
    return np.concatenate(shared, axis=1).astype(np.float32)


def speak(recipes: list[Recipe], folder: Path, runtime: KokoroRuntime, streams: int = 2) -> Iterator[Path]:
    """Speaks what is not in the folder yet: one file per recipe with its float16 audio at 24 kHz."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = [encode(sentence) for sentence in sentences()]

    def one(item: tuple[int, Recipe]) -> Path:
        index, made = item
        path = folder / f"{index:05d}.npy"
        if not path.exists():
            tokens = ids[made.sentence]
            style = pack(made.coordinates)[len(tokens) - 1]
            audio = runtime.synthesize(tokens, style, made.speed, seed=0).audio
            temporary = path.with_suffix(".part.npy")
            np.save(temporary, audio.astype(np.float16))
            temporary.replace(path)
        return path

    with ThreadPoolExecutor(streams) as pool:
        yield from pool.map(one, enumerate(recipes))

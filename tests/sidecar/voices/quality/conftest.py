# SPDX-License-Identifier: GPL-3.0-or-later
"""Two people's recordings, spoken by Kokoro in a room with a little noise."""

from __future__ import annotations

import numpy as np
import pytest

from sidecar.engines import KokoroEngine
from sidecar.synthesis.frontend import Sentence, Token
from sidecar.voices.recording import Recording

RATE = 24_000
PAUSE_SECONDS = 0.7
LEVEL_DBFS, ROOM_DBFS = -23.0, -70.0
SENTENCES = (
    "ðə bˈY wʌz ðɛɹ wˌɛn ðə sˈʌn ɹˈOz, ænd nˈObˌɑdi hæd sˈin hˌɪm kˈʌm.",
    "ɐ ɹˈɑd ɪz jˈuzd tə kˈɛʧ pˈɪŋk sˈæmən; ðə sˈɔɹs ʌv ðə hjˈuʤ ɹˈɪvəɹ ɪz ðə klˈɪɹ spɹˈɪŋ.",
    "hˈɛlp ðə wˈʊmən ɡɛt bˈæk tə hɜɹ fˈit bəfˈɔɹ ði ˈivnɪŋ tɹˈAn əɹˈIvz.",
    "smˈOki fˈIəɹz lˈæk flˈAm ænd hˈit, sˌO wi pˈʊʃt ði ˈOld ʧˈɛɹz klˈOsəɹ təɡˈɛðəɹ.",
)


@pytest.fixture(scope="session")
def engine() -> KokoroEngine:
    engine = KokoroEngine("cpu")
    engine.load()
    return engine


@pytest.fixture(scope="session")
def woman(engine: KokoroEngine) -> Recording:
    return _recorded(engine, "af_heart", seed=1)


@pytest.fixture(scope="session")
def man(engine: KokoroEngine) -> Recording:
    return _recorded(engine, "am_michael", seed=2)


def _recorded(engine: KokoroEngine, voice: str, seed: int) -> Recording:
    """About 20 s: four sentences with pauses, speech at -23 dBFS, the room at -70."""
    pause = np.zeros(round(PAUSE_SECONDS * RATE))
    pieces = [pause]
    for symbols in SENTENCES:
        tokens = tuple(Token(symbol, symbols[:i].count(" ")) for i, symbol in enumerate(symbols))
        pieces += [engine.speak(Sentence(tokens), ((voice, 1.0),), 1.0, seed=0).audio, pause]
    speech = np.concatenate(pieces)
    speech *= 10 ** (LEVEL_DBFS / 20) / speech_rms(speech)
    room = 10 ** (ROOM_DBFS / 20) * np.random.default_rng(seed).standard_normal(len(speech))
    return Recording((speech + room).astype(np.float32), RATE)


def speech_rms(samples: np.ndarray) -> float:
    """Of the frames of 20 ms that sound."""
    size = RATE // 50
    power = np.mean(samples[: len(samples) // size * size].reshape(-1, size) ** 2, axis=1)
    return float(np.sqrt(power[power > np.quantile(power, 0.95) / 100].mean()))

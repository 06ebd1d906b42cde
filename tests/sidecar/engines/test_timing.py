# SPDX-License-Identifier: GPL-3.0-or-later
"""Phonemes fall where they are heard: at most 15 ms off, on sentences no voice was calibrated on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from models.kokoro.timing_estimate import Take, lateness
from models.kokoro.voices import VoiceBank
from sidecar.bench.timing import BOUND_MS
from sidecar.bench.timing_corpus import SPEEDS, sentences_of
from sidecar.engines import KokoroEngine
from sidecar.engines.base import EngineSpeech, VoiceMix
from sidecar.synthesis.frontend import analyse

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def engine() -> KokoroEngine:
    engine = KokoroEngine("cpu")
    engine.load()
    return engine


def as_take(speech: EngineSpeech) -> Take:
    edges = [0, *(token.end_sample for token in speech.tokens)]
    return Take([token.symbol for token in speech.tokens], np.array(edges), speech.audio)


def spoken(engine: KokoroEngine, voice: VoiceMix, speed: float) -> Iterable[Take]:
    language, texts = sentences_of(voice[0][0], "held-out")
    for text in texts:
        (sentence,) = analyse(text, language).sentences
        yield as_take(engine.speak(sentence, voice, speed, seed=0))


@pytest.mark.parametrize(
    ("voice", "speed"),
    [
        ((("af_heart", 1.0),), 1.0),
        ((("bm_george", 1.0),), 1.3),
        ((("zf_xiaoxiao", 1.0),), 0.8),
        ((("ff_siwis", 1.0),), 1.0),
        ((("jm_kumo", 1.0),), 1.3),
        ((("hf_beta", 1.0),), 0.8),
        ((("af_bella", 0.5), ("am_michael", 0.5)), 1.15),
    ],
    ids=["en-US", "en-GB, fast", "zh-CN, slow", "fr-FR", "ja-JP, fast", "hi-IN, slow", "blend"],
)
def test_the_mouth_keeps_with_the_sound(engine: KokoroEngine, voice: VoiceMix, speed: float) -> None:
    assert abs(lateness(list(spoken(engine, voice, speed))).combined_ms) <= BOUND_MS


@pytest.mark.slow
@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("voice_id", VoiceBank.load().ids)
def test_every_voice_keeps_with_the_sound(engine: KokoroEngine, voice_id: str, speed: float) -> None:
    assert abs(lateness(list(spoken(engine, ((voice_id, 1.0),), speed))).combined_ms) <= BOUND_MS


@pytest.mark.slow
@pytest.mark.parametrize("speed", [0.5, 2.0])
@pytest.mark.parametrize("voice_id", ["af_heart", "bm_george", "zm_yunxi", "em_alex", "jf_nezumi"])
def test_it_holds_at_the_ends_of_the_speed_range(engine: KokoroEngine, voice_id: str, speed: float) -> None:
    assert abs(lateness(list(spoken(engine, ((voice_id, 1.0),), speed))).combined_ms) <= BOUND_MS

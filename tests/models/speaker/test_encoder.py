# SPDX-License-Identifier: GPL-3.0-or-later
"""The encoder hears who speaks, not what is said, how loud, or at which rate it was recorded."""

from __future__ import annotations

import numpy as np
import pytest
import soxr

from models.kokoro import SAMPLE_RATE_HZ, KokoroRuntime, load_runtime
from models.kokoro.vocabulary import encode
from models.kokoro.voices import VoiceBank
from models.speaker.activity import without_silence
from models.speaker.corpus import sentences
from models.speaker.encoder import SpeakerEncoder, similarity

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def runtime() -> KokoroRuntime:
    return load_runtime("cpu")


def say(runtime: KokoroRuntime, voice_id: str, sentence: int) -> np.ndarray:
    ids = encode(sentences()[sentence])
    return runtime.synthesize(ids, VoiceBank.load().style(voice_id, len(ids)), 1.0, seed=0).audio


@pytest.fixture(scope="module")
def heart(runtime: KokoroRuntime) -> np.ndarray:
    return say(runtime, "af_heart", 0)


def embed(samples: np.ndarray, sample_rate_hz: int = SAMPLE_RATE_HZ) -> np.ndarray:
    return SpeakerEncoder.load().embed(samples, sample_rate_hz)


def test_one_voice_is_nearer_to_itself_than_to_others(runtime: KokoroRuntime, heart: np.ndarray) -> None:
    own = similarity(embed(heart), embed(say(runtime, "af_heart", 1)))
    others = [similarity(embed(heart), embed(say(runtime, v, 1))) for v in ("bm_george", "zf_xiaoni")]
    assert own > 0.85 > max(others)


def test_level_rate_and_silence_do_not_matter(heart: np.ndarray) -> None:
    silence = np.zeros(SAMPLE_RATE_HZ, np.float32)
    for changed in (heart * 0.05, np.concatenate([silence, heart, silence])):
        assert similarity(embed(heart), embed(changed)) > 0.99
    resampled = soxr.resample(heart, SAMPLE_RATE_HZ, 44_100)
    assert similarity(embed(heart), embed(resampled, 44_100)) > 0.99


def test_embeddings_are_of_unit_length(heart: np.ndarray) -> None:
    embedding = embed(heart[24_000:30_000])  # shorter than one partial
    assert embedding.shape == (256,)
    assert np.linalg.norm(embedding) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros(50_000, np.float32)])
def test_silence_is_refused(samples: np.ndarray) -> None:
    with pytest.raises(ValueError, match="nothing can be heard"):
        embed(samples)


def test_silence_is_left_out_and_speech_is_not(heart: np.ndarray) -> None:
    silence = np.zeros(SAMPLE_RATE_HZ, np.float32)
    alone = len(without_silence(heart, SAMPLE_RATE_HZ))
    among = len(without_silence(np.concatenate([silence, heart, silence]), SAMPLE_RATE_HZ))
    assert abs(among - alone) < 0.2 * SAMPLE_RATE_HZ
    assert alone > 0.7 * len(heart)

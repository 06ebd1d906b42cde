# SPDX-License-Identifier: GPL-3.0-or-later
"""The search finds voices that Kokoro has, from their sound alone."""

from __future__ import annotations

import numpy as np
import pytest
import soxr

from models.kokoro import SAMPLE_RATE_HZ, KokoroRuntime, load_runtime
from models.kokoro.personal import PersonalVoice
from models.kokoro.vocabulary import encode
from models.kokoro.voices import VoiceBank
from models.speaker import corpus
from models.speaker.features import Features, cepstral_distance, semitones
from models.speaker.matching import match_voice, personal_voice
from models.speaker.space import COORDINATES, VoiceSpace
from models.speaker.surrogate import TONE_SIZE, VOICE_SIZE, Surrogate, nearest_stock_voice

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def runtime() -> KokoroRuntime:
    return load_runtime("cpu")


def say(runtime: KokoroRuntime, voice: PersonalVoice, phonemes: str) -> np.ndarray:
    ids = encode(phonemes)
    pace = 1 / voice.shaping.formant_ratio
    return voice.shaping.apply(runtime.synthesize(ids, voice.style(len(ids)), pace, seed=0).audio)


def test_the_shares_at_a_stock_voice_give_that_voice() -> None:
    space, bank = VoiceSpace.load(), VoiceBank.load()
    pack = corpus.pack(space.coordinates[space.ids.index("af_heart")])
    style = bank.style("af_heart", 60)
    assert np.corrcoef(pack[59], style)[0, 1] > 0.97


def test_the_corpus_is_the_same_on_every_run_and_begins_with_the_stock_voices() -> None:
    space = VoiceSpace.load()
    np.testing.assert_array_equal(corpus.recipe(3, 7).coordinates, space.coordinates[3])
    one, other = (corpus.recipe(300, 7) for _ in range(2))
    np.testing.assert_array_equal(one.coordinates, other.coordinates)
    assert (one.sentence, one.speed, one.ratio) == (other.sentence, other.speed, other.ratio)
    assert not np.array_equal(one.coordinates, corpus.recipe(300, 8).coordinates)


def test_the_surrogate_knows_what_kokoro_will_sound_like(runtime: KokoroRuntime) -> None:
    voice = np.zeros(VOICE_SIZE, np.float32)
    voice[:COORDINATES] = VoiceSpace.load().coordinates[VoiceSpace.load().ids.index("am_michael")]
    heard = Features.of(say(runtime, personal_voice(voice), corpus.sentences()[5]), SAMPLE_RATE_HZ)
    predicted = Surrogate.load().predict(voice)
    cosine = predicted[:256] @ heard.embedding / np.linalg.norm(predicted[:256])
    assert cosine > 0.85
    assert predicted[256] == pytest.approx(np.log(heard.pitch_hz), abs=0.15)


def test_tone_and_ratio_of_a_point_become_those_of_its_voice() -> None:
    voice = np.zeros(VOICE_SIZE, np.float32)
    voice[COORDINATES] = 0.1
    voice[-TONE_SIZE] = 20.0
    shaping = personal_voice(voice).shaping
    assert shaping.formant_ratio == pytest.approx(np.exp(0.1))
    assert shaping.tone_db[0] == 12.0  # limited
    assert abs(float(shaping.tone_db.mean())) < 0.1


def test_a_voice_in_another_tract_is_found(runtime: KokoroRuntime) -> None:
    """A stock voice a ninth larger than life: no stock voice and no blend sounds like it."""
    ids = [encode(sentence) for sentence in corpus.sentences()[6:9]]
    bank = VoiceBank.load()
    audio = np.concatenate(
        [runtime.synthesize(i, bank.style("am_michael", len(i)), 1 / 0.9, seed=0).audio for i in ids]
    )
    reference = Features.of(soxr.resample(audio, 0.9 * SAMPLE_RATE_HZ, SAMPLE_RATE_HZ), SAMPLE_RATE_HZ)
    voice = match_voice(reference, lambda v, phonemes: say(runtime, v, phonemes))
    spoken = np.concatenate([say(runtime, voice, sentence) for sentence in corpus.sentences()[9:11]])
    found = Features.of(spoken, SAMPLE_RATE_HZ)
    assert found.embedding @ reference.embedding > 0.85
    assert cepstral_distance(found, reference) < 0.8
    assert abs(semitones(found, reference)) < 2
    assert np.abs(spoken).max() < 1


def test_the_nearest_stock_voice_of_a_stock_voice_is_itself(runtime: KokoroRuntime) -> None:
    ids = encode(corpus.sentences()[12])
    spoken = runtime.synthesize(ids, VoiceBank.load().style("bf_emma", len(ids)), 1.0, seed=0).audio
    assert nearest_stock_voice(Features.of(spoken, SAMPLE_RATE_HZ)) == "bf_emma"

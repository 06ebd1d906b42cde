# SPDX-License-Identifier: GPL-3.0-or-later
"""The Kokoro engine: tokens tile the audio, and fall where they are heard."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

from models.kokoro.timing import TimingBias
from sidecar.engines import KokoroEngine, SpeechEngine, VoiceMix
from sidecar.synthesis.frontend import Sentence, Token

pytestmark = pytest.mark.model

PHONEMES = "sˈɪks pˈɪŋk kˈæts."
HEART: VoiceMix = (("af_heart", 1.0),)


def sentence(phonemes: str = PHONEMES) -> Sentence:
    return Sentence(tuple(Token(symbol, phonemes[:i].count(" ")) for i, symbol in enumerate(phonemes)))


@pytest.fixture(scope="module")
def engine() -> KokoroEngine:
    engine = KokoroEngine("cpu")
    engine.load()
    return engine


def test_it_is_a_speech_engine(engine: KokoroEngine) -> None:
    protocol: SpeechEngine = engine
    assert (protocol.name, protocol.sample_rate_hz) == ("kokoro", 24_000)
    assert "onnxruntime" in protocol.runtime_name


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("voice", [HEART, (("af_heart", 0.6), ("bm_george", 0.4))])
def test_tokens_tile_the_audio(engine: KokoroEngine, voice: VoiceMix, speed: float) -> None:
    speech = engine.speak(sentence(), voice, speed, seed=1)
    assert "".join(token.symbol for token in speech.tokens) == PHONEMES
    assert [token.symbol for token in speech.tokens][:: len(PHONEMES) + 1] == ["", ""]  # pads are silence
    assert speech.tokens[0].start_sample == 0
    assert speech.tokens[-1].end_sample == len(speech.audio)
    assert all(before.end_sample == after.start_sample for before, after in pairwise(speech.tokens))
    assert all(token.start_sample <= token.end_sample for token in speech.tokens)
    assert [token.word_index for token in speech.tokens[1:-1]] == [t.word_index for t in sentence().tokens]


def test_sibilants_are_where_the_audio_hisses(engine: KokoroEngine) -> None:
    speech = engine.speak(sentence("ə pˈæsə, ə sˈɑsə."), HEART, 1.0, seed=0)
    above_4_khz = butter(4, 4000, "highpass", fs=speech.sample_rate_hz, output="sos")
    hiss = np.asarray(sosfilt(above_4_khz, speech.audio))

    def loudness(*symbols: str) -> list[float]:
        spans = ((t.start_sample, t.end_sample) for t in speech.tokens if t.symbol in symbols)
        return [float(np.sqrt(np.mean(np.square(hiss[start:end])))) for start, end in spans]

    assert min(loudness("s")) > 1.3 * max(loudness("æ", "ɑ"))


def test_the_same_seed_gives_the_same_speech(engine: KokoroEngine) -> None:
    first, second = (engine.speak(sentence(), HEART, 1.0, seed=3) for _ in range(2))
    np.testing.assert_array_equal(first.audio, second.audio)
    assert first.tokens == second.tokens


def test_a_blend_lies_between_its_voices_in_time_correction() -> None:
    bias = TimingBias.load()
    mix = (("af_heart", 0.25), ("am_onyx", 0.75))
    expected = 0.25 * bias.milliseconds(mix[:1], 1.1) + 0.75 * bias.milliseconds(mix[1:], 1.1)
    assert bias.milliseconds(mix, 1.1) == pytest.approx(expected)


def test_voices_are_known_before_loading() -> None:
    voices = {voice.id: voice for voice in KokoroEngine("cpu").voices()}
    assert len(voices) == 54
    heart, george, xiaobei = voices["af_heart"], voices["bm_george"], voices["zf_xiaobei"]
    assert (heart.display_name, heart.language, heart.gender) == ("Heart", "en-US", "female")
    assert (george.language, george.gender) == ("en-GB", "male")
    assert xiaobei.language == "zh-CN"


def test_speaking_before_loading_is_refused() -> None:
    with pytest.raises(RuntimeError, match="not loaded"):
        KokoroEngine("cpu").speak(sentence(), HEART, 1.0, seed=0)


@pytest.mark.parametrize(
    ("phonemes", "voice", "match"),
    [("h字", HEART, "字"), ("ha", (("nobody", 1.0),), "nobody"), ("", HEART, "token")],
)
def test_what_cannot_be_spoken_is_named(
    engine: KokoroEngine, phonemes: str, voice: VoiceMix, match: str
) -> None:
    with pytest.raises(ValueError, match=match):
        engine.speak(sentence(phonemes), voice, 1.0, seed=0)

# SPDX-License-Identifier: GPL-3.0-or-later
"""From a recording to a voice that the engine speaks with."""

from __future__ import annotations

import numpy as np
import pytest
from torch import from_numpy
from torchaudio.functional import loudness

from models.kokoro.personal import PersonalVoice
from models.speaker.corpus import sentences
from models.speaker.encoder import SpeakerEncoder, similarity
from sidecar.engines import KokoroEngine
from sidecar.errors import InvalidRequestError
from sidecar.synthesis.frontend import Sentence, Token, analyse, languages
from sidecar.synthesis.levels import TARGET_LUFS, Levels
from sidecar.voices.cloning import _previews, clone_voice
from sidecar.voices.made import MadeVoice
from sidecar.voices.recording import Recording

pytestmark = pytest.mark.model


def sentence(phonemes: str) -> Sentence:
    return Sentence(tuple(Token(symbol, None) for symbol in phonemes))


@pytest.fixture(scope="module")
def engine() -> KokoroEngine:
    engine = KokoroEngine("cpu")
    engine.load()
    return engine


@pytest.fixture(scope="module")
def recording(engine: KokoroEngine) -> Recording:
    """Some ten seconds of a voice that is between two of the engine's own."""
    mix = (("bf_emma", 0.6), ("af_nova", 0.4))
    spoken = [engine.speak(sentence(text), mix, 1.0, seed=0).audio for text in sentences()[14:17]]
    return Recording(np.concatenate(spoken) * np.float32(0.2), engine.sample_rate_hz)


@pytest.fixture(scope="module")
def cloned(engine: KokoroEngine, recording: Recording) -> MadeVoice:
    return clone_voice(recording, engine, "es-ES")


def test_the_clone_is_more_like_it_than_any_stock_voice(cloned: MadeVoice) -> None:
    assert cloned.likeness is not None
    assert cloned.likeness.similarity > 0.8
    assert cloned.likeness.similarity > cloned.likeness.nearest_stock_similarity
    assert (cloned.engine, cloned.gender) == ("kokoro", "female")


def test_the_similarity_is_that_of_the_preview(cloned: MadeVoice, recording: Recording) -> None:
    encoder = SpeakerEncoder.load()
    heard, given = (encoder.embed(r.samples, r.sample_rate_hz) for r in (cloned.preview, recording))
    assert cloned.likeness is not None
    assert cloned.likeness.similarity == pytest.approx(similarity(heard, given), abs=1e-3)


def test_the_engine_speaks_with_the_artefact_as_in_the_preview(
    engine: KokoroEngine, cloned: MadeVoice
) -> None:
    voice_id = engine.keep(cloned.neutral)
    reader = KokoroEngine("cpu", artefacts={voice_id: cloned.neutral}.__getitem__)
    reader.load()
    spoken = reader.speak(sentence(_previews()["es-ES"][1]), ((voice_id, 1.0),), 1.0, seed=0)
    np.testing.assert_allclose(spoken.audio, cloned.preview.samples, atol=1e-6)


def test_the_clone_is_as_loud_as_other_voices(cloned: MadeVoice, engine: KokoroEngine) -> None:
    gain = Levels.load().gain(((engine.keep(cloned.neutral), 1.0),))
    speech = from_numpy(cloned.preview.samples * np.float32(gain))[None]
    assert float(loudness(speech, cloned.preview.sample_rate_hz)) == pytest.approx(TARGET_LUFS, abs=1)


def test_tokens_tile_the_speech_of_a_clone_and_of_its_blends(engine: KokoroEngine, cloned: MadeVoice) -> None:
    voice_id = engine.keep(cloned.neutral)
    assert PersonalVoice.from_bytes(cloned.neutral).shaping.formant_ratio != 1.0
    for mix in (((voice_id, 1.0),), ((voice_id, 0.5), ("am_onyx", 0.5))):
        speech = engine.speak(sentence("sˈɪks pˈɪŋk kˈæts."), mix, 1.1, seed=0)
        edges = [speech.tokens[0].start_sample, *(token.end_sample for token in speech.tokens)]
        assert edges == sorted(edges)
        assert (edges[0], edges[-1]) == (0, len(speech.audio))
        assert [t.start_sample for t in speech.tokens] == edges[:-1]


def test_every_language_has_a_preview_in_the_front_ends_phonemes() -> None:
    assert sorted(_previews()) == sorted(languages())
    for language, (text, phonemes) in _previews().items():
        parts = analyse(text, language).sentences
        assert phonemes == " ".join("".join(token.symbol for token in part.tokens).strip() for part in parts)


@pytest.mark.parametrize("samples", [np.zeros(240_000, np.float32), np.zeros(0, np.float32)])
def test_a_recording_without_a_voice_is_refused(engine: KokoroEngine, samples: np.ndarray) -> None:
    with pytest.raises(InvalidRequestError, match="recording"):
        clone_voice(Recording(samples, 24_000), engine, "en-US")


def test_an_unknown_language_is_refused(engine: KokoroEngine, recording: Recording) -> None:
    with pytest.raises(InvalidRequestError, match="language"):
        clone_voice(recording, engine, "tlh")

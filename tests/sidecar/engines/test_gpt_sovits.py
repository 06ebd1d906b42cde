# SPDX-License-Identifier: GPL-3.0-or-later
"""Imported voices speak: networks of random weights, everything else is real."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchaudio.functional import loudness

from models.gpt_sovits.timing import PhoneSpan
from sidecar.engines import Engines, GptSovitsEngine, SpeechEngine, TimingSource
from sidecar.engines.gpt_sovits import PhonePass
from sidecar.engines.gpt_sovits.tokens import timed_tokens
from sidecar.errors import PreconditionError
from sidecar.storage.blobs import blob_id
from sidecar.synthesis.frontend import TextError
from sidecar.synthesis.frontend.gpt_sovits import Phone
from sidecar.synthesis.levels import Levels
from sidecar.synthesis.options import GptSovitsOptions
from sidecar.synthesis.phonemes import PHONES
from sidecar.synthesis.pipeline import Pipeline
from sidecar.synthesis.request import SpeechRequest
from sidecar.synthesis.speech import join
from sidecar.voices.made import MadeVoice
from tests.models.gpt_sovits.published_folder import write_published
from tests.sidecar.voices import imported

pytestmark = pytest.mark.model

TOKEN_SAMPLES = 1_280
"""40 ms at 32 kHz."""
TEXT = "We walked home along the river."


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_published(tmp_path_factory.mktemp("published"), text=False)


@pytest.fixture(scope="module")
def made(published: Path, tmp_path_factory: pytest.TempPathFactory) -> MadeVoice:
    return imported.make(tmp_path_factory.mktemp("voice"), published)


@pytest.fixture(scope="module")
def engine(made: MadeVoice) -> GptSovitsEngine:
    loaded = imported.engine_of(imported.contents_of(made))
    loaded.load()
    return loaded


def request(made: MadeVoice, text: str = TEXT, language: str = "en-US", **options: float) -> SpeechRequest:
    mix = ((blob_id(made.neutral), 1.0),)
    chosen = GptSovitsOptions(**options) if options else None  # pyright: ignore[reportArgumentType]
    return SpeechRequest(text, language, mix, engine="gpt-sovits", options=chosen)


def only_pass(engine: GptSovitsEngine, asked: SpeechRequest) -> PhonePass:
    ((one,),) = engine.plan(asked).groups
    return one


def test_it_is_a_speech_engine(engine: GptSovitsEngine) -> None:
    protocol: SpeechEngine[PhonePass] = engine
    assert (protocol.name, protocol.sample_rate_hz, protocol.voices()) == ("gpt-sovits", 32_000, ())
    assert protocol.runtime_name.startswith("torch ")


def test_a_plan_has_the_words_as_typed_and_a_pass_for_each_sentence(
    engine: GptSovitsEngine, made: MadeVoice
) -> None:
    plan = engine.plan(request(made, "We walked home along the river. By then most of it was gone."))
    assert [word.text for word in plan.words][:3] == ["We", "walked", "home"]
    assert len(plan.groups) == 2
    assert plan.groups[0][0].tokens[-1].symbol == "."


@pytest.mark.parametrize("speed", [0.5, 1.0, 1.7])
def test_tokens_tile_the_audio_and_the_audio_has_its_length(
    speed: float, engine: GptSovitsEngine, made: MadeVoice
) -> None:
    asked = request(made)
    spoken = engine.speak(only_pass(engine, asked), asked.voice, speed, seed=3)
    assert spoken.tokens[0].start_sample == 0
    assert spoken.tokens[-1].end_sample == len(spoken.audio)
    assert all(a.end_sample == b.start_sample for a, b in pairwise(spoken.tokens))
    assert {token.word_index for token in spoken.tokens} >= {0, 1, 2, 3, 4, 5}
    assert np.isfinite(spoken.audio).all()
    if speed == 1:
        assert len(spoken.audio) % TOKEN_SAMPLES == 0
        assert len(spoken.audio) > 11 * TOKEN_SAMPLES  # before that the end is blocked


def test_random_weights_attend_to_nothing_and_the_timing_says_so(
    engine: GptSovitsEngine, made: MadeVoice
) -> None:
    asked = request(made)
    spoken = engine.speak(only_pass(engine, asked), asked.voice, 1.0, seed=3)
    assert (spoken.timing_source, spoken.confidence) == (TimingSource.PROPORTIONAL, 0.0)


def test_the_same_seed_gives_the_same_speech_and_another_does_not(
    engine: GptSovitsEngine, made: MadeVoice
) -> None:
    asked = request(made, attempts=1)
    one = only_pass(engine, asked)
    first, again, other = (engine.speak(one, asked.voice, 1.0, seed).audio for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_options_reach_the_drawing(engine: GptSovitsEngine, made: MadeVoice) -> None:
    greedy = request(made, top_k=1)
    one = only_pass(engine, greedy)
    lengths = {len(engine.speak(one, greedy.voice, 1.0, seed).audio) for seed in (1, 2, 3)}
    assert len(lengths) == 1


@pytest.mark.gpu
@pytest.mark.parametrize("live", [False, True])
def test_it_speaks_on_a_gpu(live: bool, made: MadeVoice) -> None:
    engine = GptSovitsEngine("cuda", 0, 1 << 30, imported.contents_of(made).__getitem__)
    line = join(list(Pipeline(Engines(engine)).speak(request(made, live=live))))
    assert "cuda" in engine.runtime_name
    assert np.isfinite(line.audio).all()
    assert " ".join(word.text for word in line.words) == TEXT.removesuffix(".")
    assert line.phonemes[-1].end_sample == len(line.audio) > 11 * TOKEN_SAMPLES


def test_live_speech_comes_in_pieces_of_whole_words(engine: GptSovitsEngine, made: MadeVoice) -> None:
    text = "We walked home along the river, and by the time we arrived most of the honey was gone."
    asked = request(made, text, live=True)
    takes = (
        list(Pipeline(Engines(engine)).speak(dataclasses.replace(asked, seed=seed))) for seed in range(20)
    )
    stretches = next(take for take in takes if len(take) > 1)  # some are too short to be cut
    line = join(stretches)
    assert " ".join(word.text for word in line.words) == text.replace(",", "").replace(".", "")
    edges = [phoneme.start_sample for phoneme in line.phonemes] + [len(line.audio)]
    assert [phoneme.end_sample for phoneme in line.phonemes] == edges[1:]
    assert line.sureness.source is TimingSource.ATTENTION
    for stretch in stretches[1:]:  # nothing is faded or cut where it goes on
        at = stretch.start_sample
        assert np.abs(line.audio[at - 32 : at + 32]).max() > 1e-4


def test_a_line_comes_sentence_by_sentence(engine: GptSovitsEngine, made: MadeVoice) -> None:
    asked = request(made, f"{TEXT} By then most of it was gone.", attempts=1)
    first, second = Pipeline(Engines(engine)).speak(asked)
    assert [word.text for word in first.words] == TEXT.removesuffix(".").split()
    assert [word.text for word in second.words][:2] == ["By", "then"]
    assert second.start_sample == len(first.audio)


def test_a_voice_is_as_loud_as_others(made: MadeVoice) -> None:
    assert made.preview.sample_rate_hz == 32_000
    lufs = float(loudness(torch.from_numpy(made.preview.samples)[None], 32_000))
    assert lufs == pytest.approx(Levels.load().middle, abs=0.1)


def test_what_has_no_prompt_speaks_too(published: Path, tmp_path: Path) -> None:
    wordless = imported.make(tmp_path, published, clips=[imported.clip(text="")])
    engine = imported.engine_of(imported.contents_of(wordless))
    engine.load()
    asked = request(wordless)
    assert len(engine.speak(only_pass(engine, asked), asked.voice, 1.0, seed=0).audio)


def test_languages_that_the_voice_does_not_speak_are_told(engine: GptSovitsEngine, made: MadeVoice) -> None:
    with pytest.raises(TextError, match="'fr-FR' is not spoken by GPT-SoVITS v2 voices"):
        engine.plan(request(made, "Bonjour.", "fr-FR"))


def test_mandarin_needs_roberta_and_the_error_says_how_to_get_it(
    engine: GptSovitsEngine, made: MadeVoice, published: Path
) -> None:
    asked = request(made, "今天天气很好。", "zh-CN")
    one = only_pass(engine, asked)
    with imported.published_at(published), pytest.raises(PreconditionError, match="hf download ") as caught:
        engine.speak(one, asked.voice, 1.0, seed=0)
    assert caught.value.reason == "WEIGHTS_MISSING"


def test_published_networks_that_are_missing_or_damaged_are_told(tmp_path: Path) -> None:
    published = write_published(tmp_path / "published", text=False)
    for match in ("the speaker network.*, is missing: hf download", "`voxrig doctor` says how to get it"):
        with pytest.raises(PreconditionError, match=match) as caught:
            imported.make(tmp_path, published, "v2Pro")
        assert caught.value.reason == "WEIGHTS_MISSING"
        (published / "sv").mkdir(exist_ok=True)
        (published / "sv" / "pretrained_eres2netv2w24s4ep4.ckpt").write_bytes(b"PK of something else")


def test_damaged_voices_are_told(made: MadeVoice) -> None:
    contents = imported.contents_of(made)
    contents[blob_id(made.neutral)] = made.neutral[:-8]
    with pytest.raises(PreconditionError, match="import it again") as caught:
        imported.engine_of(contents).plan(request(made))
    assert caught.value.reason == "VOICE_DAMAGED"


def test_damaged_networks_are_told(made: MadeVoice) -> None:
    contents = imported.contents_of(made)
    contents[blob_id(made.weights["gpt"])] = made.weights["gpt"][:-8]
    engine = imported.engine_of(contents)
    engine.load()
    asked = request(made)
    with pytest.raises(PreconditionError, match="import it again") as caught:
        engine.speak(only_pass(engine, asked), asked.voice, 1.0, seed=0)
    assert caught.value.reason == "VOICE_DAMAGED"


def test_speaking_before_loading_is_refused(made: MadeVoice) -> None:
    engine = imported.engine_of(imported.contents_of(made))
    asked = request(made)
    with pytest.raises(RuntimeError, match="not loaded"):
        engine.speak(only_pass(engine, asked), asked.voice, 1.0, seed=0)


PHONE = st.sampled_from(
    [
        Phone("HH", 0, "en-US"),
        Phone("OW1", 0, "en-US"),
        Phone("iang4", 1, "zh-CN"),
        Phone("AA", 1, "zh-CN"),
        Phone(".", None, "en-US"),
        Phone("[", None, "ja-JP"),
        Phone("N", 2, "ja-JP"),
    ]
)


@given(st.data())
def test_every_sound_of_a_phone_has_a_part_of_its_time(data: st.DataObject) -> None:
    phones = data.draw(st.lists(PHONE, min_size=1, max_size=12))
    heard = [n for n, phone in enumerate(phones) if phone.symbol != "["]
    owners = [*heard, None] if data.draw(st.booleans()) else (heard or [None])
    edges = [0]
    for _ in owners:
        edges.append(edges[-1] + data.draw(st.integers(50, 5_000)))
    spans = [PhoneSpan(n, *edge, n is None) for n, edge in zip(owners, pairwise(edges), strict=True)]
    tokens = timed_tokens(phones, spans)
    assert (tokens[0].start_sample, tokens[-1].end_sample) == (0, edges[-1])
    assert all(a.end_sample == b.start_sample for a, b in pairwise(tokens))
    assert all(t.end_sample > t.start_sample for t in tokens if t.symbol in PHONES)
    assert all(
        phones[n].word_index in {t.word_index for t in tokens} for n in heard[:-1] if phones[n].symbol != "AA"
    )

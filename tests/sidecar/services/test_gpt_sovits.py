# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way of an imported voice: official files, the command, a real sidecar, sound and timings.

The networks are tiny and of random weights, so nothing can be understood; every length must be right.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from models.gpt_sovits.published import FOLDER_VARIABLE
from protos.voxrig.v1 import speech_pb2, timing_pb2, voice_pb2
from sidecar.cli import app
from tests.models.gpt_sovits import containers
from tests.models.gpt_sovits.published_folder import write_published
from tests.sidecar.conftest import Running, Start, failure, spec, wait_for
from tests.sidecar.voices import imported

pytestmark = pytest.mark.grpc

TEXT = "We walked home along the river. By then most of it was gone!"
TOKEN_SAMPLES = 1_280
DELIVERIES = ["neutral", "开心"]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_published(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def sidecar(
    published: Path, start_shared_sidecar: Start, tmp_path_factory: pytest.TempPathFactory
) -> Running:
    """One with a voice of two deliveries, imported from a pack while it runs."""
    running = start_shared_sidecar(**{FOLDER_VARIABLE: str(published)}).wait_until_loaded()
    pack = tmp_path_factory.mktemp("pack")
    containers.write_voice(pack, "v2")
    emotions = pack / "reference_audios" / "中文" / "emotions"
    emotions.mkdir(parents=True)
    for name, pitch_hz in (("[中立]今天天气很好", 180.0), ("[开心]我们说书", 240.0)):
        sound = imported.hum(4.0, pitch_hz)
        soundfile.write(emotions / f"{name}.wav", sound.samples, sound.sample_rate_hz)
    words = ("--ground", "licence", "--details", "CC0", "--speaker", "a hum", "--name", "Hum")
    done = CliRunner().invoke(
        app,
        ["voices", "import", "hum", "--pack", str(pack), "--language", "zh", *words],
        env={"VOXRIG_DATA_DIR": str(running.data), FOLDER_VARIABLE: str(published), "VOXRIG_DEVICE": "cpu"},
    )
    assert done.exit_code == 0, done.output
    return running


def line(text: str = TEXT, **fields: object) -> speech_pb2.SpeechSpec:
    options = speech_pb2.GptSovitsOptions(attempts=1)
    return spec(text, "hum", **{"language": "en-US", "gpt_sovits": options, **fields})


def speak(sidecar: Running, asked: speech_pb2.SpeechSpec) -> speech_pb2.SynthesizeResponse:
    return sidecar.speech.Synthesize(speech_pb2.SynthesizeRequest(spec=asked))


def assert_whole(answer: speech_pb2.SynthesizeResponse, text: str) -> None:
    """Sound and times share one clock, and every word of the text is timed."""
    timings = answer.timings
    assert (answer.audio.format.sample_rate_hz, timings.sample_rate_hz) == (32_000, 32_000)
    assert len(answer.audio.data) == 2 * timings.sample_count
    edges = [phoneme.start_sample for phoneme in timings.phonemes] + [timings.sample_count]
    assert edges[0] == 0
    assert [phoneme.end_sample for phoneme in timings.phonemes] == edges[1:]
    assert all(start < end for start, end in pairwise(edges))
    assert all(text[word.char_start : word.char_end] == word.text for word in timings.words)
    assert [w.start_sample for w in timings.words] == sorted(w.start_sample for w in timings.words)


def test_it_stands_in_the_list_with_all_others(sidecar: Running) -> None:
    listed = sidecar.voices.ListVoices(voice_pb2.ListVoicesRequest()).voices
    kinds = {voice.engine for voice in listed}
    (voice,) = (voice for voice in listed if voice.name == "voices/hum")
    assert kinds == {"kokoro", "gpt-sovits"}
    assert (voice.display_name, voice.language) == ("Hum", "zh-CN")
    assert (voice.kind, voice.model_version) == (voice_pb2.VOICE_KIND_IMPORTED, "v2")
    assert list(voice.deliveries) == DELIVERIES
    assert set(voice.languages) == {"en-US", "ja-JP", "ko-KR", "yue-HK", "zh-CN"}
    assert voice.attestation.ground == voice_pb2.CONSENT_GROUND_LICENCE


def test_it_speaks_with_words_and_phonemes_in_time(sidecar: Running) -> None:
    answer = speak(sidecar, line())
    assert_whole(answer, TEXT)
    assert [word.text for word in answer.timings.words] == TEXT.replace(".", "").replace("!", "").split()
    # Two sentences of at least 11 tokens each; what is added and cut is silence.
    assert answer.timings.sample_count > 2 * 10 * TOKEN_SAMPLES
    assert np.abs(np.frombuffer(answer.audio.data, "<i2")).max() > 100


def test_the_timings_say_how_sure_they_are(sidecar: Running) -> None:
    timings = speak(sidecar, line()).timings
    assert timings.timing_source == timing_pb2.TIMING_SOURCE_PROPORTIONAL
    assert timings.confidence == 0
    kokoro = speak(sidecar, spec("Hello.")).timings
    assert (kokoro.timing_source, kokoro.confidence) == (timing_pb2.TIMING_SOURCE_DURATIONS, 1)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-CN", "今天天气很好。"),
        ("ja-JP", "今日は元気です。"),
        ("ko-KR", "안녕하세요, 반갑습니다."),
        ("yue-HK", "今日天氣好好。"),
        ("zh-CN", "我们说 hello，好。"),
    ],
)
def test_it_speaks_its_languages(language: str, text: str, sidecar: Running) -> None:
    assert_whole(speak(sidecar, line(text, language=language)), text)


def test_a_stream_is_the_same_line(sidecar: Running) -> None:
    whole = speak(sidecar, line(seed=5))
    parts = list(sidecar.speech.StreamSynthesize(speech_pb2.StreamSynthesizeRequest(spec=line(seed=5))))
    assert parts[0].header.format == whole.audio.format
    chunks = [part.chunk for part in parts if part.WhichOneof("part") == "chunk"]
    assert b"".join(chunk.audio for chunk in chunks) == whole.audio.data
    assert [p for chunk in chunks for p in chunk.phonemes] == list(whole.timings.phonemes)
    assert parts[-1].summary.timing_source == whole.timings.timing_source


def test_live_speech_is_one_line_however_it_is_asked_for(sidecar: Running) -> None:
    asked = line(
        f"{TEXT[:-1]}, and nobody knew who had eaten it.", gpt_sovits=speech_pb2.GptSovitsOptions(live=True)
    )
    stream = sidecar.speech.StreamSynthesize(speech_pb2.StreamSynthesizeRequest(spec=asked))
    sound = b"".join(part.chunk.audio for part in stream if part.WhichOneof("part") == "chunk")
    whole = speak(sidecar, asked)
    assert_whole(whole, asked.text)
    assert whole.audio.data == sound
    assert whole.timings.timing_source == timing_pb2.TIMING_SOURCE_ATTENTION


def test_deliveries_sound_differently(sidecar: Running) -> None:
    neutral, named, happy = (
        speak(sidecar, line(delivery=delivery)).audio.data for delivery in ("", "neutral", "开心")
    )
    assert neutral == named != happy


def test_options_change_the_sound(sidecar: Running) -> None:
    def spoken(**options: float) -> bytes:
        chosen = speech_pb2.GptSovitsOptions(**{"attempts": 1, **options})  # pyright: ignore[reportArgumentType]
        return speak(sidecar, line(gpt_sovits=chosen)).audio.data

    assert spoken() == spoken(top_k=15, temperature=1.0, repetition_penalty=1.35)
    assert len({spoken(), spoken(top_k=1), spoken(temperature=0.2), spoken(repetition_penalty=2)}) == 4


def test_a_scene_may_have_voices_of_both_engines(sidecar: Running) -> None:
    lines = [
        speech_pb2.BatchLine(line_id="hum", spec=line("Who is there?")),
        speech_pb2.BatchLine(line_id="heart", spec=spec("It is me.")),
        speech_pb2.BatchLine(line_id="bad", spec=line("Hm.", delivery="angry")),
    ]
    batch = sidecar.speech.SubmitBatch(speech_pb2.SubmitBatchRequest(request_id="both", lines=lines)).batch
    poll = speech_pb2.PollBatchRequest(batch=batch)
    wait_for(lambda: sidecar.speech.PollBatch(poll).finished, "the scene is spoken")
    states = {status.line_id: status for status in sidecar.speech.PollBatch(poll).lines}
    assert states["hum"].format.sample_rate_hz == 32_000
    assert states["hum"].timings.timing_source == timing_pb2.TIMING_SOURCE_PROPORTIONAL
    assert states["heart"].format.sample_rate_hz == 24_000
    assert (states["bad"].state, states["bad"].error.field) == (speech_pb2.LINE_STATE_FAILED, "delivery")


def test_every_wrong_field_is_named(sidecar: Running) -> None:
    options = speech_pb2.GptSovitsOptions(
        top_k=0, top_p=0, temperature=9, repetition_penalty=0.5, attempts=11
    )
    asked = line("Hm.", language="fr-FR", delivery="angry", gpt_sovits=options, speed=9)
    told = failure(lambda: speak(sidecar, asked))
    names = ("top_k", "top_p", "temperature", "repetition_penalty", "attempts")
    assert set(told.fields) == {
        *("spec.language", "spec.delivery", "spec.speed"),
        *(f"spec.gpt_sovits.{name}" for name in names),
    }
    assert "use one of neutral, 开心" in told.fields["spec.delivery"]
    assert told.fields["spec.gpt_sovits.top_k"] == "0 is not within 1 to 1024"


def test_options_for_a_voice_that_has_none_are_refused(sidecar: Running) -> None:
    asked = spec("Hm.", gpt_sovits=speech_pb2.GptSovitsOptions(top_k=5))
    told = failure(lambda: speak(sidecar, asked))
    assert "af_heart is a voice of kokoro" in told.fields["spec.gpt_sovits"]


def test_it_cannot_be_mixed(sidecar: Running) -> None:
    parts = [voice_pb2.WeightedVoice(voice=f"voices/{name}", weight=1) for name in ("hum", "af_heart")]
    asked = voice_pb2.CreateBlendRequest(voice_id="mixture", components=parts)
    told = failure(lambda: sidecar.voices.CreateBlend(asked))
    assert "only voices of kokoro can be mixed" in told.fields["components[0].voice"]


def test_what_was_spoken_is_kept_and_goes_with_the_voice(sidecar: Running) -> None:
    first, again = (speak(sidecar, line("Once more.", seed=9)) for _ in range(2))
    assert first == again
    preview = sidecar.voices.GetVoicePreview(voice_pb2.GetVoicePreviewRequest(name="voices/hum"))
    assert preview.audio.format.sample_rate_hz == 32_000
    blobs = sidecar.data / "blobs"
    assert sum(path.is_file() for path in blobs.rglob("*")) == 5  # two deliveries, two networks, a preview
    sidecar.voices.DeleteVoice(voice_pb2.DeleteVoiceRequest(name="voices/hum"))
    assert not any(path.is_file() for path in blobs.rglob("*"))
    assert "spec.voice" in failure(lambda: speak(sidecar, line("Once more.", seed=9))).fields

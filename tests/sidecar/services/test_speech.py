# SPDX-License-Identifier: GPL-3.0-or-later
"""One line, whole or as it is made."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest

from protos.voxrig.v1 import audio_pb2, speech_pb2, timing_pb2
from tests.sidecar.conftest import Running, spec

pytestmark = pytest.mark.grpc

TEXT = "Hello there, my friend, how are you today? It costs $45.20 in all of the shops of this town. Goodbye!"


def assert_tiles(timings: timing_pb2.SpeechTimings) -> None:
    edges = [phoneme.start_sample for phoneme in timings.phonemes] + [timings.sample_count]
    assert edges[0] == 0
    assert [phoneme.end_sample for phoneme in timings.phonemes] == edges[1:]
    assert all(start < end for start, end in pairwise(edges))


@pytest.fixture(scope="module")
def whole(sidecar: Running) -> speech_pb2.SynthesizeResponse:
    return sidecar.speech.Synthesize(speech_pb2.SynthesizeRequest(spec=spec(TEXT, seed=7)))


def test_sound_and_timings_share_one_clock(whole: speech_pb2.SynthesizeResponse) -> None:
    form = whole.audio.format
    assert (form.encoding, form.sample_rate_hz, form.channel_count) == (
        audio_pb2.AUDIO_ENCODING_PCM_S16LE,
        24_000,
        1,
    )
    assert whole.timings.sample_rate_hz == form.sample_rate_hz
    assert len(whole.audio.data) == 2 * whole.timings.sample_count
    assert_tiles(whole.timings)


def test_words_are_as_typed_and_where_they_stand(whole: speech_pb2.SynthesizeResponse) -> None:
    words = whole.timings.words
    assert [word.text for word in words][:5] == ["Hello", "there", "my", "friend", "how"]
    assert "$45.20" in [word.text for word in words]
    assert all(TEXT[word.char_start : word.char_end] == word.text for word in words)
    for index, word in enumerate(words):
        own = [p for p in whole.timings.phonemes if p.HasField("word_index") and p.word_index == index]
        assert (word.start_sample, word.end_sample) == (own[0].start_sample, own[-1].end_sample)


def test_pauses_belong_to_no_word_and_are_quiet(whole: speech_pb2.SynthesizeResponse) -> None:
    audio = np.frombuffer(whole.audio.data, "<i2") / 32768
    pauses = [phoneme for phoneme in whole.timings.phonemes if phoneme.symbol == "sil"]
    assert len(pauses) >= 3  # before, between sentences, after
    loud = np.sqrt(np.mean(audio**2))
    for pause in pauses:
        assert not pause.HasField("word_index")
        middle = audio[pause.start_sample : pause.end_sample]
        assert np.sqrt(np.mean(middle**2)) < 0.2 * loud


def test_float_samples_are_the_same_sound(sidecar: Running, whole: speech_pb2.SynthesizeResponse) -> None:
    request = speech_pb2.SynthesizeRequest(
        spec=spec(TEXT, seed=7), encoding=audio_pb2.AUDIO_ENCODING_PCM_F32LE
    )
    answer = sidecar.speech.Synthesize(request)
    assert answer.audio.format.encoding == audio_pb2.AUDIO_ENCODING_PCM_F32LE
    floats = np.frombuffer(answer.audio.data, "<f4")
    assert np.abs(floats).max() <= 1.0
    assert np.array_equal(np.rint(floats * 32767).astype("<i2"), np.frombuffer(whole.audio.data, "<i2"))


def test_a_stream_is_the_same_line(sidecar: Running, whole: speech_pb2.SynthesizeResponse) -> None:
    request = speech_pb2.StreamSynthesizeRequest(spec=spec(TEXT, seed=7))
    parts = list(sidecar.speech.StreamSynthesize(request))
    kinds = [part.WhichOneof("part") for part in parts]
    assert kinds == ["header", *["chunk"] * (len(parts) - 2), "summary"]
    assert parts[0].header.format == whole.audio.format
    chunks = [part.chunk for part in parts[1:-1]]
    assert b"".join(chunk.audio for chunk in chunks) == whole.audio.data
    assert [phoneme for chunk in chunks for phoneme in chunk.phonemes] == list(whole.timings.phonemes)
    assert [word for chunk in chunks for word in chunk.words] == list(whole.timings.words)
    end = 0
    for chunk in chunks:
        length = len(chunk.audio) // 2
        assert chunk.start_sample == end
        assert 0.02 * 24_000 <= length <= 0.2 * 24_000
        end += length
        assert all(chunk.start_sample <= phoneme.start_sample < end for phoneme in chunk.phonemes)
        assert all(chunk.start_sample <= word.start_sample < end for word in chunk.words)
    summary = parts[-1].summary
    assert (summary.sample_count, summary.phoneme_count, summary.word_count) == (
        whole.timings.sample_count,
        len(whole.timings.phonemes),
        len(whole.timings.words),
    )


def test_a_stream_sounds_before_it_is_made(sidecar: Running) -> None:
    text = "Here is a first sentence which is long enough to stand alone. " * 4
    started = time.monotonic()
    arrivals = [
        time.monotonic() - started
        for part in sidecar.speech.StreamSynthesize(speech_pb2.StreamSynthesizeRequest(spec=spec(text)))
        if part.WhichOneof("part") == "chunk"
    ]
    assert arrivals[0] < 0.6 * arrivals[-1]


def test_mandarin_with_english_in_it(sidecar: Running) -> None:
    request = speech_pb2.SynthesizeRequest(spec=spec("你好,我叫Alice。", voice="zf_xiaobei"))
    answer = sidecar.speech.Synthesize(request)
    assert_tiles(answer.timings)
    assert "Alice" in [word.text for word in answer.timings.words]
    symbols = "".join(phoneme.symbol for phoneme in answer.timings.phonemes)
    assert not set(symbols) & set("→↗↘↓")


def test_speed_changes_the_length(sidecar: Running) -> None:
    def length(speed: float) -> int:
        request = speech_pb2.SynthesizeRequest(spec=spec("A few words, spoken at some pace.", speed=speed))
        return sidecar.speech.Synthesize(request).timings.sample_count

    assert length(0.7) > 1.2 * length(1.0) > 1.4 * length(1.5)

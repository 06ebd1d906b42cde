# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad requests: a status, a machine-readable reason, and every wrong field by name."""

from __future__ import annotations

import grpc
import pytest

from protos.voxrig.v1 import speech_pb2, timing_pb2
from tests.sidecar.conftest import Running, failure, spec

pytestmark = pytest.mark.grpc

INVALID = grpc.StatusCode.INVALID_ARGUMENT

BAD_SPECS = {
    "empty text": (spec(""), "spec.text", "empty"),
    "blank text": (spec(" \n\t "), "spec.text", "empty"),
    "nothing to say": (spec("… — !"), "spec.text", "word"),
    "100,000 characters": (spec("word " * 20_000), "spec.text", "10000"),
    "control character": (spec("bell\x07"), "spec.text", "U+0007"),
    "unknown phoneme": (spec("[Voxrig](/v§/)"), "spec.text", "§"),
    "unknown voice": (spec("Hi.", voice="nobody"), "spec.voice", "nobody"),
    "voice that is a path": (spec("Hi.", voice="../../etc/passwd"), "spec.voice", "passwd"),
    "voice that is a novel": (spec("Hi.", voice="é" * 100_000), "spec.voice", "éé"),
    "unknown language": (spec("Hi.", language="xx-YY"), "spec.language", "xx-YY"),
    "too slow": (spec("Hi.", speed=0.49), "spec.speed", "0.49"),
    "too fast": (spec("Hi.", speed=2.01), "spec.speed", "2.01"),
    "speed zero": (spec("Hi.", speed=0.0), "spec.speed", "0"),
    "speed NaN": (spec("Hi.", speed=float("nan")), "spec.speed", "nan"),
    "speed infinite": (spec("Hi.", speed=float("inf")), "spec.speed", "inf"),
    "endless lexicon": (
        spec("Hi.", lexicon=[speech_pb2.LexiconEntry(word="hi", phonemes="hˈaɪ")] * 2_001),
        "spec.lexicon",
        "2001",
    ),
    "lexicon entry without a word": (
        spec("Hi.", lexicon=[speech_pb2.LexiconEntry(word="", phonemes="hˈaɪ")]),
        "spec.lexicon[0].word",
        "letter",
    ),
    "lexicon entry with unknown phonemes": (
        spec("Hi.", lexicon=[speech_pb2.LexiconEntry(word="hi", phonemes="§")]),
        "spec.lexicon[0].phonemes",
        "§",
    ),
}


@pytest.mark.parametrize(("bad", "field", "told"), BAD_SPECS.values(), ids=BAD_SPECS.keys())
def test_a_bad_line_names_its_field(
    sidecar: Running, bad: speech_pb2.SpeechSpec, field: str, told: str
) -> None:
    error = failure(lambda: sidecar.speech.Synthesize(speech_pb2.SynthesizeRequest(spec=bad)))
    assert (error.code, error.reason) == (INVALID, "INVALID_REQUEST")
    assert list(error.fields) == [field]
    assert told in error.fields[field]


def test_a_stream_names_the_field_too(sidecar: Running) -> None:
    request = speech_pb2.StreamSynthesizeRequest(spec=spec("Hi.", speed=9))
    error = failure(lambda: sidecar.speech.StreamSynthesize(request))
    assert error.code == INVALID
    assert list(error.fields) == ["spec.speed"]


def test_everything_wrong_is_named_at_once(sidecar: Running) -> None:
    bad = spec("", voice="nobody", language="xx", speed=5)
    request = speech_pb2.SynthesizeRequest(spec=bad, encoding=99)  # type: ignore[arg-type]
    error = failure(lambda: sidecar.speech.Synthesize(request))
    assert set(error.fields) == {"encoding", "spec.text", "spec.voice", "spec.language", "spec.speed"}


def test_a_missing_spec_is_told(sidecar: Running) -> None:
    error = failure(lambda: sidecar.speech.Synthesize(speech_pb2.SynthesizeRequest()))
    assert {"spec.text", "spec.voice"} <= set(error.fields)


def test_a_voice_without_its_collection_is_told_how_to_write_it(sidecar: Running) -> None:
    bad = speech_pb2.SpeechSpec(text="Hi.", voice="af_heart")
    error = failure(lambda: sidecar.speech.Synthesize(speech_pb2.SynthesizeRequest(spec=bad)))
    assert "voices/af_heart" in error.fields["spec.voice"]


def test_phonemize_names_fields(sidecar: Running) -> None:
    error = failure(lambda: sidecar.speech.Phonemize(speech_pb2.PhonemizeRequest(text="", language="")))
    assert set(error.fields) == {"text", "language"}


def test_phonemize_tells_pronunciations(sidecar: Running) -> None:
    answer = sidecar.speech.Phonemize(
        speech_pb2.PhonemizeRequest(
            text="Hello, [Voxrig](/vˈɑksɹˌɪɡ/)!",
            language="en-US",
            lexicon=[speech_pb2.LexiconEntry(word="hello", phonemes="həlˈoʊ")],
        )
    )
    assert [(word.text, word.phonemes) for word in answer.words] == [
        ("Hello", "həlˈoʊ"),
        ("Voxrig", "vˈɑksɹˌɪɡ"),
    ]
    assert [(word.char_start, word.char_end) for word in answer.words] == [(0, 5), (8, 14)]
    assert [sound.symbol for sound in answer.sounds] == ["h", "ə", "l", "oʊ", *"vɑksɹɪɡ"]
    stressed = [sound.symbol for sound in answer.sounds if sound.stress == timing_pb2.STRESS_PRIMARY]
    assert stressed == ["oʊ", "ɑ"]


def test_the_token_is_never_logged(sidecar: Running) -> None:
    assert sidecar.ready["token"] not in sidecar.log

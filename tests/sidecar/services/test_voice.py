# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices: listed, mixed, kept, spoken with, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import pytest

from protos.voxrig.v1 import audio_pb2, speech_pb2, speech_pb2_grpc, voice_pb2, voice_pb2_grpc
from sidecar.principals import LOCAL
from sidecar.synthesis.frontend import languages
from sidecar.tokens import Tokens
from sidecar.voices.registry import SeenVoices
from tests.sidecar.conftest import Running, failure, spec
from tests.sidecar.voices.making import cloned, registry_in
from tests.sidecar.voices.making import spec as voice_spec

pytestmark = pytest.mark.grpc


def part(voice: str, weight: float) -> voice_pb2.WeightedVoice:
    return voice_pb2.WeightedVoice(voice=f"voices/{voice}", weight=weight)


def listed(sidecar: Running, language: str = "") -> list[voice_pb2.Voice]:
    return list(sidecar.voices.ListVoices(voice_pb2.ListVoicesRequest(language=language)).voices)


def test_all_stock_voices_are_listed(sidecar: Running) -> None:
    voices = [v for v in listed(sidecar) if v.kind == voice_pb2.VOICE_KIND_STOCK]
    assert len(voices) == 54
    heart = next(voice for voice in voices if voice.name == "voices/af_heart")
    assert (heart.display_name, heart.language) == ("Heart", "en-US")
    assert heart.gender == voice_pb2.VOICE_GENDER_FEMALE
    assert not heart.components
    assert set(heart.languages) == set(languages())
    assert (heart.license, heart.owner, heart.revision) == ("Apache-2.0", "", 1)
    assert list(heart.deliveries) == ["neutral"]
    assert not heart.has_preview
    assert not heart.HasField("attestation")
    assert not heart.HasField("create_time")


def test_pages_hold_every_voice_once(sidecar: Running) -> None:
    names, token = [], ""
    while True:
        page = sidecar.voices.ListVoices(voice_pb2.ListVoicesRequest(page_size=20, page_token=token))
        assert len(page.voices) <= 20
        names += [voice.name for voice in page.voices]
        token = page.next_page_token
        if not token:
            break
    assert names == [voice.name for voice in listed(sidecar)]


@pytest.mark.parametrize(
    ("language", "tags"), [("en-GB", {"en-GB"}), ("EN", {"en-US", "en-GB"}), ("zh", {"zh-CN"})]
)
def test_languages_are_filtered(sidecar: Running, language: str, tags: set[str]) -> None:
    assert {voice.language for voice in listed(sidecar, language=language)} == tags


def test_an_unknown_language_has_no_voices(sidecar: Running) -> None:
    assert listed(sidecar, language="e") == []


def test_bad_pages_are_told(sidecar: Running) -> None:
    for field, value in (("page_size", -1), ("page_token", "x"), ("page_token", "LTU=")):
        request = voice_pb2.ListVoicesRequest(**{field: value})  # type: ignore[arg-type]
        assert set(failure(lambda r=request: sidecar.voices.ListVoices(r)).fields) == {field}


def test_a_blend_lives(sidecar: Running) -> None:
    first = voice_pb2.CreateBlendRequest(
        voice_id="narrator",
        display_name="The Narrator",
        components=[part("af_heart", 3), part("am_michael", 1)],
    )
    made = sidecar.voices.CreateBlend(first).voice
    assert (made.name, made.display_name) == ("voices/narrator", "The Narrator")
    assert made.kind == voice_pb2.VOICE_KIND_BLEND
    assert made.language == "en-US"
    assert made.gender == voice_pb2.VOICE_GENDER_UNSPECIFIED
    assert {c.voice: c.weight for c in made.components} == {
        "voices/af_heart": 0.75,
        "voices/am_michael": 0.25,
    }

    error = failure(lambda: sidecar.voices.CreateBlend(first))
    assert (error.code, error.reason) == (grpc.StatusCode.ALREADY_EXISTS, "VOICE_EXISTS")

    second = voice_pb2.CreateBlendRequest(
        voice_id="double", components=[part("narrator", 1), part("af_heart", 1)]
    )
    flat = sidecar.voices.CreateBlend(second).voice
    assert {c.voice: c.weight for c in flat.components} == {
        "voices/af_heart": 0.875,
        "voices/am_michael": 0.125,
    }
    blends = [voice for voice in listed(sidecar) if voice.kind == voice_pb2.VOICE_KIND_BLEND]
    assert blends == [flat, made]  # by id

    sidecar.voices.DeleteVoice(voice_pb2.DeleteVoiceRequest(name="voices/narrator"))
    error = failure(lambda: sidecar.voices.GetVoice(voice_pb2.GetVoiceRequest(name="voices/narrator")))
    assert (error.code, error.reason) == (grpc.StatusCode.NOT_FOUND, "VOICE_NOT_FOUND")
    said = sidecar.speech.Synthesize(speech_pb2.SynthesizeRequest(spec=spec("Still here.", voice="double")))
    pure = sidecar.speech.Synthesize(speech_pb2.SynthesizeRequest(spec=spec("Still here.")))
    assert said.audio.data != pure.audio.data
    sidecar.voices.DeleteVoice(voice_pb2.DeleteVoiceRequest(name="voices/double"))


def test_what_is_wrong_with_a_blend_is_named(sidecar: Running) -> None:
    request = voice_pb2.CreateBlendRequest(
        voice_id="Bad Id", components=[part("nobody", 1), part("af_heart", 0), part("af_sky", float("nan"))]
    )
    assert set(failure(lambda: sidecar.voices.CreateBlend(request)).fields) == {
        "voice_id",
        "components[0].voice",
        "components[1].weight",
        "components[2].weight",
    }
    for voice_id in ("", "../x", "1st", "a" * 64, "af_heart"):
        request = voice_pb2.CreateBlendRequest(voice_id=voice_id, components=[part("af_sky", 1)])
        assert set(failure(lambda r=request: sidecar.voices.CreateBlend(r)).fields) == {"voice_id"}
    empty = voice_pb2.CreateBlendRequest(voice_id="empty")
    assert set(failure(lambda: sidecar.voices.CreateBlend(empty)).fields) == {"components"}


def test_stock_voices_cannot_be_deleted(sidecar: Running) -> None:
    request = voice_pb2.DeleteVoiceRequest(name="voices/af_heart")
    error = failure(lambda: sidecar.voices.DeleteVoice(request))
    assert (error.code, error.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "VOICE_IS_STOCK")


def test_names_must_be_resource_names(sidecar: Running) -> None:
    for name in ("", "af_heart", "voices/"):
        error = failure(lambda n=name: sidecar.voices.GetVoice(voice_pb2.GetVoiceRequest(name=n)))
        assert set(error.fields) == {"name"}
    error = failure(lambda: sidecar.voices.DeleteVoice(voice_pb2.DeleteVoiceRequest(name="voices/../../x")))
    assert error.code == grpc.StatusCode.NOT_FOUND


@pytest.fixture
def kept(sidecar: Running) -> SeenVoices:
    """The local owner's voices, as the command line has them while the sidecar runs."""
    return registry_in(data_of(sidecar)).seen_by(LOCAL)


@pytest.fixture
def mine(kept: SeenVoices) -> Iterator[str]:
    """A cloned voice of the local owner's."""
    kept.add_personal(voice_spec("mine"), "cloned", cloned())
    yield "voices/mine"
    if kept.find("mine"):
        kept.delete("mine")


def data_of(sidecar: Running) -> Path:
    return sidecar.ready_file.parent / "data"


def token_of_bob(sidecar: Running) -> dict[str, Any]:
    token, _ = Tokens(registry_in(data_of(sidecar)).database).create("Bob")
    return {"metadata": (("authorization", f"Bearer {token}"),)}


def test_a_persons_voice_tells_all_that_is_known(sidecar: Running, mine: str) -> None:
    voice = sidecar.voices.GetVoice(voice_pb2.GetVoiceRequest(name=mine)).voice
    assert (voice.name, voice.kind, voice.language) == (mine, voice_pb2.VOICE_KIND_CLONED, "en-US")
    assert (voice.owner, voice.revision, voice.license) == ("principals/local", 1, "")
    assert voice.gender == voice_pb2.VOICE_GENDER_FEMALE
    assert voice.attestation.speaker == "Alice"
    assert voice.attestation.ground == voice_pb2.CONSENT_GROUND_SELF
    assert voice.attestation.attested_by == "principals/local"
    assert voice.attestation.attest_time == voice.create_time
    assert voice.create_time.seconds > 1_700_000_000
    assert voice.likeness.similarity == pytest.approx(0.8)
    assert voice.likeness.nearest_stock_voice == "voices/af_bella"
    assert voice.has_preview
    assert voice in listed(sidecar)


@pytest.mark.parametrize(
    ("encoding", "kind", "scale"),
    [
        (audio_pb2.AUDIO_ENCODING_UNSPECIFIED, "<i2", 32_767),
        (audio_pb2.AUDIO_ENCODING_PCM_S16LE, "<i2", 32_767),
        (audio_pb2.AUDIO_ENCODING_PCM_F32LE, "<f4", 1),
    ],
)
def test_its_preview_is_heard_in_the_encoding_that_is_wanted(
    sidecar: Running, mine: str, encoding: Any, kind: str, scale: int
) -> None:
    request = voice_pb2.GetVoicePreviewRequest(name=mine, encoding=encoding)
    preview = sidecar.voices.GetVoicePreview(request)
    assert preview.text == "This is one."
    assert (preview.audio.format.sample_rate_hz, preview.audio.format.channel_count) == (24_000, 1)
    samples = np.frombuffer(preview.audio.data, kind) / scale
    np.testing.assert_allclose(samples, cloned().preview.samples, atol=2 / 32_767)


def test_a_preview_that_is_not_there_is_told(sidecar: Running) -> None:
    for name, reason in (("voices/af_heart", "PREVIEW_NOT_FOUND"), ("voices/nobody", "VOICE_NOT_FOUND")):
        request = voice_pb2.GetVoicePreviewRequest(name=name)
        error = failure(lambda r=request: sidecar.voices.GetVoicePreview(r))
        assert (error.code, error.reason) == (grpc.StatusCode.NOT_FOUND, reason)
    bad = voice_pb2.GetVoicePreviewRequest(name="voices/af_heart", encoding=9)  # type: ignore[arg-type]
    assert set(failure(lambda: sidecar.voices.GetVoicePreview(bad)).fields) == {"encoding"}


def test_another_caller_neither_sees_nor_hears_nor_deletes_it(sidecar: Running, mine: str) -> None:
    as_bob = token_of_bob(sidecar)
    voices = voice_pb2_grpc.VoiceServiceStub(sidecar.channel)
    speech = speech_pb2_grpc.SpeechServiceStub(sidecar.channel)
    assert len(voices.ListVoices(voice_pb2.ListVoicesRequest(), **as_bob).voices) == 54
    for call in (
        lambda: voices.GetVoice(voice_pb2.GetVoiceRequest(name=mine), **as_bob),
        lambda: voices.GetVoicePreview(voice_pb2.GetVoicePreviewRequest(name=mine), **as_bob),
        lambda: voices.DeleteVoice(voice_pb2.DeleteVoiceRequest(name=mine), **as_bob),
    ):
        error = failure(call)
        assert (error.code, error.reason) == (grpc.StatusCode.NOT_FOUND, "VOICE_NOT_FOUND")
    line = speech_pb2.SynthesizeRequest(spec=spec("Hi.", voice="mine"))
    assert set(failure(lambda: speech.Synthesize(line, **as_bob)).fields) == {"spec.voice"}
    stream = speech_pb2.StreamSynthesizeRequest(spec=spec("Hi.", voice="mine"))
    assert set(failure(lambda: speech.StreamSynthesize(stream, **as_bob)).fields) == {"spec.voice"}
    blend = voice_pb2.CreateBlendRequest(voice_id="bobs", components=[part("mine", 1)])
    assert set(failure(lambda: voices.CreateBlend(blend, **as_bob)).fields) == {"components[0].voice"}
    taken = voice_pb2.CreateBlendRequest(voice_id="mine", components=[part("af_sky", 1)])
    assert failure(lambda: voices.CreateBlend(taken, **as_bob)).code == grpc.StatusCode.ALREADY_EXISTS
    assert sidecar.voices.GetVoice(voice_pb2.GetVoiceRequest(name=mine)).voice.name == mine


def test_another_caller_has_scenes_of_their_own(sidecar: Running) -> None:
    as_bob = token_of_bob(sidecar)
    bobs = speech_pb2_grpc.SpeechServiceStub(sidecar.channel)
    lines = [speech_pb2.BatchLine(line_id="a", spec=spec("Hi."))]
    request = speech_pb2.SubmitBatchRequest(request_id="scene of two owners", lines=lines)
    mine = sidecar.speech.SubmitBatch(request).batch
    his = bobs.SubmitBatch(request, **as_bob).batch
    assert his != mine
    for call in (
        lambda: bobs.PollBatch(speech_pb2.PollBatchRequest(batch=mine), **as_bob),
        lambda: bobs.FetchAudio(speech_pb2.FetchAudioRequest(batch=mine, line_id="a"), **as_bob),
        lambda: bobs.CancelBatch(speech_pb2.CancelBatchRequest(batch=mine), **as_bob),
    ):
        error = failure(call)
        assert (error.code, error.reason) == (grpc.StatusCode.NOT_FOUND, "BATCH_NOT_FOUND")
    assert bobs.PollBatch(speech_pb2.PollBatchRequest(batch=his), **as_bob).lines
    assert sidecar.speech.SubmitBatch(request).batch == mine


def test_a_blend_of_a_voice_that_is_gone_cannot_speak_and_says_why(sidecar: Running, mine: str) -> None:
    request = voice_pb2.CreateBlendRequest(voice_id="half", components=[part("mine", 1), part("af_sky", 1)])
    sidecar.voices.CreateBlend(request)
    sidecar.voices.DeleteVoice(voice_pb2.DeleteVoiceRequest(name=mine))
    error = failure(lambda: sidecar.voices.GetVoice(voice_pb2.GetVoiceRequest(name="voices/half")))
    assert (error.code, error.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "VOICE_INCOMPLETE")
    line = speech_pb2.SynthesizeRequest(spec=spec("Hi.", voice="half"))
    fields = failure(lambda: sidecar.speech.Synthesize(line)).fields
    assert "voices that are gone: mine" in fields["spec.voice"]
    sidecar.voices.DeleteVoice(voice_pb2.DeleteVoiceRequest(name="voices/half"))

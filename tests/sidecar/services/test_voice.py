# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices: listed, mixed, kept, spoken with, deleted."""

from __future__ import annotations

import grpc
import pytest

from protos.voxrig.v1 import speech_pb2, voice_pb2
from tests.sidecar.conftest import Running, failure, spec

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
    assert listed(sidecar)[-2:] == [flat, made]  # after the stock voices, by id

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

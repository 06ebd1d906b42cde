# SPDX-License-Identifier: GPL-3.0-or-later
"""EnrolmentService: recordings become voices; what is given up or refused leaves nothing behind."""

from __future__ import annotations

import io
import itertools
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import pytest
import soundfile

from protos.voxrig.v1 import audio_pb2, enrolment_pb2, voice_pb2
from tests.sidecar.conftest import Running, Start, failure, spec, wait_for

pytestmark = pytest.mark.grpc

TEXT = (
    "The old lighthouse stood at the end of the bay, and nobody had lived there for thirty years. "
    "Every evening my grandfather walked down to the harbour to look at the boats. "
    "He knew each of them by name, and he could tell you who had built it, and when. "
    "One night in October a storm came up so quickly that three of them never came home."
)
RATE_HZ = 24_000
PIECE = 1 << 20
_ids = itertools.count()


@pytest.fixture(scope="session")
def recording(sidecar: Running) -> bytes:
    """Some 20 seconds of one voice in a quiet room, as a FLAC file."""
    answer = sidecar.speech.Synthesize(_line(TEXT, "bf_emma"), timeout=120)
    speech = np.frombuffer(answer.audio.data, "<i2").astype(np.float32) / 2**15
    room = np.random.default_rng(4).normal(0, 10 ** (-62 / 20), len(speech)).astype(np.float32)
    return _flac(speech + room)


def _line(text: str, voice: str) -> Any:
    from protos.voxrig.v1 import speech_pb2

    return speech_pb2.SynthesizeRequest(spec=spec(text, voice))


def _flac(samples: np.ndarray) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, RATE_HZ, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def _voice(**changed: Any) -> enrolment_pb2.PersonalVoiceSpec:
    attestation = voice_pb2.Attestation(speaker="Emma", ground=voice_pb2.CONSENT_GROUND_SELF)
    fields = {"voice_id": f"emma-{next(_ids)}", "display_name": "Emma", "attestation": attestation}
    return enrolment_pb2.PersonalVoiceSpec(**{**fields, **changed})


def _stream(
    content: bytes, voice: enrolment_pb2.PersonalVoiceSpec, total: int | None = None, **recording: Any
) -> Iterator[enrolment_pb2.EnrolVoiceRequest]:
    described = enrolment_pb2.RecordingSpec(
        file_name="emma.flac", total_bytes=len(content) if total is None else total, **recording
    )
    header = enrolment_pb2.EnrolVoiceHeader(recording=described, voice=voice)
    yield enrolment_pb2.EnrolVoiceRequest(header=header)
    for start in range(0, len(content), PIECE):
        yield enrolment_pb2.EnrolVoiceRequest(data=content[start : start + PIECE])


def _enrol(sidecar: Running, *stream: Any, **recording: Any) -> enrolment_pb2.EnrolVoiceResponse:
    return sidecar.enrolment.EnrolVoice(_stream(*stream, **recording), timeout=180)


def _begin(sidecar: Running, content: bytes) -> enrolment_pb2.Enrolment:
    described = enrolment_pb2.RecordingSpec(file_name="emma.flac", total_bytes=len(content))
    request = enrolment_pb2.BeginEnrolmentRequest(request_id=f"request-{next(_ids)}", recording=described)
    return sidecar.enrolment.BeginEnrolment(request, timeout=10).enrolment


def _upload(sidecar: Running, enrolment: str, offset: int, data: bytes) -> int:
    request = enrolment_pb2.UploadRecordingRequest(enrolment=enrolment, offset_bytes=offset, data=data)
    return sidecar.enrolment.UploadRecording(request, timeout=10).received_bytes


def _get(sidecar: Running, name: str) -> enrolment_pb2.Enrolment:
    return sidecar.enrolment.GetEnrolment(enrolment_pb2.GetEnrolmentRequest(name=name), timeout=10).enrolment


def _confirm(sidecar: Running, name: str, voice: enrolment_pb2.PersonalVoiceSpec) -> enrolment_pb2.Enrolment:
    request = enrolment_pb2.ConfirmEnrolmentRequest(enrolment=name, voice=voice)
    return sidecar.enrolment.ConfirmEnrolment(request, timeout=10).enrolment


def _assessed(sidecar: Running, content: bytes) -> enrolment_pb2.Enrolment:
    enrolment = _begin(sidecar, content)
    for start in range(0, len(content), PIECE):
        _upload(sidecar, enrolment.name, start, content[start : start + PIECE])
    settled = (enrolment_pb2.ENROLMENT_STATE_ASSESSED, enrolment_pb2.ENROLMENT_STATE_REFUSED)
    wait_for(lambda: _get(sidecar, enrolment.name).state in settled, "the recording is assessed")
    return _get(sidecar, enrolment.name)


def _voice_names(sidecar: Running) -> set[str]:
    answer = sidecar.voices.ListVoices(voice_pb2.ListVoicesRequest(page_size=1_000), timeout=10)
    return {voice.name for voice in answer.voices}


def _nameless_files(sidecar: Running) -> list[str]:
    """Files without a name that the process holds open: recordings, and those of libffi."""
    folder = Path(f"/proc/{sidecar.process.pid}/fd")
    links = []
    for entry in folder.iterdir():
        try:
            links.append(str(entry.readlink()))
        except FileNotFoundError:  # closed meanwhile
            continue
    return [link for link in links if "voxrig-" in link or link.startswith("/tmp/#")]


def test_a_streamed_recording_becomes_a_voice_that_speaks(sidecar: Running, recording: bytes) -> None:
    answer = _enrol(sidecar, recording, _voice(voice_id="emma"))
    voice = answer.voice
    assert voice.name == "voices/emma"
    assert voice.kind == voice_pb2.VOICE_KIND_CLONED
    assert (voice.revision, voice.owner) == (1, "principals/local")
    assert voice.attestation.attested_by == "principals/local"
    assert voice.attestation.speaker == "Emma"
    assert {"en-US", "zh-CN", "es-ES"} <= set(voice.languages)
    assert voice.likeness.similarity > 0.75
    assert answer.report.measures.speech_seconds > 10
    assert answer.report.kept
    assert voice.name in _voice_names(sidecar)
    spoken = sidecar.speech.Synthesize(_line("A voice of my own.", "emma"), timeout=60)
    assert np.abs(np.frombuffer(spoken.audio.data, "<i2")).max() > 2_000
    assert spoken.timings.phonemes[-1].end_sample == spoken.timings.sample_count
    preview = sidecar.voices.GetVoicePreview(
        voice_pb2.GetVoicePreviewRequest(name=voice.name, encoding=audio_pb2.AUDIO_ENCODING_PCM_S16LE),
        timeout=10,
    )
    assert preview.text
    assert len(preview.audio.data) > 2 * RATE_HZ
    again = failure(lambda: _enrol(sidecar, recording, _voice(voice_id="emma")))
    assert again.code == grpc.StatusCode.ALREADY_EXISTS


def test_a_client_without_threads_uploads_looks_at_the_report_and_confirms(
    sidecar: Running, recording: bytes
) -> None:
    enrolment = _assessed(sidecar, recording)
    assert enrolment.state == enrolment_pb2.ENROLMENT_STATE_ASSESSED
    assert enrolment.report.verdict != enrolment_pb2.QUALITY_VERDICT_REFUSE
    voice = _voice()
    assert _confirm(sidecar, enrolment.name, voice).state == enrolment_pb2.ENROLMENT_STATE_CLONING
    wait_for(
        lambda: _get(sidecar, enrolment.name).state == enrolment_pb2.ENROLMENT_STATE_DONE, "the voice is made"
    )
    made = _get(sidecar, enrolment.name).voice
    assert made.name == f"voices/{voice.voice_id}"
    again = failure(lambda: _confirm(sidecar, enrolment.name, _voice()))
    assert (again.code, again.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "ENROLMENT_NOT_ASSESSED")


def test_a_lost_answer_costs_nothing(sidecar: Running, recording: bytes) -> None:
    before = _nameless_files(sidecar)
    described = enrolment_pb2.RecordingSpec(total_bytes=len(recording))
    request = enrolment_pb2.BeginEnrolmentRequest(request_id="once", recording=described)
    first = sidecar.enrolment.BeginEnrolment(request, timeout=10).enrolment
    assert sidecar.enrolment.BeginEnrolment(request, timeout=10).enrolment.name == first.name
    assert _upload(sidecar, first.name, 0, recording[:1_000]) == 1_000
    assert _upload(sidecar, first.name, 0, recording[:1_000]) == 1_000
    assert _upload(sidecar, first.name, 1_000, recording[1_000:1_500]) == 1_500
    gap = failure(lambda: _upload(sidecar, first.name, 9_999, b"x"))
    assert (gap.code, set(gap.fields)) == (grpc.StatusCode.INVALID_ARGUMENT, {"offset_bytes"})
    request.recording.total_bytes += 1
    other = failure(lambda: sidecar.enrolment.BeginEnrolment(request, timeout=10))
    assert (other.code, other.reason) == (grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_USED")
    sidecar.enrolment.CancelEnrolment(enrolment_pb2.CancelEnrolmentRequest(name=first.name), timeout=10)
    gone = failure(lambda: _get(sidecar, first.name))
    assert (gone.code, gone.reason) == (grpc.StatusCode.NOT_FOUND, "ENROLMENT_NOT_FOUND")
    assert _nameless_files(sidecar) == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"voice_id": "Emma!"}, "voice_id"),
        ({"attestation": None}, "attestation.speaker"),
        ({"attestation": voice_pb2.Attestation(speaker="Emma")}, "attestation.ground"),
        (
            {"attestation": voice_pb2.Attestation(speaker="Emma", ground=voice_pb2.CONSENT_GROUND_CONSENT)},
            "attestation.details",
        ),
        ({"language": "tlh"}, "language"),
    ],
)
def test_a_voice_without_a_name_or_anybodys_word_is_not_begun(
    sidecar: Running, recording: bytes, changed: dict[str, Any], field: str
) -> None:
    refused = failure(lambda: _enrol(sidecar, recording, _voice(**changed)))
    assert refused.code == grpc.StatusCode.INVALID_ARGUMENT
    assert f"header.voice.{field}" in refused.fields


def test_what_is_no_recording_is_refused_by_name(sidecar: Running) -> None:
    text = b"This is a text file, whatever its name says. " * 100
    refused = failure(lambda: _enrol(sidecar, text, _voice()))
    assert (refused.code, set(refused.fields)) == (grpc.StatusCode.INVALID_ARGUMENT, {"recording"})
    huge = failure(lambda: _enrol(sidecar, b"x", _voice(), total=1 << 40))
    assert set(huge.fields) == {"header.recording.total_bytes"}
    backwards = _stream(b"x", _voice(), start_seconds=5, end_seconds=2)
    assert set(failure(lambda: sidecar.enrolment.EnrolVoice(backwards, timeout=60)).fields) == {
        "header.recording.end_seconds"
    }


def test_silence_is_refused_with_a_report_and_no_voice(sidecar: Running) -> None:
    before = _voice_names(sidecar)
    silence = _flac(np.random.default_rng(1).normal(0, 1e-4, 20 * RATE_HZ).astype(np.float32))
    answer = _enrol(sidecar, silence, _voice())
    assert answer.report.verdict == enrolment_pb2.QUALITY_VERDICT_REFUSE
    assert answer.report.findings[0].severity == enrolment_pb2.FINDING_SEVERITY_REFUSAL
    assert answer.report.findings[0].message
    assert not answer.HasField("voice")
    assert _voice_names(sidecar) == before


def test_a_stream_that_stops_half_way_leaves_nothing(sidecar: Running, recording: bytes) -> None:
    before, files = _voice_names(sidecar), _nameless_files(sidecar)
    half = recording[: len(recording) // 2]
    ended = failure(
        lambda: sidecar.enrolment.EnrolVoice(_stream(half, _voice(), total=len(recording)), timeout=60)
    )
    assert (ended.code, set(ended.fields)) == (grpc.StatusCode.INVALID_ARGUMENT, {"data"})

    def hanging() -> Iterator[enrolment_pb2.EnrolVoiceRequest]:
        yield from _stream(half, _voice(), total=len(recording))
        wait_for(lambda: _nameless_files(sidecar) != files, "the recording arrives")
        call.cancel()

    call = sidecar.enrolment.EnrolVoice.future(hanging(), timeout=60)
    with pytest.raises((grpc.RpcError, grpc.FutureCancelledError)):
        call.result()
    wait_for(lambda: _nameless_files(sidecar) == files, "the recording is gone")
    assert _voice_names(sidecar) == before


def test_a_sidecar_killed_while_it_makes_a_voice_leaves_no_half_of_it(
    start_sidecar: Start, recording: bytes, tmp_path: Path
) -> None:
    data, scratch = tmp_path / "data", tmp_path / "scratch"
    scratch.mkdir()
    variables = {"VOXRIG_DATA_DIR": str(data), "TMPDIR": str(scratch)}
    killed = start_sidecar(**variables).wait_until_loaded()
    enrolment = _assessed(killed, recording)
    _confirm(killed, enrolment.name, _voice(voice_id="half"))
    killed.process.send_signal(signal.SIGKILL)
    killed.process.wait(30)
    assert not [path for path in scratch.rglob("voxrig-*") if path.is_file()]
    reopened = start_sidecar(**variables)
    assert "voices/half" not in _voice_names(reopened)
    assert not [path for path in (data / "blobs").rglob("*") if path.is_file()]
    reopened.stop()


if sys.platform != "linux":
    pytestmark = [pytestmark, pytest.mark.skip(reason="counts open files through /proc")]

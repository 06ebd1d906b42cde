# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract's calls, blocking and with short deadlines; gRPC's types end here.

Blocking unary calls start no Python thread, which Blender's developers ask of extensions. So that the window
stays awake, the calls that are made step by step wait for a moment only: one that was not answered is made
again later, and means the same. A sidecar far away cannot answer so soon; for it the moment grows.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

from ..locale import translated
from .enrolment import EnrolmentStatus, PersonalVoice, read_status
from .errors import SidecarError, WheelsError, friendly
from .recording import Recording
from .script import Columns, Script, read_script
from .spec import speech_spec
from .speech import LineRequest, Sound, SpokenWord, Timings
from .sureness import SURE, Sureness, read_sureness
from .target import Connect, is_loopback
from .versions import SidecarInfo
from .voice import Clip, Voice, is_unsaved, read_voice

_SPEECH_SERVICE: Final = b"voxrig.v1.SpeechService"
_HEALTH_REQUEST: Final = (
    b"\x0a" + bytes([len(_SPEECH_SERVICE)]) + _SPEECH_SERVICE
)  # field 1: the service's name
_SERVING: Final = b"\x08\x01"  # field 1: status SERVING
STEP_SECONDS: Final = 0.035  # how long a step's call keeps the window waiting
_FAR_SECONDS: Final = 0.5  # the most that it may, where the sidecar is on another computer
_PATIENT: Final = 5.0  # for calls that the animator waits for, or where there is no window
_READING: Final = 60.0  # a script of 16 MiB
_FETCH_BYTES: Final = 1 << 18
_VOICE_PAGE: Final = 1_000
_PCM_S16LE: Final = 1  # the contract's number
_STRESS: Final = {3: 1, 2: 2}  # the contract's PRIMARY and SECONDARY in the lip-sync's numbers


class LineState(Enum):
    """How far the sidecar is with a line."""

    QUEUED = 1
    SPEAKING = 2
    DONE = 3
    FAILED = 4
    CANCELLED = 5


@dataclass(frozen=True, slots=True)
class LineStatus:
    """A line's state; `reason` in FAILED, the rest in DONE.

    Attributes:
        uid: The line's id.
        state: How far it is.
        reason: Why it failed, in words.
        byte_count: Length of its audio.
        timings: Reads its times from the answer; two hundred at once would take too long.
        cached: Whether the sidecar had kept it from before.
        sureness: How far its times can be trusted.
    """

    uid: str
    state: LineState
    reason: str = ""
    byte_count: int = 0
    timings: Callable[[], Timings] | None = None
    cached: bool = False
    sureness: Sureness = SURE


@dataclass(frozen=True, slots=True)
class Progress:
    """What is new in a batch since the last revision."""

    revision: int
    lines: Sequence[LineStatus]
    finished: bool


class Client:
    """A channel to one sidecar.

    Every method raises SidecarError, whose message is for the animator.
    """

    def __init__(self, target: Connect, *, unhurried: bool = False) -> None:
        """Prepares the channel; connects at the first call.

        Args:
            target: The sidecar.
            unhurried: There is no window to keep awake: calls wait for their answer.

        Raises:
            WheelsError: gRPC cannot be loaded.
            SidecarError: The certificate cannot be read.
        """
        try:
            import grpc  # 160 ms, so not before it is needed

            from .stubs import (
                enrolment_pb2,
                enrolment_pb2_grpc,
                info_pb2,
                info_pb2_grpc,
                script_pb2,
                script_pb2_grpc,
                speech_pb2,
                speech_pb2_grpc,
                voice_pb2,
                voice_pb2_grpc,
            )
        except (
            ImportError,
            RuntimeError,
            TypeError,
        ) as error:  # also: wheels of another add-on that do not fit
            words = translated("gRPC cannot be loaded; reinstall the add-on from its .zip ({reason})")
            raise WheelsError(words.format(reason=error)) from error
        self._error, self._info = grpc.RpcError, info_pb2
        self._speech, self._voice, self._enrolment = speech_pb2, voice_pb2, enrolment_pb2
        options = (("grpc.enable_http_proxy", 0), ("grpc.max_receive_message_length", -1))
        if is_loopback(target.address):
            self._channel = grpc.insecure_channel(target.address, options)
        else:
            credentials = grpc.ssl_channel_credentials(_certificate(target.root_certificate))
            self._channel = grpc.secure_channel(target.address, credentials, options)
        near = is_loopback(target.address)
        self._step_seconds = _PATIENT if unhurried else STEP_SECONDS
        self._most_seconds = self._step_seconds if near or unhurried else _FAR_SECONDS
        self._metadata = (("authorization", f"Bearer {target.token}"),) if target.token else ()
        self._info_service: Any = info_pb2_grpc.InfoServiceStub(self._channel)
        self._script, self._script_service = script_pb2, script_pb2_grpc.ScriptServiceStub(self._channel)
        self._speech_service: Any = speech_pb2_grpc.SpeechServiceStub(self._channel)
        self._voice_service: Any = voice_pb2_grpc.VoiceServiceStub(self._channel)
        self._enrolment_service: Any = enrolment_pb2_grpc.EnrolmentServiceStub(self._channel)
        self._health = self._channel.unary_unary(
            "/grpc.health.v1.Health/Check", request_serializer=bytes, response_deserializer=bytes
        )

    def close(self) -> None:
        """Ends the connection."""
        self._channel.close()

    def info(self) -> SidecarInfo:
        """What the sidecar is; known before it can speak."""
        reply = self._step(self._info_service.GetInfo, self._info.GetInfoRequest())
        return SidecarInfo(reply.version, reply.engine, tuple(reply.languages))

    def is_ready(self) -> bool:
        """Whether the sidecar can speak; False while it loads its voice.

        Raises:
            SidecarError: It cannot be reached, or it has no voice and never will.
        """
        if self._step(self._health, _HEALTH_REQUEST) == _SERVING:
            return True
        try:
            request = self._speech.PhonemizeRequest(text="a", language="en-US")
            self._step(self._speech_service.Phonemize, request)
        except SidecarError as error:
            if not error.retryable:
                raise
            return False
        return True

    def voices(self, *, patient: bool = True) -> list[Voice]:
        """All voices but mixtures that are only being tried; impatient, it is asked again if need be."""
        return [voice for voice in self._all_voices(patient=patient) if not is_unsaved(voice.name)]

    def forget_unsaved(self) -> None:
        """Removes mixtures that were only being tried, those that a crash has left among them."""
        for voice in self._all_voices(patient=True):
            if is_unsaved(voice.name):
                self.delete_voice(voice.name)

    def _all_voices(self, *, patient: bool) -> list[Voice]:
        found: list[Voice] = []
        token = ""
        while True:
            request = self._voice.ListVoicesRequest(page_size=_VOICE_PAGE, page_token=token)
            method = self._voice_service.ListVoices
            reply = self._call(method, request, _PATIENT) if patient else self._step(method, request)
            found += [read_voice(voice) for voice in reply.voices]
            token = reply.next_page_token
            if not token:
                return found

    def preview(self, voice: str) -> Clip:
        """The sample that is kept of a voice; takes its resource name."""
        request = self._voice.GetVoicePreviewRequest(name=voice, encoding=_PCM_S16LE)
        audio = self._call(self._voice_service.GetVoicePreview, request, _PATIENT).audio
        return Clip(audio.data, audio.format.sample_rate_hz)

    def create_blend(self, voice_id: str, title: str, parts: Sequence[tuple[str, float]]) -> Voice:
        """Mixes voices, given as resource names and weights above 0, and keeps the mixture."""
        components = [self._voice.WeightedVoice(voice=name, weight=weight) for name, weight in parts]
        request = self._voice.CreateBlendRequest(voice_id=voice_id, display_name=title, components=components)
        return read_voice(self._call(self._voice_service.CreateBlend, request, _PATIENT).voice)

    def delete_voice(self, voice: str) -> None:
        """Removes a voice for good; takes its resource name."""
        request = self._voice.DeleteVoiceRequest(name=voice)
        self._call(self._voice_service.DeleteVoice, request, _PATIENT)

    def begin_enrolment(self, request_id: str, recording: Recording) -> EnrolmentStatus:
        """Begins an enrolment. The same request id gives the same one again."""
        spec = self._enrolment.RecordingSpec(
            file_name=recording.name,
            total_bytes=recording.size,
            start_seconds=recording.start,
            end_seconds=recording.end,
        )
        request = self._enrolment.BeginEnrolmentRequest(request_id=request_id, recording=spec)
        return read_status(self._step(self._enrolment_service.BeginEnrolment, request).enrolment)

    def upload(self, enrolment: str, offset: int, data: bytes) -> int:
        """Sends a piece of the recording, up to 256 KiB; bytes that have arrived so far."""
        request = self._enrolment.UploadRecordingRequest(enrolment=enrolment, offset_bytes=offset, data=data)
        return self._step(self._enrolment_service.UploadRecording, request).received_bytes

    def enrolment(self, name: str) -> EnrolmentStatus:
        """How far an enrolment is; an error if it failed."""
        request = self._enrolment.GetEnrolmentRequest(name=name)
        return read_status(self._step(self._enrolment_service.GetEnrolment, request).enrolment)

    def confirm_enrolment(self, enrolment: str, voice: PersonalVoice) -> EnrolmentStatus:
        """Begins to make the voice of an assessed recording."""
        attestation = self._voice.Attestation(
            speaker=voice.speaker, ground=voice.ground.value, details=voice.details
        )
        spec = self._enrolment.PersonalVoiceSpec(
            voice_id=voice.voice_id,
            display_name=voice.title,
            language=voice.language,
            attestation=attestation,
            replace=voice.replace,
        )
        request = self._enrolment.ConfirmEnrolmentRequest(enrolment=enrolment, voice=spec)
        return read_status(self._step(self._enrolment_service.ConfirmEnrolment, request).enrolment)

    def cancel_enrolment(self, name: str) -> None:
        """Forgets an enrolment."""
        request = self._enrolment.CancelEnrolmentRequest(name=name)
        self._step(self._enrolment_service.CancelEnrolment, request)

    def pronunciation(self, text: str, language: str) -> str:
        """How a text would be pronounced in a language (BCP-47): IPA, its words parted by spaces."""
        request = self._speech.PhonemizeRequest(text=text, language=language)
        reply = self._call(self._speech_service.Phonemize, request, _PATIENT)
        return " ".join(word.phonemes for word in reply.words)

    def read_script(self, name: str, content: bytes, columns: Columns, taken: Sequence[str] = ()) -> Script:
        """What is in a script; the sidecar can tell before it can speak.

        Args:
            name: The file's name.
            content: The file.
            columns: For tables.
            taken: Resource names of voices that are not to be suggested.
        """
        request = self._script.ReadScriptRequest(
            file_name=name,
            content=content,
            columns=self._script.TableColumns(**asdict(columns)),
            taken_voices=taken,
        )
        return read_script(self._call(self._script_service.ReadScript, request, _READING))

    def submit(self, request_id: str, lines: Sequence[LineRequest]) -> str:
        """Queues lines; the batch's name. The same request id gives the same batch again."""
        pb = self._speech
        batch_lines = [pb.BatchLine(line_id=line.uid, spec=speech_spec(pb, line)) for line in lines]
        request = pb.SubmitBatchRequest(request_id=request_id, lines=batch_lines, encoding=_PCM_S16LE)
        return self._step(self._speech_service.SubmitBatch, request).batch

    def poll(self, batch: str, since: int) -> Progress:
        """What is new in a batch."""
        request = self._speech.PollBatchRequest(batch=batch, since_revision=since)
        reply = self._step(self._speech_service.PollBatch, request)
        return Progress(reply.revision, [_read_status(status) for status in reply.lines], reply.finished)

    def fetch(self, batch: str, uid: str, offset: int) -> bytes:
        """A piece of a line's audio, up to 256 KiB from `offset` on."""
        request = self._speech.FetchAudioRequest(
            batch=batch, line_id=uid, offset_bytes=offset, max_bytes=_FETCH_BYTES
        )
        return self._step(self._speech_service.FetchAudio, request).data

    def cancel(self, batch: str, uids: Sequence[str] = ()) -> None:
        """Stops lines of a batch, all of them if none is named."""
        request = self._speech.CancelBatchRequest(batch=batch, line_ids=uids)
        self._step(self._speech_service.CancelBatch, request)

    def _step(self, method: Callable[..., Any], request: Any) -> Any:
        """A call that is made again if it is not answered at once."""
        try:
            return self._call(method, request, self._step_seconds)
        except SidecarError as error:
            if error.code == "DEADLINE_EXCEEDED":
                self._step_seconds = min(2 * self._step_seconds, self._most_seconds)
            raise

    def _call(self, method: Callable[..., Any], request: Any, seconds: float) -> Any:
        try:
            return method(request, timeout=seconds, metadata=self._metadata)
        except self._error as error:
            raise friendly(error) from error
        except ValueError as error:  # gRPC's word for a closed channel
            raise SidecarError("The connection to the sidecar is closed", "CANCELLED") from error


def _read_status(status: Any) -> LineStatus:
    state = LineState(status.state)
    timings = functools.partial(_read_timings, status.timings) if state is LineState.DONE else None
    reason = status.error.message or status.error.reason
    return LineStatus(
        status.line_id,
        state,
        reason,
        status.audio_byte_count,
        timings,
        cached=status.from_cache,
        sureness=read_sureness(status.timings),
    )


def _read_timings(timings: Any) -> Timings:
    return Timings(
        timings.sample_rate_hz,
        timings.sample_count,
        tuple(
            Sound(
                phoneme.symbol,
                phoneme.start_sample,
                phoneme.end_sample,
                _STRESS.get(phoneme.stress, 0),
                phoneme.word_index if phoneme.HasField("word_index") else None,
            )
            for phoneme in timings.phonemes
        ),
        tuple(
            SpokenWord(word.text, word.char_start, word.char_end, word.start_sample, word.end_sample)
            for word in timings.words
        ),
    )


def _certificate(path: str) -> bytes | None:
    if not path:
        return None
    try:
        return Path(path).read_bytes()
    except OSError as error:
        words = translated("The certificate {path} cannot be read: {reason}")
        raise SidecarError(words.format(path=path, reason=error.strerror)) from error

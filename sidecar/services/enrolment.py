# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: N802, ARG002 (names and arguments are gRPC's)
"""EnrolmentService: a person's recording becomes a voice, in one stream or in short calls."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import grpc

from protos.voxrig.v1 import enrolment_pb2, enrolment_pb2_grpc
from sidecar.errors import InvalidRequestError, Violation
from sidecar.principals import current
from sidecar.readiness import Readiness
from sidecar.services.enrolment_messages import (
    ENROLMENTS,
    enrolment_message,
    read_personal_voice,
    read_recording_spec,
    report_message,
    within,
)
from sidecar.services.reading import resource_id
from sidecar.services.writing import voice_message
from sidecar.voices.enrolment import Enrolment, Enrolments, EnrolmentState

_MAX_ID = 64


class EnrolmentService(enrolment_pb2_grpc.EnrolmentServiceServicer):
    """Takes and assesses recordings at once; to make voices of them it needs a loaded engine."""

    def __init__(self, enrolments: Enrolments, readiness: Readiness) -> None:
        self._enrolments = enrolments
        self._readiness = readiness

    async def EnrolVoice(
        self,
        request_iterator: AsyncIterator[enrolment_pb2.EnrolVoiceRequest],
        context: grpc.aio.ServicerContext,
    ) -> enrolment_pb2.EnrolVoiceResponse:
        """Takes the whole recording and answers with the voice. A stream that breaks off leaves nothing."""
        self._readiness.check()
        requests = aiter(request_iterator)
        first = await anext(requests, None)
        if first is None or first.WhichOneof("part") != "header":
            raise _wrong("header", "must be the first piece of the stream")
        spec = read_personal_voice(first.header.voice)
        with within("header.voice"):
            await self._enrolments.check(current(), spec)
        with within("header.recording"):
            recording = read_recording_spec(first.header.recording)
            enrolment = self._enrolments.begin(current(), secrets.token_hex(16), recording)
        try:
            await self._receive_all(enrolment, requests)
            await enrolment.settled()
            if enrolment.state is EnrolmentState.ASSESSED:
                with within("header.voice"):
                    await self._enrolments.confirm(enrolment, spec)
                await enrolment.settled()
            report = report_message(enrolment.report) if enrolment.report else None
            voice = voice_message(enrolment.voice) if enrolment.voice else None
            return enrolment_pb2.EnrolVoiceResponse(report=report, voice=voice)
        finally:
            self._enrolments.cancel(enrolment)

    async def BeginEnrolment(
        self, request: enrolment_pb2.BeginEnrolmentRequest, context: grpc.aio.ServicerContext
    ) -> enrolment_pb2.BeginEnrolmentResponse:
        """Makes room for a recording."""
        if not 1 <= len(request.request_id) <= _MAX_ID:
            raise _wrong("request_id", f"has {len(request.request_id)} characters; 1 to {_MAX_ID} are needed")
        with within("recording"):
            recording = read_recording_spec(request.recording)
            enrolment = self._enrolments.begin(current(), request.request_id, recording)
        return enrolment_pb2.BeginEnrolmentResponse(enrolment=enrolment_message(enrolment))

    async def UploadRecording(
        self, request: enrolment_pb2.UploadRecordingRequest, context: grpc.aio.ServicerContext
    ) -> enrolment_pb2.UploadRecordingResponse:
        """Takes a piece of the recording."""
        enrolment = self._find(request.enrolment, "enrolment")
        self._enrolments.receive(enrolment, request.offset_bytes, request.data)
        return enrolment_pb2.UploadRecordingResponse(received_bytes=enrolment.received_bytes)

    async def GetEnrolment(
        self, request: enrolment_pb2.GetEnrolmentRequest, context: grpc.aio.ServicerContext
    ) -> enrolment_pb2.GetEnrolmentResponse:
        """Tells how far it is, or why it failed."""
        enrolment = self._find(request.name, "name")
        if enrolment.error is not None:
            raise enrolment.error
        return enrolment_pb2.GetEnrolmentResponse(enrolment=enrolment_message(enrolment))

    async def ConfirmEnrolment(
        self, request: enrolment_pb2.ConfirmEnrolmentRequest, context: grpc.aio.ServicerContext
    ) -> enrolment_pb2.ConfirmEnrolmentResponse:
        """Begins to make the voice."""
        self._readiness.check()
        enrolment = self._find(request.enrolment, "enrolment")
        with within("voice"):
            await self._enrolments.confirm(enrolment, read_personal_voice(request.voice))
        return enrolment_pb2.ConfirmEnrolmentResponse(enrolment=enrolment_message(enrolment))

    async def CancelEnrolment(
        self, request: enrolment_pb2.CancelEnrolmentRequest, context: grpc.aio.ServicerContext
    ) -> enrolment_pb2.CancelEnrolmentResponse:
        """Forgets it."""
        self._enrolments.cancel(self._find(request.name, "name"))
        return enrolment_pb2.CancelEnrolmentResponse()

    def _find(self, name: str, field: str) -> Enrolment:
        return self._enrolments.find(current(), resource_id(name, ENROLMENTS, field))

    async def _receive_all(
        self, enrolment: Enrolment, requests: AsyncIterator[enrolment_pb2.EnrolVoiceRequest]
    ) -> None:
        async for request in requests:
            if request.WhichOneof("part") != "data":
                raise _wrong("data", "is all that follows the header")
            self._enrolments.receive(enrolment, enrolment.received_bytes, request.data)
        received, total = enrolment.received_bytes, enrolment.recording.total_bytes
        if received < total:
            raise _wrong("data", f"ended after {received} of {total} bytes; send the whole file")


def _wrong(field: str, message: str) -> InvalidRequestError:
    return InvalidRequestError([Violation(field, message)])

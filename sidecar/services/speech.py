# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: N802, ARG002 (names and arguments are gRPC's)
"""SpeechService: lines spoken at once, as a stream, or as the batch of a scene."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator

import grpc

from protos.voxrig.v1 import audio_pb2, speech_pb2, speech_pb2_grpc
from sidecar.errors import InvalidRequestError, PreconditionError, Violation
from sidecar.principals import current
from sidecar.readiness import Readiness
from sidecar.services import reading, writing
from sidecar.services.chunks import chunks_of
from sidecar.services.phonemization import phonemization
from sidecar.services.requests import read_batch_lines, read_line
from sidecar.synthesis.batches import Batch, Batches, LineState, line_of
from sidecar.synthesis.encoding import Encoding
from sidecar.synthesis.pipeline import Pipeline
from sidecar.synthesis.request import lexicon_violations, text_violations
from sidecar.synthesis.scheduler import Job, Priority, Scheduler
from sidecar.synthesis.speech import Speech, join
from sidecar.voices.registry import VoiceRegistry

_FETCH_BYTES = 1 << 20
_POLL_BYTES = 1 << 20


class SpeechService(speech_pb2_grpc.SpeechServiceServicer):
    """Needs a loaded engine for everything it does."""

    def __init__(
        self,
        pipeline: Pipeline,
        scheduler: Scheduler,
        batches: Batches,
        voices: VoiceRegistry,
        readiness: Readiness,
    ) -> None:
        self._pipeline = pipeline
        self._scheduler = scheduler
        self._batches = batches
        self._voices = voices
        self._readiness = readiness

    async def Synthesize(
        self, request: speech_pb2.SynthesizeRequest, context: grpc.aio.ServicerContext
    ) -> speech_pb2.SynthesizeResponse:
        """Speaks one line, whole."""
        job, encoding = await self._start(request, context)
        speech = join([stretch async for stretch in job])
        data = await asyncio.to_thread(encoding.encode, speech.audio)
        audio = audio_pb2.Audio(format=self._format(encoding), data=data)
        return speech_pb2.SynthesizeResponse(audio=audio, timings=writing.timings(speech))

    async def StreamSynthesize(
        self, request: speech_pb2.StreamSynthesizeRequest, context: grpc.aio.ServicerContext
    ) -> AsyncIterator[speech_pb2.StreamSynthesizeResponse]:
        """Speaks one line and sends each stretch as it is made."""
        job, encoding = await self._start(request, context)
        header = speech_pb2.StreamHeader(format=self._format(encoding))
        yield speech_pb2.StreamSynthesizeResponse(header=header)
        summary = speech_pb2.StreamSummary()
        async for stretch in job:
            for chunk in chunks_of(stretch, encoding):
                yield speech_pb2.StreamSynthesizeResponse(chunk=chunk)
            summary.sample_count = stretch.end_sample
            summary.phoneme_count += len(stretch.phonemes)
            summary.word_count += len(stretch.words)
        yield speech_pb2.StreamSynthesizeResponse(summary=summary)

    async def SubmitBatch(
        self, request: speech_pb2.SubmitBatchRequest, context: grpc.aio.ServicerContext
    ) -> speech_pb2.SubmitBatchResponse:
        """Queues a scene and answers at once."""
        self._readiness.check()
        # A full batch holds ten million characters to check; health must answer meanwhile.
        lines = await asyncio.to_thread(read_batch_lines, request, self._voices.seen_by(current()))
        fingerprint = hashlib.sha256(request.SerializeToString(deterministic=True)).digest()
        encoding = reading.read_encoding(request.encoding)
        batch = self._batches.submit(current(), request.request_id, fingerprint, lines, encoding)
        return speech_pb2.SubmitBatchResponse(batch=f"{reading.BATCHES}{batch.id}")

    async def PollBatch(
        self, request: speech_pb2.PollBatchRequest, context: grpc.aio.ServicerContext
    ) -> speech_pb2.PollBatchResponse:
        """Tells what changed; at most about a megabyte at a time, the rest with the next poll."""
        batch = self._batch(request.batch)
        if request.since_revision < 0:
            raise InvalidRequestError([Violation("since_revision", f"{request.since_revision} is below 0")])
        response = speech_pb2.PollBatchResponse(revision=request.since_revision)
        size = 0
        changed = batch.changed_since(request.since_revision)
        for line in changed:
            status = writing.line_status(line, batch.encoding)
            size += status.ByteSize()
            if response.lines and size > _POLL_BYTES:
                return response
            response.lines.append(status)
            response.revision = line.revision
        response.finished = batch.finished
        return response

    async def FetchAudio(
        self, request: speech_pb2.FetchAudioRequest, context: grpc.aio.ServicerContext
    ) -> speech_pb2.FetchAudioResponse:
        """Reads a piece of a finished line's audio."""
        line = line_of(self._batch(request.batch), request.line_id)
        if line.state is not LineState.DONE:
            raise PreconditionError(
                "LINE_NOT_DONE", f"the line {line.id!r} is {line.state.name.lower()}, not done"
            )
        start, total = request.offset_bytes, len(line.data)
        violations = []
        if not 0 <= start <= total:
            violations.append(Violation("offset_bytes", f"{start} is not within 0 to {total}"))
        if request.max_bytes < 0:
            violations.append(Violation("max_bytes", f"{request.max_bytes} is below 0"))
        if violations:
            raise InvalidRequestError(violations)
        size = min(request.max_bytes or _FETCH_BYTES, _FETCH_BYTES)
        return speech_pb2.FetchAudioResponse(data=line.data[start : start + size], total_bytes=total)

    async def CancelBatch(
        self, request: speech_pb2.CancelBatchRequest, context: grpc.aio.ServicerContext
    ) -> speech_pb2.CancelBatchResponse:
        """Stops lines that are not done."""
        self._batches.cancel(self._batch(request.batch), request.line_ids)
        return speech_pb2.CancelBatchResponse()

    async def Phonemize(
        self, request: speech_pb2.PhonemizeRequest, context: grpc.aio.ServicerContext
    ) -> speech_pb2.PhonemizeResponse:
        """Tells how a text would be pronounced."""
        self._readiness.check()
        violations = [
            *text_violations(request.text, request.language),
            *lexicon_violations(len(request.lexicon)),
        ]
        if violations:
            raise InvalidRequestError(violations)
        lexicon = reading.read_lexicon(request.lexicon)
        utterance = await asyncio.to_thread(self._pipeline.analyse, request.text, request.language, lexicon)
        return phonemization(utterance)

    async def _start(
        self,
        request: speech_pb2.SynthesizeRequest | speech_pb2.StreamSynthesizeRequest,
        context: grpc.aio.ServicerContext,
    ) -> tuple[Job[Speech], Encoding]:
        """Checks a request for one line and queues it before all batches."""
        self._readiness.check()
        line, encoding = await asyncio.to_thread(read_line, request, self._voices.seen_by(current()))
        left = context.time_remaining()
        deadline = None if left is None else asyncio.get_running_loop().time() + left
        steps = reading.naming("spec", self._pipeline.speak(line))
        job = self._scheduler.submit(steps, Priority.INTERACTIVE, deadline)
        # A client that has gone frees its place. (The stub file wants a class where any callable will do.)
        context.add_done_callback(lambda _: job.cancel())  # pyright: ignore[reportArgumentType]
        return job, encoding

    def _batch(self, name: str) -> Batch:
        return self._batches.get(current(), reading.resource_id(name, reading.BATCHES, "batch"))

    def _format(self, encoding: Encoding) -> audio_pb2.AudioFormat:
        return writing.audio_format(encoding, self._pipeline.engine.sample_rate_hz)

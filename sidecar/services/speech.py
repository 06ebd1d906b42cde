# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: N802, ARG002 (names and arguments are gRPC's)
"""SpeechService: lines spoken at once, as a stream, or as the batch of a scene."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator

import grpc

from protos.voxrig.v1 import audio_pb2, speech_pb2, speech_pb2_grpc
from sidecar.errors import InvalidRequestError, PreconditionError, Violation
from sidecar.principals import Principal, current
from sidecar.readiness import Readiness
from sidecar.services import reading, writing
from sidecar.services.chunks import chunks_of
from sidecar.services.phonemization import phonemization
from sidecar.services.requests import check_batch, read_line
from sidecar.synthesis.batch import Batch, Line, LineState, line_of
from sidecar.synthesis.batches import Batches
from sidecar.synthesis.cache import SpeechCache
from sidecar.synthesis.encoding import Encoding
from sidecar.synthesis.pipeline import Pipeline
from sidecar.synthesis.request import SpeechRequest, lexicon_violations, text_violations
from sidecar.synthesis.scheduler import Job, Priority, Scheduler
from sidecar.synthesis.speech import Speech, Sureness, join
from sidecar.voices.registry import VoiceRegistry

_FETCH_BYTES = 1 << 20
_POLL_BYTES = 1 << 20
_POLL_READS = 24
"""Lines that were spoken long ago are read for a poll; a poll must be short."""


class SpeechService(speech_pb2_grpc.SpeechServiceServicer):
    """Needs a loaded engine for everything it does."""

    def __init__(
        self,
        pipeline: Pipeline,
        scheduler: Scheduler,
        cache: SpeechCache,
        batches: Batches,
        voices: VoiceRegistry,
        readiness: Readiness,
    ) -> None:
        self._pipeline = pipeline
        self._scheduler = scheduler
        self._cache = cache
        self._batches = batches
        self._voices = voices
        self._readiness = readiness

    async def Synthesize(
        self, request: speech_pb2.SynthesizeRequest, context: grpc.aio.ServicerContext
    ) -> speech_pb2.SynthesizeResponse:
        """Speaks one line, whole."""
        _, stretches, encoding = await self._start(request, context)
        speech = join([stretch async for stretch in stretches])
        return await asyncio.to_thread(_whole, speech, encoding)

    async def StreamSynthesize(
        self, request: speech_pb2.StreamSynthesizeRequest, context: grpc.aio.ServicerContext
    ) -> AsyncIterator[speech_pb2.StreamSynthesizeResponse]:
        """Speaks one line and sends each stretch as it is made."""
        line, stretches, encoding = await self._start(request, context)
        form = writing.audio_format(encoding, self._pipeline.engines[line.engine].sample_rate_hz)
        yield speech_pb2.StreamSynthesizeResponse(header=speech_pb2.StreamHeader(format=form))
        summary, sureness = speech_pb2.StreamSummary(), Sureness()
        async for stretch in stretches:
            for chunk in chunks_of(stretch, encoding):
                yield speech_pb2.StreamSynthesizeResponse(chunk=chunk)
            summary.sample_count = stretch.end_sample
            summary.phoneme_count += len(stretch.phonemes)
            summary.word_count += len(stretch.words)
            sureness = min(sureness, stretch.sureness)
        summary.timing_source = writing.SOURCES[sureness.source]
        summary.confidence = sureness.confidence
        yield speech_pb2.StreamSynthesizeResponse(summary=summary)

    async def SubmitBatch(
        self, request: speech_pb2.SubmitBatchRequest, context: grpc.aio.ServicerContext
    ) -> speech_pb2.SubmitBatchResponse:
        """Queues a scene and answers at once."""
        self._readiness.check()
        check_batch(request)
        # A full batch holds ten million characters; health must answer meanwhile.
        fingerprint, specs = await asyncio.to_thread(_fingerprint_and_specs, request)
        encoding = reading.read_encoding(request.encoding)
        submitted = self._batches.submit(current(), request.request_id, fingerprint, specs, encoding)
        batch = await asyncio.shield(submitted)  # a client that waits no longer asks again by the same id
        return speech_pb2.SubmitBatchResponse(batch=f"{reading.BATCHES}{batch}")

    async def PollBatch(
        self, request: speech_pb2.PollBatchRequest, context: grpc.aio.ServicerContext
    ) -> speech_pb2.PollBatchResponse:
        """Tells what changed; at most about a megabyte at a time, the rest with the next poll."""
        batch = await self._batch(request.batch)
        if request.since_revision < 0:
            raise InvalidRequestError([Violation("since_revision", f"{request.since_revision} is below 0")])
        if not batch.finished:
            self._readiness.check_usable()
        response = speech_pb2.PollBatchResponse(revision=request.since_revision)
        size, reads = 0, 0
        changed = [(line, line.revision) for line in batch.changed_since(request.since_revision)]
        for line, revision in changed:
            if line.state is LineState.DONE and not self._batches.has_at_hand(batch, line):
                reads += 1
                if reads > _POLL_READS:
                    return response
            status = await self._status(batch, line)
            if line.revision != revision:  # it has changed while others were read: the next poll tells it
                continue
            size += status.ByteSize()
            if response.lines and size > _POLL_BYTES:
                return response
            response.lines.append(status)
            response.revision = revision
        response.finished = batch.finished and response.revision >= batch.revision
        return response

    async def FetchAudio(
        self, request: speech_pb2.FetchAudioRequest, context: grpc.aio.ServicerContext
    ) -> speech_pb2.FetchAudioResponse:
        """Reads a piece of a finished line's audio."""
        batch = await self._batch(request.batch)
        result = await self._batches.result(batch, line_of(batch, request.line_id))
        start, total = request.offset_bytes, len(result.data)
        violations = []
        if not 0 <= start <= total:
            violations.append(Violation("offset_bytes", f"{start} is not within 0 to {total}"))
        if request.max_bytes < 0:
            violations.append(Violation("max_bytes", f"{request.max_bytes} is below 0"))
        if violations:
            raise InvalidRequestError(violations)
        size = min(request.max_bytes or _FETCH_BYTES, _FETCH_BYTES)
        return speech_pb2.FetchAudioResponse(data=result.data[start : start + size], total_bytes=total)

    async def CancelBatch(
        self, request: speech_pb2.CancelBatchRequest, context: grpc.aio.ServicerContext
    ) -> speech_pb2.CancelBatchResponse:
        """Stops lines that are not done."""
        self._batches.cancel(await self._batch(request.batch), request.line_ids)
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
    ) -> tuple[SpeechRequest, AsyncIterator[Speech], Encoding]:
        """Checks a request for one line; what is not known already is queued before all batches."""
        self._readiness.check()
        line, encoding, known = await asyncio.to_thread(self._look_up, request, current())
        if known is not None:
            return line, _at_once(known), encoding
        left = context.time_remaining()
        deadline = None if left is None else asyncio.get_running_loop().time() + left
        steps = reading.naming("spec", self._pipeline.speak(line))
        job = self._scheduler.submit(steps, Priority.INTERACTIVE, deadline)
        # A client that has gone frees its place. (The stub file wants a class where any callable will do.)
        context.add_done_callback(lambda _: job.cancel())  # pyright: ignore[reportArgumentType]
        return line, self._keeping(line, job), encoding

    def _look_up(
        self,
        request: speech_pb2.SynthesizeRequest | speech_pb2.StreamSynthesizeRequest,
        principal: Principal,
    ) -> tuple[SpeechRequest, Encoding, Speech | None]:
        line, encoding = read_line(request, self._voices.seen_by(principal))
        return line, encoding, self._cache.find(line)

    async def _keeping(self, line: SpeechRequest, job: Job[Speech]) -> AsyncIterator[Speech]:
        """The stretches of a line, which is kept once all are made."""
        made = []
        async for stretch in job:
            made.append(stretch)
            yield stretch
        await asyncio.to_thread(self._cache.keep, line, join(made))

    async def _status(self, batch: Batch, line: Line) -> speech_pb2.LineStatus:
        result = None
        if line.state is LineState.DONE:
            with contextlib.suppress(PreconditionError):  # lost: the line waits again
                result = await self._batches.result(batch, line)
        return writing.line_status(line, batch.encoding, result)

    async def _batch(self, name: str) -> Batch:
        return await self._batches.get(current(), reading.resource_id(name, reading.BATCHES, "batch"))


async def _at_once(line: Speech) -> AsyncIterator[Speech]:
    yield line


def _whole(speech: Speech, encoding: Encoding) -> speech_pb2.SynthesizeResponse:
    form = writing.audio_format(encoding, speech.sample_rate_hz)
    audio = audio_pb2.Audio(format=form, data=encoding.encode(speech.audio))
    return speech_pb2.SynthesizeResponse(audio=audio, timings=writing.timings(speech))


def _fingerprint_and_specs(request: speech_pb2.SubmitBatchRequest) -> tuple[str, list[tuple[str, bytes]]]:
    digest = hashlib.sha256(request.SerializeToString(deterministic=True)).hexdigest()
    return digest, [(line.line_id, line.spec.SerializeToString()) for line in request.lines]

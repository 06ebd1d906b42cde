# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: N802 (the contract's names)
"""A sidecar that speaks noise at once and takes its time to answer; a process of its own.

    python -m tests.addon.slow_sidecar VERSION SECONDS SLOW_CALLS

Of each five calls of a kind it answers the first SLOW_CALLS after SECONDS. Prints its address. Besides
Heart, who is Kokoro's, there is Mika, a GPT-SoVITS voice. As the contract says, a line is refused if its
voice has no such delivery or takes no such options.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from collections import Counter
from concurrent import futures
from typing import Any

import grpc

from addon.client.stubs import (
    info_pb2,
    info_pb2_grpc,
    speech_pb2,
    speech_pb2_grpc,
    timing_pb2,
    voice_pb2,
    voice_pb2_grpc,
)

RATE = 24_000
_SOUNDS = "ðɪsmʌbɚtɛpæfwk"
HEART = voice_pb2.Voice(
    name="voices/af_heart", display_name="Heart", language="en-US", engine="kokoro", deliveries=["neutral"]
)
MIKA = voice_pb2.Voice(
    name="voices/mika",
    display_name="Mika",
    language="ja-JP",
    kind=voice_pb2.VOICE_KIND_IMPORTED,
    engine="gpt-sovits",
    model_version="v2ProPlus",
    deliveries=["neutral", "Happy", "开心"],
)
_SURENESS = {  # of Mika's deliveries
    "": (timing_pb2.TIMING_SOURCE_ATTENTION, 0.9),
    "Happy": (timing_pb2.TIMING_SOURCE_ATTENTION, 0.4),
    "开心": (timing_pb2.TIMING_SOURCE_PROPORTIONAL, 0.0),
}


def _refusal(spec: speech_pb2.SpeechSpec) -> str:
    voice = MIKA if spec.voice == MIKA.name else HEART
    if spec.delivery and spec.delivery not in voice.deliveries:
        return f"{voice.display_name} has no delivery {spec.delivery}"
    if spec.HasField("gpt_sovits") and voice is HEART:
        return "gpt_sovits is for GPT-SoVITS voices only"
    return ""


def _status(line_id: str, spec: speech_pb2.SpeechSpec) -> speech_pb2.LineStatus:
    """A line that is done: a second of noise with a sound for every two letters."""
    refusal = _refusal(spec)
    if refusal:
        failed = speech_pb2.LineStatus(line_id=line_id, state=speech_pb2.LINE_STATE_FAILED)
        failed.error.message = refusal
        return failed
    count = max(len(spec.text) // 2, 2)
    step = RATE // count
    timings = speech_pb2.LineStatus().timings
    timings.sample_rate_hz, timings.sample_count = RATE, step * count
    for place in range(count):
        symbol = "sil" if place in (0, count - 1) else _SOUNDS[place % len(_SOUNDS)]
        timings.phonemes.add(symbol=symbol, start_sample=place * step, end_sample=(place + 1) * step)
    status = speech_pb2.LineStatus(
        line_id=line_id, state=speech_pb2.LINE_STATE_DONE, audio_byte_count=2 * step * count
    )
    if spec.voice == MIKA.name:
        timings.timing_source, timings.confidence = _SURENESS[spec.delivery]
    status.timings.CopyFrom(timings)
    return status


class _Speech(speech_pb2_grpc.SpeechServiceServicer):
    """Every line is done as soon as it is submitted."""

    def __init__(self) -> None:
        self.batches: dict[str, list[speech_pb2.LineStatus]] = {}

    def SubmitBatch(self, request: Any, context: Any) -> Any:
        self.batches[request.request_id] = [_status(line.line_id, line.spec) for line in request.lines]
        return speech_pb2.SubmitBatchResponse(batch=request.request_id)

    def PollBatch(self, request: Any, context: Any) -> Any:
        lines = self.batches[request.batch]
        news = lines[request.since_revision : request.since_revision + 4]
        told = request.since_revision + len(news)
        return speech_pb2.PollBatchResponse(revision=told, lines=news, finished=told == len(lines))

    def FetchAudio(self, request: Any, context: Any) -> Any:
        status = next(s for s in self.batches[request.batch] if s.line_id == request.line_id)
        audio = random.Random(status.line_id).randbytes(status.audio_byte_count)
        first = request.offset_bytes
        return speech_pb2.FetchAudioResponse(
            data=audio[first : first + request.max_bytes], total_bytes=len(audio)
        )

    def CancelBatch(self, request: Any, context: Any) -> Any:
        return speech_pb2.CancelBatchResponse()


class _Voices(voice_pb2_grpc.VoiceServiceServicer):
    def ListVoices(self, request: Any, context: Any) -> Any:
        return voice_pb2.ListVoicesResponse(voices=[HEART, MIKA])


class _Info(info_pb2_grpc.InfoServiceServicer):
    def __init__(self, version: str) -> None:
        self.version = version

    def GetInfo(self, request: Any, context: Any) -> Any:
        return info_pb2.GetInfoResponse(version=self.version, engine="noise")


class _Health(grpc.GenericRpcHandler):
    def service(self, handler_call_details: Any) -> Any:
        if handler_call_details.method != "/grpc.health.v1.Health/Check":
            return None
        return grpc.unary_unary_rpc_method_handler(lambda request, context: b"\x08\x01", bytes, bytes)


class _Slow(grpc.ServerInterceptor):
    """Lets calls wait."""

    def __init__(self, seconds: float, slow_calls: int) -> None:
        self._seconds, self._slow_calls = seconds, slow_calls
        self._calls: Counter[str] = Counter()
        self._lock = threading.Lock()

    def intercept_service(self, continuation: Any, handler_call_details: Any) -> Any:
        handler, method = continuation(handler_call_details), handler_call_details.method

        def answer(request: Any, context: Any) -> Any:
            with self._lock:
                self._calls[method] += 1
                slow = (self._calls[method] - 1) % 5 < self._slow_calls
            if slow:
                time.sleep(self._seconds)
            return handler.unary_unary(request, context)

        return grpc.unary_unary_rpc_method_handler(
            answer, handler.request_deserializer, handler.response_serializer
        )


def main(version: str, seconds: str, slow_calls: str) -> None:
    """Serves until it is killed."""
    pool = futures.ThreadPoolExecutor(16)
    server = grpc.server(pool, interceptors=[_Slow(float(seconds), int(slow_calls))])
    speech_pb2_grpc.add_SpeechServiceServicer_to_server(_Speech(), server)
    voice_pb2_grpc.add_VoiceServiceServicer_to_server(_Voices(), server)
    info_pb2_grpc.add_InfoServiceServicer_to_server(_Info(version), server)
    server.add_generic_rpc_handlers((_Health(),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"127.0.0.1:{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


if __name__ == "__main__":
    main(*sys.argv[1:])

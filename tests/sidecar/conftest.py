# SPDX-License-Identifier: GPL-3.0-or-later
"""Real sidecar processes over real sockets."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_status import rpc_status

from protos.voxrig.v1 import (
    enrolment_pb2_grpc,
    info_pb2_grpc,
    script_pb2_grpc,
    speech_pb2,
    speech_pb2_grpc,
    voice_pb2_grpc,
)

ROOT = Path(__file__).resolve().parents[2]
SPEECH = "voxrig.v1.SpeechService"
VOICES = "voxrig.v1.VoiceService"
_PATIENCE_SECONDS = 120


@dataclass
class Running:
    """A `voxrig serve` that listens, and ways to talk to it."""

    process: subprocess.Popen[bytes]
    data: Path
    ready_file: Path
    log_file: Path
    ready: dict[str, Any]
    channel: grpc.Channel
    speech: speech_pb2_grpc.SpeechServiceStub = field(init=False)
    voices: voice_pb2_grpc.VoiceServiceStub = field(init=False)
    enrolment: enrolment_pb2_grpc.EnrolmentServiceStub = field(init=False)
    info: info_pb2_grpc.InfoServiceStub = field(init=False)
    scripts: script_pb2_grpc.ScriptServiceStub = field(init=False)
    health: Any = field(init=False)

    def __post_init__(self) -> None:
        authorised = grpc.intercept_channel(self.channel, _Bearer(self.ready["token"]))
        self.speech = speech_pb2_grpc.SpeechServiceStub(authorised)
        self.voices = voice_pb2_grpc.VoiceServiceStub(authorised)
        self.enrolment = enrolment_pb2_grpc.EnrolmentServiceStub(authorised)
        self.info = info_pb2_grpc.InfoServiceStub(authorised)
        self.scripts = script_pb2_grpc.ScriptServiceStub(authorised)
        self.health = health_pb2_grpc.HealthStub(self.channel)

    @property
    def log(self) -> str:
        return self.log_file.read_text()

    def serving(self, service: str = SPEECH) -> bool:
        answer = self.health.Check(health_pb2.HealthCheckRequest(service=service), timeout=10)
        return answer.status == health_pb2.HealthCheckResponse.SERVING

    def wait_until_loaded(self) -> Running:
        wait_for(self.serving, "the model is loaded")
        return self

    def stop(self) -> int:
        self.channel.close()
        self.process.terminate()
        return self.process.wait(60)


class _Bearer(
    grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor, grpc.StreamUnaryClientInterceptor
):
    """Adds the token to every call."""

    def __init__(self, token: str) -> None:
        self._metadata = ("authorization", f"Bearer {token}")

    def intercept_unary_unary(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        return continuation(self._with_token(client_call_details), request)

    def intercept_unary_stream(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        return continuation(self._with_token(client_call_details), request)

    def intercept_stream_unary(
        self, continuation: Any, client_call_details: Any, request_iterator: Any
    ) -> Any:
        return continuation(self._with_token(client_call_details), request_iterator)

    def _with_token(self, call: Any) -> grpc.ClientCallDetails:
        return _Details(call.method, call.timeout, [*(call.metadata or ()), self._metadata], call.credentials)


@dataclass
class _Details(grpc.ClientCallDetails):
    method: str
    timeout: float | None
    metadata: Any
    credentials: Any
    wait_for_ready: bool | None = None
    compression: Any = None


def wait_for(condition: Callable[[], bool], what: str, seconds: float = _PATIENCE_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"after {seconds} s it is still not true that {what}"
        time.sleep(0.05)


def spec(text: str, voice: str = "af_heart", **fields: Any) -> speech_pb2.SpeechSpec:
    return speech_pb2.SpeechSpec(text=text, voice=f"voices/{voice}", **fields)


class Details:
    """The google.rpc details of a failed call."""

    def __init__(self, error: Any) -> None:
        self.code = error.code()
        self.message: str = error.details() or ""
        status = rpc_status.from_call(error)
        assert status is not None, f"{self.code} {self.message} carries no details"
        self.reason, self.domain = "", ""
        self.fields: dict[str, str] = {}
        self.retry_seconds: float | None = None
        for detail in status.details:
            info, bad, retry = (
                error_details_pb2.ErrorInfo(),
                error_details_pb2.BadRequest(),
                error_details_pb2.RetryInfo(),
            )
            if detail.Unpack(info):
                self.reason, self.domain = info.reason, info.domain
            elif detail.Unpack(bad):
                self.fields = {v.field: v.description for v in bad.field_violations}
            elif detail.Unpack(retry):
                self.retry_seconds = retry.retry_delay.ToTimedelta().total_seconds()
        assert self.domain == "voxrig"
        assert "Traceback" not in self.message


def failure(call: Callable[[], Any]) -> Details:
    """Makes a call that must fail, reads a stream to its end, and gives the details."""

    def read() -> None:
        answer = call()
        if hasattr(answer, "__next__"):
            list(answer)

    with pytest.raises(grpc.RpcError) as caught:
        read()
    return Details(caught.value)


Start = Callable[..., Running]


@contextlib.contextmanager
def sidecars(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts sidecars with options and VOXRIG_* variables; ends them afterwards."""
    started: list[Running] = []

    def start(*options: str, root_certificate: bytes = b"", **variables: str) -> Running:
        folder = tmp_path_factory.mktemp("sidecar")
        ready_file, log_file = folder / "ready.json", folder / "log.txt"
        environment = {
            "VOXRIG_DATA_DIR": str(folder / "data"),
            "VOXRIG_DEVICE": "cpu",  # the same everywhere, and slow enough to be caught at work
            **variables,
        }
        with log_file.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "sidecar", "serve", "--ready-file", str(ready_file), *options],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=subprocess.PIPE,
                stderr=log,
            )
        wait_for(lambda: ready_file.exists() or process.poll() is not None, "it listens or has ended")
        assert process.poll() is None, log_file.read_text()
        ready = json.loads(ready_file.read_text())
        limits = [("grpc.max_receive_message_length", 64 << 20), ("grpc.enable_http_proxy", 0)]
        if root_certificate:
            credentials = grpc.ssl_channel_credentials(root_certificate)
            channel = grpc.secure_channel(ready["address"], credentials, limits)
        else:
            channel = grpc.insecure_channel(ready["address"], limits)
        running = Running(process, Path(environment["VOXRIG_DATA_DIR"]), ready_file, log_file, ready, channel)
        started.append(running)
        return running

    try:
        yield start
    finally:
        for running in started:
            running.channel.close()
            if running.process.poll() is None:
                running.process.kill()
            running.process.wait(30)


@pytest.fixture
def start_sidecar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts sidecars of the test's own: none of them goes on loading its model while others are tested."""
    with sidecars(tmp_path_factory) as start:
        yield start


@pytest.fixture(scope="session")
def start_shared_sidecar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts sidecars that several tests use."""
    with sidecars(tmp_path_factory) as start:
        yield start


@pytest.fixture(scope="session")
def sidecar(start_shared_sidecar: Start) -> Running:
    """One sidecar for the whole run, with the model loaded."""
    return start_shared_sidecar("--reflection", "--log-level", "debug").wait_until_loaded()

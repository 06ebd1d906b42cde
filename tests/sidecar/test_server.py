# SPDX-License-Identifier: GPL-3.0-or-later
"""The process: who may connect, health while loading, the ready-file, draining, ending with its launcher."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from protos.voxrig.v1 import speech_pb2, speech_pb2_grpc, voice_pb2, voice_pb2_grpc
from tests.sidecar.conftest import ROOT, SPEECH, VOICES, Details, Running, Start, failure, spec, wait_for

pytestmark = pytest.mark.grpc

LONG = (
    "This sentence is meant to keep the engine busy for a while, as it is rather long and says little. " * 12
)


def synthesize(text: str) -> speech_pb2.SynthesizeRequest:
    return speech_pb2.SynthesizeRequest(spec=spec(text))


class TestToken:
    @pytest.mark.parametrize("shown", [None, "", "Bearer ", "Bearer wrong", "{token}", "Basic {token}"])
    def test_without_it_nothing_is_answered(self, sidecar: Running, shown: str | None) -> None:
        metadata = None
        if shown is not None:
            metadata = (("authorization", shown.format(token=sidecar.ready["token"])),)
        speech = speech_pb2_grpc.SpeechServiceStub(sidecar.channel)
        voices = voice_pb2_grpc.VoiceServiceStub(sidecar.channel)
        for call in (
            lambda: speech.Synthesize(synthesize("Hi."), metadata=metadata),
            lambda: speech.StreamSynthesize(
                speech_pb2.StreamSynthesizeRequest(spec=spec("Hi.")), metadata=metadata
            ),
            lambda: voices.ListVoices(voice_pb2.ListVoicesRequest(), metadata=metadata),
        ):
            error = failure(call)
            assert (error.code, error.reason) == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_REQUIRED")

    def test_reflection_wants_it_too_and_lists_the_services(self, sidecar: Running) -> None:
        stub: Any = reflection_pb2_grpc.ServerReflectionStub(sidecar.channel)
        question = reflection_pb2.ServerReflectionRequest(list_services="")
        with pytest.raises(grpc.RpcError) as caught:
            next(stub.ServerReflectionInfo(iter([question])))
        assert caught.value.code() == grpc.StatusCode.UNAUTHENTICATED  # type: ignore[attr-defined]
        metadata = (("authorization", f"Bearer {sidecar.ready['token']}"),)
        answer = next(stub.ServerReflectionInfo(iter([question]), metadata=metadata))
        names = {service.name for service in answer.list_services_response.service}
        assert {SPEECH, VOICES, "grpc.health.v1.Health"} <= names

    def test_health_needs_none(self, sidecar: Running) -> None:
        assert sidecar.serving("")
        watch = sidecar.health.Watch(health_pb2.HealthCheckRequest(service=SPEECH), timeout=10)
        assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
        watch.cancel()


class TestReadyFile:
    def test_it_tells_where_the_sidecar_is_to_this_user_alone(self, sidecar: Running) -> None:
        assert set(sidecar.ready) == {"address", "pid", "version", "token"}
        host, _, port = sidecar.ready["address"].rpartition(":")
        assert host == "127.0.0.1"
        assert int(port) > 0
        assert sidecar.ready["pid"] == sidecar.process.pid
        assert len(sidecar.ready["token"]) >= 32
        if os.name == "posix":
            assert stat.S_IMODE(sidecar.ready_file.stat().st_mode) == 0o600
        assert [path.name for path in sidecar.ready_file.parent.iterdir() if path.suffix == ".tmp"] == []

    def test_one_left_by_a_killed_sidecar_goes_at_once(self, tmp_path: Path) -> None:
        stale = tmp_path / "ready.json"
        stale.write_text('{"address": "127.0.0.1:1"}')
        assert (
            run_serve(
                "--ready-file", str(stale), "--address", "192.0.2.1:1", *remote_options(tmp_path)
            ).returncode
            == 1
        )
        assert not stale.exists()

    def test_an_unwritable_one_is_told(self, tmp_path: Path) -> None:
        ended = run_serve("--ready-file", str(tmp_path / "nowhere" / "ready.json"))
        assert ended.returncode == 1
        assert "nowhere" in ended.stderr


class TestLoading:
    def test_health_answers_while_the_model_loads_and_voices_are_served(self, start_sidecar: Start) -> None:
        fresh = start_sidecar()
        assert fresh.serving("")
        assert fresh.serving(VOICES)
        assert len(fresh.voices.ListVoices(voice_pb2.ListVoicesRequest()).voices) == 54
        calls = (
            lambda: fresh.speech.Synthesize(synthesize("Hi.")),
            lambda: fresh.speech.SubmitBatch(speech_pb2.SubmitBatchRequest(request_id="a")),
            lambda: fresh.speech.Phonemize(speech_pb2.PhonemizeRequest(text="Hi", language="en-US")),
        )
        for call in calls:
            error = failure(call)
            assert (error.code, error.reason) == (grpc.StatusCode.UNAVAILABLE, "MODEL_LOADING")
            assert error.retry_seconds is not None
            assert 0 < error.retry_seconds <= 10
        assert not fresh.serving(SPEECH), "the model loaded too fast for this test"
        started = time.monotonic()
        assert fresh.stop() == 0
        assert time.monotonic() - started < 10  # a load under way is not waited for

    def test_missing_weights_are_told_to_client_and_log(self, start_sidecar: Start, tmp_path: Path) -> None:
        not_a_folder = tmp_path / "file"
        not_a_folder.touch()
        broken = start_sidecar(VOXRIG_CACHE_DIR=str(not_a_folder))
        wait_for(lambda: "cannot load the voice model" in broken.log, "the failure is logged")
        error = failure(lambda: broken.speech.Synthesize(synthesize("Hi.")))
        assert (error.code, error.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "MODEL_UNUSABLE")
        assert "VOXRIG_CACHE_DIR" in error.message
        assert "voxrig doctor" in error.message
        assert broken.serving("")
        assert not broken.serving(SPEECH)


@pytest.fixture(scope="module")
def narrow(start_shared_sidecar: Start) -> Running:
    """Room for one request at a time, and for three lines; what is said twice is spoken twice."""
    return start_shared_sidecar(
        VOXRIG_QUEUE_LIMIT="1", VOXRIG_BATCH_LINE_LIMIT="3", VOXRIG_CACHE_MB="0"
    ).wait_until_loaded()


class TestQueue:
    def test_a_full_one_says_when_to_come_again_and_a_client_that_goes_frees_its_place(
        self, narrow: Running
    ) -> None:
        for leave in ("cancel", "deadline"):
            timeout = 3.0 if leave == "deadline" else None
            busy, error = take_the_place(narrow, timeout)
            assert (error.code, error.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "QUEUE_FULL")
            assert error.retry_seconds
            if leave == "cancel":
                busy.cancel()
            else:
                assert busy.code() == grpc.StatusCode.DEADLINE_EXCEEDED
            wait_for(lambda: refusal(narrow) is None, "the place is free")

    def test_a_stream_that_is_dropped_frees_its_place(self, narrow: Running) -> None:
        stream = narrow.speech.StreamSynthesize(speech_pb2.StreamSynthesizeRequest(spec=spec(LONG)))
        kinds = [next(stream).WhichOneof("part") for _ in range(3)]
        assert kinds == ["header", "chunk", "chunk"]
        stream.cancel()
        wait_for(lambda: refusal(narrow) is None, "the place is free")

    def test_too_many_lines_are_refused(self, narrow: Running) -> None:
        lines = [speech_pb2.BatchLine(line_id=str(i), spec=spec("Hi.")) for i in range(4)]
        request = speech_pb2.SubmitBatchRequest(request_id="many", lines=lines)
        error = failure(lambda: narrow.speech.SubmitBatch(request))
        assert (error.code, error.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "QUEUE_FULL")
        assert error.retry_seconds


def take_the_place(sidecar: Running, timeout: float | None) -> tuple[Any, Details]:
    """A call that has the only place, and how another was refused.

    Calls overtake each other: where the other came first, or only after the deadline, both are made again.
    """
    while True:
        busy = sidecar.speech.Synthesize.future(synthesize(LONG), timeout=timeout)
        while not busy.done():
            if (refused := refusal(sidecar)) is not None:
                return busy, refused


def refusal(sidecar: Running) -> Details | None:
    """How a short request is refused; None if it is answered."""
    try:
        sidecar.speech.Synthesize(synthesize("Hi."), timeout=60)
    except grpc.RpcError as error:
        return Details(error)
    return None


class TestEnd:
    def test_sigterm_finishes_what_runs_and_refuses_what_waits(self, start_sidecar: Start) -> None:
        going = start_sidecar().wait_until_loaded()
        stream = going.speech.StreamSynthesize(
            speech_pb2.StreamSynthesizeRequest(spec=spec("One sentence that is spoken to its end. " * 4))
        )
        assert next(stream).WhichOneof("part") == "header"
        first = next(stream)  # so it is running
        waiting = going.speech.Synthesize.future(synthesize(LONG))
        time.sleep(0.2)
        going.process.send_signal(signal.SIGTERM)
        rest = [first, *stream]
        assert rest[-1].summary.sample_count > 0
        error = failure(waiting.result)
        assert (error.code, error.reason) == (grpc.StatusCode.UNAVAILABLE, "STOPPING")
        assert going.process.wait(60) == 0
        assert not going.ready_file.exists()
        assert "stopped" in going.log

    def test_it_ends_with_its_launcher(self, start_sidecar: Start) -> None:
        launcher = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        child = start_sidecar("--exit-with-parent", str(launcher.pid))
        time.sleep(1.5)
        assert child.process.poll() is None
        launcher.kill()  # and stays a zombie, as under a crashed launcher that nobody waits for
        assert child.process.wait(30) == 0
        launcher.wait()

    def test_it_ends_when_its_standard_input_is_closed(self, start_sidecar: Start) -> None:
        child = start_sidecar("--exit-with-stdin")
        assert child.serving("")
        assert child.process.stdin is not None
        child.process.stdin.close()
        assert child.process.wait(30) == 0
        assert not child.ready_file.exists()


class TestAddress:
    def test_two_sidecars_live_side_by_side_but_not_on_one_port(
        self, sidecar: Running, start_sidecar: Start
    ) -> None:
        other = start_sidecar()
        assert other.ready["address"] != sidecar.ready["address"]
        assert other.ready["token"] != sidecar.ready["token"]
        stranger = voice_pb2_grpc.VoiceServiceStub(other.channel)
        error = failure(
            lambda: stranger.ListVoices(
                voice_pb2.ListVoicesRequest(),
                metadata=(("authorization", f"Bearer {sidecar.ready['token']}"),),
            )
        )
        assert error.code == grpc.StatusCode.UNAUTHENTICATED
        ended = run_serve("--address", other.ready["address"])
        assert ended.returncode == 1
        assert "port is taken" in ended.stderr

    @pytest.mark.parametrize("address", ["0.0.0.0:0", "[::]:0", "192.0.2.1:50051", "studio.example:50051"])
    def test_others_are_refused_without_tls_and_token(self, address: str) -> None:
        ended = run_serve("--address", address)
        assert ended.returncode == 2
        assert "--tls-cert" in ended.stderr
        assert "--token-file" in ended.stderr
        assert len(ended.stderr.strip().splitlines()) == 1

    @pytest.mark.parametrize("address", ["127.0.0.1", "here", ":50051", "127.0.0.1:99999", "127.0.0.1:x"])
    def test_a_bad_one_is_told(self, address: str) -> None:
        ended = run_serve("--address", address)
        assert ended.returncode == 2
        assert "--address" in ended.stderr

    def test_tls_with_a_token_of_the_users(self, start_sidecar: Start, tmp_path: Path) -> None:
        options = remote_options(tmp_path)
        certificate = (tmp_path / "cert.pem").read_bytes()
        secured = start_sidecar("--address", "127.0.0.1:0", *options, root_certificate=certificate)
        assert secured.ready["token"] == "correct-horse-battery-staple"
        assert len(secured.voices.ListVoices(voice_pb2.ListVoicesRequest()).voices) == 54
        with grpc.insecure_channel(secured.ready["address"]) as plain, pytest.raises(grpc.RpcError):
            voice_pb2_grpc.VoiceServiceStub(plain).ListVoices(voice_pb2.ListVoicesRequest(), timeout=5)

    def test_all_addresses_with_tls_and_token(self, start_sidecar: Start, tmp_path: Path) -> None:
        open_to_all = start_sidecar("--address", "0.0.0.0:0", *remote_options(tmp_path))
        assert open_to_all.ready["address"].startswith("0.0.0.0:")

    @pytest.mark.parametrize(
        "content", ["", "short", "has spaces in the middle of it", "ümläute-are-not-ascii"]
    )
    def test_a_weak_token_is_refused(self, tmp_path: Path, content: str) -> None:
        token_file = tmp_path / "token"
        token_file.write_text(content, "utf-8")
        ended = run_serve("--token-file", str(token_file))
        assert ended.returncode == 2
        assert "--token-file" in ended.stderr
        assert not content or content not in ended.stderr

    def test_half_of_tls_is_refused(self, tmp_path: Path) -> None:
        cert, _key = self_signed(tmp_path)
        ended = run_serve("--tls-cert", str(cert))
        assert ended.returncode == 2
        assert "--tls-key" in ended.stderr


def run_serve(*options: str) -> subprocess.CompletedProcess[str]:
    """A `voxrig serve` that must end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "sidecar", "serve", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def remote_options(folder: Path) -> tuple[str, ...]:
    """What an address needs that others can reach."""
    cert, key = self_signed(folder)
    token_file = folder / "token"
    token_file.write_text("correct-horse-battery-staple\n")
    return ("--tls-cert", str(cert), "--tls-key", str(key), "--token-file", str(token_file))


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that is its own authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert_file, key_file

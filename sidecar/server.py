# SPDX-License-Identifier: GPL-3.0-or-later
"""The running sidecar: listens at once, loads the engine behind that, drains when it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import logging
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from protos.voxrig.v1 import (
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
from sidecar.config import Settings
from sidecar.engines.base import Engines
from sidecar.errors import VoxrigError, told
from sidecar.files import write_atomically
from sidecar.interceptors.errors import ErrorInterceptor
from sidecar.interceptors.token import TokenInterceptor
from sidecar.readiness import Readiness
from sidecar.security import Access
from sidecar.services.enrolment import EnrolmentService
from sidecar.services.info import InfoService
from sidecar.services.requests import read_specs
from sidecar.services.script import ScriptService
from sidecar.services.speech import SpeechService
from sidecar.services.voice import VoiceService
from sidecar.synthesis.batches import Batches
from sidecar.synthesis.cache import open_cache
from sidecar.synthesis.pipeline import Pipeline
from sidecar.synthesis.scheduler import Scheduler
from sidecar.synthesis.turns import EngineInTurns
from sidecar.tokens import Tokens
from sidecar.version import version
from sidecar.voices.enrolment import Enrolments, assess_recording
from sidecar.voices.opening import open_batch_store, open_registry

if TYPE_CHECKING:
    from sidecar.voices.made import MadeVoice
    from sidecar.voices.recording import Recording

_log = logging.getLogger(__name__)

SPEECH = speech_pb2.DESCRIPTOR.services_by_name["SpeechService"].full_name
ENROLMENT = enrolment_pb2.DESCRIPTOR.services_by_name["EnrolmentService"].full_name
INFO = info_pb2.DESCRIPTOR.services_by_name["InfoService"].full_name
SCRIPTS = script_pb2.DESCRIPTOR.services_by_name["ScriptService"].full_name
VOICES = voice_pb2.DESCRIPTOR.services_by_name["VoiceService"].full_name

_SWEEP_SECONDS = 3_600
_OPTIONS = (
    ("grpc.so_reuseport", 0),  # a second sidecar on the same port fails loudly
    ("grpc.max_receive_message_length", 32 << 20),
    ("grpc.max_send_message_length", -1),
    # Clients may ping every 10 s to notice a sidecar that is gone, also between calls.
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 20_000),
)


class Sidecar:
    """One server with its engines. Made, run and stopped on one event loop."""

    def __init__(self, settings: Settings, access: Access, engines: Engines) -> None:
        """Puts the parts together; nothing runs yet."""
        self._settings = settings
        self._access = access
        self._pipeline = Pipeline(engines)
        self._scheduler = Scheduler(settings.queue_limit)
        self._cache = open_cache(settings, engines)
        self._voices = open_registry(settings, engines.main.voices())
        self._batches = Batches(
            self._pipeline,
            self._scheduler,
            self._cache,
            open_batch_store(settings),
            functools.partial(read_specs, self._voices),
            line_limit=settings.batch_line_limit,
            memory_limit=settings.batch_memory_mb << 20,
            keep_seconds=settings.batch_keep_seconds,
        )
        self._engine = EngineInTurns(engines.main, self._scheduler)
        self._enrolments = Enrolments(
            self._voices,
            functools.partial(assess_recording, segmentation=settings.segmentation),
            self._clone,
            keep_seconds=settings.enrolment_keep_seconds,
        )
        self._readiness = Readiness()
        self._health = health.aio.HealthServicer()  # pyright: ignore[reportAttributeAccessIssue]
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def request_stop(self) -> None:
        """Begins the drain; `run` returns when it is over. Call it on the event loop's thread."""
        self._stop.set()

    async def run(self, ready_file: Path | None = None) -> None:
        """Serves until it is told to stop.

        Args:
            ready_file: Written when the server listens, removed when it ends.

        Raises:
            OSError: The address is taken or the ready-file cannot be written.
        """
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)  # of a sidecar that was killed: it would mislead the launcher
        server = self._build_server()
        address = self._listen(server)
        await self._set_health(serving=False)
        await server.start()
        with _signals(self.request_stop), _announced(ready_file, address, self._access):
            secured = "TLS" if self._access.credentials else "plain text"
            _log.info("voxrig %s listens on %s (%s, pid %d)", version(), address, secured, os.getpid())
            self._tasks = [
                asyncio.create_task(work)
                for work in (self._scheduler.run(), self._batches.run(), self._load(), self._sweep())
            ]
            for task in self._tasks:
                task.add_done_callback(self._task_ended)
            await self._stop.wait()
            await self._drain(server)

    def _build_server(self) -> grpc.aio.Server:
        interceptors = [
            ErrorInterceptor(),
            TokenInterceptor(self._access.token, Tokens(self._voices.database)),
        ]
        server = grpc.aio.server(interceptors=interceptors, options=_OPTIONS)
        speech = SpeechService(
            self._pipeline, self._scheduler, self._cache, self._batches, self._voices, self._readiness
        )
        speech_pb2_grpc.add_SpeechServiceServicer_to_server(speech, server)
        voice_pb2_grpc.add_VoiceServiceServicer_to_server(VoiceService(self._voices), server)
        enrolment = EnrolmentService(self._enrolments, self._readiness)
        enrolment_pb2_grpc.add_EnrolmentServiceServicer_to_server(enrolment, server)
        info_pb2_grpc.add_InfoServiceServicer_to_server(InfoService(self._pipeline), server)
        script_pb2_grpc.add_ScriptServiceServicer_to_server(ScriptService(self._voices), server)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        if self._settings.reflection:
            names = (SPEECH, VOICES, ENROLMENT, INFO, SCRIPTS, health.SERVICE_NAME, reflection.SERVICE_NAME)
            reflection.enable_server_reflection(names, server)
        return server

    def _listen(self, server: grpc.aio.Server) -> str:
        wanted = f"{self._access.host}:{self._access.port}"
        try:
            if self._access.credentials:
                port = server.add_secure_port(wanted, self._access.credentials)
            else:
                port = server.add_insecure_port(wanted)
        except RuntimeError as error:
            raise OSError(
                f"cannot listen on {wanted}: the port is taken or the address is not ours"
            ) from error
        if port == 0:
            raise OSError(f"cannot listen on {wanted}")
        return f"{self._access.host}:{port}"

    async def _set_health(self, serving: bool) -> None:
        state = health_pb2.HealthCheckResponse
        await self._health.set("", state.SERVING)
        for service in (VOICES, ENROLMENT, INFO, SCRIPTS):
            await self._health.set(service, state.SERVING)
        await self._health.set(SPEECH, state.SERVING if serving else state.NOT_SERVING)

    async def _load(self) -> None:
        started = asyncio.get_running_loop().time()
        try:
            await self._scheduler.on_engine_thread(self._pipeline.load)
        except Exception as error:
            message = _load_failure(error)
            _log.error("cannot load the voice model: %s", message)
            self._readiness.set_failed(message)
            return
        self._readiness.set_ready()
        await self._set_health(serving=True)
        seconds = asyncio.get_running_loop().time() - started
        _log.info("ready to speak with %s after %.1f s", self._pipeline.engines.main.runtime_name, seconds)
        await self._batches.start()

    async def _sweep(self) -> None:
        """Removes what a crash has left without a voice; later, what voices deleted elsewhere have said."""
        try:
            removed = await asyncio.to_thread(self._voices.sweep)
        except VoxrigError as error:
            _log.error("voices other than stock ones cannot be used: %s", error)
        else:
            if removed:
                _log.info("removed %d files that belonged to no voice", removed)
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            try:
                await asyncio.to_thread(self._voices.sweep_spoken)
            except VoxrigError as error:
                _log.warning("what deleted voices have said cannot be removed now: %s", error)

    def _clone(self, speech: Recording, language: str) -> MadeVoice:
        from sidecar.voices.cloning import clone_voice  # loads torch, which most sidecars never need

        return clone_voice(speech, self._engine, language)

    def _task_ended(self, task: asyncio.Task[None]) -> None:
        """Without these tasks nothing is ever answered again: better to end than to hang."""
        if not task.cancelled() and task.exception() is not None:
            _log.critical("a part of the sidecar has broken down", exc_info=task.exception())
            self.request_stop()

    async def _drain(self, server: grpc.aio.Server) -> None:
        """Takes no new work, gives running requests their grace, then ends."""
        _log.info("stopping")
        await self._health.enter_graceful_shutdown()
        self._scheduler.stop_accepting()
        self._enrolments.close()
        await self._batches.close()
        await server.stop(self._settings.drain_seconds)
        self._scheduler.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        _log.info("stopped")


def _load_failure(error: Exception) -> str:
    """What a client is told. Errors made to be read (missing weights, no CUDA) are told as they are."""
    if isinstance(error, RuntimeError | OSError | ValueError | ImportError):
        _log.debug("the voice model could not be loaded", exc_info=error)
        return f"{error}. `voxrig doctor` tells what is missing"
    return told(error).message


@contextlib.contextmanager
def _announced(ready_file: Path | None, address: str, access: Access) -> Iterator[None]:
    """Tells the launcher where to connect, in a file that only this user can read."""
    if ready_file is None:
        yield
        return
    content = {"address": address, "pid": os.getpid(), "version": version(), "token": access.token}
    write_atomically(ready_file, json.dumps(content).encode(), mode=0o600)
    try:
        yield
    finally:
        ready_file.unlink(missing_ok=True)


@contextlib.contextmanager
def _signals(stop: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and SIGINT (Ctrl+C) stop the server."""
    loop = asyncio.get_running_loop()

    def handle(_number: int, _frame: object) -> None:
        loop.call_soon_threadsafe(stop)

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

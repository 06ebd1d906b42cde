# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes: many lines, spoken one after the other while the client polls."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

import numpy as np

from sidecar.errors import (
    AlreadyExistsError,
    ExhaustedError,
    JobCancelledError,
    NotFoundError,
    VoxrigError,
    told,
)
from sidecar.principals import Principal
from sidecar.synthesis.encoding import Encoding
from sidecar.synthesis.pipeline import Pipeline
from sidecar.synthesis.request import SpeechRequest
from sidecar.synthesis.scheduler import Job, Priority, Scheduler
from sidecar.synthesis.speech import Speech, join


class LineState(Enum):
    """How far a line is."""

    QUEUED = auto()
    SPEAKING = auto()
    DONE = auto()
    FAILED = auto()
    CANCELLED = auto()


_OPEN = (LineState.QUEUED, LineState.SPEAKING)


@dataclass(slots=True)
class Line:
    """One line of a batch.

    Attributes:
        id: The client's.
        request: What to speak.
        state: How far it is.
        revision: The batch's revision at the last change.
        error: Why it failed.
        speech: Its timings when it is done; its samples are in `data` instead.
        data: Its encoded samples when it is done.
    """

    id: str
    request: SpeechRequest | None
    state: LineState = LineState.QUEUED
    revision: int = 0
    error: VoxrigError | None = None
    speech: Speech | None = None
    data: bytes = b""
    job: Job[Speech] | None = None


@dataclass(slots=True)
class Batch:
    """The lines of a scene, by their ids, whose they are, and the number of changes so far."""

    id: str
    owner: Principal
    request_id: str
    fingerprint: bytes
    encoding: Encoding
    lines: Mapping[str, Line]
    revision: int = 0
    touched: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    @property
    def finished(self) -> bool:
        """Whether no line will change any more."""
        return not any(line.state in _OPEN for line in self.lines.values())

    @property
    def byte_count(self) -> int:
        """Size of the sound it holds."""
        return sum(len(line.data) for line in self.lines.values())

    def change(self, line: Line, state: LineState) -> None:
        """Moves a line on and counts the change."""
        self.revision += 1
        line.state, line.revision = state, self.revision

    def changed_since(self, revision: int) -> list[Line]:
        """The lines that changed after a revision, the longest ago first."""
        return sorted(
            (line for line in self.lines.values() if line.revision > revision), key=lambda line: line.revision
        )


class Batches:
    """All batches of the process, bounded in lines that wait and in bytes of sound kept."""

    def __init__(
        self,
        pipeline: Pipeline,
        scheduler: Scheduler,
        *,
        line_limit: int,
        byte_limit: int,
        keep_seconds: float,
    ) -> None:
        """Takes what speaks, and the bounds."""
        self._pipeline = pipeline
        self._scheduler = scheduler
        self._line_limit = line_limit
        self._byte_limit = byte_limit
        self._keep_seconds = keep_seconds
        self._batches: dict[str, Batch] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def submit(
        self,
        owner: Principal,
        request_id: str,
        fingerprint: bytes,
        lines: Sequence[tuple[str, SpeechRequest | VoxrigError]],
        encoding: Encoding,
    ) -> Batch:
        """Queues the lines of a scene; a line that is an error already fails by itself.

        Args:
            owner: Who submits them.
            request_id: The client's; the same id and content gives the batch it made the first time.
            fingerprint: Of the request's content.
            lines: (line id, what to speak or why not), in the order in which to speak.
            encoding: Of the bytes that are kept.

        Raises:
            AlreadyExistsError: The request id was used for something else.
            ExhaustedError: Too many lines wait.
        """
        for batch in self._batches.values():
            if (batch.owner, batch.request_id) == (owner, request_id):
                if batch.fingerprint != fingerprint:
                    raise AlreadyExistsError(
                        "REQUEST_ID_REUSED", "this request_id was used for other lines; make a new one"
                    )
                return batch
        self._check_room(len(lines))
        batch = Batch(
            id=secrets.token_hex(8),
            owner=owner,
            request_id=request_id,
            fingerprint=fingerprint,
            encoding=encoding,
            lines={line_id: _line(line_id, what) for line_id, what in lines},
        )
        for line in batch.lines.values():
            batch.change(line, LineState.FAILED if line.error else LineState.QUEUED)
        self._batches[batch.id] = batch
        task = asyncio.create_task(self._run(batch))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return batch

    def get(self, owner: Principal, batch_id: str) -> Batch:
        """A batch of somebody's.

        Raises:
            NotFoundError: There is none of this id, it is somebody else's, or it has been dropped.
        """
        batch = self._batches.get(batch_id)
        if batch is None or batch.owner != owner:
            raise NotFoundError(
                "BATCH_NOT_FOUND", "there is no such batch; it may have been dropped after an hour"
            )
        batch.touched = asyncio.get_running_loop().time()
        return batch

    def cancel(self, batch: Batch, line_ids: Collection[str] = ()) -> None:
        """Stops lines that are not done, all of them if none is named.

        Raises:
            NotFoundError: The batch has no such line; nothing is stopped then.
        """
        lines = [line_of(batch, line_id) for line_id in line_ids] or list(batch.lines.values())
        for line in lines:
            if line.state in _OPEN:
                batch.change(line, LineState.CANCELLED)
                if line.job is not None:
                    line.job.cancel()

    def close(self) -> None:
        """Stops everything."""
        for task in self._tasks:
            task.cancel()

    def _check_room(self, new_lines: int) -> None:
        waiting = sum(
            line.state in _OPEN for batch in self._batches.values() for line in batch.lines.values()
        )
        if waiting + new_lines > self._line_limit:
            raise ExhaustedError(
                "QUEUE_FULL",
                f"{waiting} lines wait already and at most {self._line_limit} may; try again later",
                retry_seconds=10.0,
            )

    async def _run(self, batch: Batch) -> None:
        for line in batch.lines.values():
            if line.state is LineState.QUEUED and line.request is not None:
                await self._speak(batch, line, line.request)
        asyncio.get_running_loop().call_later(self._keep_seconds, self._batches.pop, batch.id, None)

    async def _speak(self, batch: Batch, line: Line, request: SpeechRequest) -> None:
        try:
            line.job = self._scheduler.submit(self._pipeline.speak(request), Priority.BATCH)
            line.job.on_start = lambda: batch.change(line, LineState.SPEAKING)
            speech = join([stretch async for stretch in line.job])
            self._keep(batch, line, speech)
        except JobCancelledError:
            pass  # the line was marked by `cancel`
        except Exception as error:
            line.error = told(error)
            batch.change(line, LineState.FAILED)
        finally:
            if line.job is not None:
                line.job.cancel()  # the batch itself may have been stopped
                line.job = None

    def _keep(self, batch: Batch, line: Line, speech: Speech) -> None:
        data = batch.encoding.encode(speech.audio)
        self._make_room(len(data))
        line.data = data
        line.speech = Speech(np.empty(0, np.float32), speech.sample_rate_hz, speech.phonemes, speech.words)
        batch.change(line, LineState.DONE)

    def _make_room(self, wanted: int) -> None:
        """Drops finished batches, those that nobody asked about for longest first."""
        held = sum(batch.byte_count for batch in self._batches.values())
        finished = sorted((b for b in self._batches.values() if b.finished), key=lambda b: b.touched)
        for batch in finished:
            if held + wanted <= self._byte_limit:
                break
            held -= batch.byte_count
            del self._batches[batch.id]
        if held + wanted > self._byte_limit:
            raise ExhaustedError(
                "SOUND_STORE_FULL",
                "the sidecar holds too much sound; submit this line again in a smaller batch",
            )


def line_of(batch: Batch, line_id: str) -> Line:
    """A line of a batch.

    Raises:
        NotFoundError: There is none of this id.
    """
    line = batch.lines.get(line_id)
    if line is None:
        raise NotFoundError("LINE_NOT_FOUND", f"the batch has no line {line_id!r}")
    return line


def _line(line_id: str, what: SpeechRequest | VoxrigError) -> Line:
    if isinstance(what, VoxrigError):
        return Line(line_id, None, error=what)
    return Line(line_id, what)

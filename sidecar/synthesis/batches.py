# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes: many lines, spoken one after the other while the client polls, also after the sidecar was killed.

What is in memory is true, and the store follows. A poll asks memory only.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sidecar.errors import (
    AlreadyExistsError,
    ExhaustedError,
    JobCancelledError,
    NotFoundError,
    PreconditionError,
    UnavailableError,
    VoxrigError,
    told,
)
from sidecar.principals import Principal
from sidecar.storage.batches import BatchStore, StoredBatch
from sidecar.synthesis.batch import Batch, Line, LineFailure, LineState, line_of, speaking_order
from sidecar.synthesis.cache import SpeechCache
from sidecar.synthesis.encoding import Encoding
from sidecar.synthesis.pipeline import Pipeline
from sidecar.synthesis.request import SpeechRequest
from sidecar.synthesis.results import Result, Results
from sidecar.synthesis.scheduler import Priority, Scheduler, stopping
from sidecar.synthesis.speech import Speech, join

_log = logging.getLogger(__name__)

ReadSpecs = Callable[[Principal, Sequence[bytes]], Sequence[SpeechRequest | VoxrigError]]
"""What somebody's lines ask for now, or why not: voices come and go."""

_LOOKED_UP_AT_ONCE = 8
_TIDY_SECONDS = 30.0
_UNASKED_SECONDS = 3_600.0
"""A finished batch that nobody asks for is then only in the store."""
_SAVE_AGAIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Found:
    """What a line asks for, its key, and its sound if it was spoken before."""

    request: SpeechRequest
    key: str
    speech: Speech | None


class Batches:
    """All batches of the process, and those of sidecars of the same folder that are gone."""

    def __init__(
        self,
        pipeline: Pipeline,
        scheduler: Scheduler,
        cache: SpeechCache,
        store: BatchStore,
        read: ReadSpecs,
        *,
        line_limit: int,
        memory_limit: int,
        keep_seconds: float,
    ) -> None:
        """Takes what speaks, what keeps and what reads lines, and the bounds.

        Args:
            pipeline: Speaks a line.
            scheduler: Lets lines take their turns.
            cache: Has what was spoken.
            store: Has the batches when the process has ended.
            read: Reads the specs of lines; blocks.
            line_limit: Lines that may wait.
            memory_limit: Bytes of the latest results that stay in memory.
            keep_seconds: How long a batch is kept after its last line ended.
        """
        self._pipeline = pipeline
        self._scheduler = scheduler
        self._cache = cache
        self._store = store
        self._read = read
        self._line_limit = line_limit
        self._keep = timedelta(seconds=keep_seconds)
        self._results = Results(cache, memory_limit)
        self._batches: dict[str, Batch] = {}
        self._runners: dict[str, asyncio.Task[None]] = {}
        self._ready, self._changed = asyncio.Event(), asyncio.Event()
        self._storing, self._saving = asyncio.Lock(), asyncio.Lock()
        self._closed = False

    async def submit(
        self,
        owner: Principal,
        request_id: str,
        fingerprint: str,
        specs: Sequence[tuple[str, bytes]],
        encoding: Encoding,
    ) -> str:
        """Queues the lines of a scene; a line that cannot be spoken fails by itself.

        Args:
            owner: Who submits them.
            request_id: The client's; the same id and content gives the batch it made the first time.
            fingerprint: Of the request's content.
            specs: (line id, what to speak), in the scene's order.
            encoding: Of the bytes that are fetched.

        Returns:
            The batch's id.

        Raises:
            AlreadyExistsError: The request id was used for something else.
            ExhaustedError: Too many lines wait.
        """
        async with self._storing:
            if self._closed:
                raise stopping()
            for known in self._batches.values():
                if (known.owner, known.request_id) == (owner.id, request_id):
                    return _same(known, fingerprint)
            self._check_room(len(specs))
            lines = {line_id: Line(i, line_id, spec) for i, (line_id, spec) in enumerate(specs)}
            batch = Batch(secrets.token_hex(8), owner.id, request_id, fingerprint, encoding, lines)
            for line in lines.values():
                batch.change(line, LineState.QUEUED)
            try:
                stored = await asyncio.to_thread(self._store.add, batch.stored(list(lines.values())))
            except (UnavailableError, PreconditionError) as error:
                _log.warning("the lines will not outlive this sidecar: %s", error)
            else:
                if stored.id != batch.id:
                    return _same(stored, fingerprint)
            batch.unsaved.clear()
            self._begin(batch)
            return batch.id

    async def get(self, owner: Principal, batch_id: str) -> Batch:
        """A batch of somebody's.

        Raises:
            NotFoundError: There is none of this id, it is somebody else's, or it has been dropped.
            UnavailableError: Another sidecar speaks it.
        """
        batch = self._batches.get(batch_id)
        if batch is None:
            async with self._storing:
                batch = self._batches.get(batch_id) or await self._restored(owner, batch_id)
        if batch is None or batch.owner != owner.id:
            raise NotFoundError("BATCH_NOT_FOUND", "there is no such batch; it may have been dropped")
        batch.touched = asyncio.get_running_loop().time()
        return batch

    async def result(self, batch: Batch, line: Line) -> Result:
        """The sound and times of a line that is done. One that is lost is queued again.

        Raises:
            PreconditionError: The line is not done, or not any more.
        """
        if line.state is LineState.DONE:
            found = await self._results.find(batch, line)
            if found is not None:
                return found
            await self._speak_again(batch, line)
        raise PreconditionError(
            "LINE_NOT_DONE", f"the line {line.id!r} is {line.state.name.lower()}, not done; poll for it"
        )

    def has_at_hand(self, batch: Batch, line: Line) -> bool:
        """Whether `result` answers without reading."""
        return self._results.holds(batch, line)

    def cancel(self, batch: Batch, line_ids: Collection[str] = ()) -> None:
        """Stops lines that are not done, all of them if none is named.

        Raises:
            NotFoundError: The batch has no such line; nothing is stopped then.
        """
        lines = [line_of(batch, line_id) for line_id in line_ids] or list(batch.lines.values())
        for line in lines:
            if line.is_open:
                self._change(batch, line, LineState.CANCELLED)
                if line.job is not None:
                    line.job.cancel()

    async def start(self) -> None:
        """The engine can speak: begins with what waits, and with what sidecars that are gone have left."""
        self._ready.set()
        await self._take_over()

    async def run(self) -> None:
        """Stores what changes and drops what is old, until cancelled."""
        await asyncio.gather(self._follow(), self._tidy_now_and_then())

    async def tidy(self) -> None:
        """Drops batches whose time is over, and takes over those of sidecars that are gone."""
        now = asyncio.get_running_loop().time()
        for batch in list(self._batches.values()):
            if batch.finished and not batch.unsaved and now - batch.touched > _UNASKED_SECONDS:
                del self._batches[batch.id]
        try:
            for batch_id in await asyncio.to_thread(self._store.drop_old, self._keep):
                self._batches.pop(batch_id, None)
        except VoxrigError as error:
            _log.warning("old batches cannot be dropped: %s", error)
        if self._ready.is_set():
            await self._take_over()

    async def close(self) -> None:
        """Stops everything; what waits is left to the next sidecar."""
        self._closed = True
        runners = list(self._runners.values())
        for runner in runners:
            runner.cancel()
        await asyncio.gather(*runners, return_exceptions=True)
        async with self._storing:
            await self._save()
            await asyncio.to_thread(self._store.close)

    def _check_room(self, new_lines: int) -> None:
        waiting = sum(line.is_open for batch in self._batches.values() for line in batch.lines.values())
        if waiting + new_lines > self._line_limit:
            raise ExhaustedError(
                "QUEUE_FULL",
                f"{waiting} lines wait already and at most {self._line_limit} may; try again later",
                retry_seconds=10.0,
            )

    def _change(self, batch: Batch, line: Line, state: LineState) -> None:
        batch.change(line, state)
        self._changed.set()

    def _begin(self, batch: Batch) -> None:
        batch.touched = asyncio.get_running_loop().time()
        self._batches[batch.id] = batch
        self._run_lines(batch)

    async def _restored(self, owner: Principal, batch_id: str) -> Batch | None:
        if self._closed:
            raise stopping()
        stored = await asyncio.to_thread(self._store.take, batch_id, owner.id)
        if stored is None:
            return None
        batch = Batch.restored(stored)
        self._begin(batch)
        return batch

    async def _take_over(self) -> None:
        async with self._storing:
            if self._closed:
                return
            try:
                left = await asyncio.to_thread(self._store.take_left, frozenset(self._batches))
            except VoxrigError as error:
                _log.warning("lines of earlier sidecars cannot be looked for: %s", error)
                return
            for batch in map(Batch.restored, left):
                waiting = sum(line.is_open for line in batch.lines.values())
                _log.info("%d lines that were left are spoken now", waiting)
                self._begin(batch)

    def _run_lines(self, batch: Batch) -> None:
        """Sees to it that the batch's lines are spoken."""
        running = self._runners.get(batch.id)
        if self._closed or batch.finished or (running is not None and not running.done()):
            return
        runner = asyncio.create_task(self._run(batch))
        self._runners[batch.id] = runner
        runner.add_done_callback(lambda ended: self._runner_ended(batch.id, ended))

    def _runner_ended(self, batch_id: str, runner: asyncio.Task[None]) -> None:
        if self._runners.get(batch_id) is runner:
            del self._runners[batch_id]

    async def _run(self, batch: Batch) -> None:
        await self._ready.wait()
        while waiting := [line for line in batch.lines.values() if line.state is LineState.QUEUED]:
            missing: list[tuple[Line, SpeechRequest]] = []
            for i in range(0, len(waiting), _LOOKED_UP_AT_ONCE):
                missing += await self._look_up(batch, waiting[i : i + _LOOKED_UP_AT_ONCE])
            like_lengths = self._pipeline.engines.main.prefers_like_lengths
            for line, _ in speaking_order(missing, like_lengths=like_lengths):
                if line.state is LineState.QUEUED:
                    await self._speak(batch, line)

    async def _look_up(
        self, batch: Batch, lines: Sequence[Line], *, again: bool = False
    ) -> list[tuple[Line, SpeechRequest]]:
        """Ends the lines that need no engine; gives those that do."""
        try:
            found = await asyncio.to_thread(self._found, batch.owner, [line.spec for line in lines], again)
        except Exception as error:
            found = [told(error)] * len(lines)
        missing = []
        for line, what in zip(lines, found, strict=True):
            if line.state is not LineState.QUEUED:  # cancelled in the meantime
                continue
            if isinstance(what, VoxrigError):
                self._fail(batch, line, what)
            elif what.speech is not None:
                await self._finish(batch, line, what.key, what.speech, from_cache=True)
            else:
                missing.append((line, what.request))
        return missing

    def _found(self, owner: str, specs: Sequence[bytes], again: bool) -> list[VoxrigError | _Found]:
        found: list[VoxrigError | _Found] = []
        for what in self._read(Principal(owner, ""), specs):
            if isinstance(what, VoxrigError):
                found.append(what)
                continue
            key = self._cache.key(what)
            speech = None if again and not self._cache.has(key) else self._cache.get(key)
            found.append(_Found(what, key, speech))
        return found

    async def _speak(self, batch: Batch, line: Line) -> None:
        try:
            # Its voice may be gone by now, or somebody may have spoken it.
            for _, request in await self._look_up(batch, [line], again=True):
                line.job = self._scheduler.submit(self._pipeline.speak(request), Priority.BATCH)
                line.job.on_start = lambda: self._change(batch, line, LineState.SPEAKING)
                speech = join([stretch async for stretch in line.job])
                await asyncio.to_thread(self._cache.keep, request, speech)
                await self._finish(batch, line, self._cache.key(request), speech, from_cache=False)
        except JobCancelledError:
            pass  # the line was marked by `cancel`
        except Exception as error:
            self._fail(batch, line, told(error))
        finally:
            if line.job is not None:
                line.job.cancel()  # the batch itself may have been stopped
                line.job = None

    async def _finish(self, batch: Batch, line: Line, key: str, speech: Speech, *, from_cache: bool) -> None:
        await self._results.add(batch, line, speech)
        if line.is_open:
            line.sound_key, line.from_cache = key, from_cache
            self._change(batch, line, LineState.DONE)

    def _fail(self, batch: Batch, line: Line, error: VoxrigError) -> None:
        if line.is_open:
            line.failure = LineFailure.of(error)
            self._change(batch, line, LineState.FAILED)

    async def _speak_again(self, batch: Batch, line: Line) -> None:
        if self._closed:
            raise stopping()
        if line.state is LineState.DONE:  # nobody else has noticed it in the meantime
            _log.info("the sound of a finished line is kept no more; it is spoken again")
            self._change(batch, line, LineState.QUEUED)
            self._run_lines(batch)
            await self._save()  # before it is told: after a kill the line must not be done as before

    async def _follow(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            if not await self._save():
                await asyncio.sleep(_SAVE_AGAIN_SECONDS)
                self._changed.set()

    async def _save(self) -> bool:
        """Stores what has changed; whether that went well."""
        async with self._saving:
            for batch in [batch for batch in self._batches.values() if batch.unsaved]:
                lines = list(batch.unsaved)
                batch.unsaved.clear()
                try:
                    await asyncio.to_thread(self._store.save, batch.stored(lines))
                except VoxrigError as error:
                    batch.unsaved.update(lines)
                    _log.warning("how far the lines are cannot be stored now: %s", error)
                    return False
        return True

    async def _tidy_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(_TIDY_SECONDS)
            await self.tidy()


def _same(known: Batch | StoredBatch, fingerprint: str) -> str:
    if known.fingerprint != fingerprint:
        raise AlreadyExistsError(
            "REQUEST_ID_REUSED", "this request_id was used for other lines; make a new one"
        )
    return known.id

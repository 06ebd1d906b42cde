# SPDX-License-Identifier: GPL-3.0-or-later
"""Shares one engine among many requests, one pass at a time.

A job is an iterator whose every step is one pass of the engine. The engine's only thread takes the most
urgent job, makes one step, and looks again: so a single line is spoken between two passes of a scene, and a
client that went away costs at most the pass under way.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import IntEnum
from typing import Generic, TypeVar

from sidecar.errors import DeadlineError, ExhaustedError, JobCancelledError, UnavailableError

T = TypeVar("T")

_UNREAD_STEPS = 4
"""A job whose reader is this far behind makes no step until it has caught up."""
_RETRY_SECONDS = 1.0


class Priority(IntEnum):
    """The lower goes first."""

    INTERACTIVE = 0
    ENROLMENT = 1
    BATCH = 2


class Job(Generic[T]):
    """Work in the scheduler; iterate over it for the results of its steps, in order, as they are made."""

    def __init__(
        self,
        scheduler: Scheduler,
        steps: Iterator[T],
        priority: Priority,
        number: int,
        deadline: float | None,
    ) -> None:
        self.steps = steps
        self.rank = (priority, number)
        self.deadline = deadline
        self.on_start: Callable[[], None] | None = None
        self._scheduler = scheduler
        self._results: asyncio.Queue[T | BaseException] = asyncio.Queue()
        self.started = False
        self.ended = False

    def __lt__(self, other: Job[T]) -> bool:
        return self.rank < other.rank

    @property
    def is_blocked(self) -> bool:
        """Whether its reader has to catch up first."""
        return self._results.qsize() >= _UNREAD_STEPS

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        result = await self._results.get()
        self._scheduler.wake()
        if isinstance(result, BaseException):
            self._results.put_nowait(result)  # whoever asks again gets the same answer
            raise result
        return result

    def cancel(self) -> None:
        """Gives up the job's place; a pass under way is finished and thrown away."""
        self.end(JobCancelledError("CANCELLED", "cancelled before it was done"))

    def step_made(self, result: T) -> None:
        """Hands a result to the reader."""
        self._results.put_nowait(result)

    def end(self, why: BaseException) -> None:
        """Ends the job: StopAsyncIteration when all is made, else the error for the reader."""
        if not self.ended:
            self.ended = True
            self._results.put_nowait(why)
            self._scheduler.wake()


class Scheduler:
    """A priority queue in front of one engine thread. All methods belong to the event loop's thread."""

    def __init__(self, queue_limit: int) -> None:
        """Takes the number of interactive jobs that may wait or run at once."""
        self._queue_limit = queue_limit
        self._jobs: list[Job] = []
        self._numbers = itertools.count()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="engine")
        self._changed = asyncio.Event()
        self._accepts = True

    @property
    def interactive_count(self) -> int:
        """Interactive jobs that wait or run."""
        return sum(not job.ended and job.rank[0] == Priority.INTERACTIVE for job in self._jobs)

    def submit(self, steps: Iterator[T], priority: Priority, deadline: float | None = None) -> Job[T]:
        """Queues a job.

        Args:
            steps: Each `next` is one pass; runs on the engine's thread.
            priority: Who goes first; equals go in the order in which they came.
            deadline: Time of the event loop's clock after which nobody wants the result any more.

        Raises:
            ExhaustedError: Too many interactive jobs.
            UnavailableError: The sidecar stops.
        """
        if not self._accepts:
            raise stopping()
        if priority == Priority.INTERACTIVE and self.interactive_count >= self._queue_limit:
            raise ExhaustedError(
                "QUEUE_FULL",
                f"{self._queue_limit} requests wait already; try again later",
                retry_seconds=_RETRY_SECONDS,
            )
        job: Job[T] = Job(self, steps, priority, next(self._numbers), deadline)
        self._jobs.append(job)
        self.wake()
        return job

    def wake(self) -> None:
        """Looks at the queue again."""
        self._changed.set()

    async def run(self) -> None:
        """Works until cancelled."""
        while True:
            self._changed.clear()
            job = self._next_job()
            if job is None:
                await self._changed.wait()
            else:
                await self._make_step(job)

    async def on_engine_thread(self, function: Callable[[], T]) -> T:
        """Runs something else on the engine's thread, such as loading the engine."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    def stop_accepting(self) -> None:
        """Refuses new jobs and ends those that have not started; the others go on."""
        self._accepts = False
        for job in self._jobs:
            if not job.started:
                job.end(stopping())

    def close(self) -> None:
        """Ends every job; the pass under way is finished by its thread and thrown away."""
        self._accepts = False
        for job in self._jobs:
            job.end(stopping())
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _next_job(self) -> Job | None:
        now = asyncio.get_running_loop().time()
        for job in self._jobs:
            if job.deadline is not None and now > job.deadline:
                job.end(DeadlineError("DEADLINE_EXCEEDED", "the deadline passed before the speech was made"))
        self._jobs = [job for job in self._jobs if not job.ended]
        ready = [job for job in self._jobs if not job.is_blocked]
        return min(ready, default=None)

    async def _make_step(self, job: Job) -> None:
        if not job.started:
            job.started = True
            if job.on_start is not None:
                job.on_start()
        try:
            made, result = await self.on_engine_thread(lambda: _step(job.steps))
        except Exception as error:  # the job's own failure: told to whoever reads the job
            job.end(error)
        else:
            if not job.ended and made:
                job.step_made(result)
            elif not made:
                job.end(StopAsyncIteration())


def _step(steps: Iterator[T]) -> tuple[bool, T | None]:
    """One step; StopIteration cannot travel through a future."""
    for result in steps:
        return True, result
    return False, None


def stopping() -> UnavailableError:
    """What clients are told while the sidecar stops."""
    return UnavailableError("STOPPING", "the sidecar is stopping", retry_seconds=5.0)

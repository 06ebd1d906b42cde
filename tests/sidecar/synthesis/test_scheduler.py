# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gets the engine, and when."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from sidecar.errors import DeadlineError, ExhaustedError, JobCancelledError, UnavailableError
from sidecar.synthesis.scheduler import Job, Priority, Scheduler

pytestmark = pytest.mark.unit

INTERACTIVE, BATCH = Priority.INTERACTIVE, Priority.BATCH


class Work:
    """Steps that wait for a permit each and write down what ran when."""

    def __init__(self) -> None:
        self.permits = threading.Semaphore(0)
        self.ran: list[str] = []

    def steps(self, name: str, count: int) -> Iterator[str]:
        for i in range(count):
            assert self.permits.acquire(timeout=10)
            self.ran.append(name)
            yield f"{name}{i}"

    def allow(self, count: int = 1) -> None:
        self.permits.release(count)


@pytest_asyncio.fixture
async def scheduler() -> AsyncIterator[Scheduler]:
    made = Scheduler(queue_limit=2)
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    made.close()


async def results(job: Job[str]) -> list[str]:
    async with asyncio.timeout(10):
        return [result async for result in job]


async def until(condition) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


async def test_a_single_line_is_spoken_between_the_passes_of_a_scene(scheduler: Scheduler) -> None:
    work = Work()
    scene = scheduler.submit(work.steps("b", 3), BATCH)
    await until(lambda: scene.started)
    line = scheduler.submit(work.steps("i", 2), INTERACTIVE)
    work.allow(5)
    assert await results(line) == ["i0", "i1"]
    assert await results(scene) == ["b0", "b1", "b2"]
    assert work.ran == ["b", "i", "i", "b", "b"]


async def test_equals_go_in_the_order_in_which_they_came(scheduler: Scheduler) -> None:
    work = Work()
    jobs = [scheduler.submit(work.steps(name, 2), BATCH) for name in "abc"]
    work.allow(6)
    for job in jobs:
        await results(job)
    assert work.ran == list("aabbcc")


async def test_a_full_queue_refuses_single_lines_but_not_scenes(scheduler: Scheduler) -> None:
    work = Work()
    jobs = [scheduler.submit(work.steps("i", 1), INTERACTIVE) for _ in range(2)]
    with pytest.raises(ExhaustedError) as refused:
        scheduler.submit(work.steps("i", 1), INTERACTIVE)
    assert refused.value.reason == "QUEUE_FULL"
    assert refused.value.retry_seconds
    scheduler.submit(work.steps("b", 1), BATCH).cancel()
    jobs[1].cancel()
    scheduler.submit(work.steps("i", 1), INTERACTIVE).cancel()  # its place is free at once
    work.allow()
    assert await results(jobs[0]) == ["i0"]


async def test_a_cancelled_job_takes_at_most_the_step_under_way(scheduler: Scheduler) -> None:
    work = Work()
    job = scheduler.submit(work.steps("a", 5), BATCH)
    await until(lambda: job.started)
    job.cancel()
    other = scheduler.submit(work.steps("b", 1), BATCH)
    work.allow(10)
    with pytest.raises(JobCancelledError):
        await results(job)
    assert await results(other) == ["b0"]
    assert work.ran == ["a", "b"]


async def test_nothing_is_made_after_the_deadline(scheduler: Scheduler) -> None:
    work = Work()
    busy = scheduler.submit(work.steps("a", 1), BATCH)
    late = scheduler.submit(work.steps("late", 1), INTERACTIVE, asyncio.get_running_loop().time() - 1)
    work.allow(2)
    with pytest.raises(DeadlineError):
        await results(late)
    await results(busy)
    assert "late" not in work.ran


async def test_a_failing_job_tells_its_reader_and_the_others_go_on(scheduler: Scheduler) -> None:
    def broken() -> Iterator[str]:
        yield "one"
        raise ZeroDivisionError

    job = scheduler.submit(broken(), BATCH)
    with pytest.raises(ZeroDivisionError):
        await results(job)
    work = Work()
    work.allow()
    assert await results(scheduler.submit(work.steps("a", 1), BATCH)) == ["a0"]


async def test_a_reader_that_does_not_read_holds_up_only_itself(scheduler: Scheduler) -> None:
    work = Work()
    work.allow(100)
    unread = scheduler.submit(work.steps("u", 50), INTERACTIVE)
    await until(lambda: unread.is_blocked)
    assert await results(scheduler.submit(work.steps("b", 3), BATCH)) == ["b0", "b1", "b2"]
    assert work.ran.count("u") < 10
    assert len(await results(unread)) == 50


async def test_stopping_refuses_what_waits_and_finishes_what_runs(scheduler: Scheduler) -> None:
    work = Work()
    running = scheduler.submit(work.steps("r", 2), BATCH)
    await until(lambda: running.started)
    waiting = scheduler.submit(work.steps("w", 1), INTERACTIVE)
    scheduler.stop_accepting()
    with pytest.raises(UnavailableError):
        scheduler.submit(work.steps("n", 1), INTERACTIVE)
    with pytest.raises(UnavailableError):
        await results(waiting)
    work.allow(2)
    assert await results(running) == ["r0", "r1"]

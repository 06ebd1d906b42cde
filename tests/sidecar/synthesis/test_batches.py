# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept of scenes, and for how long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import cast

import numpy as np
import pytest
import pytest_asyncio

from sidecar.errors import NotFoundError
from sidecar.principals import LOCAL, Principal
from sidecar.synthesis.batches import Batch, Batches, LineState
from sidecar.synthesis.encoding import Encoding
from sidecar.synthesis.pipeline import Pipeline
from sidecar.synthesis.request import SpeechRequest
from sidecar.synthesis.scheduler import Scheduler
from sidecar.synthesis.speech import SILENCE, Phoneme, Speech

pytestmark = pytest.mark.unit

REQUEST = SpeechRequest("Hi.", "en-US", (("af_heart", 1.0),))


class Quick:
    """Speaks 1,000 bytes of silence at once."""

    def speak(self, _request: SpeechRequest) -> Iterator[Speech]:
        yield Speech(np.zeros(500, np.float32), 24_000, (Phoneme(SILENCE, 0, 500),), ())


@pytest_asyncio.fixture
async def scheduler() -> AsyncIterator[Scheduler]:
    made = Scheduler(queue_limit=1)
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    made.close()


def batches(scheduler: Scheduler, *, byte_limit: int = 10_000, keep_seconds: float = 60) -> Batches:
    return Batches(
        cast(Pipeline, Quick()), scheduler, line_limit=100, byte_limit=byte_limit, keep_seconds=keep_seconds
    )


async def spoken(kept: Batches, name: str, line_count: int) -> Batch:
    lines = [(str(i), REQUEST) for i in range(line_count)]
    batch = kept.submit(LOCAL, name, name.encode(), lines, Encoding.PCM_S16LE)
    async with asyncio.timeout(10):
        while not batch.finished:
            await asyncio.sleep(0.005)
    return batch


async def test_the_oldest_finished_scene_makes_room(scheduler: Scheduler) -> None:
    kept = batches(scheduler, byte_limit=5_000)
    first, second = await spoken(kept, "a", 2), await spoken(kept, "b", 2)
    kept.get(LOCAL, first.id)  # asked about: now the other is the older one
    third = await spoken(kept, "c", 3)
    assert kept.get(LOCAL, first.id)
    assert kept.get(LOCAL, third.id).byte_count == 3_000
    with pytest.raises(NotFoundError):
        kept.get(LOCAL, second.id)


async def test_a_scene_that_is_too_big_fails_in_its_last_lines_only(scheduler: Scheduler) -> None:
    batch = await spoken(batches(scheduler, byte_limit=2_500), "a", 4)
    states = [line.state for line in batch.lines.values()]
    assert states == [LineState.DONE, LineState.DONE, LineState.FAILED, LineState.FAILED]
    error = batch.lines["3"].error
    assert error is not None
    assert error.reason == "SOUND_STORE_FULL"


async def test_a_finished_scene_is_dropped_after_its_time(scheduler: Scheduler) -> None:
    kept = batches(scheduler, keep_seconds=0.2)
    batch = await spoken(kept, "a", 1)
    assert kept.get(LOCAL, batch.id)
    await asyncio.sleep(0.4)
    with pytest.raises(NotFoundError):
        kept.get(LOCAL, batch.id)


async def test_a_scene_dropped_may_be_submitted_again(scheduler: Scheduler) -> None:
    kept = batches(scheduler, keep_seconds=0.05)
    first = await spoken(kept, "a", 1)
    assert kept.submit(LOCAL, "a", b"a", [], Encoding.PCM_S16LE) is first
    await asyncio.sleep(0.2)
    assert (await spoken(kept, "a", 1)).id != first.id


async def test_a_scene_is_its_owners_alone(scheduler: Scheduler) -> None:
    kept, bob = batches(scheduler), Principal("0b0b", "Bob")
    mine = await spoken(kept, "a", 1)
    with pytest.raises(NotFoundError):
        kept.get(bob, mine.id)
    his = kept.submit(bob, "a", b"other lines", [("0", REQUEST)], Encoding.PCM_S16LE)
    assert his.id != mine.id
    assert kept.get(bob, his.id) is his
    assert kept.submit(LOCAL, "a", b"a", [], Encoding.PCM_S16LE) is mine

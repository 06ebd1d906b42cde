# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes: what is kept of them, by whom they are spoken, and how they go on after an end in the middle."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import pytest_asyncio

from sidecar.engines.base import Engines, SpeechEngine
from sidecar.errors import (
    AlreadyExistsError,
    ExhaustedError,
    NotFoundError,
    PreconditionError,
    UnavailableError,
    VoxrigError,
)
from sidecar.principals import LOCAL, Principal
from sidecar.storage.batches import BatchStore
from sidecar.storage.database import Database
from sidecar.storage.lines import KeptLines
from sidecar.storage.presence import Presence
from sidecar.synthesis.batch import Batch, Line, LineState, speaking_order
from sidecar.synthesis.batches import Batches
from sidecar.synthesis.cache import SpeechCache
from sidecar.synthesis.encoding import Encoding
from sidecar.synthesis.pipeline import Pipeline
from sidecar.synthesis.request import SpeechRequest
from sidecar.synthesis.scheduler import Scheduler
from sidecar.synthesis.speech import SILENCE, Phoneme, Speech

pytestmark = pytest.mark.unit

VOICE = (("af_heart", 1.0),)
DONE, FAILED, QUEUED = LineState.DONE, LineState.FAILED, LineState.QUEUED


class Speaker:
    """Speaks 1,000 bytes of silence at once, notes what, and can be told to be gone or to wait."""

    def __init__(self) -> None:
        engine = SimpleNamespace(name="kokoro", revision="1", prefers_like_lengths=False)
        self.engines = Engines(cast("SpeechEngine[Any]", engine))
        self.said: list[str] = []
        self.gone: set[str] = set()

    def speak(self, request: SpeechRequest) -> Iterator[Speech]:
        self.said.append(request.text)
        yield Speech(np.zeros(500, np.float32), 24_000, (Phoneme(SILENCE, 0, 500),), ())

    def read(self, _owner: Principal, specs: Sequence[bytes]) -> list[SpeechRequest | VoxrigError]:
        return [
            NotFoundError("VOICE_NOT_FOUND", "its voice is gone")
            if spec.decode() in self.gone
            else SpeechRequest(spec.decode(), "en-US", VOICE)
            for spec in specs
        ]


@dataclasses.dataclass
class Sidecar:
    """What a sidecar of a folder has."""

    batches: Batches
    speaker: Speaker
    lines: KeptLines
    tasks: list[asyncio.Task[None]]

    async def kill(self) -> None:
        """Ends without storing anything more; its lock goes as the system would take it."""
        for task in [*self.tasks, *self.batches._runners.values()]:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.batches._store.close()


class Start:
    """Starts sidecars of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[Sidecar] = []

    def __call__(
        self,
        *,
        cache_bytes: int = 1 << 26,
        memory_limit: int = 1 << 20,
        keep_seconds: float = 60,
        line_limit: int = 100,
    ) -> Sidecar:
        speaker, scheduler = Speaker(), Scheduler(queue_limit=1)
        lines = KeptLines(self.folder / "cache", cache_bytes)
        database = Database(f"sqlite:///{self.folder / 'voxrig.db'}")
        made = Batches(
            cast(Pipeline, speaker),
            scheduler,
            SpeechCache(lines, speaker.engines),
            BatchStore(database, Presence(self.folder / "sidecars"), 1 << 20),
            speaker.read,
            line_limit=line_limit,
            memory_limit=memory_limit,
            keep_seconds=keep_seconds,
        )
        tasks = [asyncio.create_task(scheduler.run()), asyncio.create_task(made.run())]
        sidecar = Sidecar(made, speaker, lines, tasks)
        self.started.append(sidecar)
        return sidecar


@pytest_asyncio.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    made = Start(tmp_path)
    yield made
    for sidecar in made.started:
        await sidecar.kill()


async def submitted(sidecar: Sidecar, name: str, *texts: str, owner: Principal = LOCAL) -> Batch:
    specs = [(str(i), text.encode()) for i, text in enumerate(texts)]
    batch_id = await sidecar.batches.submit(owner, name, name, specs, Encoding.PCM_S16LE)
    return await sidecar.batches.get(owner, batch_id)


async def finished(batch: Batch) -> Batch:
    async with asyncio.timeout(20):
        while not batch.finished:
            await asyncio.sleep(0.005)
    return batch


async def spoken(sidecar: Sidecar, name: str, *texts: str) -> Batch:
    await sidecar.batches.start()
    return await finished(await submitted(sidecar, name, *texts))


async def stored(sidecar: Sidecar, batch: Batch) -> None:
    async with asyncio.timeout(20):
        while batch.unsaved or sidecar.batches._saving.locked():
            await asyncio.sleep(0.005)


def states(batch: Batch) -> list[LineState]:
    return [line.state for line in batch.lines.values()]


async def test_what_was_spoken_before_is_not_spoken_again(start: Start) -> None:
    sidecar = start()
    first = await spoken(sidecar, "a", "One.", "Two.", "One.")
    assert sidecar.speaker.said == ["One.", "Two."]
    second = await spoken(sidecar, "b", "Two.", "Three.")
    assert sidecar.speaker.said == ["One.", "Two.", "Three."]
    assert [line.from_cache for line in first.lines.values()] == [False, False, True]
    assert [line.from_cache for line in second.lines.values()] == [True, False]
    result = await sidecar.batches.result(second, second.lines["0"])
    assert (result.data, result.times.phonemes[-1].end_sample) == (bytes(1_000), 500)


async def test_one_is_dropped_after_its_time_and_may_be_submitted_again(start: Start) -> None:
    sidecar = start(keep_seconds=0.2)
    first = await spoken(sidecar, "a", "One.")
    assert (await submitted(sidecar, "a", "One.")) is first
    await stored(sidecar, first)
    await asyncio.sleep(0.3)
    await sidecar.batches.tidy()
    with pytest.raises(NotFoundError):
        await sidecar.batches.get(LOCAL, first.id)
    assert (await spoken(sidecar, "a", "One.")).id != first.id


async def test_one_is_its_owners_alone(start: Start) -> None:
    sidecar, bob = start(), Principal("0b0b", "Bob")
    mine = await spoken(sidecar, "a", "One.")
    with pytest.raises(NotFoundError):
        await sidecar.batches.get(bob, mine.id)
    his = await submitted(sidecar, "a", "Other lines.", owner=bob)
    assert his.id != mine.id
    assert await sidecar.batches.get(bob, his.id) is his
    await sidecar.kill()
    with pytest.raises(NotFoundError):
        await start().batches.get(bob, mine.id)


async def test_a_request_id_stands_for_one_content_also_later(start: Start) -> None:
    first = start()
    batch = await spoken(first, "a", "One.")
    with pytest.raises(AlreadyExistsError):
        await first.batches.submit(LOCAL, "a", "other", [("0", b"Two.")], Encoding.PCM_S16LE)
    await first.kill()
    second = start()
    with pytest.raises(AlreadyExistsError):
        await second.batches.submit(LOCAL, "a", "other", [("0", b"Two.")], Encoding.PCM_S16LE)
    again = await second.batches.submit(LOCAL, "a", "a", [("0", b"One.")], Encoding.PCM_S16LE)
    assert again == batch.id


async def test_too_many_lines_are_refused(start: Start) -> None:
    sidecar = start(line_limit=3)  # whose engine is not ready
    await submitted(sidecar, "a", "One.", "Two.")
    with pytest.raises(ExhaustedError):
        await submitted(sidecar, "b", "Three.", "Four.")
    await submitted(sidecar, "c", "Three.")


async def test_the_next_sidecar_goes_on_and_no_change_is_missed(start: Start) -> None:
    first = start()
    batch = await spoken(first, "a", "One.")
    other = await submitted(first, "b", "One.", "Two.", "Three.")
    first.batches.cancel(other, ["2"])
    await finished(other)
    await stored(first, other)
    waiting = await submitted(start(), "c", "One.", "Four.")  # in a sidecar whose engine is not ready
    told = 1_000  # by a sidecar that had told more than it could store
    for sidecar in start.started:
        await sidecar.kill()

    last = start()
    await last.batches.start()
    resumed = await finished(await last.batches.get(LOCAL, waiting.id))
    assert states(resumed) == [DONE, DONE]
    assert last.speaker.said == ["Four."]
    assert {line.id for line in resumed.changed_since(told)} == {"0", "1"}
    for known in (batch, other):
        restored = await last.batches.get(LOCAL, known.id)
        assert states(restored) == states(known)
        assert restored.revision == known.revision
        assert [line.revision for line in restored.lines.values()] == [
            line.revision for line in known.lines.values()
        ]
        assert (await last.batches.result(restored, restored.lines["0"])).data == bytes(1_000)


async def test_two_sidecars_of_a_folder_never_speak_the_same_line(start: Start) -> None:
    one, two = start(), start()
    await two.batches.start()
    batch = await submitted(one, "a", "One.")
    with pytest.raises(UnavailableError) as caught:
        await two.batches.get(LOCAL, batch.id)
    assert caught.value.reason == "BATCH_ELSEWHERE"
    await two.batches.tidy()
    await one.batches.start()
    await finished(batch)
    assert (one.speaker.said, two.speaker.said) == (["One."], [])
    await stored(one, batch)
    here = await two.batches.get(LOCAL, batch.id)  # it is done: whoever is asked may answer
    assert (await two.batches.result(here, here.lines["0"])).data == bytes(1_000)


async def test_a_living_sidecar_takes_over_from_one_that_is_gone(start: Start) -> None:
    one, two = start(), start()
    await two.batches.start()
    batch = await submitted(one, "a", "One.")
    await one.kill()
    await two.batches.tidy()
    assert states(await finished(await two.batches.get(LOCAL, batch.id))) == [DONE]


async def test_a_drained_sidecar_leaves_its_lines_to_the_next(start: Start) -> None:
    one = start()
    batch = await submitted(one, "a", "One.")
    await one.batches.close()
    assert states(batch) == [QUEUED]
    with pytest.raises(UnavailableError):
        await submitted(one, "b", "Two.")
    two = start()
    await two.batches.start()
    assert states(await finished(await two.batches.get(LOCAL, batch.id))) == [DONE]


async def test_a_lost_sound_is_spoken_again_when_it_is_wanted(start: Start) -> None:
    sidecar = start(memory_limit=1)  # which holds the last line
    batch = await spoken(sidecar, "a", "One.", "Two.")
    told = batch.revision
    sidecar.lines.clear()
    assert (await sidecar.batches.result(batch, batch.lines["1"])).data == bytes(1_000)
    with pytest.raises(PreconditionError) as caught:
        await sidecar.batches.result(batch, batch.lines["0"])
    assert caught.value.reason == "LINE_NOT_DONE"
    await finished(batch)
    assert [line.id for line in batch.changed_since(told)] == ["0"]
    assert (await sidecar.batches.result(batch, batch.lines["0"])).data == bytes(1_000)
    assert sidecar.speaker.said == ["One.", "Two.", "One."]


async def test_a_lost_sound_whose_voice_is_gone_fails(start: Start) -> None:
    sidecar = start(memory_limit=1)
    batch = await spoken(sidecar, "a", "One.", "Two.")
    sidecar.lines.forget(["af_heart"])
    sidecar.speaker.gone = {"One."}
    with pytest.raises(PreconditionError):
        await sidecar.batches.result(batch, batch.lines["0"])
    await finished(batch)
    assert states(batch) == [FAILED, DONE]
    failure = batch.lines["0"].failure
    assert failure is not None
    assert failure.reason == "VOICE_NOT_FOUND"


async def test_without_a_cache_results_are_in_memory_and_lost_ones_are_spoken_again(start: Start) -> None:
    sidecar = start(cache_bytes=0)
    batch = await spoken(sidecar, "a", "One.", "Two.")
    for line in batch.lines.values():
        assert (await sidecar.batches.result(batch, line)).data == bytes(1_000)
    await stored(sidecar, batch)
    await sidecar.kill()
    later = start(cache_bytes=0)
    await later.batches.start()
    restored = await later.batches.get(LOCAL, batch.id)
    assert (states(restored), later.speaker.said) == ([DONE, DONE], [])  # nobody has asked for them
    with pytest.raises(PreconditionError):
        await later.batches.result(restored, restored.lines["1"])
    await finished(restored)
    assert (await later.batches.result(restored, restored.lines["1"])).data == bytes(1_000)
    assert later.speaker.said == ["Two."]


async def test_a_voice_that_goes_while_the_lines_wait_fails_its_line_alone(start: Start) -> None:
    sidecar = start()
    batch = await submitted(sidecar, "a", "One.", "Two.", "Three.")
    sidecar.speaker.gone = {"Two."}
    await sidecar.batches.start()
    await finished(batch)
    assert states(batch) == [DONE, FAILED, DONE]
    assert sidecar.speaker.said == ["One.", "Three."]


async def test_a_folder_that_cannot_be_written_costs_durability_only(start: Start, tmp_path: Path) -> None:
    (tmp_path / "sidecars").touch()
    (tmp_path / "cache").touch()
    batch = await spoken(sidecar := start(), "a", "One.")
    assert states(batch) == [DONE]
    assert (await sidecar.batches.result(batch, batch.lines["0"])).data == bytes(1_000)


def test_lines_keep_their_order_unless_like_lengths_are_faster() -> None:
    texts = ["Four words are here.", "Hi.", "This one is a good deal longer than the others.", "Ho."]
    lines = [(Line(i, str(i), b""), SpeechRequest(text, "en-US", VOICE)) for i, text in enumerate(texts)]

    def order(*, like_lengths: bool) -> list[int]:
        return [line.position for line, _ in speaking_order(lines, like_lengths=like_lengths)]

    assert order(like_lengths=False) == [0, 1, 2, 3]
    assert order(like_lengths=True) == [1, 3, 0, 2]

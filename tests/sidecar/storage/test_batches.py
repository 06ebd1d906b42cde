# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches that are stored: held by one sidecar of a folder while that lives, then by the next."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sidecar.errors import UnavailableError
from sidecar.storage.batches import BatchStore, StoredBatch, StoredLine
from sidecar.storage.database import Database
from sidecar.storage.presence import Presence
from tests.sidecar.conftest import ROOT

pytestmark = pytest.mark.unit

LINES = (StoredLine(0, "a", b"one", "QUEUED", 1), StoredLine(1, "b", b"two", "QUEUED", 2))
BATCH = StoredBatch("b1", "alice", "r1", "f1", 1, 2, None, LINES)


def store_in(folder: Path, *, byte_limit: int = 1 << 20) -> BatchStore:
    """The batches as a sidecar of its own sees them."""
    return BatchStore(
        Database(f"sqlite:///{folder / 'voxrig.db'}"), Presence(folder / "sidecars"), byte_limit
    )


def test_a_batch_is_stored_once_for_each_request_of_each_owner(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    assert store.add(BATCH) == BATCH
    again = store.add(dataclasses.replace(BATCH, id="b2", fingerprint="f2"))
    assert (again.id, again.fingerprint) == ("b1", "f1")
    assert store.add(dataclasses.replace(BATCH, id="b3", owner="bob")).id == "b3"
    assert store.take("b2", "alice") is None
    assert store.take("b3", "alice") is None
    assert store.take("b1", "alice") == BATCH


def test_it_works_in_every_database(database: Database, tmp_path: Path) -> None:
    store = BatchStore(database, Presence(tmp_path), 1 << 20)
    store.add(BATCH)
    done = dataclasses.replace(LINES[0], state="DONE", revision=3, sound_key="k v", from_cache=True)
    store.save(dataclasses.replace(BATCH, revision=3, lines=(done,)))
    assert store.take("b1", "alice") == dataclasses.replace(BATCH, revision=3, lines=(done, LINES[1]))
    store.save(dataclasses.replace(BATCH, ended=datetime.now(UTC) - timedelta(hours=2), lines=()))
    assert store.take_left(()) == []
    assert store.drop_old(timedelta(hours=3)) == []
    assert store.drop_old(timedelta(hours=1)) == ["b1"]
    assert store.take("b1", "alice") is None


def test_what_a_living_sidecar_speaks_nobody_else_takes(tmp_path: Path) -> None:
    first, second = store_in(tmp_path), store_in(tmp_path)
    first.add(BATCH)
    with pytest.raises(UnavailableError) as caught:
        second.take("b1", "alice")
    assert caught.value.reason == "BATCH_ELSEWHERE"
    assert caught.value.retry_seconds
    assert second.take_left(()) == []
    first.close()
    assert second.take_left(()) == [BATCH]
    assert second.take_left({"b1"}) == []
    with pytest.raises(UnavailableError):
        store_in(tmp_path).take("b1", "alice")


def test_what_is_finished_everybody_may_read(tmp_path: Path) -> None:
    first, second = store_in(tmp_path), store_in(tmp_path)
    first.add(dataclasses.replace(BATCH, ended=datetime.now(UTC)))
    taken = second.take("b1", "alice")
    assert taken is not None
    assert taken.lines == LINES


def test_what_a_killed_one_leaves_goes_to_one_only(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from tests.sidecar.storage.test_batches import *;"
        "folder = Path(sys.argv[1]); store = store_in(folder);"
        "[store.add(dataclasses.replace(BATCH, id=f'b{i}', request_id=f'r{i}')) for i in range(20)];"
        "print('stored', flush=True); time.sleep(60)"
    )
    killed = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    )
    with killed:
        assert killed.stdout
        assert killed.stdout.readline() == b"stored\n"
        assert store_in(tmp_path).take_left(()) == []
        killed.kill()
    stores = [store_in(tmp_path) for _ in range(4)]
    taken: dict[int, set[str]] = {i: set() for i in range(4)}

    def take(i: int) -> None:
        for _ in range(3):
            taken[i] |= {batch.id for batch in stores[i].take_left(())}

    threads = [threading.Thread(target=take, args=[i]) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [batch_id for ids in taken.values() for batch_id in ids]
    assert sorted(everything) == sorted(f"b{i}" for i in range(20))


def test_the_oldest_that_ended_makes_room(tmp_path: Path) -> None:
    store = store_in(tmp_path, byte_limit=6_000)
    now = datetime.now(UTC)
    big = (StoredLine(0, "a", bytes(1_500), "DONE", 1),)
    for i, ended in enumerate([now - timedelta(hours=1), now - timedelta(hours=2), None]):
        store.add(dataclasses.replace(BATCH, id=f"b{i}", request_id=f"r{i}", ended=ended, lines=big))
    store.add(dataclasses.replace(BATCH, id="b3", request_id="r3", lines=big))
    kept = [store.take(f"b{i}", "alice") for i in range(4)]
    assert [batch is not None for batch in kept] == [True, False, True, True]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "sidecars").touch()
    with pytest.raises(UnavailableError, match="sidecars"):
        store_in(tmp_path).add(BATCH)

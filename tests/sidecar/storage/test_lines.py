# SPDX-License-Identifier: GPL-3.0-or-later
"""Spoken lines on disk: bounded, shared, found by their voices, and never executed."""

from __future__ import annotations

import os
import pickle
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path
from unittest.mock import patch

import pytest

from sidecar.errors import UnavailableError
from sidecar.storage.lines import KeptLines
from tests.sidecar.conftest import ROOT

pytestmark = pytest.mark.unit

BOB, EVE = f"sha256:{'b' * 64}", f"sha256:{'e' * 64}"
MIB = 1 << 20


def lines_in(folder: Path, byte_limit: int = 64 * MIB) -> KeptLines:
    return KeptLines(folder / "cache", byte_limit)


def files_in(folder: Path) -> list[Path]:
    return list((folder / "cache").rglob("*.val"))


def test_what_is_kept_is_found_also_by_others_and_later(tmp_path: Path) -> None:
    lines = lines_in(tmp_path)
    assert lines.get("a af_heart") is None
    lines.put("a af_heart", b"one")
    lines.put("b af_heart", b"two")
    assert lines.get("a af_heart") == lines_in(tmp_path).get("a af_heart") == b"one"
    state = lines.state()
    assert (state.entries, state.hits) == (2, 2)
    lines.discard("a af_heart")
    assert lines.get("a af_heart") is None
    assert lines_in(tmp_path).state().misses == 1


def test_the_least_recently_used_make_room(tmp_path: Path) -> None:
    lines = lines_in(tmp_path, 10 * MIB)
    for i in range(30):
        lines.put(f"{i} x", bytes(MIB))
        assert lines.get("0 x") is not None
    state = lines.state()
    assert state.byte_count <= 11 * MIB
    assert lines.get("29 x") is not None
    assert lines.get("1 x") is None
    assert len(files_in(tmp_path)) == state.entries


def test_a_lower_limit_holds_from_the_start(tmp_path: Path) -> None:
    for i in range(8):
        lines_in(tmp_path).put(f"{i} x", bytes(MIB))
    smaller = lines_in(tmp_path, 4 * MIB)
    assert smaller.get("0 x") is None
    assert smaller.state().byte_count <= 4 * MIB


def test_no_room_at_all_keeps_nothing(tmp_path: Path) -> None:
    lines = lines_in(tmp_path, 0)
    lines.put("a x", b"one")
    assert lines.get("a x") is None
    assert not (tmp_path / "cache").exists()


def test_what_was_spoken_with_a_voice_goes_with_blends_of_it(tmp_path: Path) -> None:
    lines = lines_in(tmp_path)
    for key in (f"1 {BOB}", f"2 af_heart {BOB}", f"3 {BOB} {EVE}", f"4 {EVE}", "5 af_heart"):
        lines.put(key, b"sound")
    assert lines.forget([BOB, EVE]) == 1
    assert lines.retain([EVE]) == 2
    assert [key for key in ("4", "5") if lines.get(f"{key} {EVE if key == '4' else 'af_heart'}")] == [
        "4",
        "5",
    ]
    assert lines.state().entries == len(files_in(tmp_path)) == 2
    assert lines.forget(["af_heart"]) == 1


def test_clearing_removes_also_what_a_killed_writer_left(tmp_path: Path) -> None:
    lines = lines_in(tmp_path)
    lines.put("a x", b"one")
    (tmp_path / "cache" / "00").mkdir()
    (tmp_path / "cache" / "00" / "left.val").write_bytes(b"half a line")
    assert lines.clear() == 1
    assert files_in(tmp_path) == []
    state = lines.state()
    assert (state.entries, state.hits, state.misses) == (0, 0, 0)


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, (str(self.path),)


def test_a_pickle_is_refused_unexecuted(tmp_path: Path) -> None:
    lines = lines_in(tmp_path)
    lines.put("a x", b"one")
    trap = pickle.dumps(Trap(tmp_path / "sprung"))
    (in_file,) = files_in(tmp_path)
    in_file.write_bytes(trap)
    with sqlite3.connect(tmp_path / "cache" / "cache.db") as database:
        database.execute("UPDATE Cache SET mode = 4")  # diskcache's for a pickle in a file
        database.execute("INSERT INTO Cache (key, raw, mode, value) VALUES ('b x', 1, 4, ?)", (trap,))
        database.execute("INSERT INTO Cache (key, raw, mode, value) VALUES (?, 0, 1, 'c')", (trap,))
        database.execute("INSERT INTO Cache (key, raw, mode, filename) VALUES ('d x', 1, 2, '../../own.txt')")
    (tmp_path.parent / "own.txt").write_text("Somebody's.")
    again = lines_in(tmp_path)
    assert again.get("a x") is None
    assert again.get("b x") is None
    assert again.get("d x") is None
    again.forget(["x"])
    again.retain([])
    assert not (tmp_path / "sprung").exists()
    assert (tmp_path.parent / "own.txt").read_text() == "Somebody's."
    pickle.loads(trap)
    assert (tmp_path / "sprung").exists()  # it would have sprung


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    lines = lines_in(tmp_path)
    lines.put("a x", b"one")
    full = patch("os.fsync", side_effect=OSError(28, "No space left on device"))
    with full, pytest.raises(UnavailableError, match="No space left"):
        lines.put("b x", b"two")
    assert (lines.get("a x"), lines.get("b x")) == (b"one", None)
    assert len(files_in(tmp_path)) == 1


def test_a_database_that_is_none_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "cache.db").write_text("Not a database. " * 1_000)
    lines = lines_in(tmp_path)
    lines.put("a x", b"one")
    assert lines.get("a x") == b"one"


def test_a_missing_file_is_a_miss(tmp_path: Path) -> None:
    lines = lines_in(tmp_path)
    lines.put("a x", b"one")
    files_in(tmp_path)[0].unlink()
    assert lines.get("a x") is None
    lines.put("a x", b"one")
    assert lines.get("a x") == b"one"


def test_many_threads_and_processes_share_one(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from sidecar.storage.lines import KeptLines;"
        "lines = KeptLines(Path(sys.argv[1]), 1 << 26);"
        "[lines.put(f'{sys.argv[2]}-{i} x', sys.argv[2].encode() * 1000) for i in range(25)];"
        "[lines.get(f'{sys.argv[2]}-{i} x') or sys.exit(1) for i in range(25)]"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "cache"), name], cwd=ROOT)
        for name in ("one", "two", "three")
    ]
    mine = lines_in(tmp_path)

    def put(name: str) -> None:
        for i in range(25):
            mine.put(f"{name}-{i} x", name.encode())

    threads = [threading.Thread(target=put, args=[f"thread {i}"]) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait(60) for process in started] == [0, 0, 0]
    assert mine.state().entries == 175
    assert mine.get("two-24 x") == b"two" * 1000


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_they_are_this_users_alone(tmp_path: Path) -> None:
    lines = lines_in(tmp_path)
    lines.put("a x", b"one")
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700
    assert stat.S_IMODE(files_in(tmp_path)[0].stat().st_mode) == 0o600

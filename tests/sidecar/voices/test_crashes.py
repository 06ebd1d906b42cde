# SPDX-License-Identifier: GPL-3.0-or-later
"""A process that is killed while it makes and deletes voices leaves each as it was before or after."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select, text

from sidecar.storage.tables import ArtefactRow, RevisionRow
from tests.sidecar.conftest import ROOT
from tests.sidecar.voices.making import ALICE, blob_count, cloned, registry_in, spec

pytestmark = [
    pytest.mark.unit,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="only processes that fork are killed often enough"),
]

_KILLS = 30
_IDS = ("one", "two", "three")


def fork_workers(folder: Path) -> None:
    """Forks a worker for each line of input, and tells its id and then its end. A fork has loaded all."""
    for seed, _ in enumerate(sys.stdin):
        worker = os.fork()
        if worker == 0:
            _make_and_delete(folder, seed)
        print(worker, flush=True)  # noqa: T201
        os.waitpid(worker, 0)
        print("gone", flush=True)  # noqa: T201


def _make_and_delete(folder: Path, seed: int) -> None:
    voices, chance = registry_in(folder).seen_by(ALICE), random.Random(seed)
    for turn in range(10**9):
        voice_id = chance.choice(_IDS)
        if voices.find(voice_id) is not None and chance.random() < 0.4:
            voices.delete(voice_id)
        else:
            voices.add_personal(spec(voice_id, replace=True), "cloned", cloned(f"{voice_id} {seed} {turn}"))


def test_every_voice_is_whole_after_a_kill(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.sidecar.voices.test_crashes import fork_workers;"
        "fork_workers(Path(sys.argv[1]))"
    )
    chance, takes = random.Random(5), set()
    forking = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert forking.stdin
    assert forking.stdout
    with forking.stdin, forking.stdout:
        for _ in range(_KILLS):
            forking.stdin.write("\n")
            worker = int(forking.stdout.readline())
            time.sleep(chance.uniform(0.05, 0.3))
            os.kill(worker, signal.SIGKILL)
            assert forking.stdout.readline() == "gone\n"
            takes |= whole_voices(tmp_path)
    assert forking.wait(60) == 0
    assert len(takes) > _KILLS / 2  # they were killed at work, not before

    registry = registry_in(tmp_path)
    registry.sweep()
    with registry.database.read() as session:
        artefacts = session.scalars(select(ArtefactRow.blob)).all()
        needed = {*artefacts, *session.scalars(select(RevisionRow.preview_blob))}
    assert blob_count(tmp_path / "blobs") == len(needed)


def whole_voices(folder: Path) -> set[str]:
    """What the voices say, each of them having been found whole."""
    registry, takes = registry_in(folder), set()
    voices = registry.seen_by(ALICE)
    for voice in voices.voices():
        if voice.kind == "cloned":
            _, said = voices.preview(voice.id)
            ((artefact, _),) = voice.mix
            assert said.startswith(f"This is {voice.id} ")
            assert registry.blobs.get(artefact).decode() == f"artefact of {said[8:-1]}"
            takes.add(said)
    with registry.database.read() as session:
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    registry.database.close()
    return takes

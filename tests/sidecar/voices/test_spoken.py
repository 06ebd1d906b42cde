# SPDX-License-Identifier: GPL-3.0-or-later
"""What was spoken in somebody's voice goes when the voice goes, blends of it included."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest
from typer.testing import CliRunner

from sidecar.cli import app
from sidecar.config import Settings
from sidecar.errors import UnavailableError
from sidecar.storage.blobs import BlobStore
from sidecar.storage.lines import KeptLines
from sidecar.voices.opening import open_engine, open_lines, open_registry
from sidecar.voices.registry import SeenVoices
from sidecar.voices.voice import Voice
from tests.sidecar.voices.making import ALICE, cloned, spec

pytestmark = pytest.mark.unit


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, device="cpu")


@pytest.fixture
def lines(settings: Settings) -> KeptLines:
    return open_lines(settings)


@pytest.fixture
def voices(settings: Settings) -> SeenVoices:
    return open_registry(settings, open_engine(settings).voices()).seen_by(ALICE)


def say(lines: KeptLines, voice: Voice) -> str:
    """Keeps something that was spoken in a voice; gives its key."""
    key = " ".join([f"digest-{voice.id}-{voice.revision}", *(part for part, _ in voice.mix)])
    lines.put(key, b"sound")
    return key


def test_all_that_a_deleted_voice_said_goes(voices: SeenVoices, lines: KeptLines) -> None:
    mine = voices.add_personal(spec("mine"), "cloned", cloned("mine"))
    other = voices.add_personal(spec("other"), "cloned", cloned("other"))
    blend = voices.create_blend("duo", [("mine", 1), ("af_heart", 1)])
    stock = voices.get("af_heart")
    keys = [say(lines, voice) for voice in (mine, blend, other, stock)]
    voices.delete("mine")
    assert [lines.get(key) is not None for key in keys] == [False, False, True, True]


def test_all_that_a_voice_said_before_it_was_replaced_goes(voices: SeenVoices, lines: KeptLines) -> None:
    before = voices.add_personal(spec("mine"), "cloned", cloned("one"))
    first = say(lines, before)
    after = voices.add_personal(spec("mine", replace=True), "cloned", cloned("two"))
    second = say(lines, after)
    voices.registry.sweep()
    assert (lines.get(first), lines.get(second)) == (None, b"sound")


def test_what_cannot_be_removed_now_is_removed_later(voices: SeenVoices, lines: KeptLines) -> None:
    mine = voices.add_personal(spec("mine"), "cloned", cloned("mine"))
    key = say(lines, mine)
    broken = UnavailableError("CACHE_UNAVAILABLE", "the folder of spoken lines is busy")
    with patch.object(KeptLines, "retain", side_effect=broken):
        voices.delete("mine")
    assert voices.find("mine") is None
    assert lines.get(key) is not None
    voices.registry.sweep()  # as every sidecar does when it starts
    assert lines.get(key) is None


def test_it_goes_also_while_the_voices_files_cannot_be_removed(voices: SeenVoices, lines: KeptLines) -> None:
    mine = voices.add_personal(spec("mine"), "cloned", cloned("mine"))
    key = say(lines, mine)
    broken = UnavailableError("BLOBS_UNAVAILABLE", "the bucket is far away")
    with patch.object(BlobStore, "remove", side_effect=broken):
        voices.delete("mine")
    assert lines.get(key) is None


class TestCommand:
    def voxrig(self, folder: Path, *arguments: str) -> str:
        done = CliRunner().invoke(
            app, arguments, env={"VOXRIG_DATA_DIR": str(folder)}, catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
        return done.stdout

    def test_deleting_a_voice_removes_what_it_said(
        self, voices: SeenVoices, lines: KeptLines, tmp_path: Path
    ) -> None:
        key = say(lines, voices.add_personal(spec("mine"), "cloned", cloned("mine")))
        self.voxrig(tmp_path, "voices", "delete", "mine")
        assert lines.get(key) is None

    def test_one_voice_is_cleared_with_its_blends_and_a_blend_by_itself(
        self, voices: SeenVoices, lines: KeptLines, tmp_path: Path
    ) -> None:
        mine = voices.add_personal(spec("mine"), "cloned", cloned("mine"))
        duo = voices.create_blend("duo", [("mine", 1), ("af_heart", 1)])
        keys = [say(lines, voice) for voice in (mine, duo, voices.get("af_heart"))]
        assert self.voxrig(tmp_path, "cache", "clear", "--voice", "duo") == "removed 1 lines\n"
        assert [lines.get(key) is not None for key in keys] == [True, False, True]
        say(lines, duo)
        assert self.voxrig(tmp_path, "cache", "clear", "--voice", "mine") == "removed 2 lines\n"
        assert [lines.get(key) is not None for key in keys] == [False, False, True]

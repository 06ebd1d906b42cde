# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig voices show` and `preview`: people's voices on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import soundfile
from typer.testing import CliRunner, Result

from sidecar.cli import app
from sidecar.principals import LOCAL
from tests.sidecar.voices.making import BOB, cloned, imported, registry_in, spec

pytestmark = pytest.mark.unit


@pytest.fixture
def data(tmp_path: Path) -> Path:
    registry = registry_in(tmp_path / "data")
    registry.seen_by(LOCAL).add_personal(spec("mine"), "cloned", cloned())
    registry.seen_by(BOB).add_personal(spec("bobs"), "cloned", cloned("other"))
    return tmp_path / "data"


def voices(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["voices", *arguments], env={"VOXRIG_DATA_DIR": str(data)})


def test_one_is_shown_with_all_that_is_known(data: Path) -> None:
    voice = json.loads(voices(data, "show", "mine").stdout)
    assert voice["kind"] == "cloned"
    assert (voice["owner"], voice["revision"], voice["has_preview"]) == ("local", 1, True)
    assert voice["attestation"]["speaker"] == "Alice"
    assert voice["attestation"]["ground"] == "self"
    assert voice["attestation"]["attested_by"] == "local"
    assert voice["likeness"]["similarity"] == 0.8
    assert len(voice["languages"]) >= 2
    stock = json.loads(voices(data, "show", "af_heart").stdout)
    assert (stock["license"], stock["owner"], stock["attestation"]) == ("Apache-2.0", None, None)


def test_the_local_owners_are_listed_and_no_others(data: Path) -> None:
    listed = {voice["id"] for voice in json.loads(voices(data, "--json").stdout)}
    assert "mine" in listed
    assert "bobs" not in listed
    for arguments in (["show", "bobs"], ["delete", "bobs"], ["preview", "bobs", "-o", str(data / "x.flac")]):
        done = voices(data, *arguments)
        assert (done.exit_code, done.stderr) == (
            1,
            "voxrig: there is no voice 'bobs'; `voxrig voices` lists them\n",
        )


def test_engine_and_deliveries_are_in_the_table(data: Path) -> None:
    registry_in(data).seen_by(LOCAL).add_personal(spec("theirs"), "imported", imported("happy", "sad"))
    table = CliRunner().invoke(app, ["voices"], env={"VOXRIG_DATA_DIR": str(data), "COLUMNS": "200"}).stdout
    (row,) = [line for line in table.splitlines() if "theirs" in line]
    assert "gpt-sovits v2Pro" in row
    assert "neutral, happy, sad" in row
    assert json.loads(voices(data, "show", "theirs").stdout)["deliveries"] == ["neutral", "happy", "sad"]


def test_its_preview_is_saved(data: Path, tmp_path: Path) -> None:
    done = voices(data, "preview", "mine", "--output", str(tmp_path / "mine.flac"))
    assert (done.exit_code, done.stdout) == (0, "This is one.\n")
    samples, rate_hz = soundfile.read(tmp_path / "mine.flac")
    assert (len(samples), rate_hz) == (2_400, 24_000)


def test_a_preview_that_cannot_be_saved_is_told(data: Path, tmp_path: Path) -> None:
    nowhere = voices(data, "preview", "mine", "-o", str(tmp_path / "nowhere" / "x.flac"))
    assert nowhere.exit_code == 2
    assert "there is no folder" in nowhere.stderr
    stock = voices(data, "preview", "af_heart", "-o", str(tmp_path / "x.flac"))
    assert stock.exit_code == 1
    assert "af_heart has no preview" in stock.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("VOXRIG_DATABASE_URL", "postgresql+psycopg://me:secret@127.0.0.1:1/voices"),
        ("VOXRIG_DATABASE_URL", "nosuch://me:secret@host/voices"),
        ("VOXRIG_BLOB_URL", "nosuch://me:secret@host/voices"),
    ],
)
def test_a_store_that_cannot_be_used_is_told_in_one_line(data: Path, variable: str, value: str) -> None:
    done = CliRunner().invoke(
        app, ["voices"], env={"VOXRIG_DATA_DIR": str(data), variable: value, "COLUMNS": "200"}
    )
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert "secret" not in done.output

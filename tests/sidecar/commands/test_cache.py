# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig cache`: what is kept of spoken lines, and how it goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sidecar.cli import app
from sidecar.config import Settings
from sidecar.voices.opening import open_lines

pytestmark = pytest.mark.unit


def voxrig(folder: Path, *arguments: str, **variables: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"VOXRIG_DATA_DIR": str(folder), **variables})


def test_it_shows_what_is_kept(tmp_path: Path) -> None:
    assert json.loads(voxrig(tmp_path, "cache", "--json").stdout)["lines"] == 0
    assert list(tmp_path.iterdir()) == []
    lines = open_lines(Settings(data_dir=tmp_path))
    lines.put("a af_heart", bytes(1 << 20))
    lines.get("a af_heart")
    lines.get("b af_heart")
    shown = json.loads(voxrig(tmp_path, "cache", "--json").stdout)
    assert shown["folder"] == str(tmp_path / "cache")
    assert (shown["lines"], shown["asked"], shown["found"]) == (1, 2, 1)
    assert shown["limit_bytes"] == 2_048 << 20
    assert shown["bytes"] > 1 << 20
    text = voxrig(tmp_path, "cache").stdout
    assert str(tmp_path / "cache") in text.replace("\n", "")
    assert "1 lines" in text
    assert "50%" in text


def test_it_says_when_it_is_off(tmp_path: Path) -> None:
    assert "VOXRIG_CACHE_MB" in voxrig(tmp_path, "cache", VOXRIG_CACHE_MB="0").stdout


def test_clearing_leaves_nothing(tmp_path: Path) -> None:
    assert voxrig(tmp_path, "cache", "clear").stdout == "removed 0 lines\n"
    lines = open_lines(Settings(data_dir=tmp_path))
    for i in range(3):
        lines.put(f"{i} af_heart", b"sound")
    assert voxrig(tmp_path, "cache", "clear").stdout == "removed 3 lines\n"
    assert list((tmp_path / "cache").rglob("*.val")) == []
    assert lines.get("0 af_heart") is None
    lines.put("0 af_heart", b"sound")  # a sidecar that runs meanwhile goes on
    assert lines.get("0 af_heart") == b"sound"


def test_an_unknown_voice_and_an_unusable_folder_are_told_in_one_line(tmp_path: Path) -> None:
    unknown = voxrig(tmp_path, "cache", "clear", "--voice", "nobody")
    assert (unknown.exit_code, len(unknown.stderr.strip().splitlines())) == (2, 1)
    assert "nobody" in unknown.stderr
    bad = voxrig(tmp_path, "cache", VOXRIG_CACHE_MB="-1")
    assert (bad.exit_code, "VOXRIG_CACHE_MB" in bad.stderr) == (2, True)
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "cache.db").mkdir()
    broken = voxrig(tmp_path, "cache", "clear")
    assert (broken.exit_code, len(broken.stderr.strip().splitlines())) == (1, 1)
    assert str(tmp_path / "cache") in broken.stderr

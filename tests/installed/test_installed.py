# SPDX-License-Identifier: GPL-3.0-or-later
"""The zip an animator gets: installed into a new profile it speaks, with its own wheels."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.blender

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("speak_a_line.py")
WHAT_THE_ZIP_BRINGS = ("grpc", "google", "protobuf", "pysubs2", "typing_extensions")


@pytest.fixture(scope="module")
def found(extension_zip: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What speak_a_line.py told."""
    folder = tmp_path_factory.mktemp("installed")
    packages, result = like_blenders_own(folder / "packages"), folder / "result.json"
    environment = {
        **os.environ,
        "BLENDER_USER_RESOURCES": str(folder / "profile"),
        "PYTHONPATH": str(packages),
        "SIDECAR_PATH": str(ROOT),
    }
    # -S leaves the virtual environment out.
    command = [sys.executable, "-S", str(SCRIPT), str(extension_zip), sidecar_python(), str(result)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert result.is_file(), f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return {
        **json.loads(result.read_text(encoding="utf-8")),
        "profile": str(folder / "profile"),
        "rc": done.returncode,
    }


def sidecar_python() -> str:
    named = os.environ.get("VOXRIG_SIDECAR_PYTHON")
    if not named:
        pytest.fail(
            "VOXRIG_SIDECAR_PYTHON names no Python with the sidecar: run the tests with `nox -s tests`"
        )
    return named


def like_blenders_own(folder: Path) -> Path:
    """This environment's packages without those that the zip brings, so that only the zip can bring them."""
    folder.mkdir()
    for package in Path(sysconfig.get_path("purelib")).iterdir():
        if not package.name.startswith(WHAT_THE_ZIP_BRINGS) and package.suffix != ".pth":
            (folder / package.name).symlink_to(package, target_is_directory=package.is_dir())
    return folder


def test_it_installs_and_is_enabled(found: dict[str, Any]) -> None:
    assert found["enabled"]


def test_it_runs_on_the_wheels_it_brought(found: dict[str, Any]) -> None:
    assert not found["importable_before"], "the test must not find grpc elsewhere"
    for package in ("grpc", "protobuf"):
        assert Path(found[package]).is_relative_to(found["profile"])


def test_it_speaks_a_line(found: dict[str, Any]) -> None:
    assert (found["error"], found["warning"]) == ("", "")
    assert 0.4 < found["duration"] < 3.0
    assert next(sound[0] for sound in found["phonemes"] if sound[0] != "sil") == "m"
    assert len(found["sounds"]) == 1
    assert found["sounds"][0] > found["duration"] * 24_000  # 16-bit samples, packed
    assert found["widest"] > 0.3


def test_switched_off_it_leaves_nothing_behind(found: dict[str, Any]) -> None:
    assert found["gone"]
    assert found["rc"] == 0

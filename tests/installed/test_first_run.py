# SPDX-License-Identifier: GPL-3.0-or-later
"""The first run of somebody who has nothing but the zip: a button, some minutes and 7 GB later it speaks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from .test_installed import like_blenders_own

pytestmark = [pytest.mark.blender, pytest.mark.slow, pytest.mark.timeout(3600)]

SCRIPT = Path(__file__).with_name("install_sidecar.py")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Removed at once, which pytest's own folders are not."""
    with TemporaryDirectory(prefix="voxrig-") as name:
        yield Path(name)


def test_the_button_installs_a_sidecar_that_speaks(extension_zip: Path, folder: Path) -> None:
    result = folder / "result.json"
    variables = {name: value for name, value in os.environ.items() if name != "VOXRIG_SIDECAR_PYTHON"}
    environment = {
        **variables,
        "BLENDER_USER_RESOURCES": str(folder / "profile"),
        "PYTHONPATH": str(like_blenders_own(folder / "packages")),
        "VOXRIG_DATA_DIR": str(folder / "data"),
    }
    command = [sys.executable, "-S", str(SCRIPT), str(extension_zip), str(result)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.is_file(), f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    found = json.loads(result.read_text(encoding="utf-8"))
    assert (found["lacked"], found["done"], found["error"]) == ("SIDECAR", ["FINISHED"], "")
    assert Path(found["python"]).is_relative_to(found["home"])
    assert Path(found["home"]).is_relative_to(folder / "profile")
    assert 0.5 < found["duration"] < 5.0

# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole demo with one short line: sidecar, add-on, avatars, contact sheet, .blend and film with sound."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import bpy  # noqa: F401 - brings aud
import pytest

pytestmark = pytest.mark.blender

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of what the demo made, and what it said."""
    if not os.environ.get("VOXRIG_SIDECAR_PYTHON"):
        pytest.fail(
            "VOXRIG_SIDECAR_PYTHON names no Python with the sidecar: run the tests with `nox -s tests`"
        )
    folder = tmp_path_factory.mktemp("demo")
    (folder / "scene.txt").write_text("BO: Hi, mum.\n", encoding="utf-8")
    command = [sys.executable, "-m", "demo", "--scene", str(folder / "scene.txt"), "--output", str(folder)]
    done = subprocess.run(
        [*command, "--sheet-line", "1", "--samples", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return folder, done.stdout


def test_it_says_where_things_are_and_how_long_it_took(made: tuple[Path, str]) -> None:
    folder, said = made
    for name in ("contact_sheet.png", "scene.blend", "scene.mp4"):
        assert str(folder / name) in said
        assert (folder / name).stat().st_size > 10_000
    assert "real-time factor of the speech: " in said
    assert "time spent: " in said


def test_the_film_has_the_speech_in_it(made: tuple[Path, str]) -> None:
    import aud

    sound = aud.Sound.file(str(made[0] / "scene.mp4"))
    rate, _ = sound.specs
    level = abs(sound.data()).max(axis=1)
    heard = [index / rate for index in range(len(level)) if level[index] > 0.05]
    assert heard, "the film is silent"
    assert 0.0 < heard[0] < 0.5
    assert 0.5 < len(level) / rate < 3.0

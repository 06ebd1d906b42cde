# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""`blender --command voxrig`, called as Blender calls it: with what follows on the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ..conftest import ROOT

pytestmark = pytest.mark.blender

SCRIPT = """Title: Test

INT. ROOM - DAY

ADA
Hello.

BO
Good morning, Ada.
"""
IN_A_BLENDER_OF_ITS_OWN = """
import addon_utils, sys
addon_utils.enable("addon", default_set=True)
from addon.headless.command import main
code = main(sys.argv[1:])
addon_utils.disable("addon")
sys.exit(code)
"""


def command(*arguments: object) -> int:
    from addon.headless.command import main

    return main([str(argument) for argument in arguments])


def read(report: Path) -> dict[str, Any]:
    return json.loads(report.read_text(encoding="utf-8"))


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "scene.fountain"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


@pytest.mark.usefixtures("sound")
def test_a_script_becomes_a_spoken_scene_with_a_report(
    speaking_scene: Any, script: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import bpy

    cast = tmp_path / "cast.toml"
    cast.write_text('[cast]\nADA = "bf_emma"\nbo = {voice = "am_michael", speed = 1.2}\n', encoding="utf-8")
    out = {name: tmp_path / "out" / name for name in ("a.blend", "a.wav", "a.srt", "report.json")}
    code = command(
        *("speak", "--import", script, "--cast", cast, "--save", out["a.blend"]),
        *("--mix", out["a.wav"], "--subtitles", out["a.srt"], "--report", out["report.json"]),
    )
    words = capfd.readouterr()
    assert code == 0, words.err
    assert "2/2 lines" in words.err
    assert "Good morning, Ada." in out["a.srt"].read_text(encoding="utf-8")
    assert out["a.wav"].stat().st_size > 50_000
    report = read(out["report.json"])
    assert report["counts"] == {"spoken": 2, "failed": 0, "open": 0}
    assert set(report["written"]) == {"save", "mix", "subtitles"}
    assert [(line["index"], line["character"], line["text"]) for line in report["lines"]] == [
        (1, "ADA", "Hello."),
        (2, "BO", "Good morning, Ada."),
    ]
    assert all(line["seconds"] > 0.3 for line in report["lines"])
    bpy.ops.wm.open_mainfile(filepath=str(out["a.blend"]))
    group = bpy.context.scene.voxrig
    voices = {character.name: character.voice for character in group.characters}
    assert voices == {"ADA": "voices/bf_emma", "BO": "voices/am_michael"}
    assert all(line.sound and line.phonemes for line in group.lines)


def test_without_save_nothing_is_written(speaking_scene: Any, script: Path, tmp_path: Path) -> None:
    import bpy

    blend = tmp_path / "scene.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(blend))
    before = blend.read_bytes()
    report = tmp_path / "report.json"
    assert command("speak", "--import", script, "--lines", "2", "--report", report) == 0
    assert blend.read_bytes() == before
    told = read(report)
    assert told["written"] == {}
    assert [line["index"] for line in told["lines"]] == [2]
    there = sorted(path.name for path in tmp_path.iterdir())
    assert there == ["report.json", "scene.blend", "scene.fountain"]


def test_only_stale_lines_are_spoken_and_a_failed_one_is_told(
    speaking_scene: Any, script: Path, tmp_path: Path
) -> None:
    import bpy

    assert command("speak", "--import", script) == 0
    group = bpy.context.scene.voxrig
    group.lines[1].text = "Good evening, Ada."
    group.characters["BO"].voice = "voices/nobody"
    report = tmp_path / "report.json"
    assert command("speak", "--stale", "--report", report) == 1
    (line,) = read(report)["lines"]
    assert (line["index"], line["state"]) == (2, "failed")
    assert "nobody" in line["error"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--scene", "Nowhere"], "--scene Nowhere"),
        (["--lines", "7"], "--lines 7"),
        (["--character", "Zoe"], "--character Zoe"),
        (["--import", "/no/such.fountain"], "--import"),
        (["--cast", "/no/such.toml"], "--cast"),
        (["--token-file", "x"], "--address"),
        (["--address", "nowhere"], "HOST:PORT"),
        (["--address", "192.168.1.7:50051"], "--online-mode"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what(
    speaking_scene: Any, arguments: list[str], named: str, capfd: pytest.CaptureFixture[str]
) -> None:
    import bpy

    bpy.context.preferences.system.use_online_access = False
    assert command("speak", *arguments) == 2
    assert named in capfd.readouterr().err


def test_without_a_sidecar_it_ends_with_3(scene: Any, no_sidecar: Any, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert command("speak", "--python", "/no/such/python", "--report", report) == 3
    assert "/no/such/python" in read(report)["error"]


def test_ctrl_c_ends_a_run_cleanly(sidecar_python: str, tmp_path: Path) -> None:
    """In a Blender of its own, with a sidecar of its own."""
    rows = "".join(f"\nADA\nThis is line number {n} of a script that is far too long.\n" for n in range(80))
    (tmp_path / "long.fountain").write_text(SCRIPT + rows, encoding="utf-8")
    arguments = ["speak", "--python", sidecar_python, "--import", "long.fountain", "--report", "report.json"]
    blender = subprocess.Popen(
        [sys.executable, "-c", "import bpy\n" + IN_A_BLENDER_OF_ITS_OWN, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    assert blender.stderr is not None
    said = []
    for row in blender.stderr:
        said.append(row)
        if "/82 lines" in row:
            break
    blender.send_signal(signal.SIGINT)
    _, rest = blender.communicate(timeout=60)
    assert blender.returncode == 130, "".join(said) + rest
    told = read(tmp_path / "report.json")
    assert told["error"] == "Interrupted"
    assert told["counts"]["open"] > 0
    assert told["counts"]["failed"] == 0

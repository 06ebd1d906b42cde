# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig batch`: a script becomes a folder, and only what changed is spoken anew."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import soundfile
from typer.testing import CliRunner, Result

from sidecar.cli import app
from sidecar.scripts import read_script
from tests.sidecar.conftest import ROOT

SAMPLE = ROOT / "docs" / "samples" / "first_scene.fountain"
SCRIPT = "MARIA: Hello.\nBRAM (softly): Hi there.\n小明：Fine.\nBRAM: ?!\n"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def batch(data: Path, *arguments: object) -> Result:
    environment = {"VOXRIG_DATA_DIR": str(data), "VOXRIG_DEVICE": "cpu", "COLUMNS": "200"}
    return CliRunner().invoke(app, ["batch", *map(str, arguments)], env=environment)


def report(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "report.json").read_text())


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.model
def test_a_script_is_spoken_and_then_only_what_changed(data: Path, tmp_path: Path) -> None:
    script, cast, out = tmp_path / "scene.txt", tmp_path / "cast.toml", tmp_path / "out"
    script.write_text(SCRIPT)
    cast.write_text('[cast]\nmaria = "bf_emma"\nBRAM = { voice = "am_puck", speed = 1.2 }\n')

    done = batch(data, script, "--cast", cast, "--out", out)
    assert done.exit_code == 1
    assert "小明: af_heart is suggested" in done.stderr
    assert "1 of 4 lines failed" in done.stderr
    first = report(out)
    assert [(line["state"], line["file"], line["voice"], line["cached"]) for line in first["lines"]] == [
        ("spoken", "001_MARIA.wav", "bf_emma", False),
        ("spoken", "002_BRAM.wav", "am_puck", False),
        ("spoken", "003_小明.wav", "af_heart", False),
        ("failed", None, "am_puck", False),
    ]
    assert first["lines"][1]["delivery"] == "softly"
    assert first["lines"][3]["error"].startswith("text: ")
    assert (first["spoken"], first["failed"]) == (3, 1)
    assert first["cast"]["小明"] == {"voice": "af_heart", "speed": 1.0, "language": "", "suggested": True}
    for line in first["lines"][:3]:
        sound = soundfile.info(out / line["file"])
        timings = json.loads((out / line["file"]).with_suffix(".json").read_text())
        assert sound.frames / sound.samplerate == pytest.approx(line["seconds"], abs=1e-5)
        assert timings["duration_seconds"] == line["seconds"]
    subtitles = read_script("scene.srt", (out / "scene.srt").read_bytes()).lines
    assert [(line.character, line.text) for line in subtitles] == [
        ("MARIA", "Hello."), ("BRAM", "Hi there."), ("小明", "Fine."),
    ]  # fmt: skip
    assert subtitles[1].start_seconds == pytest.approx(first["lines"][0]["seconds"], abs=1e-3)
    before = files(out)

    # BRAM's line is said by LI, the last one is gone.
    script.write_text(SCRIPT.replace("BRAM (softly)", "LI").replace("BRAM: ?!\n", ""))
    done = batch(data, script, "--cast", cast, "--out", out)
    assert done.exit_code == 0, done.stderr
    assert "nobody in the script is called BRAM" in done.stderr
    assert [line["cached"] for line in report(out)["lines"]] == [True, False, True]
    after = files(out)
    assert {name for name in before if before[name] == after.get(name)} == {
        "001_MARIA.wav", "001_MARIA.json", "003_小明.wav", "003_小明.json",
    }  # fmt: skip
    assert after.keys() - before.keys() == {"002_LI.wav", "002_LI.json"}
    assert before.keys() - after.keys() == {"002_BRAM.wav", "002_BRAM.json"}

    untouched = {path: path.stat().st_mtime_ns for path in out.glob("0*")}
    done = batch(data, script, "--cast", cast, "--out", out, "--lines", "1,3")
    assert done.exit_code == 0, done.stderr
    assert [line["number"] for line in report(out)["lines"]] == [1, 3]
    assert {path: path.stat().st_mtime_ns for path in out.glob("0*")} == untouched


@pytest.mark.unit
def test_what_is_beside_a_report_of_somebody_elses_is_left_alone(data: Path, tmp_path: Path) -> None:
    script, out = tmp_path / "scene.txt", tmp_path / "out"
    script.write_text("MARIA: ?!\n")
    out.mkdir()
    for content in ("[]", '{"lines": [{"file": "../scene.txt"}, {"file": "notes.txt"}], "cast": {}}'):
        (out / "report.json").write_text(content)
        (out / "notes.txt").write_text("mine")
        done = batch(data, script, "--out", out)
        assert done.exit_code == 1
        assert "1 of 1 lines failed" in done.stderr
        assert script.exists()
        assert (out / "notes.txt").exists()


@pytest.mark.unit
def test_a_cast_is_written_to_begin_with(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    done = batch(data, SAMPLE, "--write-cast", path)
    assert done.exit_code == 0, done.stderr
    assert tomllib.loads(path.read_text()) == {
        "cast": {"MARIA": "af_heart", "BRAM": "am_michael", "LI": "zf_xiaoxiao"}
    }
    assert "# 5 lines, en-US" in path.read_text()
    again = batch(data, SAMPLE, "--write-cast", path)
    assert again.exit_code == 2
    assert "is there already" in again.stderr


@pytest.mark.unit
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([SAMPLE], "--out: name a folder"),
        (["nowhere.fountain", "--out", "x"], "SCRIPT nowhere.fountain: No such file"),
        ([SAMPLE, "--out", "x", "--lines", "1-99"], "--lines 1-99: 1-99 is not within 1-12"),
        ([SAMPLE, "--out", "x", "--lines", "one"], "--lines one: 'one' is neither a number nor a range"),
        ([SAMPLE, "--out", "x", "--language", "xx"], "--language: 'xx' is not supported"),
        ([SAMPLE, "--out", "x", "--column", "who=x"], "--column who=x: write FIELD=NAME"),
        ([SAMPLE, "--out", "x", "--format", "srt"], "SCRIPT: has no cues"),
        ([SAMPLE, "--out", "x", "--cast", "nowhere.toml"], "--cast nowhere.toml: No such file"),
        (
            [SAMPLE.with_suffix(".csv"), "--out", "x", "--column", "text=Words"],
            "--column text: there is no column 'Words'; there are 'Scene', 'Character'",
        ),
    ],
)
def test_what_was_typed_wrong_is_told(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[object], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = batch(data, *arguments)
    assert done.exit_code == 2
    assert told in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.unit
def test_a_cast_with_a_voice_that_is_not_there_is_told(data: Path, tmp_path: Path) -> None:
    cast = tmp_path / "cast.toml"
    cast.write_text('[cast]\nMARIA = "nobody"\n')
    done = batch(data, SAMPLE, "--out", tmp_path / "out", "--cast", cast)
    assert done.exit_code == 2
    assert "cast.MARIA: there is no voice 'nobody'; `voxrig voices` lists them" in done.stderr
    assert not (tmp_path / "out").exists()

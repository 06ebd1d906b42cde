# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line, run as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sidecar.cli import app
from sidecar.synthesis.frontend import languages
from tests.sidecar.conftest import ROOT

pytestmark = pytest.mark.model


def voxrig(
    *arguments: str, data_dir: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    data = {"VOXRIG_DATA_DIR": str(data_dir)} if data_dir else {}
    return subprocess.run(
        [sys.executable, "-m", "sidecar", *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200", **data, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class TestSay:
    def test_it_writes_sound_and_timings_that_agree(self, tmp_path: Path) -> None:
        sound, timings = tmp_path / "out.wav", tmp_path / "timings.json"
        text = "Hello there. [Voxrig](/vˈɑksɹˌɪɡ/) costs $45.20!"
        done = voxrig("say", text, "--voice", "af_heart", "-o", str(sound), "--json", str(timings))
        assert done.returncode == 0, done.stderr
        assert sorted(path.name for path in tmp_path.iterdir()) == ["out.wav", "timings.json"]
        with wave.open(str(sound)) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 24_000)
            seconds = file.getnframes() / file.getframerate()
        data = json.loads(timings.read_text("utf-8"))
        assert set(data) == {"sample_rate_hz", "duration_seconds", "phonemes", "words"}
        assert data["sample_rate_hz"] == 24_000
        assert data["duration_seconds"] == pytest.approx(seconds, abs=1e-5)
        end = 0.0
        for phoneme in data["phonemes"]:
            assert set(phoneme) == {"symbol", "start_seconds", "end_seconds", "word_index"}
            assert phoneme["start_seconds"] == end
            assert phoneme["end_seconds"] > end
            assert (phoneme["word_index"] is None) == (phoneme["symbol"] == "sil")
            end = phoneme["end_seconds"]
        assert end == data["duration_seconds"]
        assert [word["text"] for word in data["words"]] == ["Hello", "there", "Voxrig", "costs", "$45.20"]
        for word in data["words"]:
            assert set(word) == {"text", "start_seconds", "end_seconds", "char_start", "char_end"}
            assert text[word["char_start"] : word["char_end"]] == word["text"]
            assert word["start_seconds"] < word["end_seconds"]

    def test_all_that_is_wrong_is_told_in_one_line_by_option(self, tmp_path: Path) -> None:
        sound = tmp_path / "out.wav"
        done = voxrig("say", "", "--voice", "nobody", "--speed", "3", "-o", str(sound))
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1
        for named in ("TEXT", "--voice", "nobody", "--speed"):
            assert named in done.stderr
        assert not sound.exists()

    @pytest.mark.parametrize(
        ("arguments", "named"),
        [
            (["Hi.", "-o", "{tmp}/nowhere/out.wav"], "--output"),
            (["Hi.", "-o", "{tmp}/out.wav", "--json", "{tmp}/nowhere/t.json"], "--json"),
            (["Hi.", "-o", "{tmp}/out.wav", "--language", "tlh"], "--language"),
            (["Hi.", "-o", "{tmp}/out.wav", "--speed", "nan"], "--speed"),
            (["Hi.", "-o", "{tmp}/out.wav", "--speed", "fast"], "--speed"),
            (["Hi.", "-o", "{tmp}/out.wav", "--seed", "-1"], "--seed"),
            (["a\x07b", "-o", "{tmp}/out.wav"], "TEXT"),
            (["Hi."], "--output"),
        ],
    )
    def test_a_bad_option_is_named(self, tmp_path: Path, arguments: list[str], named: str) -> None:
        done = voxrig("say", *(argument.format(tmp=tmp_path) for argument in arguments))
        assert done.returncode == 2
        assert named in done.stderr
        assert "Traceback" not in done.stderr
        assert list(tmp_path.iterdir()) == []

    def test_missing_weights_are_told(self, tmp_path: Path) -> None:
        not_a_folder = tmp_path / "file"
        not_a_folder.touch()
        done = voxrig("say", "Hi.", "-o", str(tmp_path / "out.wav"), VOXRIG_CACHE_DIR=str(not_a_folder))
        assert done.returncode == 1
        assert "VOXRIG_CACHE_DIR" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


class TestVoices:
    def test_they_are_listed_mixed_and_deleted(self, tmp_path: Path) -> None:
        mixed = voxrig("voices", "blend", "duo", "af_heart=3", "am_michael=1", data_dir=tmp_path)
        assert (mixed.returncode, mixed.stdout) == (0, "duo: af_heart=0.75 am_michael=0.25\n")
        listed = voxrig("voices", "--json", data_dir=tmp_path)
        voices = {voice["id"]: voice for voice in json.loads(listed.stdout)}
        assert len(voices) == 55
        assert voices["af_heart"]["display_name"] == "Heart"
        assert voices["duo"]["components"] == {"af_heart": 0.75, "am_michael": 0.25}
        table = voxrig("voices", "--language", "zh", data_dir=tmp_path).stdout
        assert "zf_xiaobei" in table
        assert "af_heart" not in table
        assert voxrig("voices", "delete", "duo", data_dir=tmp_path).returncode == 0
        gone = voxrig("voices", "delete", "duo", data_dir=tmp_path)
        assert gone.returncode == 1
        assert "duo" in gone.stderr

    @pytest.mark.parametrize(
        "arguments",
        [
            ["blend", "duo", "nobody=1"],
            ["blend", "duo", "af_heart=much"],
            ["blend", "Not an id", "af_heart=1"],
            ["--language", "tlh"],
        ],
    )
    def test_bad_input_is_told_in_one_line(self, tmp_path: Path, arguments: list[str]) -> None:
        done = voxrig("voices", *arguments, data_dir=tmp_path)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1


class TestDoctor:
    def test_a_whole_installation_is_well(self) -> None:
        done = voxrig("doctor", "--json")
        findings = {finding["name"]: finding for finding in json.loads(done.stdout)}
        assert done.returncode == 0, done.stdout
        for name in (
            "voxrig",
            "grpcio",
            "onnxruntime",
            "Kokoro's weights",
            "weight cache",
            *(f"language {tag}" for tag in languages()),
            "device",
        ):
            assert findings[name]["state"] in ("ok", "note")
            assert findings[name]["found"]

    def test_what_is_missing_comes_with_its_remedy(self, tmp_path: Path) -> None:
        not_a_folder = tmp_path / "file"
        not_a_folder.touch()
        # In this process, where most libraries are loaded already.
        done = CliRunner().invoke(app, ["doctor", "--json"], env={"VOXRIG_CACHE_DIR": str(not_a_folder)})
        assert done.exit_code == 1
        missing = [finding for finding in json.loads(done.stdout) if finding["state"] == "missing"]
        assert [finding["name"] for finding in missing] == ["weight cache"]
        assert "VOXRIG_CACHE_DIR" in missing[0]["remedy"]


def test_help_is_quick() -> None:
    before = os.times().children_user
    done = voxrig("--help")
    assert done.returncode == 0
    for command in ("serve", "say", "voices", "doctor", "bench"):
        assert command in done.stdout
    assert os.times().children_user - before < 1.0


def test_bad_settings_are_told(tmp_path: Path) -> None:
    done = voxrig("voices", data_dir=tmp_path, VOXRIG_QUEUE_LIMIT="none")
    assert done.returncode == 2
    assert "VOXRIG_QUEUE_LIMIT" in done.stderr

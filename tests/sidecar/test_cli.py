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
from typer.testing import CliRunner, Result

from sidecar.cli import app
from sidecar.synthesis.frontend import languages
from tests.sidecar.conftest import ROOT

pytestmark = pytest.mark.model


@pytest.fixture(autouse=True)
def data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not among the developer's own voices, nor in a database that another version has made."""
    monkeypatch.setenv("VOXRIG_DATA_DIR", str(tmp_path_factory.mktemp("data")))
    monkeypatch.setenv("COLUMNS", "200")


def voxrig(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sidecar", *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def here(*arguments: str, **variables: str) -> Result:
    """The same in this process, where most libraries are loaded already."""
    return CliRunner().invoke(app, list(arguments), env=variables)


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
        assert set(data) == {
            *("sample_rate_hz", "duration_seconds", "phonemes", "words"),
            *("timing_source", "confidence"),
        }
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
        done = here("say", *(argument.format(tmp=tmp_path) for argument in arguments))
        assert done.exit_code == 2
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
    def test_they_are_listed_mixed_and_deleted(self) -> None:
        mixed = voxrig("voices", "blend", "duo", "af_heart=3", "am_michael=1")
        assert (mixed.returncode, mixed.stdout) == (0, "duo: af_heart=0.75 am_michael=0.25\n")
        listed = here("voices", "--json")
        voices = {voice["id"]: voice for voice in json.loads(listed.stdout)}
        assert len(voices) == 55
        assert voices["af_heart"]["display_name"] == "Heart"
        assert voices["duo"]["components"] == {"af_heart": 0.75, "am_michael": 0.25}
        table = here("voices", "--language", "zh").stdout
        assert "zf_xiaobei" in table
        assert "af_heart" not in table
        assert here("voices", "delete", "duo").exit_code == 0
        gone = here("voices", "delete", "duo")
        assert gone.exit_code == 1
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
    def test_bad_input_is_told_in_one_line(self, arguments: list[str]) -> None:
        done = here("voices", *arguments)
        assert done.exit_code == 2
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
        done = here("doctor", "--json", VOXRIG_CACHE_DIR=str(not_a_folder))
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


def test_bad_settings_are_told() -> None:
    done = voxrig("voices", VOXRIG_QUEUE_LIMIT="none")
    assert done.returncode == 2
    assert "VOXRIG_QUEUE_LIMIT" in done.stderr

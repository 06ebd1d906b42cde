# SPDX-License-Identifier: GPL-3.0-or-later
"""`voxrig voices enrol`: from a file to a voice, and what is told when it cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner, Result

from sidecar.cli import app
from sidecar.engines import Engines, KokoroEngine
from sidecar.synthesis.pipeline import Pipeline
from sidecar.synthesis.request import SpeechRequest

pytestmark = pytest.mark.model

TEXT = (
    "My grandmother kept bees behind the old stone house, and every summer she gave us a jar of honey. "
    "We walked home slowly along the river, and by the time we arrived most of it was gone. "
    "She never asked, but she always laughed when she saw our sticky hands."
)
WORD = ("--speaker", "George", "--ground", "self")


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    engine = KokoroEngine("cpu")
    engine.load()
    stretches = Pipeline(Engines(engine)).speak(SpeechRequest(TEXT, "en-GB", (("bm_george", 1.0),)))
    speech = np.concatenate([stretch.audio for stretch in stretches])
    room = np.random.default_rng(0).normal(0, 10 ** (-62 / 20), len(speech))
    path = tmp_path_factory.mktemp("recordings") / "george.wav"
    soundfile.write(path, speech + room, engine.sample_rate_hz)
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def voices(data: Path, *arguments: object) -> Result:
    return CliRunner().invoke(
        app, ["voices", *map(str, arguments)], env={"VOXRIG_DATA_DIR": str(data), "VOXRIG_DEVICE": "cpu"}
    )


def test_a_recording_becomes_a_voice(data: Path, recording: Path) -> None:
    done = voices(data, "enrol", "george", recording, *WORD, "--language", "en-GB", "--json")
    assert done.exit_code == 0, done.stderr
    made = json.loads(done.stdout)
    assert made["report"]["verdict"].startswith("accept")
    assert made["voice"]["likeness"]["similarity"] > 0.75
    assert json.loads(voices(data, "show", "george").stdout)["attestation"]["speaker"] == "George"
    again = voices(data, "enrol", "george", recording, *WORD)
    assert again.exit_code == 1
    assert "there is a voice 'george' already" in again.stderr


def test_a_check_tells_in_words_and_keeps_nothing(data: Path, recording: Path) -> None:
    done = voices(data, "enrol", "george", recording, "--check")
    assert done.exit_code == 0, done.stderr
    assert "verdict" in done.stdout
    assert "1 speaking" in done.stdout
    assert not data.exists()


def test_what_was_typed_is_checked_before_anything_is_listened_to(data: Path) -> None:
    done = voices(data, "enrol", "George!", "nowhere.wav")
    assert done.exit_code == 2
    for named in ("ID: needs", "--speaker: say", "--ground: say"):
        assert named in done.stderr
    assert "listening" not in done.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "there is no file"), (b"", "is empty"), (b"not a sound\n" * 99, "is not a sound file")],
)
def test_what_is_no_recording_is_told(data: Path, tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "odd.wav"
    if content is not None:
        path.write_bytes(content)
    done = voices(data, "enrol", "odd", path, *WORD)
    assert done.exit_code == 2
    assert "FILE: " in done.stderr
    assert told in done.stderr


def test_silence_is_refused_with_the_reason(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros(15 * 16_000), 16_000)
    done = voices(data, "enrol", "nobody", path, *WORD)
    assert done.exit_code == 1
    assert "refuse" in done.stdout
    assert "is not good enough" in done.stderr
    assert "nobody" not in [voice["id"] for voice in json.loads(voices(data, "--json").stdout)]

# SPDX-License-Identifier: GPL-3.0-or-later
"""The segmentation network: any checkpoint of its kind loads, windows join, nothing leaves the machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from models.segmentation import Segmentation, Window
from models.segmentation.activities import join_windows
from models.weights import WeightsError

pytestmark = pytest.mark.model

PACKAGED = Path(__file__).resolve().parents[3] / "models" / "segmentation" / "segmentation.safetensors"
HYPER_PARAMETERS = {
    "sincnet": {"stride": 10},
    "lstm": {"hidden_size": 16, "num_layers": 2, "monolithic": True},
}


@pytest.fixture(scope="module")
def segmentation() -> Segmentation:
    return Segmentation.load()


def pulses(seconds: float, rate: int) -> np.ndarray:
    """A buzz with three formants, as a vowel, that comes and goes four times a second."""
    time = np.arange(round(seconds * rate)) / rate
    buzz = sum(
        np.exp(-(((k * 120 - formant) / 150) ** 2)) * np.sin(2 * np.pi * 120 * k * time)
        for k in range(1, 30)
        for formant in (600, 1200, 2500)
    )
    envelope = np.clip(np.sin(2 * np.pi * 2 * time), 0, 1)
    return (0.1 * buzz * envelope).astype(np.float32)


def pyannote_checkpoint(path: Path, powerset: bool, resolution: str = "FRAME") -> Path:
    """A small network with random weights, as pyannote.audio's own training would save it."""
    from pyannote.audio.core.task import Problem, Resolution, Specifications
    from pyannote.audio.models.segmentation import PyanNet

    torch.manual_seed(0)
    specifications = Specifications(
        problem=Problem.MONO_LABEL_CLASSIFICATION if powerset else Problem.MULTI_LABEL_CLASSIFICATION,
        resolution=Resolution[resolution],
        duration=10.0,
        classes=["speaker#1", "speaker#2", "speaker#3"],
        powerset_max_classes=2 if powerset else None,
        permutation_invariant=True,
    )
    model = PyanNet(**HYPER_PARAMETERS)
    model.specifications = specifications
    model.build()
    content = {
        "state_dict": {**model.state_dict(), "loss_func.W": torch.zeros(3)},
        "hyper_parameters": HYPER_PARAMETERS,
        "pyannote.audio": {
            "versions": {"torch": torch.__version__, "pyannote.audio": "3.1"},
            "architecture": {"module": "pyannote.audio.models.segmentation.PyanNet", "class": "PyanNet"},
            "specifications": specifications,
        },
    }
    torch.save(content, path)
    return path


def test_windows_join_into_one_line() -> None:
    rng = np.random.default_rng(0)
    truth = np.linspace(0, 1, 250)
    windows = []
    for first in (0, 50, 100, 150):
        here = truth[first : first + 100]
        speakers = np.stack([here, here / 2, np.zeros(100)], axis=1)[:, rng.permutation(3)]
        windows.append(Window(first, speakers.astype(np.float32)))
    joined = join_windows(windows, 240, 0.02, 0.03)
    np.testing.assert_allclose(joined.speech, truth[:240], atol=1e-6)
    np.testing.assert_allclose(joined.overlap, truth[:240] / 2, atol=1e-6)
    assert joined.frames_at(np.array([-1.0, 0.03, 2.03, 99.0])).tolist() == [0, 0, 100, 239]


@pytest.mark.parametrize("seconds", [0.01, 3.0, 5.0, 12.3])
@pytest.mark.parametrize("rate", [8_000, 48_000])
def test_every_moment_is_heard(segmentation: Segmentation, seconds: float, rate: int) -> None:
    heard = segmentation.segment(pulses(seconds, rate), rate)
    assert len(heard.speech) == len(heard.overlap)
    assert len(heard.speech) * heard.frame_seconds == pytest.approx(seconds, abs=0.1)
    assert ((heard.speech >= heard.overlap) & (heard.overlap >= 0) & (heard.speech <= 1)).all()


def test_voices_are_told_from_noise(segmentation: Segmentation) -> None:
    noise = (0.05 * np.random.default_rng(1).standard_normal(6 * 16_000)).astype(np.float32)
    voice = noise * 0.01 + pulses(6, 16_000)
    assert segmentation.segment(noise, 16_000).speech.max() < 0.2
    assert np.median(segmentation.segment(voice, 16_000).speech) > 0.5


def test_no_samples_are_refused(segmentation: Segmentation) -> None:
    with pytest.raises(ValueError, match="samples"):
        segmentation.segment(np.zeros(0, np.float32), 16_000)


@pytest.mark.parametrize("powerset", [True, False])
def test_a_checkpoint_of_pyannote_loads(tmp_path: Path, powerset: bool) -> None:
    mine = Segmentation.load(pyannote_checkpoint(tmp_path / "mine.ckpt", powerset))
    heard = mine.segment(pulses(12, 16_000), 16_000)
    assert [window.speakers.shape[1] for window in heard.windows] == [3, 3]
    assert ((heard.speech >= heard.overlap) & (heard.overlap >= 0) & (heard.speech <= 1.0001)).all()
    if powerset:  # at most two speak at once, by the classes it has
        assert all(window.speakers.sum(axis=1).max() <= 2.0001 for window in heard.windows)


def test_a_checkpoint_cannot_run_code(tmp_path: Path) -> None:
    class Payload:
        def __reduce__(self) -> tuple:
            return Path.touch, (tmp_path / "ran",)

    torch.save({"state_dict": Payload()}, tmp_path / "mine.bin")
    with pytest.raises(WeightsError, match=r"mine\.bin cannot be read"):
        Segmentation.load(tmp_path / "mine.bin")
    assert not (tmp_path / "ran").exists()


def test_what_is_no_such_checkpoint_is_told(tmp_path: Path) -> None:
    def refused(path: Path, match: str) -> None:
        with pytest.raises(WeightsError, match=match):
            Segmentation.load(path)

    refused(tmp_path / "absent.bin", "there is no segmentation checkpoint")
    (tmp_path / "text.bin").write_text("hello " * 9)
    refused(tmp_path / "text.bin", r"text\.bin cannot be read")
    (tmp_path / "cut.safetensors").write_bytes(PACKAGED.read_bytes()[:5000])
    refused(tmp_path / "cut.safetensors", r"cut\.safetensors cannot be read")
    weights = load_file(PACKAGED)
    save_file(weights, tmp_path / "bare.safetensors")
    refused(tmp_path / "bare.safetensors", "not PyanNet")
    torch.save({"pyannote.audio": {"architecture": {"class": "XVector"}}}, tmp_path / "other.bin")
    refused(tmp_path / "other.bin", "XVector, not PyanNet")
    refused(pyannote_checkpoint(tmp_path / "chunks.bin", False, "CHUNK"), "frame by frame")


def test_weights_must_fit_to_the_last(tmp_path: Path) -> None:
    from safetensors import safe_open

    with safe_open(PACKAGED, "pt") as file:
        metadata = file.metadata()
    weights = load_file(PACKAGED)
    del weights["classifier.bias"]
    save_file(weights, tmp_path / "less.safetensors", metadata)
    with pytest.raises(WeightsError, match=r"classifier\.bias"):
        Segmentation.load(tmp_path / "less.safetensors")


def test_it_is_quiet_and_calls_nobody() -> None:
    """In a process of its own, where telemetry was asked for and every socket would raise."""
    script = """
import os, socket, sys
os.environ["PYANNOTE_METRICS_ENABLED"] = "true"
def connect(*_arguments):
    raise SystemExit("it connects")
socket.socket.connect = socket.socket.connect_ex = connect
import numpy as np
from models.segmentation import Segmentation
assert "pyannote.audio" not in sys.modules
Segmentation.load().segment(np.zeros(16000, np.float32), 16000)
assert os.environ["PYANNOTE_METRICS_ENABLED"] == "false"
from pyannote.audio.telemetry.metrics import is_metrics_enabled
assert not is_metrics_enabled()
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=PACKAGED.parents[2],
        timeout=300,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

# SPDX-License-Identifier: GPL-3.0-or-later
"""What `voxrig bench clone` reads and what it counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from models.speaker.features import Features
from sidecar.bench.clone import Likeness, Result, equal_error_rate, reached, table
from sidecar.bench.clone_speakers import SAMPLE_RATE_HZ, read_speakers

pytest.importorskip("av", reason="comes with voxrig[bench]")
pytestmark = pytest.mark.unit


def noise(seconds: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, round(seconds * 16_000)).astype(np.float32)


def write(path: Path, *clips: np.ndarray) -> None:
    path.mkdir(parents=True)
    for number, clip in enumerate(clips):
        soundfile.write(path / f"{number}.wav", clip, 16_000)


def test_clips_are_dealt_to_the_halves(tmp_path: Path) -> None:
    write(tmp_path / "anna", noise(9, 0), noise(10, 1), noise(2, 2), noise(0.1, 3))
    (speaker,) = read_speakers([tmp_path])
    assert speaker.name == "anna"
    assert [round(half.seconds) for half in speaker.halves] == [11, 10]
    assert speaker.given.sample_rate_hz == SAMPLE_RATE_HZ


def test_a_single_recording_is_cut_in_the_middle(tmp_path: Path) -> None:
    write(tmp_path / "anna", noise(20, 0))
    (speaker,) = read_speakers([tmp_path / "anna"])
    assert [round(half.seconds) for half in speaker.halves] == [10, 10]


@pytest.mark.parametrize("seconds", [3.0, 15.0])
def test_too_little_speech_is_named(tmp_path: Path, seconds: float) -> None:
    write(tmp_path / "anna", noise(seconds, 0))
    with pytest.raises(ValueError, match=r"anna: a half has \d+\.\d s"):
        read_speakers([tmp_path])


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such folder"):
        read_speakers([tmp_path / "nobody"])


def features(embedding: list[float]) -> Features:
    unit = np.array(embedding) / np.linalg.norm(embedding)
    return Features(unit, 100.0, 0.1, np.zeros(13), np.eye(13), np.zeros((1, 40)))


def test_the_error_rate_is_zero_where_speakers_are_apart_and_half_where_they_are_not() -> None:
    apart = [(features([1, 0, 0.1]), features([1, 0, 0])), (features([0, 1, 0]), features([0, 1, 0.2]))]
    assert equal_error_rate(apart) == 0
    swapped = [(apart[0][0], apart[1][1]), (apart[1][0], apart[0][1])]
    assert equal_error_rate(swapped) >= 0.5


def result(clone: Likeness, errors: tuple[float, float] | None = None) -> Result:
    other = Likeness(0.7, 2.0, 3.0)
    return Result("anna", clone, other, Likeness(0.95, 0.4, 0.2), "af_heart", 6.0, 0.5, errors)


@pytest.mark.parametrize(
    ("likeness", "errors", "good"),
    [
        (Likeness(0.85, 1.0, -0.5), (0.02, 0.02), True),
        (Likeness(0.85, 1.0, -0.5), None, True),
        (Likeness(0.79, 1.0, -0.5), None, False),
        (Likeness(0.85, 1.5, -0.5), None, False),
        (Likeness(0.85, 1.0, -1.5), None, False),
        (Likeness(0.85, 1.0, -0.5), (0.05, 0.02), False),
    ],
)
def test_every_goal_counts(likeness: Likeness, errors: tuple[float, float] | None, good: bool) -> None:
    assert reached([result(likeness, errors)]) is good


def test_the_table_has_a_row_for_each_speaker_and_the_means() -> None:
    rows = table([result(Likeness(0.9, 1.0, 1.0), (0.1, 0.0)), result(Likeness(0.7, 2.0, -1.0), (0.1, 0.0))])
    assert rows.row_count == 3
    assert list(rows.columns[1].cells)[-1] == "0.800 | 0.700 | 0.950"
    assert str(list(rows.columns[3].cells)[-1]).startswith("1.00 |")

# SPDX-License-Identifier: GPL-3.0-or-later
"""What would flash by is levelled, all else stays."""

from __future__ import annotations

import numpy as np
import pytest

from addon.lipsync.phonemes import Kind
from addon.lipsync.segments import Segment
from addon.lipsync.steady import lasting, steadied, unhurried

pytestmark = pytest.mark.unit


def level(frames: list[float], values: list[float], fixed: tuple[int, ...] = ()) -> list[float]:
    free = ~np.isin(np.arange(len(values)), [0, len(values) - 1, *fixed])
    return steadied(np.array(frames, dtype=float), np.array(values), free).tolist()


@pytest.mark.parametrize(
    ("frames", "values", "expected"),
    [
        ([0, 1, 2], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]),
        ([0, 2, 3], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]),
        ([0, 2, 4], [0.0, 1.0, 0.0], [0.0, 1.0, 0.0]),  # two frames at half its height
        ([0, 1, 2, 3], [0.0, 1.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0]),
        ([0, 2, 4, 8], [0.0, 0.7, 1.0, 0.0], [0.0, 0.7, 1.0, 0.0]),  # a slope with a bend is no flash
        ([0, 4, 5, 6, 10], [0.0, 0.9, 0.2, 0.8, 0.0], [0.0, 0.9, 0.8, 0.8, 0.0]),  # a dip
        ([0, 1, 2], [0.0, 0.05, 0.0], [0.0, 0.05, 0.0]),  # nobody sees it
    ],
)
def test_a_pose_shorter_than_two_frames_goes(
    frames: list[float], values: list[float], expected: list[float]
) -> None:
    assert level(frames, values) == pytest.approx(expected)


def test_what_must_be_seen_stays() -> None:
    assert level([0, 1, 2], [0.0, 1.0, 0.0], fixed=(1,)) == [0.0, 1.0, 0.0]


def test_a_rise_that_flashes_by_is_held_where_the_way_to_it_has_room() -> None:
    def held(frames: list[float], values: list[float], calm: bool = True) -> tuple[list[float], list[float]]:
        there = lasting(np.array(frames, dtype=float), np.array(values), np.full(len(values), calm))
        return there[0].tolist(), there[1].tolist()

    assert held([0, 2, 3], [0.0, 1.0, 0.0]) == ([0, 1, 2, 3], [0.0, 1.0, 1.0, 0.0])
    assert held([0, 1, 3], [0.0, 1.0, 0.0]) == ([0, 1, 2, 3], [0.0, 1.0, 1.0, 0.0])
    assert held([0, 1, 2], [0.0, 1.0, 0.0]) == ([0, 1, 2], [0.0, 1.0, 0.0])  # no room
    assert held([0, 2, 3], [0.0, 1.0, 0.0], calm=False) == ([0, 2, 3], [0.0, 1.0, 0.0])


def test_beside_a_short_sound_nothing_can_be_held() -> None:
    row = [
        Segment(0, Kind.VOWEL, 0.0, 0.5, (0.1, 0.4), {}),
        Segment(1, Kind.CONSONANT, 0.5, 0.55, (0.5, 0.55), {}),
        Segment(2, Kind.VOWEL, 0.55, 1.0, (0.6, 0.9), {}),
    ]
    frames = np.arange(0.0, 25.0)
    assert frames[~unhurried(frames, row, 24.0, 0.0)].tolist() == [11.0, 12.0, 13.0, 14.0]
    assert np.all(unhurried(frames, row, 60.0, 0.0))

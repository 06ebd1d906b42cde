# SPDX-License-Identifier: GPL-3.0-or-later
"""Few poses, none missed by more than it may be, strict ones kept."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from addon.lipsync.simplify import fewest

pytestmark = pytest.mark.unit

poses = st.lists(
    st.tuples(
        st.integers(1, 4), st.sampled_from((0.0, 0.1, 0.25, 0.5, 0.9, 1.0)), st.sampled_from((0.0, 0.1, 0.3))
    ),
    min_size=2,
    max_size=9,
)


def curve(drawn: list[tuple[int, float, float]]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    steps, values, tolerances = (np.array(column, dtype=np.float64) for column in zip(*drawn, strict=True))
    breaks = np.zeros(len(values), dtype=bool)
    breaks[0] = True
    return np.cumsum(steps), values, tolerances, breaks


def missed(frames: np.ndarray, values: np.ndarray, chosen: object) -> np.ndarray:
    at = np.asarray(chosen, dtype=np.intp)
    return np.abs(np.interp(frames, frames[at], values[at]) - values)


@settings(max_examples=200, deadline=None)
@given(poses)
def test_no_pose_is_missed_by_more_than_its_tolerance(drawn: list[tuple[int, float, float]]) -> None:
    frames, values, tolerances, breaks = curve(drawn)
    chosen = fewest(frames, values, tolerances, tolerances, breaks)
    assert chosen[0] == 0
    assert chosen[-1] == len(frames) - 1
    assert np.all(np.diff(chosen) > 0)
    inner = np.append(
        np.diff(values) != 0.0, True
    )  # a hold's middle is missed by nothing while its ends are not
    assert np.all(missed(frames, values, chosen)[inner] <= tolerances[inner] + 1e-6)


@settings(max_examples=100, deadline=None)
@given(poses)
def test_no_choice_is_smaller(drawn: list[tuple[int, float, float]]) -> None:
    frames, values, tolerances, breaks = curve(drawn)
    assume(np.all(np.diff(values) != 0.0))  # the middle of a hold is no choice
    inner = range(1, len(frames) - 1)
    enough = (
        2 + count
        for count in range(len(frames) - 1)
        for some in combinations(inner, count)
        if np.all(missed(frames, values, [0, *some, len(frames) - 1]) <= tolerances + 1e-9)
    )
    assert len(fewest(frames, values, tolerances, tolerances, breaks)) <= next(enough)


def test_tolerances_below_and_above_are_told_apart() -> None:
    frames, values = np.arange(3.0), np.array([0.0, 0.2, 0.0])
    strict, loose = np.zeros(3), np.full(3, 0.3)
    breaks = np.array([True, False, False])
    assert len(fewest(frames, values, strict, loose, breaks)) == 3
    assert len(fewest(frames, values, loose, strict, breaks)) == 2


def test_a_hold_costs_two_keys_and_a_strict_pose_within_it_stays_exact() -> None:
    frames, values = np.arange(40.0), np.zeros(40)
    values[[0, 39]] = 0.1, 0.1
    tolerances = np.full(40, 0.2)
    breaks = np.arange(40) == 0
    assert fewest(frames, values, tolerances, tolerances, breaks).tolist() == [0, 39]
    tolerances[20] = 0.0
    assert fewest(frames, values, tolerances, tolerances, breaks).tolist() == [0, 20, 39]


def test_curves_behind_one_another_are_thinned_out_apart() -> None:
    one = np.array([0.0, 0.5, 1.0]), np.array([0.0, 0.5, 1.0])
    tolerances = np.full(6, 0.1)
    breaks = np.array([True, False, False, True, False, False])
    chosen = fewest(np.tile(one[0], 2), np.tile(one[1], 2), tolerances, tolerances, breaks)
    assert chosen.tolist() == [0, 2, 3, 5]

# SPDX-License-Identifier: GPL-3.0-or-later
"""Few keys, a bounded error, locked keys kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addon.lipsync.bezier import evaluate
from addon.lipsync.simplify import simplify

pytestmark = pytest.mark.unit


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.floats(0.0, 1.0), min_size=1, max_size=80),
    st.sets(st.integers(0, 79)),
    st.sets(st.integers(0, 79)),
    st.sampled_from((0.005, 0.02, 0.1)),
)
def test_the_drawn_curve_stays_within_the_tolerance(
    samples: list[float], locks: set[int], guesses: set[int], tolerance: float
) -> None:
    frames, values = np.arange(len(samples), dtype=np.float64), np.array(samples)
    locked = np.isin(np.arange(len(samples)), list(locks))
    likely = np.isin(np.arange(len(samples)), list(guesses))
    chosen = simplify(frames, values, locked, likely, tolerance)
    assert np.all(np.diff(chosen) > 0)
    assert chosen[0] == 0
    assert chosen[-1] == len(samples) - 1
    assert set(np.flatnonzero(locked)) <= set(chosen.tolist())
    assert np.max(np.abs(evaluate(frames[chosen], values[chosen], frames) - values)) <= tolerance


def test_a_curve_that_blender_would_draw_costs_at_most_its_own_keys() -> None:
    frames = np.arange(101.0)
    x, y = np.array([0.0, 20.0, 50.0, 60.0, 100.0]), np.array([0.0, 1.0, 1.0, 0.3, 0.0])
    chosen = simplify(frames, evaluate(x, y, frames), np.zeros(101, dtype=bool), np.isin(frames, x), 0.02)
    assert set(frames[chosen]) <= set(x)


def test_a_flat_curve_costs_two_keys() -> None:
    chosen = simplify(
        np.arange(50.0), np.full(50, 0.4), np.zeros(50, dtype=bool), np.ones(50, dtype=bool), 0.02
    )
    assert chosen.tolist() == [0, 49]

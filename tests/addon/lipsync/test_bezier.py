# SPDX-License-Identifier: GPL-3.0-or-later
"""Curves are drawn as Blender draws them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.lipsync.bezier import evaluate, handles

pytestmark = pytest.mark.unit

KEYS = (
    np.array([0, 3, 4, 9, 12, 30, 31, 35, 40.5, 41]),
    np.array([0, 0.3, 0.9, 1, 0.2, 0.1, 0.5, 0.5, 0.8, 0]),
)


def test_handles_are_blenders() -> None:
    """Left and right handle (x, y) of some keys as Blender 4.5 set them."""
    blender = {
        0: (-1.17123, 0.0, 1.17123, 0.0),
        1: (1.82877, 0.0, 3.39041, 0.4),
        2: (3.60959, 0.88, 5.95206, 1.0),
        4: (10.82877, 0.22, 17.85617, 0.1),
        8: (39.52397, 0.8, 40.69521, 0.8),
    }
    ours = np.stack(handles(*KEYS), axis=1)
    for key, expected in blender.items():
        np.testing.assert_allclose(ours[key], expected, atol=1e-5)


def test_values_are_blenders() -> None:
    """`FCurve.evaluate` of Blender 4.5 at some frames."""
    blender = {
        -1.0: 0.0,
        2.0: 0.09436,
        3.5: 0.63,
        6.5: 0.9875,
        11.0: 0.40212,
        14.0: 0.17137,
        38.0: 0.63574,
        41.0: 0.0,
    }
    np.testing.assert_allclose(evaluate(*KEYS, np.array(list(blender))), list(blender.values()), atol=1e-5)


@given(st.lists(st.tuples(st.floats(0.1, 20.0), st.floats(0.0, 1.0)), min_size=1, max_size=12))
def test_a_curve_passes_its_keys_and_never_overshoots(steps: list[tuple[float, float]]) -> None:
    x = np.cumsum([step for step, _ in steps])
    y = np.array([value for _, value in steps])
    np.testing.assert_allclose(evaluate(x, y, x), y, atol=1e-6)
    at = np.linspace(x[0] - 1.0, x[-1] + 1.0, 301)
    index = np.clip(np.searchsorted(x, at, side="right") - 1, 0, max(len(x) - 2, 0))
    neighbours = np.stack((y[index], y[np.minimum(index + 1, len(x) - 1)]))
    drawn = evaluate(x, y, at)
    assert np.all(drawn >= neighbours.min(axis=0) - 1e-6)
    assert np.all(drawn <= neighbours.max(axis=0) + 1e-6)

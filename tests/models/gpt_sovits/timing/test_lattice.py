# SPDX-License-Identifier: GPL-3.0-or-later
"""Best paths and posteriors against all paths, written out."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.gpt_sovits.timing.lattice import Lattice

pytestmark = pytest.mark.unit


def score(lattice: Lattice, path: tuple[int, ...]) -> float:
    """Of one path; -inf when a held slot gets one frame."""
    slots = list(dict.fromkeys(path))
    if any(lattice.held[slot] and path.count(slot) < 2 for slot in slots):
        return -np.inf
    end = len(lattice.skip) if lattice.finished else slots[-1]
    skipped = [slot for slot in range(end) if slot not in slots]
    total = sum(lattice.emission[frame, slot] for frame, slot in enumerate(path))
    return total - sum(lattice.enter[slots]) - sum(lattice.skip[skipped])


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 5), st.integers(1, 5), st.integers(0, 2**32 - 1), st.booleans())
def test_paths_and_posteriors_are_those_of_all_paths(
    frames: int, slots: int, seed: int, finished: bool
) -> None:
    random = np.random.default_rng(seed)
    lattice = Lattice(
        2 * random.standard_normal((frames, slots)),
        random.uniform(0, 2, slots),
        random.uniform(0, 2, slots),
        random.random(slots) < 0.5,
        finished,
    )
    paths = list(itertools.combinations_with_replacement(range(slots), frames))
    scores = np.array([score(lattice, path) for path in paths])
    if not np.isfinite(scores).any():
        return
    assert score(lattice, tuple(lattice.best_path())) == pytest.approx(scores.max())
    weights = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
    expected = np.zeros((frames, slots))
    for path, weight in zip(paths, weights, strict=True):
        expected[np.arange(frames), path] += weight
    np.testing.assert_allclose(lattice.posteriors(), expected, atol=1e-9)

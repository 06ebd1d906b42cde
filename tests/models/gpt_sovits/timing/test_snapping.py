# SPDX-License-Identifier: GPL-3.0-or-later
"""Boundaries go from the grid of frames to where the sound changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.gpt_sovits.timing.acoustics import Acoustics
from models.gpt_sovits.timing.sentence import Sentence
from models.gpt_sovits.timing.snapping import snap
from models.gpt_sovits.timing.spans import Run
from tests.models.gpt_sovits.timing.spoken import FRAME, PAUSE, RATE_HZ, Spoken, say

pytestmark = pytest.mark.unit

DISTINCT = f"S AA1 T AA1 SH IY1 K AA1 F AA1 CH IY1 {PAUSE} P OW1 S IY1 T"
"""Each phone differs from its neighbours."""


def on_the_grid(spoken: Spoken, shift: int = 0) -> list[Run]:
    """True runs, their inner boundaries on multiples of 20 ms, `shift` frames late."""
    edges = np.cumsum([0, *(length for _, length in spoken.pieces)])
    rough = np.rint(edges / FRAME) * FRAME + shift * FRAME
    rough[0], rough[-1] = 0, edges[-1]
    return [Run(phone, rough[n], rough[n + 1]) for n, (phone, _) in enumerate(spoken.pieces)]


def boundary_errors_ms(runs: list[Run], spoken: Spoken) -> np.ndarray:
    truth = np.cumsum([length for _, length in spoken.pieces])[:-1]
    return 1000 / RATE_HZ * np.abs(np.array([run.end for run in runs[:-1]]) - truth)


def snapped(spoken: Spoken, runs: list[Run]) -> list[Run]:
    return snap(Sentence.of(spoken.symbols, None), runs, Acoustics.of(spoken.waveform(), RATE_HZ))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_distinct_sounds_are_found_to_some_milliseconds(shift: int, seed: int) -> None:
    spoken = say(DISTINCT, seed=seed)
    rough = on_the_grid(spoken, shift)
    before = boundary_errors_ms(rough, spoken)
    after = boundary_errors_ms(snapped(spoken, rough), spoken)
    # The closure of a stop after a pause cannot be heard.
    heard = [n for n, run in enumerate(rough[:-1]) if spoken.pieces[n][0] is not None or n == 0]
    assert after[heard].mean() < 4
    assert after[heard].max() < 12
    assert after[heard].mean() < 0.75 * before[heard].mean()


def test_a_stop_runs_from_its_closure_to_the_onset_of_voice() -> None:
    spoken = Spoken(["AA1", "T", "AA1"], [0, 0, 0], [(0, 5000), (1, 3000), (2, 5300)])
    runs = snapped(spoken, [Run(0, 0, 5300), Run(1, 5300, 7700), Run(2, 7700, 13300)])
    assert abs(runs[0].end - 5000) < 200
    assert abs(runs[1].end - 8000) < 200


def test_where_nothing_changes_nothing_moves() -> None:
    spoken = Spoken(["AA1", "IY1", "OW1"], [0, 0, 0], [(0, 4000), (1, 4000), (2, 4800)])
    runs = on_the_grid(spoken)
    assert snapped(spoken, runs) == runs


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_boundaries_keep_their_order_and_stay_near(data: st.DataObject) -> None:
    spoken = say(DISTINCT, seed=data.draw(st.integers(0, 3)))
    count = len(spoken.pieces)
    inner = data.draw(
        st.lists(st.integers(1, spoken.frames - 1), min_size=count - 1, max_size=count - 1, unique=True)
    )
    edges = np.array([0, *sorted(inner), spoken.frames]) * FRAME
    runs = [Run(phone, edges[n], edges[n + 1]) for n, (phone, _) in enumerate(spoken.pieces)]
    moved = snapped(spoken, runs)
    assert [run.phone for run in moved] == [run.phone for run in runs]
    assert (moved[0].start, moved[-1].end) == (0, edges[-1])
    assert all(run.end > run.start for run in moved)
    assert all(abs(a.end - b.end) <= 0.060 * RATE_HZ for a, b in zip(runs, moved, strict=True))

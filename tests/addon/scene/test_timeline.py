# SPDX-License-Identifier: GPL-3.0-or-later
"""Start frames and who may key which frames: pure arithmetic."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.scene.timeline import Slot, Territory, place, territories

pytestmark = pytest.mark.unit

RATES = (24.0, 24000 / 1001, 25.0, 30.0, 60000 / 1001)


@pytest.mark.parametrize(("fps", "second"), [(24.0, 37), (24000 / 1001, 37), (30.0, 46)])
def test_a_line_starts_when_the_one_above_and_the_gap_are_over(fps: float, second: int) -> None:
    frames = place([Slot("a", None, 1.2), Slot("b", None, 2.0)], 1, 0.3, fps)
    assert frames == {"a": 1, "b": second}


@given(
    durations=st.lists(st.floats(0.01, 60.0), min_size=2, max_size=12),
    gap=st.floats(0.0, 5.0),
    fps=st.sampled_from(RATES),
)
def test_followers_never_overlap_and_never_wait_a_frame_too_long(
    durations: list[float], gap: float, fps: float
) -> None:
    frames = list(place([Slot(str(i), None, d) for i, d in enumerate(durations)], 1, gap, fps).values())
    for (start, following), duration in zip(pairwise(frames), durations, strict=False):
        wait = (following - start) / fps - duration - gap
        assert -1e-5 < wait < 1.0 / fps + 1e-5


def test_exact_seconds_cost_no_extra_frame() -> None:
    frames = place([Slot("a", None, 0.7), Slot("b", None, 1.0)], 1, 0.3, 30.0)
    assert frames["b"] == 31


def test_a_line_on_a_frame_of_its_own_leads_those_after_it() -> None:
    frames = place([Slot("a", None, 1.0), Slot("b", 200, 1.0), Slot("c", None, 1.0)], 1, 0.0, 24.0)
    assert frames == {"a": 1, "b": 200, "c": 224}


def test_a_line_that_was_never_spoken_takes_no_time() -> None:
    frames = place([Slot("a", None, 1.0), Slot("b", None, 0.0), Slot("c", None, 1.0)], 1, 0.5, 24.0)
    assert frames["b"] == frames["c"] == 37


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 80)), min_size=1, max_size=10))
def test_no_frame_belongs_to_two_lines(spans: list[tuple[int, int]]) -> None:
    rooms = territories((str(i), start, start + length) for i, (start, length) in enumerate(spans))
    ordered = sorted(rooms.values(), key=lambda room: (room.first, room.last))
    assert ordered[0].first == -math.inf
    assert max(room.last for room in ordered) == math.inf
    for one, other in pairwise(ordered):
        assert one.last < other.first


def test_a_cut_line_ends_at_rest() -> None:
    assert Territory(-math.inf, 12).clip([5, 10, 15], [0.0, 1.0, 0.0]) == ([5, 10, 12], [0.0, 1.0, 0.0])
    assert Territory(8, math.inf).clip([5, 10, 15], [0.0, 1.0, 0.0]) == ([8, 10, 15], [0.0, 1.0, 0.0])
    assert Territory(20, 30).clip([5, 10, 15], [0.0, 1.0, 0.0]) == ([], [])

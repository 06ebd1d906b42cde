# SPDX-License-Identifier: GPL-3.0-or-later
"""How a character's time is divided."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addon.gestures import Line, stretches
from addon.lipsync import Phone

from .spoken import rates, timelines

pytestmark = pytest.mark.unit

AH = [Phone("ɑ", 0.0, 1.0, 1, 0)]


def spans(lines: list[Line], last: float = 200) -> list[tuple[str, float, float]]:
    return [(s.uid, s.first, s.last) for s in stretches(lines, 1, last, 24.0, owner="me")]


def test_lines_and_the_time_between_them() -> None:
    lines = [Line("a", AH, 50, 74.0), Line("b", AH, 100, 124.0)]
    # A line keeps 0.4 s after its sound.
    assert spans(lines) == [
        ("after me", 1, 49),
        ("a", 50, 83),
        ("after a", 84, 99),
        ("b", 100, 133),
        ("after b", 134, 200),
    ]


def test_two_lines_share_a_short_gap() -> None:
    assert spans([Line("a", AH, 1, 25.0), Line("b", AH, 31, 55.0)], 50)[:2] == [
        ("a", 1, 28),
        ("after a", 29, 30),
    ]


def test_a_line_that_breaks_in_ends_the_other() -> None:
    lines = [Line("a", AH, 1, 25.0), Line("b", AH, 11, 35.0)]
    assert spans(lines, 10) == [("a", 1, 10), ("b", 11, 44)]


def test_of_two_lines_on_one_frame_one_speaks() -> None:
    lines = [Line("a", AH, 1, 25.0), Line("b", AH, 1, 25.0)]
    assert spans(lines, 10) == [("b", 1, 34)]


def test_a_breath_may_begin_in_the_idle_time_before_its_line() -> None:
    row = stretches([Line("a", AH, 50, 74.0), Line("b", AH, 100, 124.0)], 1, 200, 24.0)
    assert [(s.uid, s.before) for s in row if s.spoken] == [("a", 1), ("b", 84)]


@settings(max_examples=60, deadline=None)
@given(st.data(), rates)
def test_no_frame_belongs_to_two(data: st.DataObject, fps: float) -> None:
    row = stretches(data.draw(timelines(fps)), 1, 300, fps)
    for one, two in pairwise(row):
        assert one.first < one.last < two.first
        assert two.before > one.last or not one.spoken

# SPDX-License-Identifier: GPL-3.0-or-later
"""The time left is told once there is something to tell from, and pauses do not count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.client.pace import Pace

pytestmark = pytest.mark.unit


def test_before_the_first_line_there_is_no_telling() -> None:
    pace = Pace()
    assert pace.seconds_left(100) is None
    pace.start(0.0)
    assert pace.seconds_left(100) is None
    pace.note(0.01, 50)  # a line that cost next to nothing
    assert pace.seconds_left(100) is None


@given(per_character=st.floats(0.01, 1.0), lines=st.lists(st.integers(5, 200), min_size=3, max_size=60))
def test_a_steady_pace_is_told_exactly(per_character: float, lines: list[int]) -> None:
    pace, now = Pace(), 100.0
    pace.start(now)
    for characters in lines:
        now += per_character * characters
        pace.note(now, characters)
    left = pace.seconds_left(1_000)
    if left is None:
        assert now - 100.0 < 0.5 + 1e-9
    else:
        assert left == pytest.approx(1_000 * per_character, rel=1e-6)


def test_a_pause_does_not_slow_the_pace() -> None:
    pace = Pace()
    pace.start(0.0)
    pace.note(10.0, 100)
    pace.stop(10.0)
    pace.start(1_000.0)
    pace.note(1_010.0, 100)
    assert pace.seconds_left(50) == pytest.approx(5.0)


def test_it_follows_a_change() -> None:
    pace, now = Pace(), 0.0
    pace.start(now)
    for seconds in [1.0] * 50 + [10.0] * 50:
        now += seconds
        pace.note(now, 10)
    assert pace.seconds_left(10) == pytest.approx(10.0)

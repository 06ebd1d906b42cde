# SPDX-License-Identifier: GPL-3.0-or-later
"""Postures are chosen pose to pose: the weighty ones, far enough apart to be seen."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from addon.lipsync import Phone, Style
from addon.lipsync.beats import place
from addon.lipsync.channels import ROUND
from addon.lipsync.contacts import on_frames
from addon.lipsync.grid import Grid
from addon.lipsync.phonemes import ROUNDED, SHUT
from addon.lipsync.segments import Segment, segments
from tests.addon.lipsync.oracle import utter

pytestmark = pytest.mark.unit


def is_round(segment: Segment) -> bool:
    """Round lips are seen however little room they have: nothing else tells a w."""
    return ROUND in segment.goals and segment.goals[ROUND].value >= ROUNDED


def shown(phones: list[Phone]) -> list[str]:
    row = segments(phones, Style())
    return [phones[row[beat.segment].phone].symbol for beat in place(row, (), None)]


@pytest.mark.parametrize(
    ("word", "postures"),
    [
        ("'u k u", "u u"),  # the back of the tongue leaves the lips alone
        ("'i n t 'a", "i t a"),  # one gesture of the tip for a cluster, that before the stress
        ("'a h 'i", "a i"),
        ("w 'ɪ", "w ɪ"),
    ],
)
def test_only_what_is_seen_has_a_posture(word: str, postures: str) -> None:
    assert shown(utter(word, each=0.09)) == postures.split()


def test_a_short_diphthong_is_one_posture_and_a_long_one_two() -> None:
    assert shown(utter("'aɪ", each=0.1)) == ["aɪ"]
    assert shown(utter("'aɪ", each=0.16)) == ["aɪ", "aɪ"]


def test_where_there_is_no_room_for_all_stress_decides() -> None:
    phones = [Phone("ɪ", 0.3, 0.36), Phone("a", 0.36, 0.42, 1), Phone("ɪ", 0.42, 0.48)]
    assert "a" in shown(phones)
    assert len(shown(phones)) < 3


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("pmfsʃtnkwjaiuəɛ"), st.floats(0.01, 0.3), st.integers(0, 2)), min_size=1
    ),
    st.sampled_from((24.0, 24000 / 1001, 25.0, 30000 / 1001, 30.0, 60.0)),
    st.sampled_from((1, 8)),
)
@example([("p", 0.25, 0), ("p", 0.09375, 0), ("s", 0.0625, 0), ("s", 0.0625, 0)], 24000 / 1001, 1)
def test_postures_lie_on_the_grid_in_order_and_apart(
    sounds: list[tuple[str, float, int]], fps: float, per_frame: int
) -> None:
    clock, phones = 0.2, []
    for symbol, length, stress in sounds:
        phones.append(Phone(symbol, clock, clock + length, stress))
        clock += length
    grid = Grid(fps, 0.25, per_frame)
    row, moments = on_frames(segments(phones, Style()), grid)
    beats = place(row, {moment.segment for moment in moments}, grid)
    for beat in beats:
        for time in (beat.begin, beat.end):
            assert grid.frame(time) * per_frame == pytest.approx(
                round(grid.frame(time) * per_frame), abs=1e-6
            )
        assert beat.begin <= beat.end
    for one, other in pairwise(beats):
        assert one.segment < other.segment
        assert one.end < other.begin
        if row[one.segment].kind not in SHUT and row[other.segment].kind not in SHUT:
            seen = {moment.segment for moment in moments}
            seen |= {beat.segment for beat in (one, other) if is_round(row[beat.segment])}
            assert other.begin - one.end >= 0.06 or {one.segment, other.segment} <= seen

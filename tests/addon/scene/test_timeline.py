# SPDX-License-Identifier: GPL-3.0-or-later
"""Start frames and who may key which frames: pure arithmetic."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.scene.timeline import (
    TICKS,
    Slot,
    Territory,
    colliding,
    cue_frame,
    frame_rate,
    place,
    territories,
)

pytestmark = pytest.mark.unit

FILM = Fraction(24_000, 1001)
RATES = (Fraction(24), FILM, Fraction(25), Fraction(30), Fraction(30_000, 1001), Fraction(60_000, 1001))
durations = st.integers(1, 60 * TICKS).map(lambda ticks: ticks / TICKS)
gaps = st.integers(0, 5 * TICKS).map(lambda ticks: ticks / TICKS)


def seconds(frame: int, fps: Fraction) -> Fraction:
    return frame / fps


@pytest.mark.parametrize(("fps", "second"), [(Fraction(24), 37), (FILM, 37), (Fraction(30), 46)])
def test_a_line_starts_when_the_one_above_and_the_gap_are_over(fps: Fraction, second: int) -> None:
    frames = place([Slot("a", 1.2), Slot("b", 2.0, 0.3)], 1, fps)
    assert frames == {"a": 1, "b": second}


@given(lines=st.lists(st.tuples(durations, gaps), min_size=2, max_size=40), fps=st.sampled_from(RATES))
def test_followers_never_overlap_and_never_wait_a_frame_too_long(
    lines: list[tuple[float, float]], fps: Fraction
) -> None:
    slots = [Slot(str(i), duration, gap) for i, (duration, gap) in enumerate(lines)]
    frames = list(place(slots, 1, fps).values())
    for above, below, start, following in zip(slots, slots[1:], frames, frames[1:], strict=False):
        wait = seconds(following - start, fps) - exact(above.duration) - exact(below.gap)
        assert 0 <= wait < 1 / fps


@given(
    lines=st.lists(st.tuples(durations, gaps), min_size=1, max_size=400),
    fps=st.sampled_from(RATES),
    first=st.integers(-100, 1000),
)
def test_the_last_line_is_as_exact_as_the_first_however_long_the_scene(
    lines: list[tuple[float, float]], fps: Fraction, first: int
) -> None:
    """Against sums of exact seconds, each start rounded up once from the start before."""
    start = first
    expected = [start]
    for (duration, _), (_, gap) in pairwise(lines):
        start += math.ceil((exact(duration) + exact(gap)) * fps)
        expected.append(start)
    slots = [Slot(str(i), duration, gap) for i, (duration, gap) in enumerate(lines)]
    assert list(place(slots, first, fps).values()) == expected


@given(durations, st.sampled_from(RATES))
def test_what_a_float_property_blurs_costs_no_frame(duration: float, fps: Fraction) -> None:
    blurred = float(np.float32(duration))
    stored = place([Slot("a", blurred), Slot("b", 1.0, float(np.float32(0.3)))], 1, fps)
    assert stored == place([Slot("a", duration), Slot("b", 1.0, 0.3)], 1, fps)


def test_exact_seconds_cost_no_extra_frame() -> None:
    frames = place([Slot("a", 0.7), Slot("b", 1.0, 0.3)], 1, Fraction(30))
    assert frames["b"] == 31


def test_a_line_on_a_frame_of_its_own_leads_those_after_it() -> None:
    frames = place([Slot("a", 1.0), Slot("b", 1.0, frame=200), Slot("c", 1.0)], 1, Fraction(24))
    assert frames == {"a": 1, "b": 200, "c": 224}


def test_a_line_that_was_never_spoken_takes_no_time() -> None:
    frames = place([Slot("a", 1.0), Slot("b", 0.0, 0.5), Slot("c", 1.0, 0.5)], 1, Fraction(24))
    assert frames["b"] == frames["c"] == 37


def test_lines_never_go_back_though_a_scenes_first_line_is_not_spoken() -> None:
    frames = place([Slot("a", 1.0), Slot("b", 0.0, 2.0), Slot("c", 1.0, 0.5)], 1, Fraction(24))
    assert frames == {"a": 1, "b": 73, "c": 73}


def test_lines_spoken_together_are_waited_for_until_the_longest_has_ended() -> None:
    slots = [
        Slot("a", 1.0),
        Slot("b", 3.0, together=True),
        Slot("c", 2.0, together=True),
        Slot("d", 1.0, 0.5),
    ]
    assert place(slots, 1, Fraction(24)) == {"a": 1, "b": 1, "c": 1, "d": 1 + 84}
    assert place([Slot("a", 1.0, together=True)], 7, Fraction(24)) == {"a": 7}


def test_together_with_a_line_on_its_own_frame() -> None:
    slots = [Slot("a", 1.0, frame=50), Slot("b", 2.0, frame=10, together=True), Slot("c", 1.0)]
    assert place(slots, 1, Fraction(24)) == {"a": 50, "b": 50, "c": 98}


def test_only_lines_heard_at_once_collide_and_not_those_meant_to() -> None:
    slots = [
        Slot("a", 2.0),
        Slot("b", 2.0, together=True),
        Slot("c", 1.0, frame=30),
        Slot("d", 0.0),
        Slot("e", 1.0),
    ]
    fps = Fraction(24)
    frames = place(slots, 1, fps)
    assert colliding(slots, frames, fps) == {"c"}


@given(
    lines=st.lists(
        st.tuples(st.integers(0, 4), st.none() | st.integers(1, 200), st.booleans()), min_size=1, max_size=12
    )
)
def test_collisions_are_those_found_by_comparing_all(lines: list[tuple[int, int | None, bool]]) -> None:
    fps = Fraction(24)
    slots = [Slot(str(i), float(length), 0.1, frame, both) for i, (length, frame, both) in enumerate(lines)]
    frames = place(slots, 1, fps)
    leaders: list[int] = []
    for i, slot in enumerate(slots):
        leaders.append(leaders[-1] if i and slot.together else i)
    expected = set()
    for i, late in enumerate(slots):
        for j, early in enumerate(slots[:i]):
            apart = (
                frames[late.uid] >= frames[early.uid] + 24 * early.duration
                or frames[early.uid] >= frames[late.uid] + 24 * late.duration
            )
            if not apart and late.duration and early.duration and leaders[i] != leaders[j]:
                expected.add(late.uid)
    assert colliding(slots, frames, fps) == expected


def test_lines_end_to_end_never_collide() -> None:
    slots = [Slot(str(i), 1.0 + i / 7) for i in range(50)]
    assert colliding(slots, place(slots, 1, FILM), FILM) == set()


@given(st.integers(0, 3_600_000), st.sampled_from(RATES))
def test_a_cue_lies_on_the_nearest_frame(milliseconds: int, fps: Fraction) -> None:
    frame = cue_frame(milliseconds, 1, fps)
    assert abs(seconds(frame - 1, fps) - Fraction(milliseconds, 1000)) <= 1 / (2 * fps)


@pytest.mark.parametrize(
    ("fps", "base", "expected"),
    [
        (24, 1.001, FILM),
        (30, 1.001, Fraction(30_000, 1001)),
        (25, 1.0, Fraction(25)),
        (25, 2.0, Fraction(25, 2)),
    ],
)
def test_blenders_blurred_rates_are_the_exact_ones(fps: int, base: float, expected: Fraction) -> None:
    scene = SimpleNamespace(render=SimpleNamespace(fps=fps, fps_base=float(np.float32(base))))
    assert frame_rate(scene) == expected


def exact(duration: float) -> Fraction:
    return Fraction(round(duration * TICKS), TICKS)


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

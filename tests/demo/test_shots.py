# SPDX-License-Identifier: GPL-3.0-or-later
"""Which camera sees which line."""

from __future__ import annotations

import pytest

from demo.shots import TWO_SHOT, Spoken, cuts

pytestmark = pytest.mark.unit


def line(character: str, start: int) -> Spoken:
    return Spoken(character, "", start, start + 20.0, (), ())


def test_the_scene_opens_and_ends_with_both_and_shows_the_speaker_between() -> None:
    lines = [line("Ada", 1), line("Bo", 40), line("Ada", 80), line("Bo", 120)]
    assert cuts(lines, 1, lead=3) == [(1, TWO_SHOT), (37, "Bo"), (77, "Ada"), (117, TWO_SHOT)]


def test_two_lines_of_one_speaker_are_one_shot() -> None:
    lines = [line("Ada", 1), line("Bo", 40), line("Bo", 80), line("Ada", 120)]
    assert [camera for _, camera in cuts(lines, 1)] == [TWO_SHOT, "Bo", TWO_SHOT]


def test_cuts_never_fall_on_one_frame() -> None:
    frames = [frame for frame, _ in cuts([line("Ada", 1), line("Bo", 2), line("Ada", 3), line("Bo", 4)], 1)]
    assert frames == sorted(set(frames))

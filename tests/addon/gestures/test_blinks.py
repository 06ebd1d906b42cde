# SPDX-License-Identifier: GPL-3.0-or-later
"""Blinks look like blinks: shut on a whole frame, quick down and slower up, apart, where speech pauses."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addon.gestures import Dials, Layer, Stretch, perform, stretches
from addon.gestures.phrases import phrases

from .spoken import rates, real_lines, timelines

pytestmark = pytest.mark.unit


def blinks(stretch: Stretch, dials: Dials) -> list[tuple[float, float, float, float]]:
    """Every blink of a stretch: frames of its begin, of lids shut, of lids leaving, of its end."""
    keys = perform(Layer.BLINKS, stretch, dials).get("blink")
    if keys is None:
        return []
    rest = np.flatnonzero(keys.values == 0.0)
    found = []
    for begin, end in pairwise(rest):
        if end > begin + 1:
            inside = keys.values[begin:end]
            shut = begin + np.flatnonzero(inside == inside.max())
            found.append((keys.frames[begin], keys.frames[shut[0]], keys.frames[shut[-1]], keys.frames[end]))
    return found


def all_blinks(row: list[Stretch], dials: Dials) -> list[tuple[float, float, float, float]]:
    return [blink for stretch in row for blink in blinks(stretch, dials)]


@settings(max_examples=120, deadline=None)
@given(st.data(), rates, st.floats(1.0, 60.0), st.integers(0, 50), st.booleans())
def test_no_two_blinks_meet_and_each_is_seen_shut(
    data: st.DataObject, fps: float, rate: float, seed: int, subframe: bool
) -> None:
    row = stretches(data.draw(timelines(fps)), -100, 600, fps, subframe=subframe)
    found = all_blinks(row, Dials(blink_rate=rate, seed=seed))
    for begin, shut, leave, end in found:
        assert begin < shut <= leave < end
        assert shut % 1.0 == 0.0
        assert end - leave >= shut - begin
    for (_, _, _, end), (begin, _, _, _) in pairwise(found):
        assert begin - end >= 0.2 * fps - 1.0


@settings(max_examples=120, deadline=None)
@given(st.data(), rates, st.integers(0, 50))
def test_the_lids_are_never_shut_on_a_stressed_vowel(data: st.DataObject, fps: float, seed: int) -> None:
    for stretch in stretches(data.draw(timelines(fps)), 1, 200, fps):
        vowels = [(a.start, a.end) for phrase in phrases(stretch.phones) for a in phrase.accents]
        for _, shut, leave, _ in blinks(stretch, Dials(blink_rate=40.0, seed=seed)):
            first, last = stretch.grid.time(shut), stretch.grid.time(leave)
            assert not any(start < last and first < end for start, end in vowels)


@pytest.mark.parametrize("fps", [24.0, 30.0, 60.0])
def test_lids_close_in_a_tenth_of_a_second_and_take_twice_as_long_to_open(fps: float) -> None:
    found = all_blinks(stretches([], 1, 600 * fps, fps), Dials())
    closing = np.mean([shut - begin for begin, shut, _, _ in found]) / fps
    opening = np.mean([end - leave for _, _, leave, end in found]) / fps
    assert 0.07 <= closing <= 0.1
    assert 0.15 <= opening <= 0.2


def test_a_character_at_rest_blinks_as_often_as_its_rate_says() -> None:
    rows = [stretches([], 1, 24 * 60 * 5, 24.0, owner=f"owner{number}") for number in range(20)]
    for rate in (10.0, 17.0, 30.0):
        per_minute = sum(len(all_blinks(row, Dials(blink_rate=rate))) for row in rows) / 100.0
        assert per_minute == pytest.approx(rate, rel=0.1)


def test_a_speaker_blinks_more_often_and_rather_in_pauses() -> None:
    lines = real_lines()
    row = [stretch for stretch in stretches(lines, 1, 1, 24.0) if stretch.spoken]
    minutes = sum(line.end - line.start for line in lines) / 24.0 / 60.0
    paused = total = 0  # a fifth of the time is silence
    for seed in range(10):
        for stretch in row:
            said = phrases(stretch.phones)
            for _, shut, leave, _ in blinks(stretch, Dials(seed=seed)):
                total += 1
                first, last = stretch.grid.time(shut) - 0.1, stretch.grid.time(leave) + 0.1
                paused += not any(phrase.start < first and last < phrase.end for phrase in said)
    assert 19.0 <= total / 10 / minutes <= 30.0
    assert paused / total > 0.4


def test_two_characters_do_not_blink_as_one() -> None:
    alice, bob = (all_blinks(stretches([], 1, 2000, 24.0, owner=who), Dials()) for who in ("alice", "bob"))
    assert alice != bob

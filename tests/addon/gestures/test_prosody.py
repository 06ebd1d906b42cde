# SPDX-License-Identifier: GPL-3.0-or-later
"""Head beats, brow raises and breaths come where speech calls for them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from addon.gestures import Dials, Layer, Line, perform, stretches
from addon.gestures.phrases import phrases
from addon.lipsync import Phone

from .spoken import real_lines

pytestmark = pytest.mark.unit

FPS = 24.0
# "ma ma, ma ma": the second syllable of each is stressed; half a second of silence at the start and between.
MAMA = [
    Phone(symbol, start, end, stress, word)
    for symbol, start, end, stress, word in (
        ("sil", 0.0, 0.5, 0, None),
        ("m", 0.5, 0.6, 0, 0),
        ("ɑ", 0.6, 0.8, 0, 0),
        ("m", 0.8, 0.9, 0, 0),
        ("ɑ", 0.9, 1.2, 1, 0),
        ("sil", 1.2, 1.9, 0, None),
        ("m", 1.9, 2.0, 0, 1),
        ("ɑ", 2.0, 2.2, 0, 1),
        ("m", 2.2, 2.3, 0, 1),
        ("ɑ", 2.3, 2.6, 1, 1),
        ("sil", 2.6, 3.0, 0, None),
    )
]


def perform_mama(layer: Layer, seed: int = 0) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Key times in seconds and values per channel."""
    (line,) = [s for s in stretches([Line("mama", MAMA, 25, 25 + 3.0 * FPS)], 1, 1, FPS) if s.spoken]
    return {
        name: ((keys.frames - 25) / FPS, keys.values)
        for name, keys in perform(layer, line, Dials(seed=seed)).items()
    }


@pytest.mark.parametrize("seed", range(10))
def test_the_chin_is_lowest_on_the_stressed_vowels(seed: int) -> None:
    times, values = perform_mama(Layer.HEAD, seed)["nod"]
    down = times[values > math.radians(0.9)]
    assert len(down) == 2
    assert 0.9 <= down[0] <= 1.2
    assert 2.3 <= down[1] <= 2.6
    assert np.all(values[np.isin(times, down)] <= math.radians(3.0) + 1e-6)


def test_the_head_is_at_rest_before_and_after_the_line() -> None:
    for times, _ in perform_mama(Layer.HEAD).values():
        assert times[0] >= 0.3
        assert times[-1] <= 3.1


def test_brows_rise_a_tenth_of_a_second_before_the_vowel_and_are_up_on_it() -> None:
    raised = 0
    for seed in range(10):
        for times, values in perform_mama(Layer.BROWS, seed).values():
            for index in np.flatnonzero((values[:-1] == 0.0) & (values[1:] > 0.0)):
                raised += 1
                vowel = min((0.9, 2.3), key=lambda start: abs(start - times[index]))
                assert vowel - times[index] == pytest.approx(0.1, abs=1.0 / FPS)
                assert vowel <= times[index + 1] <= vowel + 0.15
                assert values[index + 2] == values[index + 1]  # held over the vowel
                assert times[index + 2] >= vowel + 0.3
    assert raised >= 10


def test_most_lines_raise_the_brows_at_least_once() -> None:
    row = [stretch for stretch in stretches(real_lines(), 1, 1, FPS) if stretch.spoken]
    raised = [bool(perform(Layer.BROWS, stretch, Dials(seed=seed))) for stretch in row for seed in range(5)]
    assert np.mean(raised) > 0.8


@pytest.mark.parametrize("seed", range(5))
def test_breath_is_drawn_before_the_line_and_in_its_pause_and_spent_with_the_words(seed: int) -> None:
    times, values = perform_mama(Layer.BREATHS, seed)["breath"]
    full = times[values > 0.2]
    assert full == pytest.approx([0.46, 1.86], abs=0.5 / FPS + 1e-6)
    empty = times[values == 0.0]
    assert np.any((empty > 1.2) & (empty < 1.6))


def test_a_breath_before_the_line_begins_before_its_sound() -> None:
    said = [Phone("ɑ", 0.05, 1.0, 1, 0)]
    (line,) = [s for s in stretches([Line("a", said, 50, 74)], 1, 1, FPS) if s.spoken]
    keys = perform(Layer.BREATHS, line, Dials())["breath"]
    assert 35 <= keys.frames[0] < 50


def test_there_is_no_breath_without_time_for_it() -> None:
    said = [Phone("ɑ", 0.0, 1.0, 1, 0)]
    (line,) = [s for s in stretches([Line("a", said, 1, 25)], 1, 1, FPS) if s.spoken]
    assert perform(Layer.BREATHS, line, Dials()) == {}


def test_the_nuclear_accent_always_gets_a_beat() -> None:
    for stretch in stretches(real_lines(), 1, 1, FPS):
        nods = perform(Layer.HEAD, stretch, Dials())["nod"] if stretch.spoken else None
        for phrase in phrases(stretch.phones):
            for accent in (accent for accent in phrase.accents if accent.nuclear):
                at = stretch.grid.frame(0.5 * (accent.start + accent.end))
                assert nods is not None
                assert np.any((np.abs(nods.frames - at) <= 9.0) & (nods.values > math.radians(0.9)))

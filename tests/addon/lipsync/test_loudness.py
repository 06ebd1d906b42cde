# SPDX-License-Identifier: GPL-3.0-or-later
"""Loud sounds open the mouth wider, quiet ones less; contacts stay contacts."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.lipsync import Phone, Style, animate
from addon.lipsync.loudness import CEILING, FLOOR, levels, opening
from tests.addon.lipsync.oracle import RIGS, Viewer, played

pytestmark = pytest.mark.unit
RATE = 24_000


def tone(amplitude: float, seconds: float = 0.1) -> np.ndarray:
    return amplitude * np.sin(np.arange(int(RATE * seconds)) * 0.1)


def line(*amplitudes: float) -> tuple[np.ndarray, list[int], list[int]]:
    samples = np.concatenate([tone(amplitude) for amplitude in amplitudes]).astype(np.int16)
    edges = np.arange(len(amplitudes) + 1) * int(0.1 * RATE)
    return samples, edges[:-1].tolist(), edges[1:].tolist()


def test_levels_are_decibels_against_the_median_vowel() -> None:
    samples, starts, ends = line(4000, 8000, 2000, 1000)
    found = levels(samples, ["a", "i", "u", "s"], starts, ends)
    np.testing.assert_allclose(found, [0.0, 6.02, -6.02, -12.04], atol=0.05)


def test_silence_has_the_floor() -> None:
    samples, starts, ends = line(0, 4000, 1)
    assert levels(samples, ["sil", "a", "s"], starts, ends) == [FLOOR, 0.0, FLOOR]
    assert levels(np.zeros(100, dtype=np.int16), ["a", "sil"], [0, 50], [50, 100]) == [FLOOR, FLOOR]
    assert levels(samples, ["a", "i"], [2400, 90_000], [4800, 99_000]) == [0.0, FLOOR]  # beyond the audio


def test_a_line_without_vowels_is_measured_against_its_own_sounds() -> None:
    samples, starts, ends = line(2000, 4000, 8000)
    np.testing.assert_allclose(levels(samples, ["s", "ʃ", "f"], starts, ends), [-6.02, 0.0, 6.02], atol=0.05)


@given(st.lists(st.integers(-32768, 32767), min_size=1, max_size=400), st.integers(1, 6))
def test_levels_are_bounded_whatever_is_heard(values: list[int], count: int) -> None:
    edges = np.linspace(0, len(values), count + 1).astype(int)
    symbols = ["a", "p", "sil", "i", "s", "u"][:count]
    for level in levels(np.array(values, dtype=np.int16), symbols, edges[:-1].tolist(), edges[1:].tolist()):
        assert FLOOR <= level <= CEILING


def test_a_line_takes_milliseconds() -> None:
    samples = np.tile(tone(4000, 1.0), 5).astype(np.int16)
    edges = np.linspace(0, len(samples), 61).astype(int)
    arguments = samples, ["a", "p"] * 30, edges[:-1].tolist(), edges[1:].tolist()
    levels(*arguments)
    began = time.perf_counter()
    levels(*arguments)
    assert time.perf_counter() - began < 0.05


def test_opening_follows_the_level() -> None:
    assert opening(0.0, 0.5) == (1.0, 1.0)
    assert opening(12.0, 0.0) == (1.0, 1.0)
    assert 1.15 <= opening(6.0, 0.5)[0] <= 1.2
    assert 0.65 <= opening(-12.0, 0.5)[0] <= 0.75
    assert opening(6.0, 1.0)[0] > opening(6.0, 0.5)[0]
    assert 1.0 < opening(6.0, 0.5)[1] < opening(6.0, 0.5)[0]
    assert 0.5 <= opening(-40.0, 1.0)[0] < opening(20.0, 1.0)[0] <= 1.5


def jaw(level: float, style: Style | None = None) -> float:
    phones = [Phone("t", 0.1, 0.2), Phone("a", 0.2, 0.4, 1, level=level), Phone("t", 0.4, 0.5)]
    keys = animate(phones, RIGS["arkit"], 24.0, style=style)
    return float(keys["jawOpen"].values.max())


def test_loud_vowels_open_the_jaw_wider() -> None:
    assert jaw(-12.0) < jaw(0.0) < jaw(6.0)
    assert jaw(-12.0, Style(loudness=0.0)) == jaw(6.0, Style(loudness=0.0)) == jaw(0.0)
    assert jaw(-12.0, Style(loudness=1.0)) < jaw(-12.0)


def test_no_level_weakens_a_contact() -> None:
    phones = [
        Phone(symbol, 0.3 + 0.1 * index, 0.4 + 0.1 * index, level=-40.0)
        for index, symbol in enumerate("mamava")
    ]
    keys = animate(phones, RIGS["oculus"], 24.0, style=Style(loudness=1.0))
    frames = np.arange(0.0, 30.0)
    seen = Viewer("oculus", played(keys, frames), frames)
    assert seen.shape("viseme_PP").max() == 1.0
    assert seen.shape("viseme_FF").max() == 1.0


def test_a_level_that_is_no_number_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"phones\[0\].*level"):
        animate([Phone("a", 0.0, 0.3, level=float("nan"))], RIGS["arkit"], 24.0)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Sounds in a mix: each on its sample, as loud as asked, as whole numbers in a file."""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.exports.mixing import Placed, mix, sample_of, silence, strength
from addon.exports.waves import quantised, write_wav

pytestmark = pytest.mark.unit

FILM = Fraction(24_000, 1001)


def ones(count: int) -> np.ndarray:
    return np.ones(count, np.float32)


def test_sounds_that_lie_upon_each_other_are_added() -> None:
    buffer = silence(10 / 8, 8)
    mix(buffer, [Placed(2, ones(4)), Placed(4, ones(4))])
    assert buffer.tolist() == [0, 0, 1, 1, 2, 2, 1, 1, 0, 0]
    mix(buffer, [])
    assert not buffer.any()


@given(st.integers(-40, 40), st.integers(0, 40))
def test_what_lies_outside_is_cut_off(start: int, count: int) -> None:
    buffer = silence(20, 1)
    mix(buffer, [Placed(start, np.arange(1, count + 1, dtype=np.float32))])
    whole = np.zeros(200)
    whole[80 + start : 80 + start + count] = np.arange(1, count + 1)
    assert buffer.tolist() == whole[80:100].tolist()


def test_no_sample_is_lost_over_half_an_hour_of_film() -> None:
    """43 157 frames of 24000/1001 a second, each reckoned from the start."""
    for rate in (44_100, 48_000, 96_000):
        for frame in range(43_157):
            exact = frame / FILM * rate
            assert abs(sample_of(frame / FILM, rate) - exact) <= Fraction(1, 2)


def test_a_mix_gets_the_loudness_that_is_asked() -> None:
    assert strength(-27.1, 0.1, -23.0) == pytest.approx((4.1, -23.0, 0.0))
    assert strength(-20.0, 0.9, -23.0) == pytest.approx((-3.0, -23.0, 0.0))
    assert strength(-27.1, 0.1, -23.0).factor == pytest.approx(10 ** (4.1 / 20))


def test_peaks_hold_the_gain_back_and_that_is_told() -> None:
    level = strength(-30.0, 0.5, -16.0)
    assert level.gain == pytest.approx(-1.0 + 6.0206, abs=1e-3)
    assert level.held_back == pytest.approx(14.0 - level.gain)
    assert level.loudness == pytest.approx(-30.0 + level.gain)


def test_left_as_it_is_it_is_only_kept_from_being_cut_off() -> None:
    assert strength(-10.0, 0.99, None) == (0.0, -10.0, 0.0)
    assert strength(-5.0, 2.0, None).gain == pytest.approx(-7.0206, abs=1e-3)


def test_silence_is_left_alone() -> None:
    assert strength(None, 0.0, -23.0) == (0.0, None, 0.0)


@pytest.mark.parametrize("bits", [16, 24])
def test_a_wav_file_holds_the_rounded_samples(bits: int, tmp_path: Path) -> None:
    sound = np.array([0.0, 0.5, -0.5, 1.0, -1.0, 1e-9, 0.123456], np.float32)
    write_wav(tmp_path / "a.wav", sound, 48_000, bits, gain=0.5)
    with wave.open(str(tmp_path / "a.wav")) as wav:
        assert (wav.getnchannels(), wav.getsampwidth(), wav.getframerate()) == (1, bits // 8, 48_000)
        packed = wav.readframes(len(sound) + 1)
    width = bits // 8
    values = [
        int.from_bytes(packed[n : n + width], "little", signed=True) for n in range(0, len(packed), width)
    ]
    full = 1 << (bits - 1)
    assert values == [round(float(value) * 0.5 * full) for value in sound]


def test_what_is_too_loud_is_cut_off_and_never_wraps_around() -> None:
    assert quantised(np.array([2.0, -2.0], np.float32), 16).tolist() == [32767, -32768]
    assert quantised(np.array([1.0, -1.0], np.float32), 24).tolist() == [8388607, -8388608]

# SPDX-License-Identifier: GPL-3.0-or-later
"""Loudness and true peak, against another meter and against sounds whose values are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from addon.exports.loudness import Samples, decibels, loudness, true_peak

pytestmark = pytest.mark.unit

RATES = (24_000, 44_100, 48_000, 96_000)


def sine(frequency: float, level: float, seconds: float, rate: int, phase: float = 0.0) -> Samples:
    """A sine of a level in dB of full scale, faded in and out."""
    times = np.arange(int(seconds * rate)) / rate
    fade = np.clip(np.minimum(times, seconds - times) / 0.05, 0.0, 1.0)
    return (10 ** (level / 20) * fade * np.sin(2 * np.pi * frequency * times + phase)).astype(np.float32)


def speech(seconds: float, rate: int, seed: int) -> Samples:
    """Noise with the spectrum, the syllables and the pauses of speech."""
    rng = np.random.default_rng(seed)
    count = int(seconds * rate)
    spectrum = np.fft.rfft(rng.standard_normal(count))
    frequencies = np.fft.rfftfreq(count, 1 / rate)
    spectrum *= (frequencies > 90) / np.maximum(frequencies / 500, 1.0) ** 1.5
    noise = np.fft.irfft(spectrum, count)
    times = np.arange(count) / rate
    syllables = np.clip(np.sin(2 * np.pi * 4.0 * times), 0.0, 1.0)
    loud = np.repeat(rng.choice([0.0, 0.02, 0.5, 1.0], size=math.ceil(seconds)), rate)[:count]
    return (0.2 * noise / np.abs(noise).max() * syllables * loud).astype(np.float32)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("seed", range(3))
def test_it_measures_what_pyloudnorm_measures(rate: int, seed: int) -> None:
    pyloudnorm = pytest.importorskip("pyloudnorm")
    sound = speech(20.0, rate, seed)
    # Its filters of this name are the Recommendation's own; its default ones come close to them at 48 kHz.
    expected = pyloudnorm.Meter(rate, "DeMan").integrated_loudness(sound.astype(np.float64))
    assert loudness(sound, rate) == pytest.approx(expected, abs=0.01)
    if rate >= 44_100:
        default = pyloudnorm.Meter(rate).integrated_loudness(sound.astype(np.float64))
        assert loudness(sound, rate) == pytest.approx(default, abs=0.1)


@pytest.mark.parametrize("rate", RATES)
def test_a_sine_of_997_hz_is_three_decibels_below_its_peak(rate: int) -> None:
    assert loudness(sine(997.0, -20.0, 20.0, rate), rate) == pytest.approx(-23.0, abs=0.1)


def test_pauses_do_not_count() -> None:
    rate = 48_000
    sound = sine(997.0, -20.0, 30.0, rate)
    with_pauses = np.concatenate([np.zeros(rate * 30, np.float32), sound, np.zeros(rate * 30, np.float32)])
    assert loudness(with_pauses, rate) == pytest.approx(loudness(sound, rate), abs=0.1)


def test_soft_passages_are_gated() -> None:
    """EBU Tech 3341, signal 3: -36, -23 and -36 dB for 10, 60 and 10 s measure -23 LUFS (of two channels)."""
    rate = 48_000
    parts = [sine(1000.0, level, seconds, rate) for level, seconds in ((-36, 10), (-23, 60), (-36, 10))]
    assert loudness(np.concatenate(parts), rate) == pytest.approx(-23.0 - 3.01, abs=0.1)


def test_silence_has_no_loudness_and_nothing_else_too_short_or_too_soft_has() -> None:
    rate = 48_000
    assert loudness(np.zeros(rate * 5, np.float32), rate) is None
    assert loudness(np.zeros(0, np.float32), rate) is None
    assert loudness(sine(997.0, -20.0, 0.3, rate), rate) is None
    assert loudness(sine(997.0, -80.0, 5.0, rate), rate) is None
    assert true_peak(np.zeros(0, np.float32)) == 0.0
    assert decibels(0.0) == -math.inf


def test_gain_moves_loudness_by_as_much() -> None:
    sound = speech(10.0, 48_000, 7)
    quiet, loud = loudness(sound, 48_000), loudness(sound * np.float32(2.0), 48_000)
    assert quiet is not None
    assert loud == pytest.approx(quiet + decibels(2.0), abs=0.01)


@pytest.mark.parametrize(("frequency", "phase"), [(12_000, 45), (8_000, 60), (6_000, 67.5), (997, 10)])
def test_peaks_between_the_samples_are_seen(frequency: float, phase: float) -> None:
    """EBU Tech 3341, signals 15 to 19, allow 0.2 dB above and 0.4 dB below."""
    sound = sine(frequency, -6.0, 0.5, 48_000, math.radians(phase))
    assert decibels(true_peak(sound)) == pytest.approx(-6.0, abs=0.2)


def test_the_peak_is_found_wherever_it_is() -> None:
    for place in (0, 1, (1 << 16) - 1, 1 << 16, 200_000 - 1):
        sound = np.zeros(200_000, np.float32)
        sound[place] = -0.7
        assert true_peak(sound) == pytest.approx(0.7, abs=0.01)

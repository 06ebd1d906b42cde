# SPDX-License-Identifier: GPL-3.0-or-later
"""Pitch and spectrum are measured as they were made."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter

from models.speaker.features import Features, cepstral_distance, semitones
from models.speaker.pitch import voiced_pitch

pytestmark = pytest.mark.unit

RATE_HZ = 24_000


def vowel(
    pitch_hz: float, formants_hz: tuple[float, ...] = (600, 1200, 2500), seconds: float = 2.0
) -> np.ndarray:
    """Pulses of a slightly wavering pitch through resonators."""
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    phase = np.cumsum(pitch_hz * (1 + 0.03 * np.sin(2 * np.pi * 3 * time))) / RATE_HZ
    audio = np.diff(np.floor(phase), prepend=0.0)
    for formant in formants_hz:
        pole = np.exp(-np.pi * 80 / RATE_HZ + 2j * np.pi * formant / RATE_HZ)
        audio = np.asarray(lfilter([1.0], [1.0, -2 * pole.real, abs(pole) ** 2], audio))
    return (0.3 * audio / np.abs(audio).max()).astype(np.float32)


@settings(deadline=None, max_examples=25)
@given(st.floats(75, 380))
def test_pitch_is_found_without_octave_errors(pitch_hz: float) -> None:
    assert np.median(voiced_pitch(vowel(pitch_hz), RATE_HZ)) == pytest.approx(pitch_hz, rel=0.02)


def test_noise_and_silence_have_no_pitch() -> None:
    noise = np.random.default_rng(0).normal(size=RATE_HZ).astype(np.float32)
    assert len(voiced_pitch(noise, RATE_HZ)) < 10
    assert not voiced_pitch(np.zeros(RATE_HZ, np.float32), RATE_HZ).size


def test_an_octave_is_twelve_semitones() -> None:
    low, high = (Features.of(vowel(pitch), RATE_HZ) for pitch in (110, 220))
    assert semitones(high, low) == pytest.approx(12, abs=0.2)


def test_the_distance_grows_with_the_formants_and_not_with_the_level() -> None:
    here = Features.of(vowel(120), RATE_HZ)
    louder = Features.of(vowel(120) * 2, RATE_HZ)
    near = Features.of(vowel(120, (650, 1300, 2600)), RATE_HZ)
    far = Features.of(vowel(120, (300, 2200, 3000)), RATE_HZ)
    assert cepstral_distance(here, louder) == pytest.approx(0, abs=1e-3)
    assert 0 < cepstral_distance(here, near) < cepstral_distance(here, far)


def test_what_has_no_voice_is_refused() -> None:
    noise = np.random.default_rng(0).normal(size=RATE_HZ // 10).astype(np.float32)
    with pytest.raises(ValueError, match="no voice"):
        Features.of(noise, RATE_HZ)

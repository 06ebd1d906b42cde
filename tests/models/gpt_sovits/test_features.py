# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings are seen as the official inference sees them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.gpt_sovits.features import (
    log_mel,
    prompt_waveform,
    reference_waveform,
    speaker_waveform,
    spectrogram,
)
from tests.data.gpt_sovits import recipe

pytestmark = pytest.mark.unit


def tone(seconds: float, sample_rate_hz: int, peak: float = 0.5) -> np.ndarray:
    time = np.arange(round(seconds * sample_rate_hz)) / sample_rate_hz
    return (peak * np.sin(2 * np.pi * 440 * time)).astype(np.float32)


def test_spectrogram_and_mel() -> None:
    arrays = recipe.arrays("frontend")
    seen = spectrogram(arrays["in.wav32k"])
    torch.testing.assert_close(seen, arrays["out.spec_2048_640"], atol=1e-4, rtol=0)
    torch.testing.assert_close(log_mel(seen), arrays["out.mel128_32k_2048_640"], atol=1e-4, rtol=0)


@pytest.mark.parametrize("sample_rate_hz", [16_000, 44_100])
def test_a_prompt_keeps_its_sound_and_gets_silence(sample_rate_hz: int) -> None:
    prompt = prompt_waveform(tone(4.0, sample_rate_hz), sample_rate_hz)
    assert prompt.shape == (1, 64_000 + 9_600)
    assert (prompt[:, 64_000:] == 0).all()
    middle = slice(1000, 63_000)
    expected = torch.from_numpy(tone(4.0, 16_000))
    torch.testing.assert_close(prompt[0, middle], expected[middle], atol=1e-3, rtol=0)


def test_a_prompt_is_not_normalised() -> None:
    assert prompt_waveform(tone(3.0, 16_000, peak=1.7), 16_000).max() == pytest.approx(1.7, abs=1e-3)


@pytest.mark.parametrize(("seconds", "allowed"), [(2.99, False), (3.0, True), (10.0, True), (10.01, False)])
@pytest.mark.parametrize("sample_rate_hz", [16_000, 48_000])
def test_a_prompt_lasts_3_to_10_seconds(seconds: float, allowed: bool, sample_rate_hz: int) -> None:
    samples = tone(seconds, sample_rate_hz)
    if allowed:
        assert prompt_waveform(samples, sample_rate_hz).shape == (1, round(seconds * 16_000) + 9_600)
    else:
        with pytest.raises(ValueError, match=f"3 to 10 seconds, this one {seconds:.2f}"):
            prompt_waveform(samples, sample_rate_hz)


@settings(deadline=None, max_examples=25)
@given(samples=st.integers(27_000, 60_000), sample_rate_hz=st.sampled_from([8_000, 11_025, 22_050, 24_000]))
def test_a_resampled_prompt_has_every_started_sample(samples: int, sample_rate_hz: int) -> None:
    expected = -(-samples * 16_000 // sample_rate_hz)
    silence = np.zeros(samples, np.float32)
    if 48_000 <= expected <= 160_000:
        assert prompt_waveform(silence, sample_rate_hz).shape == (1, expected + 9_600)
    else:
        with pytest.raises(ValueError, match="seconds"):
            prompt_waveform(silence, sample_rate_hz)


@pytest.mark.parametrize(("peak", "expected"), [(0.3, 0.3), (1.0, 1.0), (1.6, 1.0), (3.0, 1.5)])
def test_a_loud_reference_is_brought_down_by_half_at_most(peak: float, expected: float) -> None:
    waveform = reference_waveform(tone(1.0, 32_000, peak), 32_000)
    assert float(waveform.max()) == pytest.approx(expected, abs=2e-3)


def test_channels_are_mixed() -> None:
    both = np.stack([tone(3.0, 16_000), np.zeros(48_000, np.float32)], axis=1)
    assert prompt_waveform(both, 16_000).max() == pytest.approx(0.25, abs=1e-3)
    assert reference_waveform(both, 32_000).max() == pytest.approx(0.25, abs=1e-3)


def test_the_speaker_is_heard_at_16_khz() -> None:
    waveform = speaker_waveform(reference_waveform(tone(1.0, 44_100), 44_100))
    assert waveform.shape == (1, 16_000)
    expected = torch.from_numpy(tone(1.0, 16_000))
    torch.testing.assert_close(waveform[0, 1000:-1000], expected[1000:-1000], atol=1e-2, rtol=0)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Boundaries tile the audio whatever the correction; the estimator finds a lateness that was put in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.kokoro.runtime import FRAME_SAMPLES, SAMPLE_RATE_HZ
from models.kokoro.timing import TimingBias, token_boundaries
from models.kokoro.timing_estimate import Take, lateness, shrink_to_pool
from models.kokoro.voices import VoiceBank

pytestmark = pytest.mark.unit

BIAS = TimingBias(
    (0.8, 1.0, 1.3), {"af_a": (60.0, 50.0, 40.0), "af_b": (80.0, 70.0, 60.0)}, (30.0, 20.0, 10.0)
)


@given(arrays(np.int64, st.integers(3, 50), elements=st.integers(1, 40)), st.floats(-500, 5000))
def test_boundaries_tile_the_audio_whatever_the_bias(durations: np.ndarray, bias_ms: float) -> None:
    edges = token_boundaries(durations, bias_ms)
    assert edges.dtype == np.int64
    assert edges[0] == 0
    assert edges[-1] == durations.sum() * FRAME_SAMPLES
    assert (np.diff(edges) >= 0).all()


def test_a_bias_moves_the_inner_boundaries_earlier() -> None:
    durations = np.array([10, 4, 6, 10])
    moved = token_boundaries(durations, 0.0) - token_boundaries(durations, 50.0)
    np.testing.assert_array_equal(moved, [0, 1200, 1200, 1200, 0])


def test_the_bias_is_interpolated_over_speed_and_grows_with_slowness_beyond() -> None:
    per_stretch = 20 / (1 / 0.8 - 1 / 1.3)
    expected = {
        0.5: 60 + per_stretch * (1 / 0.5 - 1 / 0.8),
        0.8: 60,
        0.9: 55,
        1.15: 45,
        1.3: 40,
        2.0: 40 + per_stretch * (1 / 2.0 - 1 / 1.3),
    }
    found = {speed: BIAS.milliseconds([("af_a", 1.0)], speed) for speed in expected}
    assert found == pytest.approx(expected)


def test_a_blend_takes_the_weighted_mean_and_an_unmeasured_voice_the_default() -> None:
    assert BIAS.milliseconds([("af_a", 3.0), ("af_b", 1.0)], 1.0) == pytest.approx(55.0)
    assert BIAS.milliseconds([("jf_x", 1.0)], 1.0) == pytest.approx(20.0)


def test_the_shipped_calibration_covers_every_stock_voice() -> None:
    bias = TimingBias.load()
    assert bias.speeds == (0.8, 1.0, 1.3)
    assert set(bias.voices) == set(VoiceBank.load().ids)
    values = np.array(list(bias.voices.values()))
    assert values.shape == (54, 3)
    assert values.min() > 30
    assert values.max() < 100
    np.testing.assert_allclose(bias.default, values.mean(axis=0), atol=0.1)


def speech_like(late_ms: float, seed: int = 0) -> Take:
    """Hum for vowels, hiss for sibilants, silence for stops, and boundaries `late_ms` too late."""
    random = np.random.default_rng(seed)
    symbols = ["", *"pasatikusotæʃipˈaku", ""]
    lengths = random.integers(1200, 3600, len(symbols))
    lengths[[0, -1]] = 9600
    edges = np.concatenate([[0], np.cumsum(lengths)])
    time = np.arange(edges[-1]) / SAMPLE_RATE_HZ
    hum = np.sin(2 * np.pi * 150 * np.arange(1, 5)[:, None] * time).sum(axis=0)
    hiss = random.standard_normal(len(time))
    hiss -= np.convolve(hiss, np.ones(8) / 8, "same")
    audio = random.standard_normal(len(time)) * 1e-3
    for symbol, start, end in zip(symbols, edges, edges[1:], strict=False):
        if symbol in set("aiuoæˈ"):
            audio[start:end] += hum[start:end]
        elif symbol in set("sʃ"):
            audio[start:end] += hiss[start:end]
    late = edges + round(late_ms * SAMPLE_RATE_HZ / 1000)
    late[0], late[-1] = 0, len(audio)
    return Take(symbols, late, audio.astype(np.float32))


@pytest.mark.parametrize("late_ms", [-30.0, 0.0, 17.0, 58.0, 110.0])
def test_a_known_lateness_is_found(late_ms: float) -> None:
    found = lateness([speech_like(late_ms, seed) for seed in range(3)])
    assert found.combined_ms == pytest.approx(late_ms, abs=3)
    assert found.vowels_ms == pytest.approx(late_ms, abs=4)
    assert found.sibilants_ms == pytest.approx(late_ms, abs=4)


def test_marks_belong_to_the_phoneme_that_they_follow() -> None:
    plain = speech_like(17.0)
    symbols, edges = list(plain.symbols), list(plain.edges)
    for index in reversed([i for i, symbol in enumerate(symbols) if symbol == "a"]):  # nasal: ã
        symbols.insert(index + 1, "\u0303")
        edges.insert(index + 1, (edges[index] + edges[index + 1]) // 2)
    assert lateness([Take(symbols, np.array(edges), plain.audio)]) == pytest.approx(lateness([plain]))


def test_speech_without_sibilants_is_refused() -> None:
    take = speech_like(0.0)
    with pytest.raises(ValueError, match="sibilants"):
        lateness([take._replace(symbols=["a" if s in set("sʃ") else s for s in take.symbols])])


def test_shrinking_keeps_what_tells_voices_apart_and_drops_noise() -> None:
    random = np.random.default_rng(0)
    truth = np.array([50.0, 50.0, 50.0, 50.0, 50.0, 50.0, 50.0, 50.0])
    sentences = random.normal(0, 20, 6)  # the same for all voices: no reason to distrust a difference

    def measured(voices: np.ndarray, noise: float) -> np.ndarray:
        values = voices[:, None] + sentences + random.normal(0, noise, (len(voices), 6))
        without = (values.sum(axis=1, keepdims=True) - values) / 5
        return np.stack([shrink_to_pool(values.mean(axis=1), without), values.mean(axis=1)])

    shrunk, raw = measured(truth, noise=10.0)
    assert shrunk.std() < 0.6 * raw.std()
    shrunk, raw = measured(truth + np.linspace(-20, 20, 8), noise=1.0)
    np.testing.assert_allclose(shrunk, raw, atol=0.5)


def test_a_voice_alone_keeps_its_estimate() -> None:
    np.testing.assert_array_equal(shrink_to_pool(np.array([52.0]), np.array([[50.0, 51.0, 55.0]])), [52.0])

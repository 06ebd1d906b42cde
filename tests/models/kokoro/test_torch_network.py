# SPDX-License-Identifier: GPL-3.0-or-later
"""The torch network's structure, at a small size and with random weights."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.kokoro.network import KokoroConfig, KokoroNetwork
from models.kokoro.network.source import UNVOICED_NOISE, HarmonicNoiseSource, harmonic_sines

pytestmark = [pytest.mark.unit, pytest.mark.usefixtures("one_torch_thread")]

TOKENS = torch.tensor([0, 53, 156, 102, 64, 4, 0])


@pytest.fixture
def small(small_config: KokoroConfig) -> KokoroNetwork:
    torch.manual_seed(1)
    return KokoroNetwork(small_config).eval()


def style_of(network: KokoroNetwork) -> torch.Tensor:
    return torch.randn(2 * network.config.style_dim, generator=torch.Generator().manual_seed(2))


def test_every_frame_of_the_durations_becomes_its_samples(small: KokoroNetwork) -> None:
    durations = torch.tensor([2, 1, 1, 4, 3, 1, 2])
    speech = small(TOKENS, style_of(small), durations=durations)
    assert speech.waveform.shape == (int(durations.sum()) * 600,)
    assert torch.equal(speech.durations, durations)


def test_the_longest_pass_fits(small: KokoroNetwork) -> None:
    tokens = torch.arange(512) % small.config.tokens
    assert small(tokens, style_of(small), durations=torch.ones_like(tokens)).waveform.shape == (512 * 600,)


def test_predicted_durations_are_whole_positive_frames_and_shrink_with_speed(small: KokoroNetwork) -> None:
    small.predictor.duration_proj.linear_layer.bias.data.fill_(3.0)  # near the longest duration
    usual = small(TOKENS, style_of(small)).durations
    fast = small(TOKENS, style_of(small), speed=2.0).durations
    hurried = small(TOKENS, style_of(small), speed=100.0).durations
    assert usual.dtype == torch.int64
    assert (fast < usual).all()
    assert torch.equal(hurried, torch.ones_like(TOKENS))


def test_both_halves_of_the_style_are_heard(small: KokoroNetwork) -> None:
    style, durations = style_of(small), torch.full((7,), 2)
    spoken = small(TOKENS, style, durations=durations).waveform
    for half in (slice(0, 8), slice(8, 16)):
        changed = style.clone()
        changed[half] += 1
        assert not torch.allclose(spoken, small(TOKENS, changed, durations=durations).waveform)


def test_a_loss_reaches_every_parameter(small: KokoroNetwork) -> None:
    style = style_of(small)
    small.train()
    waveform = small(TOKENS, style, durations=torch.full((7,), 2)).waveform
    encoded = small.encode_prosody(TOKENS[None], style[None, 8:])
    (waveform.square().sum() + small.predictor.expected_frames(encoded).sum()).backward()
    unreached = [name for name, parameter in small.named_parameters() if parameter.grad is None]
    assert unreached == []
    assert all(torch.isfinite(p.grad).all() for p in small.parameters() if p.grad is not None)


def test_harmonics_keep_their_phase_for_half_a_minute() -> None:
    pitch, points = 211.3, 2400
    sines = harmonic_sines(torch.full((1, points), pitch), 9, 300, 24_000)[0].numpy()
    # A point's phase is reached in its middle, so it runs 150.5 samples ahead of the clock.
    sample = np.arange(points * 300) + 150.5
    for multiple in (1, 9):
        cycles = float(np.float32(pitch)) * multiple / 24_000 * sample
        inside = slice(300, -300)
        assert np.allclose(sines[multiple - 1][inside], np.sin(2 * np.pi * cycles)[inside], atol=1e-5)


def test_a_changing_pitch_makes_no_click() -> None:
    pitch = torch.tensor([[100.0, 180.0, 120.0, 300.0, 90.0]])
    fundamental = harmonic_sines(pitch, 1, 300, 24_000)[0, 0]
    steepest = 2 * np.pi * 300 / 24_000  # a unit sine at the highest pitch
    assert fundamental.diff().abs().max() <= steepest * 1.001


@torch.no_grad()
def test_a_pitch_at_or_under_the_threshold_is_unvoiced(source: HarmonicNoiseSource) -> None:
    silent = torch.tanh(source.l_linear.bias)
    for hertz, voiced in ((-30.0, False), (10.0, False), (10.5, True), (200.0, True)):
        assert bool((source(torch.full((1, 4), hertz), None) == silent).all()) is not voiced


@pytest.fixture
def source() -> HarmonicNoiseSource:
    torch.manual_seed(3)
    return HarmonicNoiseSource(9, 300, 24_000)


@torch.no_grad()
def test_unvoiced_excitation_is_noise_of_nine_channels_mixed(source: HarmonicNoiseSource) -> None:
    excitation = source(torch.zeros(1, 200), torch.Generator().manual_seed(4))[0]
    mixed = torch.atanh(excitation.double())
    nine = UNVOICED_NOISE * torch.randn(9, 60_000, generator=torch.Generator().manual_seed(5))
    expected = (source.l_linear.weight @ nine + source.l_linear.bias)[0]
    assert mixed.std().item() == pytest.approx(expected.std().item(), rel=0.02)
    assert mixed.mean().item() == pytest.approx(expected.mean().item(), abs=1e-3)


@torch.no_grad()
def test_without_a_generator_there_is_no_noise(source: HarmonicNoiseSource) -> None:
    unvoiced = source(torch.zeros(1, 10), None)
    assert (unvoiced == torch.tanh(source.l_linear.bias)).all()


@torch.no_grad()
def test_the_seed_alone_decides_the_noise(source: HarmonicNoiseSource) -> None:
    pitch = torch.tensor([[0.0, 120.0, 120.0]])
    takes = [source(pitch, torch.Generator().manual_seed(seed)) for seed in (7, 7, 8)]
    assert torch.equal(takes[0], takes[1])
    assert not torch.equal(takes[0], takes[2])

# SPDX-License-Identifier: GPL-3.0-or-later
"""Kokoro in torch speaks, repeatably, on the CPU and on CUDA."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from models.kokoro import FRAME_SAMPLES
from models.kokoro.network import KokoroNetwork
from models.kokoro.torch_runtime import TorchKokoro
from models.kokoro.vocabulary import encode
from models.kokoro.voices import VoiceBank

pytestmark = pytest.mark.model

TOKENS = encode("hˈaɪ ðˈɛɹ!")


@pytest.fixture(scope="module")
def style() -> np.ndarray:
    return VoiceBank.load().style("af_heart", len(TOKENS))


@pytest.fixture(scope="module")
def kokoro(network: KokoroNetwork) -> TorchKokoro:
    return TorchKokoro(network)


def test_audio_is_as_long_as_the_durations_say(kokoro: TorchKokoro, style: np.ndarray) -> None:
    audio, durations = kokoro.synthesize(TOKENS, style, 1.0, 0)
    assert audio.dtype == np.float32
    assert durations.dtype == np.int64
    assert len(durations) == len(TOKENS) + 2
    assert len(audio) == durations.sum() * FRAME_SAMPLES
    assert 0.05 < np.abs(audio).max() < 1


def test_a_seed_is_a_take(kokoro: TorchKokoro, style: np.ndarray) -> None:
    torch.manual_seed(99)
    state = torch.get_rng_state()
    one = kokoro.synthesize(TOKENS, style, 1.0, 5)
    assert torch.equal(torch.get_rng_state(), state), "the global generator was used"
    torch.manual_seed(100)
    again, other = (kokoro.synthesize(TOKENS, style, 1.0, seed) for seed in (5, 6))
    assert np.array_equal(one.audio, again.audio)
    assert np.array_equal(one.durations, other.durations)
    assert not np.array_equal(one.audio, other.audio)


def test_faster_speech_is_shorter(kokoro: TorchKokoro, style: np.ndarray) -> None:
    usual, fast = (kokoro.synthesize(TOKENS, style, speed, 0).durations.sum() for speed in (1.0, 2.0))
    assert 0.4 * usual < fast < 0.7 * usual


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (([], np.zeros(256), 1.0), "token_ids"),
        (([43] * 511, np.zeros(256), 1.0), "token_ids"),
        (([178], np.zeros(256), 1.0), "token_ids"),
        (([-1], np.zeros(256), 1.0), "token_ids"),
        (([43], np.zeros(128), 1.0), "style"),
        (([43], np.zeros(256), 0.0), "speed"),
        (([43], np.zeros(256), float("nan")), "speed"),
    ],
)
def test_arguments_out_of_bounds_are_named(
    kokoro: TorchKokoro, arguments: tuple[list[int], np.ndarray, float], field: str
) -> None:
    with pytest.raises(ValueError, match=f"^{field}: "):
        kokoro.synthesize(*arguments, 0)


def test_the_name_tells_runtime_and_device(kokoro: TorchKokoro) -> None:
    assert kokoro.name.startswith(f"torch {torch.__version__} (cpu")


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has CUDA")
def test_cuda_without_a_device_says_what_to_do() -> None:
    with pytest.raises(RuntimeError, match='use device "cpu"'):
        TorchKokoro.load("cuda")


@pytest.fixture(scope="module")
def cuda_kokoro() -> TorchKokoro:
    return TorchKokoro.load("cuda")


@pytest.mark.gpu
def test_cuda_is_repeatable(cuda_kokoro: TorchKokoro, style: np.ndarray) -> None:
    one, again = (cuda_kokoro.synthesize(TOKENS, style, 1.0, 5) for _ in range(2))
    assert np.array_equal(one.durations, again.durations)
    assert np.array_equal(one.audio, again.audio)


@pytest.mark.gpu
def test_cuda_says_what_the_cpu_says(
    cuda_kokoro: TorchKokoro,
    kokoro: TorchKokoro,
    style: np.ndarray,
    log_mel_distance: Callable[[np.ndarray, np.ndarray], float],
) -> None:
    on_gpu, on_cpu = (runtime.synthesize(TOKENS, style, 1.0, 5) for runtime in (cuda_kokoro, kokoro))
    assert np.array_equal(on_gpu.durations, on_cpu.durations)
    assert log_mel_distance(on_gpu.audio, on_cpu.audio) < 0.05  # as near as two seeds on one device

# SPDX-License-Identifier: GPL-3.0-or-later
"""What several tests of Kokoro share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from models.kokoro.network import AlbertConfig, GeneratorConfig, KokoroConfig, KokoroNetwork
from models.kokoro.network.checkpoint import load_network
from models.kokoro.runtime import SAMPLE_RATE_HZ

_BANDS, _WINDOW, _HOP = 80, 1024, 256
_QUIET = 1e-3  # about 110 dB under full scale: spectra of silence are not compared


@pytest.fixture(scope="session")
def network(one_torch_thread: None) -> KokoroNetwork:
    """Kokoro-82M with its packaged weights, on the CPU."""
    return load_network()


@pytest.fixture(scope="session")
def small_config() -> KokoroConfig:
    """Kokoro's shape at a size that takes no time."""
    return KokoroConfig(
        hidden_dim=16,
        style_dim=8,
        decoder_dim=24,
        text_residual_dim=4,
        max_duration=5,
        albert=AlbertConfig(embedding_dim=8, hidden_dim=16, heads=2, intermediate_dim=16, layers=2),
        generator=GeneratorConfig(channels=16),
    )


@pytest.fixture(scope="session")
def log_mel_distance() -> Callable[[np.ndarray, np.ndarray], float]:
    """Mean absolute difference of two equally long sounds' log mel spectra, in nats."""

    def distance(one: np.ndarray, other: np.ndarray) -> float:
        return float(np.abs(_log_mel(one) - _log_mel(other)).mean())

    return distance


def _log_mel(audio: np.ndarray) -> np.ndarray:
    spectrum = torch.stft(
        torch.from_numpy(audio), _WINDOW, _HOP, window=torch.hann_window(_WINDOW), return_complex=True
    ).abs()
    return np.log(_mel_filters() @ spectrum.numpy() + _QUIET)


def _mel_filters() -> np.ndarray:
    """Triangles [bands, bins] on O'Shaughnessy's mel scale."""
    hertz = np.linspace(0, SAMPLE_RATE_HZ / 2, _WINDOW // 2 + 1)
    top = 2595 * np.log10(1 + hertz[-1] / 700)
    corners = 700 * (10 ** (np.linspace(0, top, _BANDS + 2) / 2595) - 1)
    low, peak, high = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    return np.maximum(0, np.minimum((hertz - low) / (peak - low), (high - hertz) / (high - peak)))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Kokoro in torch: for GPUs, and the network that training starts from."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

import numpy as np
import torch

from models.kokoro.network import KokoroNetwork
from models.kokoro.network.checkpoint import PACKAGED, load_network
from models.kokoro.runtime import KokoroOutput, check_arguments
from models.kokoro.vocabulary import PAD_ID

# cuDNN's settings are the process's, not a thread's: passes take turns under them. On a CPU they take turns
# too, for torch slows down several-fold when two passes share the cores.
_one_pass = threading.Lock()


class TorchKokoro:
    """Kokoro-82M in torch, on the CPU or on CUDA. One seed is one take: the same audio on every run."""

    def __init__(self, network: KokoroNetwork, device: str | torch.device = "cpu") -> None:
        """Moves a loaded network to a device."""
        self._device = torch.device(device)
        self._network = network.eval().to(self._device)

    @classmethod
    def load(
        cls, device: Literal["auto", "cpu", "cuda"] = "auto", source: str | Path = PACKAGED
    ) -> TorchKokoro:
        """Loads Kokoro-82M, making its weights in the cache first if needed.

        Args:
            device: "cpu", "cuda", or "auto" for CUDA where torch finds it.
            source: Where the weights come from; see `models.kokoro.network.checkpoint.load_network`.

        Raises:
            RuntimeError: "cuda" was asked for but torch finds no CUDA device.
            models.weights.WeightsError: The weights are missing, unreadable or those of another network.
        """
        available = torch.cuda.is_available()
        if device == "cuda" and not available:
            raise RuntimeError(
                'device: "cuda" was asked for but torch finds no CUDA device; '
                'use device "cpu", or install a driver and a torch build for it'
            )
        chosen = "cuda" if device == "cuda" or (device == "auto" and available) else "cpu"
        return cls(load_network(source), chosen)

    @property
    def name(self) -> str:
        """Runtime and device, for logs and reports."""
        if self._device.type == "cuda":
            return f"torch {torch.__version__} ({torch.cuda.get_device_name(self._device)})"
        return f"torch {torch.__version__} ({self._device.type}, {torch.get_num_threads()} threads)"

    def synthesize(
        self, token_ids: Sequence[int], style: np.ndarray, speed: float, seed: int
    ) -> KokoroOutput:
        """Speaks one pass; see `KokoroRuntime.synthesize`. The seed decides the noise in the excitation."""
        check_arguments(token_ids, style, speed)
        vocabulary_size = self._network.config.tokens
        if not all(0 <= token < vocabulary_size for token in token_ids):  # on CUDA it would end the process
            raise ValueError(f"token_ids: an id is outside 0 to {vocabulary_size - 1}")
        tokens = torch.tensor([PAD_ID, *token_ids, PAD_ID], device=self._device)
        style_vector = torch.from_numpy(style.astype(np.float32)).to(self._device)
        noise = torch.Generator().manual_seed(seed)
        with _one_pass, torch.inference_mode(), _repeatable_cudnn():
            speech = self._network(tokens, style_vector, speed=speed, noise=noise)
            return KokoroOutput(speech.waveform.cpu().numpy(), speech.durations.cpu().numpy())


def _repeatable_cudnn() -> AbstractContextManager[None]:
    """Full float32 and no algorithm whose result depends on the order of threads."""
    return torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True, allow_tf32=False)

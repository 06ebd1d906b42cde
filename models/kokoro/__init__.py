# SPDX-License-Identifier: GPL-3.0-or-later
"""Kokoro-82M v1.0 (hexgrad, Apache-2.0): one text-to-speech network, two runtimes."""

from __future__ import annotations

import importlib.util
from typing import Literal

from models.kokoro.runtime import (
    FRAME_SAMPLES,
    MAX_TOKENS,
    SAMPLE_RATE_HZ,
    STYLE_SIZE,
    KokoroOutput,
    KokoroRuntime,
)

__all__ = [
    "FRAME_SAMPLES",
    "MAX_TOKENS",
    "SAMPLE_RATE_HZ",
    "STYLE_SIZE",
    "Device",
    "KokoroOutput",
    "KokoroRuntime",
    "load_runtime",
]

Device = Literal["auto", "cpu", "cuda"]


def load_runtime(device: Device = "auto", threads: int = 0) -> KokoroRuntime:
    """Loads Kokoro on a device; blocks until it can speak.

    Args:
        device: "cpu" takes onnxruntime, "cuda" our torch modules, "auto" CUDA where torch finds it.
        threads: CPU threads for one pass; 0 takes one per core.

    Raises:
        ValueError: The device is none of these.
        models.weights.WeightsError: The weights are missing.
        RuntimeError: "cuda" was asked for but torch finds no CUDA device.
    """
    if device not in ("auto", "cpu", "cuda"):
        raise ValueError(f'device: {device!r} is none of "auto", "cpu", "cuda"')
    if device == "cuda" or (device == "auto" and _cuda_is_available()):
        from models.kokoro.torch_runtime import TorchKokoro  # torch takes seconds to import

        return TorchKokoro.load("cuda")
    from models.kokoro.onnx_runtime import OnnxKokoro

    return OnnxKokoro.load(threads=threads)


def _cuda_is_available() -> bool:
    if importlib.util.find_spec("torch") is None:
        return False
    import torch

    return torch.cuda.is_available()

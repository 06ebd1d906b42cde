# SPDX-License-Identifier: GPL-3.0-or-later
"""Kokoro-82M v1.0 (hexgrad, Apache-2.0): one text-to-speech network, two runtimes."""

from __future__ import annotations

import importlib.util
from importlib import metadata
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
    "chosen_device",
    "device_name",
    "load_runtime",
    "runtime_revision",
]

Device = Literal["auto", "cpu", "cuda"]
REVISION = "kokoro-82m-1.0 packaged 1"
"""Of the weights and what is done to them; the number rises when `onnx_graph` or `network` sound new."""


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
    if chosen_device(device) == "cuda":
        from models.kokoro.torch_runtime import TorchKokoro  # torch takes seconds to import

        return TorchKokoro.load("cuda")
    from models.kokoro.onnx_runtime import OnnxKokoro

    return OnnxKokoro.load(threads=threads)


def chosen_device(device: Device) -> Literal["cpu", "cuda"]:
    """The device that is meant; "auto" is CUDA where torch finds it.

    Raises:
        ValueError: The device is none of these.
    """
    if device not in ("auto", "cpu", "cuda"):
        raise ValueError(f'device: {device!r} is none of "auto", "cpu", "cuda"')
    return "cuda" if device == "cuda" or (device == "auto" and _cuda_is_available()) else "cpu"


def runtime_revision(device: Device) -> str:
    """Weights and arithmetic of the runtime that `load_runtime` gives; loads no weights.

    Raises:
        ValueError: The device is none of these.
    """
    if chosen_device(device) == "cpu":
        return f"{REVISION} onnxruntime {metadata.version('onnxruntime')}"
    return f"{REVISION} torch {metadata.version('torch')} {device_name(device)}"


def device_name(device: Device) -> str:
    """The name of the GPU that is meant, or "cpu"; cards differ in arithmetic.

    Raises:
        ValueError: The device is none of these.
    """
    if chosen_device(device) == "cpu":
        return "cpu"
    import torch

    return torch.cuda.get_device_name() if torch.cuda.is_available() else "absent"


def _cuda_is_available() -> bool:
    if importlib.util.find_spec("torch") is None:
        return False
    import torch

    return torch.cuda.is_available()

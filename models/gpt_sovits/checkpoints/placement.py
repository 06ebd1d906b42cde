# SPDX-License-Identifier: GPL-3.0-or-later
"""Where networks run, and in which precision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch

Device = Literal["auto", "cpu", "cuda"]
Precision = Literal["auto", "float32", "float16", "bfloat16"]
_DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
_FIRST_WITH_FAST_HALF = (7, 0)
_BROKEN_IN_HALF = "GTX 16"
"""Cards whose half precision yields no numbers in convolutions."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A device and a precision."""

    device: torch.device
    dtype: torch.dtype


def choose_placement(device: Device = "auto", precision: Precision = "auto") -> Placement:
    """What is meant by settings.

    Args:
        device: "auto" is CUDA where torch finds it.
        precision: "auto" is float32 on the CPU, float16 on GPUs that are good at it.

    Raises:
        ValueError: A setting is unknown.
        RuntimeError: "cuda" was asked for but torch finds no CUDA device.
    """
    if device not in ("auto", "cpu", "cuda"):
        raise ValueError(f'device: {device!r} is none of "auto", "cpu", "cuda"')
    if precision != "auto" and precision not in _DTYPES:
        raise ValueError(f'precision: {precision!r} is none of "auto", {", ".join(map(repr, _DTYPES))}')
    if device == "cuda" and not torch.cuda.is_available():
        raise RuntimeError('device: torch finds no CUDA device; use "cpu" or "auto"')
    on_gpu = device == "cuda" or (device == "auto" and torch.cuda.is_available())
    chosen = torch.device("cuda" if on_gpu else "cpu")
    if precision != "auto":
        return Placement(chosen, _DTYPES[precision])
    return Placement(chosen, torch.float16 if on_gpu and _is_good_at_half() else torch.float32)


def _is_good_at_half() -> bool:
    capable = torch.cuda.get_device_capability() >= _FIRST_WITH_FAST_HALF
    return capable and _BROKEN_IN_HALF not in torch.cuda.get_device_name()

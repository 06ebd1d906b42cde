# SPDX-License-Identifier: GPL-3.0-or-later
"""What every way of running Kokoro-82M takes and gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

SAMPLE_RATE_HZ = 24_000
FRAME_SAMPLES = 600
"""Samples per duration frame: durations are whole numbers of 25 ms."""
MAX_TOKENS = 510
"""Tokens one pass can take, begin and end pads not counted (the model's context is 512)."""
STYLE_SIZE = 256


class KokoroOutput(NamedTuple):
    """Speech of one pass.

    Attributes:
        audio: float32 [samples], mono at 24 kHz, full scale 1.0.
        durations: int64 [tokens + 2], frames of 600 samples per token, begin and end pads included.
            `durations.sum() * 600` is the number of samples.
    """

    audio: np.ndarray
    durations: np.ndarray


class KokoroRuntime(Protocol):
    """Kokoro-82M, loaded and ready. Calls may come from any thread."""

    @property
    def name(self) -> str:
        """Runtime and device for logs and reports, such as "onnxruntime (cpu, 2 threads)"."""
        ...

    def synthesize(
        self, token_ids: Sequence[int], style: np.ndarray, speed: float, seed: int
    ) -> KokoroOutput:
        """Speaks one pass.

        Args:
            token_ids: 1 to 510 ids of `vocabulary.VOCABULARY`, without pads.
            style: float32 [256], a row of a voice pack or a blend of rows.
            speed: 1.0 is the voice's own; larger is faster.
            seed: Same seed, same audio. A runtime without random parts ignores it.

        Raises:
            ValueError: An argument is outside these bounds.
        """
        ...


def check_arguments(token_ids: Sequence[int], style: np.ndarray, speed: float) -> None:
    """Raises ValueError naming the first argument of `synthesize` that is out of bounds."""
    if not 1 <= len(token_ids) <= MAX_TOKENS:
        raise ValueError(f"token_ids: {len(token_ids)} tokens, but one pass takes 1 to {MAX_TOKENS}")
    if style.shape != (STYLE_SIZE,):
        raise ValueError(f"style: shape {style.shape}, but ({STYLE_SIZE},) is needed")
    if not (np.isfinite(speed) and speed > 0):
        raise ValueError(f"speed: {speed} is not a positive number")

# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples as whole numbers, and as WAV files."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .loudness import Samples

_BLOCK: Final = 1 << 18  # samples worked on at a time


def quantised(samples: Samples, bits: int, gain: float = 1.0) -> NDArray[np.int32]:
    """Samples as whole numbers of some bits, rounded and, at full scale, cut off; without dither.

    Args:
        samples: float32 [n], full scale 1.
        bits: 16 or 24.
        gain: A factor.
    """
    full = 1 << (bits - 1)
    return np.clip(np.rint(samples * np.float64(gain * full)), -full, full - 1).astype(np.int32)


def write_wav(path: Path, samples: Samples, rate: int, bits: int, gain: float = 1.0) -> None:
    """Writes a mono WAV file.

    Args:
        path: The file; not written in one go, see `files.write_through`.
        samples: float32 [n], full scale 1.
        rate: Samples per second.
        bits: 16 or 24.
        gain: A factor.

    Raises:
        OSError: If the file cannot be written.
    """
    # By its path it would be closed only some time after a failure.
    with path.open("wb") as file, wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(bits // 8)
        wav.setframerate(rate)
        wav.setnframes(len(samples))
        for block in blocks(len(samples)):
            wav.writeframesraw(_packed(quantised(samples[block], bits, gain), bits))


def _packed(values: NDArray[np.int32], bits: int) -> bytes:
    """Little-endian, without the bytes that are not needed."""
    return values.astype("<i4").view(np.uint8).reshape(-1, 4)[:, : bits // 8].tobytes()


def blocks(count: int) -> Iterator[slice]:
    """Samples in parts, for what takes memory."""
    for begin in range(0, count, _BLOCK):
        yield slice(begin, begin + _BLOCK)

# SPDX-License-Identifier: GPL-3.0-or-later
"""float32 samples -> the bytes of a wire or file format."""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Encoding(IntEnum):
    """How samples are stored; the contract's numbers."""

    PCM_S16LE = 1
    """Signed 16-bit little-endian; full scale 1.0 is 32767."""
    PCM_F32LE = 2
    """32-bit little-endian floats."""

    def encode(self, audio: np.ndarray) -> bytes:
        """The bytes of float32 [samples]."""
        if self is Encoding.PCM_S16LE:
            return np.rint(np.clip(audio, -1.0, 1.0) * 32767).astype("<i2").tobytes()
        return audio.astype("<f4").tobytes()

# SPDX-License-Identifier: GPL-3.0-or-later
"""How much a new voice must be turned up or down to be as loud as the others."""

from __future__ import annotations

import numpy as np
import torch
from torchaudio.functional import loudness

from sidecar.synthesis.levels import Levels


def gain_to_middle_db(speech: np.ndarray, sample_rate_hz: int, limit_db: float) -> float:
    """What makes speech as loud as the middle stock voice, for which `Levels` takes every other voice.

    Args:
        speech: float32 [samples], as the engine gave it.
        sample_rate_hz: Of the speech.
        limit_db: Most that it is turned up or down.
    """
    lufs = float(loudness(torch.from_numpy(speech)[None], sample_rate_hz))
    return float(np.clip(Levels.load().middle - lufs, -limit_db, limit_db))

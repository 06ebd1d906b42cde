# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a recording is quiet: what the ear hears as pauses of whoever speaks."""

from __future__ import annotations

import numpy as np

from sidecar.voices.quality.hearing import FRAME_SECONDS, decibels, frames_in
from sidecar.voices.quality.spans import Span, runs_of

SHORTEST_PAUSE_SECONDS = 0.12
"""Closures of stops are shorter."""
_FARTHEST_DB, _NEAREST_DB = 40.0, 18.0
"""Under the loud parts. Weak fricatives are some 30 dB below vowels; speech with less above its noise has no
pauses that can be told from it."""
_ABOVE_NOISE_DB = 8.0
_LOUD, _NOISE = 95, 3
"""Percentiles of the level. Little of what is recorded is pauses, but some is."""


def quiet_frames(power: np.ndarray) -> np.ndarray:
    """Frames in which nothing sounds but noise: bool [frames].

    Args:
        power: Mean squares of frames of 10 ms.
    """
    level = decibels(power)
    loud, noise = np.percentile(level, [_LOUD, _NOISE])
    return level < np.clip(noise + _ABOVE_NOISE_DB, loud - _FARTHEST_DB, loud - _NEAREST_DB)


def pauses_in(power: np.ndarray) -> list[Span]:
    """The pauses in order; the first and the last are the recording's ends, and may have no length.

    Args:
        power: Mean squares of frames of 10 ms.
    """
    quiet = quiet_frames(power)
    runs = [(int(start), int(end)) for start, end in runs_of(quiet)]
    count, least = len(power), frames_in(SHORTEST_PAUSE_SECONDS)
    first = runs[0][1] if runs and runs[0][0] == 0 else 0
    last = runs[-1][0] if runs and runs[-1][1] == count and runs[-1][0] > 0 else count
    inner = [(start, end) for start, end in runs if first < start and end < last and end - start >= least]
    return [
        Span(start * FRAME_SECONDS, end * FRAME_SECONDS) for start, end in [(0, first), *inner, (last, count)]
    ]

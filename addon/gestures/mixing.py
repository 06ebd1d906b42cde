# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of one control from the channels that move it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..lipsync.bezier import evaluate
from ..lipsync.keys import Keys


def mixed(keyed: Mapping[str, Keys], weights: Mapping[str, float]) -> Keys | None:
    """The weighted sum of some channels' keys; None if none of them moves.

    A single channel keeps its own keys. Of several, every key becomes one of the sum, which is drawn nearly,
    not exactly, as its parts would be.
    """
    moving = {name: keys for name, keys in keyed.items() if weights.get(name)}
    if not moving:
        return None
    frames = np.unique(np.concatenate([keys.frames for keys in moving.values()]))
    values = np.zeros(len(frames))
    for name, keys in moving.items():
        values += weights[name] * evaluate(keys.frames, keys.values.astype(np.float64), frames)
    values[[0, -1]] = 0.0
    return Keys(frames, values.astype(np.float32))

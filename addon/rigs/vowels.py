# SPDX-License-Identifier: GPL-3.0-or-later
"""The five cardinal vowel shapes as weights, for rigs sculpted by vowel (VRM, Oculus, MMD).

A mouth shape is a point in the plane of jaw drop and lip shape (round minus spread). The five vowels stand
around the resting mouth at the origin; a point is written as a sum of the two vowels whose directions enclose
it. So a vowel's own pose gives its own shape alone and half of it gives half, and never are more than
two mixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..lipsync.channels import JAW, ROUND, SPREAD

Array = NDArray[np.float64]

_POSES: Final = {  # (jaw, round - spread) at which the shape is complete, in order of direction
    "ih": (0.22, -0.54),
    "ee": (0.42, -0.43),
    "aa": (0.72, 0.0),
    "oh": (0.46, 0.62),
    "ou": (0.2, 0.75),
}
VOWEL_INPUTS: Final = frozenset({JAW, ROUND, SPREAD})
"""The articulators that the vowel weights depend on."""

VOWELS: Final[tuple[str, ...]] = tuple(_POSES)
"""Names of the vowel weights, as VRM 1.0 spells them: i, e, a, o, u."""


def vowel_weights(channels: Mapping[str, Array]) -> dict[str, Array]:
    """Weights of the five vowel shapes.

    Args:
        channels: At least jaw, round and spread, float64 arrays of one common shape.

    Returns:
        Per vowel an array of that shape, 0 to 1; their sum never exceeds 1, at most two differ from 0.
    """
    jaw = channels[JAW]
    lips = channels[ROUND] - channels[SPREAD]
    weights = {name: np.zeros_like(jaw) for name in VOWELS}
    poses = list(_POSES.items())
    angle = np.arctan2(lips, jaw)
    edges = [np.arctan2(pose[1], pose[0]) for _, pose in poses]
    for k, ((name_a, a), (name_b, b)) in enumerate(pairwise(poses)):
        lowest = -np.inf if k == 0 else edges[k]
        highest = np.inf if k == len(poses) - 2 else edges[k + 1]
        inside = (angle >= lowest) & (angle < highest)
        det = a[0] * b[1] - a[1] * b[0]
        share_a = np.maximum((jaw * b[1] - lips * b[0]) / det, 0.0)
        share_b = np.maximum((lips * a[0] - jaw * a[1]) / det, 0.0)
        scale = 1.0 / np.maximum(share_a + share_b, 1.0)
        weights[name_a] = np.where(inside, share_a * scale, weights[name_a])
        weights[name_b] = np.where(inside, share_b * scale, weights[name_b])
    return weights

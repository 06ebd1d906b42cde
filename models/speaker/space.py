# SPDX-License-Identifier: GPL-3.0-or-later
"""Kokoro's space of voices: combinations of its stock voices, by a few coordinates.

The two halves of a style, timbre and prosody, have principal components of their own. A coordinate moves all
510 rows of a pack by the same combination of stock voices, in standard deviations of these.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from models.kokoro import STYLE_SIZE
from models.kokoro.voices import VoiceBank

TIMBRE_SIZE = 32
PROSODY_SIZE = 24
COORDINATES = TIMBRE_SIZE + PROSODY_SIZE
HALF = STYLE_SIZE // 2
_TYPICAL_TOKENS = (40, 60, 80, 120)
"""Lengths of a pass at which voices are compared."""


@dataclass(frozen=True)
class VoiceSpace:
    """Coordinates of the stock voices, and the stock voices' shares at given coordinates.

    Attributes:
        ids: The stock voices.
        coordinates: float32 [voices, 56]: 32 of timbre, 24 of prosody; each has variance 1 over the voices.
    """

    ids: tuple[str, ...]
    coordinates: np.ndarray

    @classmethod
    def load(cls) -> VoiceSpace:
        """The space of the voices that come with the package."""
        return _load()

    def shares(self, coordinates: np.ndarray) -> np.ndarray:
        """Each stock voice's share in the timbre and in the prosody of a voice: [2, voices], sums of 1."""
        count = len(self.ids)
        timbre, prosody = np.split(self.coordinates, [TIMBRE_SIZE], axis=1)
        return np.stack(
            [
                1 / count + timbre @ coordinates[:TIMBRE_SIZE] / count,
                1 / count + prosody @ coordinates[TIMBRE_SIZE:] / count,
            ]
        )


@functools.cache
def _load() -> VoiceSpace:
    bank = VoiceBank.load()
    styles = np.stack([np.mean([bank.style(v, n) for n in _TYPICAL_TOKENS], axis=0) for v in bank.ids])
    halves = [
        _whitened(styles[:, :HALF], TIMBRE_SIZE),
        _whitened(styles[:, HALF:], PROSODY_SIZE),
    ]
    return VoiceSpace(bank.ids, np.concatenate(halves, axis=1).astype(np.float32))


def _whitened(styles: np.ndarray, components: int) -> np.ndarray:
    left, _, right = np.linalg.svd(styles - styles.mean(axis=0), full_matrices=False)
    signs = np.sign(right[np.arange(len(right)), np.abs(right).argmax(axis=1)])  # the same on every machine
    return (left * signs)[:, :components] * np.sqrt(len(styles))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes all voices about equally loud, by one fixed gain per voice.

A gain that followed the sound would level out what a voice does on purpose, and could not be known before
the end of a line that is sent as it is made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import numpy as np

from sidecar.engines.base import VoiceMix

TARGET_LUFS = -23.0
"""Integrated loudness of EBU R 128: what films are mixed to, with room for the peaks of a lively voice."""
LEVELS_FILE = "levels.json"
_PEAK = 0.98


@dataclass(frozen=True)
class Levels:
    """How loud each voice speaks by itself: LUFS by voice id, and the middle one for voices not measured."""

    lufs: Mapping[str, float]

    @classmethod
    def load(cls) -> Levels:
        """Reads the measurements that come with the package."""
        return cls(
            json.loads((resources.files("sidecar.synthesis") / LEVELS_FILE).read_text("utf-8"))["lufs"]
        )

    @property
    def middle(self) -> float:
        """What a voice counts as that was not measured; personal voices are made to speak at it."""
        return float(np.median(list(self.lufs.values())))

    def gain(self, voice: VoiceMix) -> float:
        """Factor that brings a voice or a blend to the target."""
        own = sum(weight * self.lufs.get(voice_id, self.middle) for voice_id, weight in voice)
        return float(10 ** ((TARGET_LUFS - own) / 20))


def within_full_scale(audio: np.ndarray, *, is_piece: bool = False) -> np.ndarray:
    """The audio, turned down as a whole if a peak would clip: float32 [samples].

    A piece has neighbours that would then be louder: of it the peaks are cut.
    """
    if is_piece:
        return audio.clip(-_PEAK, _PEAK).astype(np.float32)
    peak = float(np.abs(audio).max()) if audio.size else 0.0
    return (audio * (_PEAK / peak) if peak > _PEAK else audio).astype(np.float32)

# SPDX-License-Identifier: GPL-3.0-or-later
"""How far Kokoro's predicted durations run behind its own audio, per voice and speed.

Kokoro's durations are late against what is heard (some 60 ms; `timing_estimate` measures it). Late mouths
are visible from 45 ms on (ITU-R BT.1359), so every boundary is moved earlier by the measured bias.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np

from models.kokoro.runtime import FRAME_SAMPLES, SAMPLE_RATE_HZ

CALIBRATION_FILE = "timing_bias.json"


@dataclass(frozen=True)
class TimingBias:
    """Measured lateness of the durations.

    Attributes:
        speeds: Speeds that were measured, rising.
        voices: Voice id -> milliseconds late at each of these speeds.
        default: The same for voices that were not measured.
    """

    speeds: tuple[float, ...]
    voices: Mapping[str, tuple[float, ...]]
    default: tuple[float, ...]

    @classmethod
    def load(cls) -> TimingBias:
        """Reads the calibration that comes with the package."""
        data = json.loads((resources.files("models.kokoro") / CALIBRATION_FILE).read_text("utf-8"))
        voices = {voice_id: tuple(values) for voice_id, values in data["voices"].items()}
        return cls(tuple(data["speeds"]), voices, tuple(data["default"]))

    def milliseconds(self, mix: Sequence[tuple[str, float]], speed: float) -> float:
        """Lateness of a blend (the weighted mean of its voices') at a speed."""
        total = sum(weight for _, weight in mix)
        return sum(weight * self._of_voice(voice_id, speed) for voice_id, weight in mix) / total

    def _of_voice(self, voice_id: str, speed: float) -> float:
        """Interpolated between measured speeds; beyond them it goes on growing with the length of sounds."""
        values = self.voices.get(voice_id, self.default)
        slowest, fastest = self.speeds[0], self.speeds[-1]
        per_stretch = (values[0] - values[-1]) / (1 / slowest - 1 / fastest)
        nearest = min(max(speed, slowest), fastest)
        return float(np.interp(speed, self.speeds, values)) + per_stretch * (1 / speed - 1 / nearest)


def token_boundaries(durations: np.ndarray, bias_ms: float) -> np.ndarray:
    """Sample offsets of the tokens' edges on the audio's clock.

    Args:
        durations: int64 [n], frames of 600 samples.
        bias_ms: Lateness to take off. Edges that would fall outside the audio stop at its ends.

    Returns:
        int64 [n + 1], never falling, from 0 to durations.sum() * 600: token i is edges[i] to edges[i + 1].
    """
    edges = np.concatenate([[0], np.cumsum(durations, dtype=np.int64) * FRAME_SAMPLES])
    shifted = np.clip(edges - round(bias_ms * SAMPLE_RATE_HZ / 1000), 0, edges[-1])
    shifted[0], shifted[-1] = 0, edges[-1]
    return shifted

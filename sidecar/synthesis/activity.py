# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a pass of speech can be heard and where it is quiet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_FRAME_SECONDS = 0.005
_LOUD_QUANTILE = 0.9
_RANGE_DB = 32.0
"""Speech reaches this far below its own loud parts (the "h" of "hello" 18 dB, a released "d" 30 dB)."""
_FLOOR = 1e-4


@dataclass(frozen=True, slots=True)
class Activity:
    """Frames of 5 ms that hold sound.

    Attributes:
        frames: bool [frames].
        frame_samples: Samples per frame; the last frame may be shorter.
        sample_count: Samples of the audio.
    """

    frames: np.ndarray
    frame_samples: int
    sample_count: int

    @classmethod
    def of(cls, audio: np.ndarray, sample_rate_hz: int) -> Activity:
        """Measures float32 [samples] by its level against its own loud parts."""
        size = max(1, round(_FRAME_SECONDS * sample_rate_hz))
        padded = np.pad(audio.astype(np.float64), (0, -len(audio) % size)).reshape(-1, size)
        level = np.sqrt(np.mean(padded**2, axis=1))
        loud = float(np.quantile(level, _LOUD_QUANTILE)) if level.size else 0.0
        return cls(level > max(loud * 10 ** (-_RANGE_DB / 20), _FLOOR), size, len(audio))

    def first_sound(self) -> int:
        """First sample of the first frame with sound; the number of samples if there is none."""
        heard = np.flatnonzero(self.frames)
        return int(heard[0]) * self.frame_samples if heard.size else self.sample_count

    def last_sound(self) -> int:
        """One past the last sample of the last frame with sound; 0 if there is none."""
        heard = np.flatnonzero(self.frames)
        return min((int(heard[-1]) + 1) * self.frame_samples, self.sample_count) if heard.size else 0

    def longest_quiet(self, start: int, end: int) -> tuple[int, int]:
        """The longest quiet stretch inside samples [start, end); (end, end) if all of it sounds."""
        first, last = -(-start // self.frame_samples), end // self.frame_samples
        if last <= first:
            return end, end
        sounding = np.concatenate([[True], self.frames[first:last], [True]])
        edges = np.flatnonzero(sounding)
        gap = int(np.argmax(np.diff(edges)))
        quiet_frames = int(edges[gap + 1] - edges[gap]) - 1
        if quiet_frames == 0:
            return end, end
        begin = (first + int(edges[gap])) * self.frame_samples
        return begin, begin + quiet_frames * self.frame_samples

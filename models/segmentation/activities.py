# SPDX-License-Identifier: GPL-3.0-or-later
"""What the segmentation network hears: window by window, and joined over a whole recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """One look of the network; its speakers have no relation to those of another window.

    Attributes:
        first_frame: Where it lies in the recording.
        speakers: Probability that each speaker is heard: float32 [frames, speakers], 0 to 1.
    """

    first_frame: int
    speakers: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Activities:
    """Frame by frame, how likely somebody speaks.

    Attributes:
        frame_seconds: Distance of two frames; frame i is about i * frame_seconds + frame_offset_seconds.
        frame_offset_seconds: Centre of the first frame.
        speech: Probability that anybody is heard: float32 [frames].
        overlap: Probability that two or more are heard at once: float32 [frames].
        windows: What both were joined from.
    """

    frame_seconds: float
    frame_offset_seconds: float
    speech: np.ndarray
    overlap: np.ndarray
    windows: tuple[Window, ...]

    def frames_at(self, seconds: np.ndarray) -> np.ndarray:
        """The frame nearest to each time: int [n], inside the recording."""
        frames = np.rint((seconds - self.frame_offset_seconds) / self.frame_seconds).astype(np.int64)
        return np.clip(frames, 0, len(self.speech) - 1)


def join_windows(
    windows: Sequence[Window], frame_count: int, frame_seconds: float, frame_offset_seconds: float
) -> Activities:
    """Averages windows where they lie over each other, their middles weighing more than their ends.

    Speech is the most likely speaker of a window, overlap the second most likely: both mean the same in
    every window, whatever order its speakers have.
    """
    total = np.zeros((frame_count, 2))
    weight = np.zeros((frame_count, 1))
    for window in windows:
        length = min(len(window.speakers), frame_count - window.first_frame)
        ranked = np.sort(window.speakers[:length], axis=1)[:, ::-1]
        ranked = np.pad(ranked, ((0, 0), (0, 1)))[:, :2]
        taper = np.hamming(len(window.speakers))[:length, None]  # as pyannote.audio joins its windows
        here = slice(window.first_frame, window.first_frame + length)
        total[here] += taper * ranked
        weight[here] += taper
    speech, overlap = (total / np.maximum(weight, 1e-6)).astype(np.float32).T
    return Activities(frame_seconds, frame_offset_seconds, speech, overlap, tuple(windows))

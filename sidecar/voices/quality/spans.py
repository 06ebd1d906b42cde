# SPDX-License-Identifier: GPL-3.0-or-later
"""Stretches of time, and the frames they cover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import binary_closing, binary_dilation, binary_erosion


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a time to a later one, in seconds of the recording."""

    start_seconds: float
    end_seconds: float

    @property
    def seconds(self) -> float:
        """Length."""
        return self.end_seconds - self.start_seconds


def spans_of(mask: np.ndarray, frame_seconds: float) -> tuple[Span, ...]:
    """The stretches in which bool [frames] is true; frame i covers [i, i + 1) * frame_seconds."""
    return tuple(
        Span(round(start * frame_seconds, 3), round(end * frame_seconds, 3))
        for start, end in runs_of(mask).tolist()
    )


def runs_of(mask: np.ndarray) -> np.ndarray:
    """First and one past the last frame of each true stretch: int [runs, 2]."""
    edges = np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8))
    return np.stack([np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)], axis=1)


def widened(mask: np.ndarray, frames: int) -> np.ndarray:
    """The mask with `frames` more on both sides of every stretch."""
    return binary_dilation(mask, np.ones(2 * frames + 1)) if frames > 0 and mask.any() else mask


def narrowed(mask: np.ndarray, frames: int) -> np.ndarray:
    """The mask with `frames` less on both sides of every stretch; the ends of the recording cut nothing."""
    return binary_erosion(mask, np.ones(2 * frames + 1), border_value=1) if frames > 0 else mask


def bridged(mask: np.ndarray, frames: int) -> np.ndarray:
    """The mask with gaps of up to `frames` filled."""
    if frames <= 0 or not mask.any():
        return mask
    padded = np.pad(mask, frames)
    return binary_closing(padded, np.ones(frames + 1))[frames:-frames]


def without_short(mask: np.ndarray, frames: int) -> np.ndarray:
    """The mask without stretches shorter than `frames`."""
    kept = np.zeros_like(mask)
    for start, end in runs_of(mask):
        kept[start:end] = end - start >= frames
    return kept

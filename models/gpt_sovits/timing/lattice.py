# SPDX-License-Identifier: GPL-3.0-or-later
"""A left-to-right model: its best path (Viterbi) and posteriors (forward-backward, Rabiner 1989).

Slots stand in a row; each frame is in one, time never goes back, and any slot may be left out at its cost.
All numbers are log-probabilities up to a constant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False, slots=True)
class Lattice:
    """Slots in a row.

    Attributes:
        emission: How well each frame fits each slot [frames, slots].
        enter: Cost of entering each, not negative [slots].
        skip: Cost of leaving each out, not negative [slots].
        held: Which last two frames at least; the others may last one [slots]. All False for a single frame.
        finished: Whether the row ends with the frames; otherwise they may stop anywhere in it.
    """

    emission: np.ndarray
    enter: np.ndarray
    skip: np.ndarray
    held: np.ndarray
    finished: bool

    def best_path(self) -> np.ndarray:
        """The slot of each frame, never falling [frames]."""
        frames, slots = self.emission.shape
        skipped, held, order = self._skipped(), self.held, np.arange(slots)
        # What has just been entered, and what may be left (a held slot from its second frame on).
        first = self.emission[0] - self.enter - skipped[:-1]
        ready = np.where(held, -np.inf, first)
        sources = np.zeros((frames, slots), np.int32)
        switched = np.zeros((frames, slots), bool)  # Ready now, and not in the frame before.
        arriving = np.full(slots, -np.inf)
        for frame in range(1, frames):
            leaving = ready + skipped[1:]
            best = np.maximum.accumulate(leaving)
            sources[frame, 1:] = np.maximum.accumulate(np.where(leaving == best, order, 0))[:-1]
            arriving[1:] = best[:-1] - skipped[1:-1] - self.enter[1:]
            becoming = np.where(held, first, arriving)
            switched[frame] = becoming > ready
            ready = np.maximum(becoming, ready) + self.emission[frame]
            first = arriving + self.emission[frame]
        return self._trace(int(np.argmax(ready + self._ending())), sources, switched)

    def posteriors(self) -> np.ndarray:
        """Probability of each slot at each frame, given all frames [frames, slots]."""
        first, ready = self._forward()
        after_first, after_ready = self._backward()
        joint = np.logaddexp(np.where(self.held, first + after_first, -np.inf), ready + after_ready)
        joint -= joint.max(axis=1, keepdims=True)
        likelihood = np.exp(joint)
        return likelihood / likelihood.sum(axis=1, keepdims=True)

    def _skipped(self) -> np.ndarray:
        """Cost of leaving out all slots before each [slots + 1]."""
        return np.concatenate([[0.0], np.cumsum(self.skip)])

    def _ending(self) -> np.ndarray:
        """Log-probability of stopping in each slot [slots]."""
        skipped = self._skipped()
        return skipped[1:] - skipped[-1] if self.finished else np.zeros(len(self.skip))

    def _trace(self, slot: int, sources: np.ndarray, switched: np.ndarray) -> np.ndarray:
        path = np.zeros(len(sources), np.int64)
        entered = False
        for frame in range(len(sources) - 1, -1, -1):
            path[frame] = slot
            if entered or (switched[frame, slot] and not self.held[slot]):
                slot, entered = int(sources[frame, slot]), False
            else:
                entered = bool(switched[frame, slot])
        return path

    def _forward(self) -> tuple[np.ndarray, np.ndarray]:
        """Likelihood of all frames so far, in a slot's first frame and in later ones [frames, slots] each."""
        skipped = self._skipped()
        first, ready = np.empty_like(self.emission), np.empty_like(self.emission)
        first[0] = self.emission[0] - self.enter - skipped[:-1]
        ready[0] = np.where(self.held, -np.inf, first[0])
        arriving = np.full(self.emission.shape[1], -np.inf)
        for frame in range(1, len(ready)):
            leaving = np.logaddexp.accumulate(ready[frame - 1] + skipped[1:])
            arriving[1:] = leaving[:-1] - skipped[1:-1] - self.enter[1:]
            becoming = np.where(self.held, first[frame - 1], arriving)
            ready[frame] = np.logaddexp(becoming, ready[frame - 1]) + self.emission[frame]
            first[frame] = arriving + self.emission[frame]
        return first, ready

    def _backward(self) -> tuple[np.ndarray, np.ndarray]:
        """Likelihood of all later frames, after a slot's first and later frames [frames, slots] each."""
        skipped = self._skipped()
        first, ready = np.empty_like(self.emission), np.empty_like(self.emission)
        first[-1], ready[-1] = -np.inf, self._ending()  # A held slot cannot end after one frame.
        leaving = np.full(self.emission.shape[1], -np.inf)
        for frame in range(len(ready) - 2, -1, -1):
            staying = self.emission[frame + 1] + ready[frame + 1]
            entering = np.where(self.held, self.emission[frame + 1] + first[frame + 1], staying)
            entering = entering - self.enter - skipped[:-1]
            leaving[:-1] = np.logaddexp.accumulate(entering[::-1])[::-1][1:] + skipped[1:-1]
            first[frame] = staying
            ready[frame] = np.logaddexp(staying, leaving)
        return first, ready

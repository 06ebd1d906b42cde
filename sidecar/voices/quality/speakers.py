# SPDX-License-Identifier: GPL-3.0-or-later
"""Who speaks: one person, or several by turns or at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from sidecar.voices.quality.hearing import FRAME_SECONDS, Heard, frames_in
from sidecar.voices.quality.spans import runs_of, without_short

_OVERLAPS = 0.5
_MIN_OVERLAP_SECONDS = 0.15
_LOOK_SECONDS, _LOOK_STEP_SECONDS = 2.0, 1.0
"""Of sounding speech. Shorter looks say less about who speaks, longer ones more often hold two people."""
_MAX_LOOKS = 120
_MIN_LOOKS = 3
"""To be a person; somebody heard in fewer has said too little to be told from a mood of the first."""
_MIN_GAP = 0.085
"""Cosine by which the looks at one voice are nearer to each other than to those at another.

Halving the looks at one person gave 0.02 to 0.08 for 35 of 37, the looks at two in equal or unequal shares
0.11 and more for all 270 pairs, and 0.08 to 0.18 where they took turns of 4 to 5 s.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Speakers:
    """Who speaks when.

    Attributes:
        count: People who speak for more than a moment; 0 without speech.
        main: The one who speaks most: bool [frames of 10 ms].
        others: Everybody else: bool [frames].
        overlap: Two or more at once: bool [frames].
    """

    count: int
    main: np.ndarray
    others: np.ndarray
    overlap: np.ndarray


def find_speakers(heard: Heard) -> Speakers:
    """Tells speakers apart.

    Overlap is what the segmentation network hears. Its own speakers do not help with turns: some of its
    checkpoints, the one that comes along among them, were trained to find speech and give all of it to one.
    So looks of two seconds are embedded and clustered over the whole recording.
    """
    times = (np.arange(len(heard.power)) + 0.5) * FRAME_SECONDS
    overlap = heard.activities.overlap[heard.activities.frames_at(times)] > _OVERLAPS
    overlap = without_short(overlap, frames_in(_MIN_OVERLAP_SECONDS))
    looks = _looks(heard.active & ~overlap)
    if len(looks) < 2 * _MIN_LOOKS:
        return Speakers(int(heard.speech.any()), heard.speech, np.zeros_like(heard.speech), overlap)
    labels = _people(_embeddings(heard, looks))
    count = int(labels.max()) + 1
    who = _who(looks, labels, count, len(heard.power))
    main = int(np.argmax([(heard.active & (who == person)).sum() for person in range(count)]))
    others = heard.speech & (who != main)
    return Speakers(count, heard.speech & ~others, others, overlap)


def _looks(active: np.ndarray) -> list[np.ndarray]:
    """Frames of each look, two seconds of active ones each: int [200]."""
    frames = np.flatnonzero(active)
    size = frames_in(_LOOK_SECONDS)
    step = max(frames_in(_LOOK_STEP_SECONDS), -(-len(frames) // _MAX_LOOKS))
    return [frames[start : start + size] for start in range(0, len(frames) - size + 1, step)]


def _embeddings(heard: Heard, looks: list[np.ndarray]) -> np.ndarray:
    """Unit vectors float32 [looks, 256]."""
    from models.speaker.encoder import SpeakerEncoder  # torch takes seconds to import

    encoder = SpeakerEncoder.load()
    rate = heard.recording.sample_rate_hz
    return np.stack([encoder.embed(_sound(heard, look), rate) for look in looks])


def _sound(heard: Heard, frames: np.ndarray) -> np.ndarray:
    """Samples of some frames, joined: float32 [n]."""
    mask = np.zeros(len(heard.power), bool)
    mask[frames] = True
    edges = np.rint(runs_of(mask) * FRAME_SECONDS * heard.recording.sample_rate_hz).astype(np.int64)
    return np.concatenate([heard.recording.samples[start:end] for start, end in edges])


def _people(embeddings: np.ndarray) -> np.ndarray:
    """Number of the person of each look, from 0: int [looks].

    Halves the looks by Ward's method as long as the halves are further apart than one voice varies. A few
    that are like no others (a laugh, a cough) are not a person; they go with the larger half.
    """
    labels = np.zeros(len(embeddings), np.int64)
    odd = np.zeros(len(embeddings), bool)
    while (~odd).sum() >= 2 * _MIN_LOOKS:
        within = np.flatnonzero(~odd)
        second = within[fcluster(linkage(embeddings[within], "ward"), 2, "maxclust") == 2]
        first = np.setdiff1d(within, second)
        smaller, larger = sorted((first, second), key=len)
        if len(smaller) < _MIN_LOOKS:
            odd[smaller] = True
            continue
        if _gap(embeddings[larger], embeddings[smaller]) >= _MIN_GAP:
            labels[smaller] = 1 + _people(embeddings[smaller])
            rest = _people(embeddings[larger])
            labels[larger] = np.where(rest > 0, rest + labels.max(), 0)
        break
    return labels


def _gap(one: np.ndarray, other: np.ndarray) -> float:
    """Mean cosine within two groups less the mean cosine between them."""
    pairs = [(group @ group.T)[np.triu_indices(len(group), 1)] for group in (one, other)]
    return float(np.concatenate(pairs).mean() - (one @ other.T).mean())


def _who(looks: list[np.ndarray], labels: np.ndarray, count: int, frame_count: int) -> np.ndarray:
    """The person of each frame: who has most looks at it, or at the frame nearest in time: int [frames]."""
    votes = np.zeros((count, frame_count), np.int64)
    for look, label in zip(looks, labels, strict=True):
        votes[label, look] += 1
    seen = np.flatnonzero(votes.sum(axis=0) > 0)
    after = np.clip(np.searchsorted(seen, np.arange(frame_count)), 1, len(seen) - 1)
    before, later = seen[after - 1], seen[after]
    nearest = np.where(np.arange(frame_count) - before <= later - np.arange(frame_count), before, later)
    return votes.argmax(axis=0)[nearest]

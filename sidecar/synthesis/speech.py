# SPDX-License-Identifier: GPL-3.0-or-later
"""Finished speech: sound, and when each phoneme and word is heard in it, on one clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np

from sidecar.engines.base import TimingSource

SILENCE = "sil"
"""Symbol of a pause."""


class Stress(IntEnum):
    """How strongly a phoneme is spoken; the contract's numbers."""

    UNSPECIFIED = 0
    NONE = 1
    SECONDARY = 2
    PRIMARY = 3


@dataclass(frozen=True, slots=True)
class Phoneme:
    """One sound: IPA or "sil", samples [start_sample, end_sample) of the line, index of its word."""

    symbol: str
    start_sample: int
    end_sample: int
    stress: Stress = Stress.UNSPECIFIED
    word_index: int | None = None


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word as typed, its place in the typed text (code points) and in the sound (samples of the line)."""

    text: str
    char_start: int
    char_end: int
    start_sample: int
    end_sample: int


@dataclass(frozen=True, slots=True)
class Sureness:
    """Where times come from and how sure they are, 0 to 1; `<` means less sure."""

    source: TimingSource = TimingSource.DURATIONS
    confidence: float = 1.0

    def __lt__(self, other: Sureness) -> bool:
        return (-self.source, self.confidence) < (-other.source, other.confidence)


@dataclass(frozen=True, slots=True)
class Speech:
    """A line or a stretch of one.

    Attributes:
        audio: float32 [samples], mono, full scale 1.0.
        sample_rate_hz: Of the audio and of all sample offsets.
        phonemes: Tile [start_sample, end_sample) without gap or overlap.
        words: In the order of the text.
        start_sample: The line's sample that `audio` starts at; 0 for a whole line.
        sureness: Of the times; of several passes that of the least sure.
    """

    audio: np.ndarray
    sample_rate_hz: int
    phonemes: tuple[Phoneme, ...]
    words: tuple[SpokenWord, ...]
    start_sample: int = 0
    sureness: Sureness = Sureness()

    @property
    def end_sample(self) -> int:
        """One past the last sample, on the line's clock."""
        return self.start_sample + len(self.audio)


def join(stretches: Sequence[Speech]) -> Speech:
    """The whole line of its stretches, given in order and without a gap.

    Raises:
        ValueError: There are none, or one does not start where the one before ends.
    """
    if not stretches:
        raise ValueError("no stretches to join")
    for before, after in pairwise(stretches):
        if after.start_sample != before.end_sample or after.sample_rate_hz != before.sample_rate_hz:
            raise ValueError(f"a stretch starts at {after.start_sample}, not at {before.end_sample}")
    return Speech(
        audio=np.concatenate([stretch.audio for stretch in stretches]),
        sample_rate_hz=stretches[0].sample_rate_hz,
        phonemes=tuple(phoneme for stretch in stretches for phoneme in stretch.phonemes),
        words=tuple(word for stretch in stretches for word in stretch.words),
        start_sample=stretches[0].start_sample,
        sureness=min(stretch.sureness for stretch in stretches),
    )

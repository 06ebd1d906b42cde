# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known about when each phone of a sentence is heard, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


class TimingSource(StrEnum):
    """Where timings come from."""

    ATTENTION = "attention"
    """The network's own cross-attention from frames to phones."""
    PROPORTIONAL = "proportional"
    """Mean lengths of phones, fitted between the pauses of the audio."""


class Problem(Enum):
    """Why a sentence should be spoken again with another seed."""

    SKIPPED_WORDS = "skipped words"
    REPEATED_WORDS = "repeated words"
    STALL = "stall"
    """It lingers on one sound, or falls silent in the middle."""
    UNCLEAR = "unclear"
    """The attention does not tell which phone is spoken when."""


@dataclass(frozen=True, slots=True)
class PhoneSpan:
    """When a phone or a pause is heard.

    Attributes:
        phone: Index into the sentence's phones; None for a pause where none is written.
        start_sample: First sample, counted from the start of the sentence.
        end_sample: One past the last.
        is_pause: Whether it is silence; punctuation that is heard as a pause keeps its phone's index.
        skipped: Whether no sign of the phone was found. It has a sliver of time, so that every phone has.
    """

    phone: int | None
    start_sample: int
    end_sample: int
    is_pause: bool = False
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure an alignment is, 0 to 1 each.

    Attributes:
        margin: Mean lead of the chosen phone's posterior over the next best.
        focus: Share of the attention that falls on the chosen phone or its neighbours.
        agreement: Share of frames for which a single head points there too.
        skipped: Share of phones that no frame was found for.
        stray: Share of frames that point far from the path.
    """

    margin: float
    focus: float
    agreement: float
    skipped: float
    stray: float

    @property
    def score(self) -> float:
        """All in one, 0 to 1: any one part that is bad makes it bad."""
        return (self.margin * self.focus * self.agreement) ** (1 / 3) * (1 - self.skipped) * (1 - self.stray)


@dataclass(frozen=True, slots=True)
class Timings:
    """A sentence in time.

    Attributes:
        spans: In order; they tile the sentence. Every phone that is a sound has one; punctuation only where
            it is a pause; prosody marks none.
        timing_source: Where they come from.
        confidence: 0 to 1; 0 when they are proportional.
        parts: What the confidence is made of; None when they are proportional.
        problems: What is wrong with the speech; empty when nothing was found.
    """

    spans: tuple[PhoneSpan, ...]
    timing_source: TimingSource
    confidence: float
    parts: Confidence | None
    problems: frozenset[Problem]

    @property
    def poor(self) -> bool:
        """Whether the sentence is worth another try."""
        return bool(self.problems)

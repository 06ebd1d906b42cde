# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the times of a spoken line come from, and how far the mouth can be trusted; no gRPC, no Blender."""

from __future__ import annotations

from enum import Enum
from typing import Any, Final, NamedTuple

UNSURE: Final = 0.5
"""Of times that are read off a voice's attention: below it the mouth is worth a look."""


class TimingSource(Enum):
    """Where times come from; the contract's numbers."""

    DURATIONS = 1
    ATTENTION = 2
    PROPORTIONAL = 3


class Sureness(NamedTuple):
    """How sure the times of a line are: 1 if the voice chose them itself, 0 for a guess."""

    source: TimingSource = TimingSource.DURATIONS
    confidence: float = 1.0

    @property
    def note(self) -> str:
        """What the animator should know about the mouth; empty where there is nothing to know."""
        if self.source is TimingSource.PROPORTIONAL:
            return (
                "Mouth timing is estimated: the voice did not tell when each sound is heard. "
                "Speak again with another seed, or check the mouth"
            )
        if self.source is TimingSource.ATTENTION and self.confidence < UNSURE:
            return (
                "Mouth timing is unsure: the voice told only vaguely when each sound is heard. "
                "Speak again with another seed, or check the mouth"
            )
        return ""


SURE: Final = Sureness()


def read_sureness(timings: Any) -> Sureness:
    """From the contract's message; where it tells nothing, the voice chose the times itself."""
    if not timings.timing_source:
        return SURE
    return Sureness(TimingSource(timings.timing_source), timings.confidence)

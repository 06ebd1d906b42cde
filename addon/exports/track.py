# SPDX-License-Identifier: GPL-3.0-or-later
"""What is exported: a row of cues, of one line or of several laid out in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..lipsync.cues import Cue


@dataclass(frozen=True, slots=True)
class Track:
    """Cues over a stretch of time.

    Attributes:
        cues: Without gaps from 0 on; none if nothing is said.
        rest: The drawing after the last one.
        sound_file: Path of the sound, for the formats that name it.
        fps: Frames per second, for the formats that count frames.
    """

    cues: tuple[Cue, ...]
    rest: str
    sound_file: str = ""
    fps: float = 24.0

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.cues[-1].end if self.cues else 0.0


def joined(lines: Iterable[tuple[float, Sequence[Cue]]], rest: str) -> tuple[Cue, ...]:
    """Several lines' cues on one clock, at rest between them.

    Args:
        lines: When each line starts, in seconds, and its cues. A line that starts while another is being said
            takes over; what lies before 0 is cut off.
        rest: The drawing between lines.
    """
    result: list[Cue] = []
    ordered = sorted((line for line in lines if line[1]), key=lambda line: line[0])
    for index, (offset, cues) in enumerate(ordered):
        until = ordered[index + 1][0] if index + 1 < len(ordered) else float("inf")
        for cue in cues:
            begin, end = max(cue.start + offset, 0.0), min(cue.end + offset, until)
            if begin >= end:
                continue
            clock = result[-1].end if result else 0.0
            if begin > clock:
                _append(result, Cue(clock, begin, rest))
            _append(result, Cue(max(begin, clock), end, cue.symbol))
    return tuple(result)


def _append(cues: list[Cue], cue: Cue) -> None:
    """Adds a cue, as part of the last one if that has the same drawing."""
    if cues and cues[-1].symbol == cue.symbol:
        cues[-1] = Cue(cues[-1].start, cue.end, cue.symbol)
    elif cue.end > cue.start:
        cues.append(cue)

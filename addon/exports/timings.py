# SPDX-License-Identifier: GPL-3.0-or-later
"""The scene's spoken lines with their times, as JSON; docs/export.md tells its shape."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from .spoken import SpokenLine

VERSION: Final = 1
"""Of the shape: it rises when something is renamed, removed or means something else, not when it grows."""

_DIGITS: Final = 6  # of seconds: a microsecond is less than a sample


@dataclass(frozen=True, slots=True)
class Clock:
    """The scene's time.

    Attributes:
        fps: Exact frames per second.
        first_frame: The frame that is second 0.
        seconds: From there to the end of the scene.
    """

    fps: float
    first_frame: int
    seconds: float

    def frame(self, seconds: float) -> float:
        """The frame of a second."""
        return self.first_frame + seconds * self.fps


def timings(scene: str, clock: Clock, lines: Iterable[SpokenLine]) -> str:
    """Lines as JSON, in the given order.

    Args:
        scene: The scene's name.
        clock: Its time.
        lines: The lines.
    """
    data = {
        "format": "voxrig-timings",
        "version": VERSION,
        "scene": scene,
        "fps": clock.fps,
        "first_frame": clock.first_frame,
        "duration": round(clock.seconds, _DIGITS),
        "lines": [_line(line, clock) for line in lines],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _line(line: SpokenLine, clock: Clock) -> dict[str, Any]:
    return {
        "uid": line.uid,
        "number": line.number,
        "character": line.character,
        "voice": line.voice,
        "language": line.language,
        "text": line.text,
        "delivery": line.delivery,
        "changed": line.changed,
        **_span(line.start, line.end),
        "start_frame": round(clock.frame(line.start), _DIGITS),
        "end_frame": round(clock.frame(line.end), _DIGITS),
        "timing_source": line.timing_source,
        "timing_confidence": line.timing_confidence,
        "words": [{"text": word.text, **_span(word.start, word.end)} for word in line.words],
        "phonemes": [
            {
                "symbol": sound.symbol,
                **_span(sound.start, sound.end),
                "stress": sound.stress,
                "word": sound.word,
            }
            for sound in line.phonemes
        ],
    }


def _span(start: float, end: float) -> dict[str, float]:
    return {"start": round(start, _DIGITS), "end": round(end, _DIGITS)}

# SPDX-License-Identifier: GPL-3.0-or-later
"""A spoken line as it is exported: what is heard of it, and when in the scene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Word(NamedTuple):
    """A word, its time in seconds from the scene's first frame, and where in the shown text it begins."""

    text: str
    start: float
    end: float
    place: int


class Phoneme(NamedTuple):
    """A phoneme or a pause, its time in seconds from the scene's first frame.

    `stress` is 0 none, 1 primary, 2 secondary; `word` the index of its word among the line's, None in a
    pause.
    """

    symbol: str
    start: float
    end: float
    stress: int
    word: int | None


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A spoken line.

    Attributes:
        uid: The line's id.
        number: Its place in the scene's list, from 1.
        character: Name of who speaks it.
        voice: Resource name of the voice.
        language: BCP-47 tag, empty for the voice's own.
        text: What is said, as it is shown.
        delivery: How it is said, as in the script.
        changed: Whether the scene's line says otherwise by now.
        start: When it is first heard, in seconds from the scene's first frame; below 0 if before it.
        end: When it is heard no more.
        words: Those that are heard, cut off where the line's trims do.
        phonemes: The same of the phonemes.
        timing_source: Where the times come from: "durations", "attention" or "proportional".
        timing_confidence: How sure they are, 0 to 1.
    """

    uid: str
    number: int
    character: str
    voice: str
    language: str
    text: str
    delivery: str
    changed: bool
    start: float
    end: float
    words: tuple[Word, ...]
    phonemes: tuple[Phoneme, ...]
    timing_source: str = "durations"
    timing_confidence: float = 1.0

# SPDX-License-Identifier: GPL-3.0-or-later
"""The spoken lines of a script, laid out in time, as subtitles and as a report."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pysubs2 import SSAEvent, SSAFile

from sidecar.scripts.model import ScriptLine

_UNFIT = re.compile(r"[^\w-]+")
_LONGEST_NAME = 40


@dataclass(slots=True)
class Take:
    """One line of a script on its way to a file.

    Attributes:
        number: In the script, from 1.
        line: What the script says.
        voice: Id of the voice.
        language: It is spoken in.
        speed: It is spoken with.
        file: Name of its WAV file.
        seconds: How long it is, once it is spoken.
        cached: Whether it was spoken before.
        error: Why it is not spoken.
    """

    number: int
    line: ScriptLine
    voice: str
    language: str
    speed: float
    file: str
    seconds: float | None = None
    cached: bool = False
    error: str = ""

    def report(self, start_seconds: float | None) -> dict[str, object]:
        """What is told of it; the start is None for a line that is not heard."""
        return {
            "number": self.number,
            "file": None if self.error else self.file,
            "character": self.line.character,
            "voice": self.voice,
            "text": self.line.text,
            "delivery": self.line.delivery,
            "language": self.language,
            "speed": self.speed,
            "state": "failed" if self.error else "spoken",
            "seconds": self.seconds,
            "start_seconds": start_seconds,
            "cached": self.cached,
            "error": self.error or None,
        }


def file_name(number: int, count: int, character: str) -> str:
    """Such as "001_MARIA.wav"; numbers of a script all have as many digits."""
    name = _UNFIT.sub("_", character).strip("_")[:_LONGEST_NAME] or "line"
    return f"{number:0{max(3, len(str(count)))}}_{name}.wav"


def starts(takes: Sequence[Take]) -> list[float | None]:
    """When each is heard, in seconds: at its cue, with the line before, or after all before it."""
    found: list[float | None] = []
    previous, end = 0.0, 0.0
    for take in takes:
        if take.seconds is None:
            found.append(None)
            continue
        if take.line.start_seconds is not None:
            start = take.line.start_seconds
        else:
            start = previous if take.line.with_previous else end
        found.append(round(start, 6))
        previous, end = start, max(end, start + take.seconds)
    return found


def srt(takes: Sequence[Take]) -> str:
    """The takes that are spoken as SubRip."""
    return _subtitles(
        (start, end, f"{take.line.character}: {take.line.text}" if take.line.character else take.line.text)
        for start, end, take in _heard(takes)
    ).to_string("srt", keep_ssa_tags=True)


def webvtt(takes: Sequence[Take]) -> str:
    """The takes that are spoken as WebVTT, their speakers in voice tags."""

    def text(take: Take) -> str:
        speaker = take.line.character.replace(">", " ")
        said = html.escape(take.line.text, quote=False)
        return f"<v {html.escape(speaker, quote=False)}>{said}" if speaker else said

    cues = ((start, end, text(take)) for start, end, take in _heard(takes))
    return _subtitles(cues).to_string("vtt", keep_ssa_tags=True)


def _heard(takes: Sequence[Take]) -> Iterator[tuple[float, float, Take]]:
    for start, take in zip(starts(takes), takes, strict=True):
        if start is not None and take.seconds is not None:
            yield start, start + take.seconds, take


def _subtitles(cues: Iterator[tuple[float, float, str]]) -> SSAFile:
    subtitles = SSAFile()
    for start, end, text in cues:
        subtitles.append(SSAEvent(start=round(start * 1000), end=round(end * 1000), text=text))
    return subtitles

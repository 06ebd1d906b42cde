# SPDX-License-Identifier: GPL-3.0-or-later
"""Rhubarb Lip Sync's formats, as its version 1.13 writes them (README, "Output formats", and its exporters).

Times are hundredths of a second there, which whole frames are not. They are rounded up: a reader that cuts a
time down to a frame comes to the frame that was meant.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from .track import Track

_SLACK: Final = 1e-6  # hundredths of a second
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML 1.0
_ENTITIES: Final = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&apos;",
    "\r": "&#13;",  # else it is read back as a line feed
}


def tsv(track: Track) -> str:
    """A row per cue, its start and its drawing; the last row is the end, at rest."""
    rows = [f"{_seconds(row.start)}\t{row.symbol}\n" for row in _rows(track)]
    return "".join([*rows, f"{_seconds(_hundredths(track.duration))}\t{track.rest}\n"])


def json_text(track: Track) -> str:
    """The same with metadata, as JSON in Rhubarb's own layout."""
    cues = ",\n".join(
        f'    {{ "start": {_seconds(start)}, "end": {_seconds(end)}, "value": {json.dumps(symbol)} }}'
        for start, end, symbol in _rows(track, at_least_one=True)
    )
    return (
        "{\n"
        '  "metadata": {\n'
        f'    "soundFile": {json.dumps(track.sound_file)},\n'
        f'    "duration": {_seconds(_hundredths(track.duration))}\n'
        "  },\n"
        '  "mouthCues": [\n'
        f"{cues}\n"
        "  ]\n"
        "}\n"
    )


def xml(track: Track) -> str:
    """The same as XML in Rhubarb's own layout."""
    cues = "".join(
        f'    <mouthCue start="{_seconds(start)}" end="{_seconds(end)}">{_escaped(symbol)}</mouthCue>\n'
        for start, end, symbol in _rows(track, at_least_one=True)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<rhubarbResult>\n"
        "  <metadata>\n"
        f"    <soundFile>{_escaped(track.sound_file)}</soundFile>\n"
        f"    <duration>{_seconds(_hundredths(track.duration))}</duration>\n"
        "  </metadata>\n"
        "  <mouthCues>\n"
        f"{cues}"
        "  </mouthCues>\n"
        "</rhubarbResult>\n"
    )


class _Row(NamedTuple):
    """A cue in hundredths of a second."""

    start: int
    end: int
    symbol: str


def _rows(track: Track, *, at_least_one: bool = False) -> Iterator[_Row]:
    """The cues, without those that are too short for a hundredth of a second."""
    if at_least_one and not track.cues:
        yield _Row(0, 0, track.rest)
    for cue in track.cues:
        row = _Row(_hundredths(cue.start), _hundredths(cue.end), cue.symbol)
        if row.start < row.end:
            yield row


def _hundredths(seconds: float) -> int:
    return math.ceil(seconds * 100.0 - _SLACK)


def _seconds(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _escaped(text: str) -> str:
    """A text for XML; what XML cannot hold becomes U+FFFD."""
    return "".join(_ENTITIES.get(letter, letter) for letter in _FORBIDDEN.sub("\ufffd", text))

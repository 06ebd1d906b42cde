# SPDX-License-Identifier: GPL-3.0-or-later
"""Switch data of Moho, which Papagayo writes and OpenToonz reads: a frame and a drawing per row."""

from __future__ import annotations

import math
from typing import Final

from .track import Track

_SLACK: Final = 1e-3  # frames; a time on a whole frame may miss it by rounding


def switch_data(track: Track) -> str:
    """A row per cue: its frame, counted from 1, and its drawing; the last row is rest at the end."""
    rows = ["MohoSwitch1"]
    last = 0
    for cue in track.cues:
        frame = _frame(cue.start, track.fps)
        if frame > last:
            rows.append(f"{frame} {cue.symbol}")
            last = frame
    rows.append(f"{max(_frame(track.duration, track.fps), last + 1)} {track.rest}")
    return "\n".join(rows) + "\n"


def _frame(seconds: float, fps: float) -> int:
    return 1 + math.floor(seconds * fps + _SLACK)

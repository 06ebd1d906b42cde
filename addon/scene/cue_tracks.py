# SPDX-License-Identifier: GPL-3.0-or-later
"""A character's cues as tracks to export: of one line, or of all its lines at the times of the scene."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, Final

import bpy

from ..exports import Format, Track, joined
from ..lipsync.cues import Cue
from ..lipsync.cuesets import CueSet
from ..lipsync.stepped import ExposureSheet
from .cues import cue_set_of, sheet_of, spoken_lines
from .timeline import Territory, frames_per_second

_ALONE: Final = Territory(-math.inf, math.inf)


def of_line(scene: Any, character: Any, line: Any, wanted: Format) -> Track:
    """One line, from the start of its sound."""
    fps, cue_set = frames_per_second(scene), _set_for(character, wanted)
    sheet = sheet_of(character, line, fps, _ALONE, cue_set)
    sound = bpy.path.abspath(line.sound.filepath) if line.sound else ""
    return Track(tuple(_cues(sheet, line.placed_frame, fps)), cue_set.rest, sound, fps)


def of_scene(scene: Any, character: Any, wanted: Format) -> Track:
    """All of a character's lines, from the scene's first frame on."""
    fps, cue_set = frames_per_second(scene), _set_for(character, wanted)
    lines = [
        (
            (line.placed_frame - scene.frame_start) / fps,
            _cues(sheet_of(character, line, fps, _ALONE, cue_set), line.placed_frame, fps),
        )
        for line in spoken_lines(scene, character)
    ]
    return Track(joined(lines, cue_set.rest), cue_set.rest, bpy.data.filepath, fps)


def _set_for(character: Any, wanted: Format) -> CueSet:
    """The drawings that a format's readers know, without those that the character lacks."""
    chosen = cue_set_of(character)
    return chosen if chosen.id == wanted.cue_set.id else wanted.cue_set


def _cues(sheet: ExposureSheet, origin: float, fps: float) -> list[Cue]:
    edges = [(frame - origin) / fps for frame in sheet.frames]
    spans = zip(pairwise(edges), sheet.symbols, strict=True)
    return [Cue(start, end, symbol) for (start, end), symbol in spans]

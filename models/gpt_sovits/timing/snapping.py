# SPDX-License-Identifier: GPL-3.0-or-later
"""Moves boundaries from the grid of frames to where the sound changes as it should.

From a vowel to a fricative brightness rises and voicing ends; a stop begins where the energy falls and ends
with its burst, or where voicing sets in; a pause ends where there is sound. Each boundary goes to the point
near it where loudness, brightness and voicing change most in the direction that its two sounds ask for.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.gpt_sovits.timing.acoustics import Acoustics
from models.gpt_sovits.timing.phone_classes import SOUNDS, PhoneClass, Sound
from models.gpt_sovits.timing.sentence import Sentence
from models.gpt_sovits.timing.spans import Run

_REACH_SECONDS = 0.030
"""A frame and a half: attention is that sure of itself, and tokens change every second frame."""
_PAUSE_REACH_SECONDS = 0.060
"""Between silence and sound the ear needs no attention to decide."""
_REACH_SHARE = 0.4
"""Of the sounds beside it: two boundaries never meet."""
_CONTEXT_SECONDS = 0.015
"""Means over so much before and after a point are compared."""
_DISTANCE_COST = 0.25
"""What going as far as it may costs a boundary, in units of a change from vowel to silence."""
_MIN_CHANGE = 0.15
"""A smaller change moves nothing."""


def snap(sentence: Sentence, runs: Sequence[Run], acoustics: Acoustics) -> list[Run]:
    """Moves the boundaries between runs that follow each other, at most 60 ms; the ends stay."""
    changes = _changes(acoustics)
    edges = [
        _snapped(_sound(sentence, before), _sound(sentence, after), before, after, changes, acoustics)
        for before, after in itertools.pairwise(runs)
    ]
    starts = [runs[0].start, *edges]
    ends = [*edges, runs[-1].end]
    return [replace(run, start=starts[n], end=ends[n]) for n, run in enumerate(runs)]


def _sound(sentence: Sentence, run: Run) -> Sound:
    return SOUNDS[PhoneClass.PAUSE if run.phone is None else sentence.classes[run.phone]]


def _changes(acoustics: Acoustics) -> np.ndarray:
    """How much loudness, brightness and voicing change at each point [3, points]."""
    tracks = np.stack([acoustics.level, acoustics.brightness, acoustics.voicing])
    width = max(1, round(_CONTEXT_SECONDS * acoustics.sample_rate_hz / acoustics.hop))
    padded = np.pad(tracks, ((0, 0), (width, width)), mode="edge")
    sums = np.cumsum(np.pad(padded, ((0, 0), (1, 0))), axis=1)
    means = (sums[:, width:] - sums[:, :-width]) / width  # means[k] is over padded[k : k + width]
    points = tracks.shape[1]
    # The point itself belongs to neither side.
    return means[:, width + 1 : width + 1 + points] - means[:, :points]


def _snapped(
    before: Sound, after: Sound, left: Run, right: Run, changes: np.ndarray, acoustics: Acoustics
) -> float:
    """Where the boundary between two runs goes, in samples."""
    edge = left.end
    to_pause = 0.0 in (before.level, after.level)
    reach = (_PAUSE_REACH_SECONDS if to_pause else _REACH_SECONDS) * acoustics.sample_rate_hz
    lowest = edge - min(reach, _REACH_SHARE * (left.end - left.start))
    highest = edge + min(reach, _REACH_SHARE * (right.end - right.start))
    points = np.arange(np.ceil(lowest / acoustics.hop), np.floor(highest / acoustics.hop) + 1).astype(int)
    points = points[points < changes.shape[1]]
    asked = np.array(
        [
            after.level - before.level,
            after.brightness - before.brightness,
            after.voicing - before.voicing,
        ]
    )
    if not len(points):
        return edge
    fit = asked @ changes[:, points]
    if fit.max() < _MIN_CHANGE:
        return edge
    fit = fit - _DISTANCE_COST * np.square((points * acoustics.hop - edge) / reach)
    return float(points[int(np.argmax(fit))] * acoustics.hop)

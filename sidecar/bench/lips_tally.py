# SPDX-License-Identifier: GPL-3.0-or-later
"""All measures of one performer at one frame rate and speed, over many lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sidecar.bench.lips_bias import Heard, Lateness
from sidecar.bench.lips_measures import (
    LABIODENTALS,
    ROUND,
    SIBILANTS,
    Share,
    apex_offset,
    closures,
    flickers,
    jerks,
    right_closures,
    seen,
    sounds_of,
    vowels,
)
from sidecar.bench.lips_performance import Array, Performance
from sidecar.bench.lips_viewer import BITTEN, NEARLY_BITTEN, NEARLY_SEALED, SEALED, VIEWS
from sidecar.synthesis.speech import Speech

_NARROW: Final = 0.2
_ROUNDED: Final = 0.5


class Tally:
    """Adds up lines.

    Attributes:
        closed: p b m seen with lips sealed.
        nearly_closed: The same by the eye of a lenient viewer.
        closed_right: Frames with closed lips that belong to a p b m.
        bitten: f v seen with the lip on the teeth.
        nearly_bitten: The same by a lenient viewer.
        rounded: w u o ʃ and their like seen round.
        narrow: Sibilants seen with the jaw nearly up.
    """

    def __init__(self, rig: str) -> None:
        """Starts at nothing."""
        self._view = VIEWS[rig]
        self.closed = self.nearly_closed = self.closed_right = Share()
        self.bitten = self.nearly_bitten = self.rounded = self.narrow = Share()
        self._peaks: list[float] = []
        self._offsets_ms: list[float] = []
        self._lateness = Lateness()
        self._jerk, self._samples, self._turns, self._flickers = 0.0, 0, 0, 0
        self._worst_miss = 0.0
        self._left_out, self._asked, self._most_left_out = 0.0, 0, 0.0
        self._keys, self._own_keys = 0, 0
        self._solving, self._sounding = 0.0, 0.0

    def add(self, speech: Speech, heard: Heard, performance: Performance) -> None:
        """Adds a line."""
        view, frames = self._view(performance), performance.frames
        sounds = sounds_of(speech, performance.fps)
        sealed = view.closed(SEALED)
        self.closed += closures(sounds, frames, sealed, ~sealed)
        self.nearly_closed += closures(sounds, frames, view.closed(NEARLY_SEALED), ~sealed)
        if not self._view.RESTS_CLOSED:
            self.closed_right += right_closures(sounds, frames, view.closed(NEARLY_SEALED))
        self.bitten += seen(sounds, LABIODENTALS, frames, view.bitten(BITTEN))
        self.nearly_bitten += seen(sounds, LABIODENTALS, frames, view.bitten(NEARLY_BITTEN))
        self.rounded += seen(sounds, ROUND, frames, view.rounded() >= _ROUNDED)
        self.narrow += seen(sounds, SIBILANTS, frames, view.jaw() <= _NARROW)
        for sound, near, shape in vowels(sounds, frames, view):
            if self._view.HAS_VOWELS:
                self._peaks.append(float(shape.max(initial=0.0)))
            self._offsets_ms.append(apex_offset(sound, near, shape) * 1000 / performance.fps)
        self._lateness.add(heard, performance.times, view.jaw(), view.hissing())
        heard_frames = (frames >= sounds[0].first) & (frames <= sounds[-1].last)
        for values in performance.played.values():
            jerk, turns = jerks(values[heard_frames])
            self._jerk += jerk
            self._samples += int(heard_frames.sum()) - 2
            self._turns += turns
            self._flickers += flickers(sounds, frames, values)
        self._count(speech, performance)

    def _count(self, speech: Speech, performance: Performance) -> None:
        self._worst_miss = max(self._worst_miss, float(np.abs(performance.misses).max(initial=0.0)))
        self._left_out += float(np.square(performance.left_out).sum())
        self._asked += len(performance.left_out)
        self._most_left_out = max(self._most_left_out, float(np.abs(performance.left_out).max(initial=0.0)))
        self._keys += sum(len(values) for _, values in performance.keys.values())
        self._own_keys += _without_twins(performance.keys)
        self._solving += performance.seconds
        self._sounding += len(speech.audio) / speech.sample_rate_hz

    @property
    def vowel_peak(self) -> tuple[float, float]:
        """Median and tenth percentile of the peak of a stressed vowel's own shape; NaN if it has none."""
        return _percentiles(self._peaks, 50, 10)

    @property
    def apex_ms(self) -> tuple[float, float]:
        """Median of the signed, 95th percentile of the unsigned offset of a vowel's apex from its middle."""
        offsets = [offset for offset in self._offsets_ms if not np.isnan(offset)]
        return _percentiles(offsets, 50)[0], _percentiles(np.abs(offsets).tolist(), 95)[0]

    @property
    def bias_ms(self) -> float:
        """How late the mouth is against the sound."""
        return self._lateness.milliseconds()

    @property
    def jitter(self) -> tuple[float, float]:
        """Root mean square second difference per frame², and visible turns per second."""
        return float(np.sqrt(self._jerk / max(self._samples, 1))), self._turns / self._sounding

    @property
    def flickers_per_minute(self) -> float:
        """Poses held for less than two frames that no sound that short asks for."""
        return self._flickers * 60 / self._sounding

    @property
    def keys_per_second(self) -> tuple[float, float]:
        """Of the whole rig, and with left and right counted once."""
        return self._keys / self._sounding, self._own_keys / self._sounding

    @property
    def error(self) -> float:
        """Largest distance of the keyed curves from the performance that they stand for."""
        return self._worst_miss

    @property
    def left_out(self) -> tuple[float, float]:
        """Distance from everything that was asked of the shapes: root mean square and largest."""
        return float(np.sqrt(self._left_out / max(self._asked, 1))), self._most_left_out

    @property
    def seconds_per_minute(self) -> float:
        """Time to solve a minute of dialogue."""
        return self._solving * 60 / self._sounding


def _percentiles(values: list[float], *which: float) -> tuple[float, float]:
    """One or two percentiles as a pair; NaN of none."""
    if not values:
        return float("nan"), float("nan")
    found = np.percentile(values, which)
    return float(found[0]), float(found[-1])


def _without_twins(keys: Mapping[str, tuple[Array, NDArray[np.floating]]]) -> int:
    """Keys of all shapes, a left and a right that move alike counted once."""
    sides: dict[tuple[str, bytes], int] = {}
    for name, (times, values) in keys.items():
        whole = name.removesuffix("Left").removesuffix("Right")
        sides[whole, times.tobytes() + values.tobytes()] = len(values)
    return sum(sides.values())

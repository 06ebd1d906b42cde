# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples that were cut off at a ceiling, wherever the ceiling is."""

from __future__ import annotations

import numpy as np

from sidecar.voices.quality.hearing import FRAME_SECONDS, Heard, decibels
from sidecar.voices.quality.spans import runs_of
from sidecar.voices.recording import Recording

_BINS, _MIN_BINS = 1000, 50
_STEP = 2.0**-15
"""Of 16-bit sound: finer bins would find its steps."""
_LOUD = 0.25
"""Ceilings under a quarter of the peak are not looked for: quiet speech is dense with equal samples."""
_NEIGHBOURS = 12
_EXCESS = 4.0
_MIN_PLACES = 6
_PLACE_SECONDS = 0.02
_MIN_RUN = 2
_TOP_QUANTILE = 0.995
_LOUD_RANGE_DB = 20.0


def find_clipping(recording: Recording) -> np.ndarray:
    """The samples that are cut off: bool [n].

    Finds ceilings as peaks in the histogram of amplitudes (Aleinik and Matveev 2014).

    The louder an amplitude, the fewer samples of speech have it; a ceiling turns that round, for each sign
    by itself since the offset may have moved it. Samples count as cut off where two or more lie at a ceiling
    in a row, if that happens in several places: any sound has one highest peak.
    """
    clipped = np.zeros(len(recording.samples), bool)
    place = max(1, round(_PLACE_SECONDS * recording.sample_rate_hz))
    for signed in (recording.samples, -recording.samples):
        peak = float(signed.max(initial=0.0))
        bins = min(_BINS, int(peak / _STEP))
        if bins < _MIN_BINS:
            continue
        index = np.minimum(np.floor(signed * (bins / peak)).astype(np.int64), bins - 1)
        counts = np.bincount(index[index >= 0], minlength=bins)
        for first, last in _ceilings(counts):
            at = _in_a_row((index >= first) & (index <= last))
            if len(np.unique(np.flatnonzero(at) // place)) >= _MIN_PLACES:
                clipped |= at
    return clipped


def _ceilings(counts: np.ndarray) -> list[tuple[int, int]]:
    """First and last bin of each peak of the histogram."""
    padded = np.pad(counts.astype(np.float64), _NEIGHBOURS, mode="constant", constant_values=0)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOURS + 1)
    below = np.median(around[:, : _NEIGHBOURS - 1], axis=1)  # towards silence, where there should be more
    high = counts > _EXCESS * (below + 2)
    high[: round(_LOUD * len(counts))] = False
    return [(int(first), int(end) - 1) for first, end in runs_of(high)]


def _in_a_row(at: np.ndarray) -> np.ndarray:
    kept = np.zeros_like(at)
    runs = runs_of(at)
    for start, end in runs[runs[:, 1] - runs[:, 0] >= _MIN_RUN]:
        kept[start:end] = True
    return kept


def limited_share(heard: Heard) -> float:
    """Of the frames with speech, those whose peak lies within 1 dB of the highest peaks.

    Natural speech has few; a limiter, or a preamplifier that is overdriven before a filter rounds its
    corners, brings most peaks to one height without any two samples being equal.
    """
    size = round(2 * FRAME_SECONDS * heard.recording.sample_rate_hz)
    count = len(heard.recording.samples) // size
    if not count or not heard.active.any():
        return 0.0
    peaks = np.abs(heard.recording.samples[: count * size]).reshape(count, size).max(axis=1)
    level = decibels(peaks.astype(np.float64) ** 2)
    top = np.quantile(level, _TOP_QUANTILE)
    loud = level[level > top - _LOUD_RANGE_DB]
    return float((loud > top - 1).mean()) if loud.size else 0.0

# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenFaceFX (PyPI, MIT) on the same timings, for comparison; needs the extra `voxrig[bench]`.

It is asked as its own `from-timing` command asks it for IPA, on its native fifteen Oculus visemes, and drawn
with straight lines between its keys as its documentation says.
"""

from __future__ import annotations

import time
from typing import Final

import numpy as np
from openfacefx import (
    IPA_MAPPING,
    CoartParams,
    PhonemeSegment,
    build_viseme_curves,
    generate_from_alignment,
    ipa_unknown_symbols,
)

from sidecar.bench.lips_performance import FIRST_FRAME, Array, Performance, line_frames
from sidecar.synthesis.speech import SILENCE, Speech

_SPELLED: Final = {
    # Its table has no retroflex or palatalised hush.
    "ʂ": "ʃ",
    "ʐ": "ʒ",
    "tʂ": "tʃ",
    "dʐ": "dʒ",
}
_DIPHTHONG_SPLIT: Final = 0.55  # where it splits diphthongs that are spelled in ARPABET
_MARKS: Final = str.maketrans("", "", "ːʰʲ")
_VOWELS: Final = frozenset("aeiouyɐɑɒɔəɛɜɤɪʊʌæ")


def segments_of(speech: Speech) -> list[PhonemeSegment]:
    """The line's sounds in IPA that it knows; diphthongs in two parts, as it does with ARPABET.

    Raises:
        ValueError: If a symbol would be shown as silence.
    """
    rate = speech.sample_rate_hz
    segments: list[PhonemeSegment] = []
    for phoneme in speech.phonemes:
        start, end = phoneme.start_sample / rate, phoneme.end_sample / rate
        if phoneme.symbol == SILENCE:
            segments.append(PhonemeSegment(SILENCE, start, end))
            continue
        plain = phoneme.symbol.translate(_MARKS)
        symbol = _SPELLED.get(plain, plain)
        if len(symbol) == 2 and _VOWELS.issuperset(symbol):
            cut = start + _DIPHTHONG_SPLIT * (end - start)
            segments += [PhonemeSegment(symbol[0], start, cut), PhonemeSegment(symbol[1], cut, end)]
        else:
            segments.append(PhonemeSegment(symbol, start, end))
    unknown = ipa_unknown_symbols(segment.phoneme for segment in segments)
    if unknown:
        raise ValueError("; ".join(unknown))
    return segments


class OpenFaceFX:
    """Its default model or the one after JALI, at the scene's frame rate or at one of its own."""

    def __init__(self, *, jali: bool = False, rate: float | None = None) -> None:
        """`rate`: frames per second it solves at; None takes the scene's."""
        self.name = f"OpenFaceFX{' JALI' if jali else ''}{f' at {rate:g}' if rate else ''}"
        self.rig = "oculus"
        self._params = CoartParams(jali=jali)
        self._rate = rate

    def perform(self, speech: Speech, fps: float) -> Performance:
        """Keys for a line, and its curves at the frames."""
        segments = segments_of(speech)
        options = {"fps": self._rate or fps, "mapping": IPA_MAPPING, "params": self._params}
        began = time.perf_counter()
        track = generate_from_alignment(segments, **options)
        seconds = time.perf_counter() - began
        dense_times, dense = build_viseme_curves(segments, **options)
        frames = line_frames(speech, fps)
        played: dict[str, Array] = {}
        keys: dict[str, tuple[Array, Array]] = {}
        misses: list[Array] = []
        for channel in track.channels:
            if channel.name == SILENCE:
                continue  # rest moves nothing on a rig
            times = np.array([key.time for key in channel.keys])
            values = np.array([key.value for key in channel.keys])
            name = f"viseme_{channel.name}"
            keys[name] = times, values
            played[name] = np.interp((frames - FIRST_FRAME) / fps, times, values)
            column = dense[:, IPA_MAPPING.target_names.index(channel.name)]
            misses.append(np.interp(dense_times, times, values) - column)
        all_misses = np.concatenate(misses)
        return Performance(frames, fps, played, keys, all_misses, all_misses, seconds)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines and mouths made by hand, on which the right answer is known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sidecar.bench.lips_performance import Performance, line_frames
from sidecar.synthesis.speech import Phoneme, Speech, Stress

RATE = 24_000
FPS = 24.0
FRAME = RATE // 24  # samples


def spoken(symbols: str, frames_each: int = 4, audio: np.ndarray | None = None) -> Speech:
    """Sounds of one length, in whole frames; a symbol led by ' is stressed."""
    phonemes = []
    for index, symbol in enumerate(symbols.split()):
        start = index * frames_each * FRAME
        stress = Stress.PRIMARY if symbol.startswith("'") else Stress.NONE
        word = None if symbol == "sil" else 0
        phonemes.append(Phoneme(symbol.removeprefix("'"), start, start + frames_each * FRAME, stress, word))
    samples = np.zeros(phonemes[-1].end_sample, dtype=np.float32) if audio is None else audio
    return Speech(samples, RATE, tuple(phonemes), ())


def performed(speech: Speech, drawn: Mapping[str, Mapping[int, float]]) -> Performance:
    """Values per shape and frame; 0 elsewhere."""
    frames = line_frames(speech, FPS)
    played = {
        name: np.array([values.get(int(frame), 0.0) for frame in frames]) for name, values in drawn.items()
    }
    return Performance(frames, FPS, played, {}, np.zeros(0), np.zeros(0), 0.0)


def held(first: int, last: int, value: float = 1.0) -> dict[int, float]:
    return dict.fromkeys(range(first, last + 1), value)


# "sil m a m a sil", four frames each from frame 1: m on 5-8 and 13-16, a on 9-12 and 17-20.
MAMA = spoken("sil m 'a m 'a sil")

# SPDX-License-Identifier: GPL-3.0-or-later
"""How late a mouth is against the sound is found without an aligner."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sidecar.bench.lips_bias import Heard, Lateness
from sidecar.bench.lips_performance import Array
from sidecar.synthesis.speech import Speech
from tests.sidecar.bench.mouths import RATE, spoken


def noise(length: int, low: bool, seed: int) -> np.ndarray:
    """A voice (a hum with overtones) or a hiss."""
    random = np.random.default_rng(seed)
    if low:
        time = np.arange(length) / RATE
        return np.sum([np.sin(2 * np.pi * pitch * time) / pitch for pitch in (150, 300, 450)], axis=0) * 50
    hiss = random.normal(size=length)
    return np.convolve(hiss, [1, -2, 1], "same") * 0.1


@pytest.mark.unit
class TestBias:
    SYMBOLS = "sil t a s a t a t s a sil a s t a sil t a t a s sil"

    def heard(self) -> tuple[Speech, Heard]:
        speech = spoken(self.SYMBOLS)
        audio = speech.audio
        for index, phoneme in enumerate(speech.phonemes):
            if phoneme.symbol in "as":
                length = phoneme.end_sample - phoneme.start_sample
                audio[phoneme.start_sample : phoneme.end_sample] = noise(length, phoneme.symbol == "a", index)
        return speech, Heard.of(speech)

    @staticmethod
    def mouth(speech: Speech, symbol: str, times: Array, late: float) -> Array:
        """Open for exactly the time that a symbol sounds, all of it late."""
        said = [p for p in speech.phonemes if p.symbol == symbol]
        spans = [(p.start_sample / RATE + late, p.end_sample / RATE + late) for p in said]
        return np.sum([(times >= start) & (times < end) for start, end in spans], axis=0).astype(float)

    @pytest.mark.parametrize("late_ms", [0.0, 40.0, -40.0, 100.0])
    def test_a_mouth_that_is_late_is_found_as_late_as_it_is(self, late_ms: float) -> None:
        speech, heard = self.heard()
        times = np.arange(-0.5, len(speech.audio) / RATE + 0.5, 0.001)
        lateness = Lateness()
        mouths = (self.mouth(speech, symbol, times, late_ms / 1000) for symbol in "as")
        lateness.add(heard, times, *mouths)
        assert lateness.milliseconds() == pytest.approx(late_ms, abs=2.0)

    def test_a_rig_without_teeth_is_judged_by_its_vowels(self) -> None:
        speech, heard = self.heard()
        times = np.arange(-0.5, len(speech.audio) / RATE + 0.5, 0.001)
        lateness = Lateness()
        lateness.add(heard, times, self.mouth(speech, "a", times, 0.06), None)
        assert lateness.milliseconds() == pytest.approx(60.0, abs=2.0)

    def test_a_mouth_that_never_moves_has_no_bias(self) -> None:
        _, heard = self.heard()
        lateness = Lateness()
        lateness.add(heard, np.arange(0.0, 3.0, 0.04), np.zeros(75), None)
        assert math.isnan(lateness.milliseconds())

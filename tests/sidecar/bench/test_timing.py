# SPDX-License-Identifier: GPL-3.0-or-later
"""Calibration finds how late an engine's durations are, and leaves what it was not asked for alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from models.kokoro import FRAME_SAMPLES, KokoroOutput
from models.kokoro.timing import TimingBias
from models.kokoro.timing_estimate import SIBILANTS, VOWELS
from models.kokoro.vocabulary import VOCABULARY
from models.kokoro.voices import VoiceBank
from sidecar.bench.timing import calibrated, measure
from sidecar.bench.timing_corpus import Corpus

pytestmark = pytest.mark.unit
LATE_FRAMES = 2  # 50 ms


class HummingEngine:
    """Hums vowels and hisses sibilants, two frames earlier than its durations say."""

    name = "humming"

    def synthesize(
        self, token_ids: Sequence[int], style: np.ndarray, speed: float, seed: int
    ) -> KokoroOutput:
        symbol_of = {token_id: symbol for symbol, token_id in VOCABULARY.items()}
        symbols = ["", *(symbol_of[token_id] for token_id in token_ids), ""]
        random = np.random.default_rng(len(token_ids))
        durations = random.integers(3, 6, len(symbols))
        durations[[0, -1]] = 16
        edges = np.cumsum(durations) * FRAME_SAMPLES
        time = np.arange(edges[-1])
        hum = np.sin(0.04 * np.arange(1, 5)[:, None] * time).sum(axis=0)
        hiss = np.diff(random.standard_normal(len(time) + 1))
        audio = random.standard_normal(len(time)) * 1e-3
        for symbol, start, end in zip(symbols[1:], edges, edges[1:], strict=False):
            heard = hum if symbol in VOWELS else hiss if symbol in SIBILANTS else 0 * hum
            audio[start:end] += heard[start:end]
        late = LATE_FRAMES * FRAME_SAMPLES
        return KokoroOutput(np.append(audio[late:], np.zeros(late)).astype(np.float32), durations)


def test_the_language_of_a_voice_is_calibrated_and_no_other(tmp_path: Path) -> None:
    before = TimingBias((0.8, 1.0, 1.3), {"af_heart": (1.0, 2.0, 3.0)}, (0.0, 0.0, 0.0))
    after = calibrated(Corpus(tmp_path, HummingEngine()), before, ["if_sara"])
    assert set(after.voices) == {"af_heart", "if_sara", "im_nicola"}
    assert after.voices["af_heart"] == (1.0, 2.0, 3.0)
    assert after.voices["if_sara"] == pytest.approx((50, 50, 50), abs=5)
    assert after.default == pytest.approx(np.mean(list(after.voices.values()), axis=0), abs=0.1)


def test_without_a_voice_the_languages_that_lack_one_are_calibrated(tmp_path: Path) -> None:
    stock = VoiceBank.load().ids
    known = TimingBias(
        (0.8, 1.0, 1.3), {v: (40.0, 40.0, 40.0) for v in stock if v[0] != "f"}, (0.0, 0.0, 0.0)
    )
    after = calibrated(Corpus(tmp_path, HummingEngine()), known)
    assert set(after.voices) == set(stock)
    assert after.voices["ff_siwis"] == pytest.approx((50, 50, 50), abs=5)
    assert after.voices["em_alex"] == (40.0, 40.0, 40.0)


def test_what_is_left_is_measured_on_other_sentences(tmp_path: Path) -> None:
    bias = TimingBias((0.8, 1.0, 1.3), {"if_sara": (30.0, 30.0, 30.0)}, (0.0, 0.0, 0.0))
    left = measure(Corpus(tmp_path, HummingEngine()), bias, ["if_sara"])
    assert [residual.speed for residual in left] == [0.8, 1.0, 1.3]
    assert [residual.left.combined_ms for residual in left] == pytest.approx([20, 20, 20], abs=5)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Mean lengths are a fair guess, and pauses are where they are heard."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.gpt_sovits.timing import Timings, TimingSource, proportional
from tests.models.gpt_sovits.timing.spoken import (
    FRAME,
    PAUSE,
    RATE_HZ,
    SENTENCE,
    Spoken,
    check_tiles,
    errors_ms,
    say,
)

pytestmark = pytest.mark.unit


def timed(spoken: Spoken) -> Timings:
    timings = proportional(spoken.symbols, spoken.waveform(), RATE_HZ, words=spoken.words)
    check_tiles(timings, spoken.symbols, spoken.frames * FRAME)
    return timings


@pytest.mark.parametrize("seed", range(5))
def test_it_is_right_to_about_a_phone(seed: int) -> None:
    spoken = say(seed=seed)
    timings = timed(spoken)
    assert errors_ms(timings, spoken).mean() < 80
    assert timings.timing_source is TimingSource.PROPORTIONAL
    assert (timings.confidence, timings.parts, timings.poor) == (0, None, False)


@pytest.mark.parametrize("seed", range(5))
def test_a_pause_goes_to_the_punctuation_near_it(seed: int) -> None:
    spoken = say(SENTENCE.replace(",", f"{PAUSE} ,"), seed=seed)
    timings = timed(spoken)
    pauses = [(span.start_sample, span.end_sample) for span in timings.spans if span.is_pause]
    edges = np.cumsum([0, *(length for _, length in spoken.pieces)])
    after = spoken.symbols.index(",") + 1
    start = spoken.starts()[after]
    pause = int(edges[np.searchsorted(edges, start) - 2])
    assert len(pauses) == 3
    np.testing.assert_allclose(pauses[1], (pause, start), atol=200)
    assert next(span.start_sample for span in timings.spans if span.phone == after) == pauses[1][1]


def test_lengths_follow_the_class_of_a_phone() -> None:
    waveform = np.sin(np.arange(RATE_HZ) * 0.03)
    lengths = [
        s.end_sample - s.start_sample
        for s in proportional(["N", "AA1", "n", "ang3"], waveform, RATE_HZ).spans
    ]
    assert lengths[0] == pytest.approx(lengths[2], abs=2)
    assert lengths[0] < lengths[1] < lengths[3]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.booleans())
def test_any_pattern_of_pauses_is_tiled(seed: int, stretches: int, with_words: bool) -> None:
    random = np.random.default_rng(seed)
    symbols = [str(symbol) for symbol in random.choice(["AA1", "S", ",", "[", "T"], random.integers(1, 20))]
    loud = np.repeat(random.random(stretches) < 0.5, random.integers(50, 9000, stretches))
    waveform = loud * random.standard_normal(len(loud))
    words = [n // 2 for n in range(len(symbols))] if with_words else None
    check_tiles(proportional(symbols, waveform, RATE_HZ, words=words), symbols, len(waveform))

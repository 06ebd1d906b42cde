# SPDX-License-Identifier: GPL-3.0-or-later
"""Heads that do not follow the text leave no trace."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from models.gpt_sovits.timing import Problem, align
from models.gpt_sovits.timing.heads import gather
from models.gpt_sovits.timing.sentence import Sentence
from tests.models.gpt_sovits.timing.spoken import RATE_HZ, Spoken, errors_ms, say

pytestmark = pytest.mark.unit


def sink(good: np.ndarray, phone: int) -> np.ndarray:
    """A head that gives 0.9 to one phone, always."""
    head = 0.1 * good
    head[:, phone] += 0.9
    return head


WRONG: dict[str, Callable[[np.ndarray, np.random.Generator], np.ndarray]] = {
    "sink at the last phone": lambda good, random: sink(good, -1),
    "sink in the middle": lambda good, random: sink(good, 9),
    "flat": lambda good, random: np.full_like(good, 1 / good.shape[1]),
    "backwards": lambda good, random: good[::-1],
    "mild noise": lambda good, random: random.dirichlet(np.ones(good.shape[1]), len(good)),
    "sharp noise": lambda good, random: np.eye(good.shape[1])[random.integers(0, good.shape[1], len(good))],
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_wrong_heads_are_dropped(wrong: Callable[..., np.ndarray], seed: int) -> None:
    spoken, random = say(seed=seed), np.random.default_rng(seed)
    attention = spoken.attention(noise=0.2)
    good = attention[3].copy()
    for head in range(3):
        attention[head] = wrong(attention[head], random)
    evidence = gather(attention, Sentence.of(spoken.symbols, None), np.zeros(spoken.frames))
    assert len(evidence.heads) == 1
    assert np.array_equal(evidence.heads[0], good)
    timings = align(attention, spoken.symbols, spoken.waveform(), RATE_HZ, words=spoken.words)
    assert errors_ms(timings, spoken).max() < 40
    assert not timings.problems


@pytest.mark.parametrize("share", [0.3, 0.6])
def test_frames_in_which_a_head_looks_at_its_sink_do_not_count(share: float) -> None:
    spoken, random = say(seed=2), np.random.default_rng(1)
    attention = spoken.attention(noise=0.2)
    lost = random.random(attention.shape[:2]) < share
    attention[lost] = np.eye(len(spoken.symbols))[-1]
    timings = align(attention, spoken.symbols, spoken.waveform(), RATE_HZ, words=spoken.words)
    assert errors_ms(timings, spoken).max() < 40
    assert not timings.problems


def test_only_sinks_and_flat_heads_are_unclear() -> None:
    spoken = say(seed=2)
    good = spoken.attention(heads=1)[0]
    flat = np.full_like(good, 1 / good.shape[1])
    attention = np.stack([sink(flat, -1), flat, sink(flat, 4)])
    timings = align(attention, spoken.symbols, spoken.waveform(), RATE_HZ, words=spoken.words)
    assert timings.problems == {Problem.UNCLEAR}
    assert timings.confidence < 0.1


def test_a_phone_that_is_held_is_no_sink() -> None:
    """It attracts as many frames as a sink does, but together."""
    spoken = say(seed=2)
    held = spoken.symbols.index("AW1")
    spoken.pieces = [(p, 34 * 640 if p == held else n) for p, n in spoken.pieces]
    spoken = Spoken(spoken.symbols, spoken.words, spoken.pieces[:16])
    evidence = gather(spoken.attention(), Sentence.of(spoken.symbols, None), np.zeros(spoken.frames))
    assert evidence.informative[spoken.path() == held].all()


def test_heads_that_agree_are_averaged() -> None:
    spoken = say(seed=2)
    attention = spoken.attention(noise=0.5)
    evidence = gather(attention, Sentence.of(spoken.symbols, None), np.ones(spoken.frames))
    assert len(evidence.heads) == 4
    np.testing.assert_allclose(evidence.attention.sum(axis=1), 1)
    assert np.abs(evidence.attention - attention.mean(axis=0)).max() < 0.1

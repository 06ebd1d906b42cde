# SPDX-License-Identifier: GPL-3.0-or-later
"""What went wrong is spoken again with another seed, and the best take is kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch

from models.gpt_sovits import takes
from models.gpt_sovits.phones import inventory
from models.gpt_sovits.synthesizer import Synthesizer
from models.gpt_sovits.takes import Score, Take, best_take
from models.gpt_sovits.text_to_semantic import Request, Sampling, SemanticGenerator
from models.gpt_sovits.text_to_semantic.collapse import seed_of_attempt
from models.gpt_sovits.timing import PhoneSpan, Problem, Timings, TimingSource
from tests.models.gpt_sovits import containers

pytestmark = pytest.mark.unit

SYMBOLS = ("HH", "AH0", "L", "OW1", "W", "ER1", "L", "D", ".")
WORDS = (0, 0, 0, 0, 1, 1, 1, 1, None)
SEED = 3


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> tuple[SemanticGenerator, Synthesizer]:
    return containers.load_voice(tmp_path_factory.mktemp("voice"))


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Timings]]:
    """What is thought of each take in turn: no network of random weights is ever clear."""
    opinions: list[Timings] = []
    remaining = iter(opinions)
    monkeypatch.setattr(takes, "align", lambda *_, **__: next(remaining))
    yield opinions
    assert next(remaining, None) is None, "fewer takes than expected"


def thought(confidence: float, *problems: Problem) -> Timings:
    span = PhoneSpan(0, 0, 1)
    return Timings((span,), TimingSource.ATTENTION, confidence, None, frozenset(problems))


def speak(
    networks: tuple[SemanticGenerator, Synthesizer], *, sampling: Sampling | None = None, attempts: int = 3
) -> Take:
    generator, synthesizer = networks
    own = torch.tensor(inventory("v2").encode(SYMBOLS))
    request = Request(own, torch.tensor([3, 1, 4]), target_phones=len(own), seed=SEED)
    timbre = torch.zeros(1, synthesizer.config.condition, 1)
    score = Score(request, own, SYMBOLS, WORDS)
    return best_take(
        generator, synthesizer, score, timbre, sampling=sampling or Sampling(), attempts=attempts
    )


def test_a_good_take_is_the_last(
    networks: tuple[SemanticGenerator, Synthesizer], judged: list[Timings]
) -> None:
    judged += [thought(0.8, Problem.SKIPPED_WORDS), thought(0.6)]
    take = speak(networks, attempts=5)
    assert (take.attempts, take.timings.confidence) == (2, 0.6)
    assert take.outcome.seed == seed_of_attempt(SEED, 1)


def test_of_takes_with_something_wrong_the_surest_is_kept(
    networks: tuple[SemanticGenerator, Synthesizer], judged: list[Timings]
) -> None:
    judged += [thought(0.5, Problem.STALL), thought(0.7, Problem.REPEATED_WORDS), thought(0.6, Problem.STALL)]
    take = speak(networks)
    assert (take.attempts, take.timings.confidence) == (3, 0.7)
    assert take.timings.timing_source is TimingSource.ATTENTION


def test_a_clear_take_is_better_than_an_unclear_one(
    networks: tuple[SemanticGenerator, Synthesizer], judged: list[Timings]
) -> None:
    judged += [thought(0.34, Problem.UNCLEAR), thought(0.1, Problem.STALL)]
    assert speak(networks, attempts=2).timings.problems == {Problem.STALL}


def test_where_nothing_is_clear_lengths_are_the_usual_ones(
    networks: tuple[SemanticGenerator, Synthesizer],
) -> None:
    take = speak(networks, attempts=2)
    assert (take.attempts, take.timings.timing_source) == (2, TimingSource.PROPORTIONAL)
    spans = take.timings.spans
    assert (spans[0].start_sample, spans[-1].end_sample) == (0, len(take.waveform))
    assert {span.phone for span in spans} >= set(range(8))


@pytest.mark.parametrize("sampling", [Sampling(top_k=1), Sampling(temperature=0)])
def test_what_leaves_nothing_to_chance_is_tried_once(
    sampling: Sampling, networks: tuple[SemanticGenerator, Synthesizer]
) -> None:
    assert speak(networks, sampling=sampling).attempts == 1


def test_the_same_seed_gives_the_same_take(networks: tuple[SemanticGenerator, Synthesizer]) -> None:
    first, again = speak(networks, attempts=1), speak(networks, attempts=1)
    assert np.array_equal(first.waveform, again.waveform)
    assert len(first.waveform) == 1_280 * len(first.outcome.tokens)

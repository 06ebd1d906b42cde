# SPDX-License-Identifier: GPL-3.0-or-later
"""Every stage equals that of the official classes."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from models.gpt_sovits.text_to_semantic import Prefix, Request, Sampling, SemanticGenerator, TextToSemantic
from models.gpt_sovits.text_to_semantic.sampling import distribution, penalise
from models.gpt_sovits.text_to_semantic.stepping import PlainStepper, empty_cache

pytestmark = pytest.mark.unit

GREEDY = Sampling(top_k=1)
OFFICIAL_EARLY_STOP = 41
"""Its loop stops when there are more than 40 new tokens."""


def check(actual: Tensor, expected: Tensor, atol: float = 1e-4) -> None:
    torch.testing.assert_close(actual, expected, atol=atol, rtol=0)


def test_embeddings(network: TextToSemantic, arrays: dict[str, Tensor]) -> None:
    check(network.embed_text(arrays["in.phones"], arrays["in.bert"]), arrays["out.text_embed"])
    check(network.embed_audio(arrays["in.prompts"]), arrays["out.audio_embed"])


def test_prefill(network: TextToSemantic, arrays: dict[str, Tensor], line: Request) -> None:
    cache = empty_cache(network, batch=1, capacity=60)
    check(network.encode(Prefix.collate([line]), cache), arrays["out.prefill.hidden"])
    check(cache.keys[-1, :, :, :52].transpose(1, 2).flatten(2), arrays["out.prefill.k_last_layer"])


def test_steps(network: TextToSemantic, arrays: dict[str, Tensor], line: Request) -> None:
    stepper = PlainStepper(network)
    logits = stepper.prefill(Prefix.collate([line]))
    check(logits, arrays["out.logits.0"])
    for number, token in enumerate(arrays["out.greedy.first3"][0], start=1):
        assert logits[0, :-1].argmax() == token
        logits = stepper.step(token[None])
        check(logits, arrays[f"out.logits.{number}"])


@pytest.mark.parametrize(
    ("name", "sampling"),
    [
        ("a", Sampling()),
        ("b", Sampling(top_k=20, top_p=0.8, temperature=0.7, repetition_penalty=1)),
        ("c", Sampling(top_k=50, top_p=0.5, temperature=1.3)),
    ],
)
def test_sampling_distributions(arrays: dict[str, Tensor], name: str, sampling: Sampling) -> None:
    logits = 8 * arrays["out.logits.0"][:, :-1]
    seen = torch.zeros_like(logits, dtype=torch.bool).scatter(1, arrays["in.prompts"], True)
    probabilities = distribution(penalise(logits, seen, sampling.repetition_penalty), sampling)
    check(probabilities, arrays[f"out.sample.{name}"], atol=1e-5)


@pytest.mark.parametrize(("name", "penalty"), [("rp1_35", 1.35), ("rp1_0", 1.0)])
def test_greedy_tokens(
    network: TextToSemantic, arrays: dict[str, Tensor], line: Request, name: str, penalty: float
) -> None:
    sampling = Sampling(top_k=1, repetition_penalty=penalty)
    (outcome,) = SemanticGenerator(network).generate([line], sampling, None, OFFICIAL_EARLY_STOP)
    expected = arrays[f"out.naive.{name}.tokens"][0].tolist()
    assert [*line.prompt.tolist(), *outcome.tokens] == expected


def test_greedy_tokens_in_a_batch_of_unequal_lines(
    network: TextToSemantic,
    arrays: dict[str, Tensor],
    line: Request,
    short_line: Request,
    line_without_prompt: Request,
) -> None:
    lines = [line, short_line, line_without_prompt]
    outcomes = SemanticGenerator(network).generate(lines, GREEDY, None, OFFICIAL_EARLY_STOP)
    for request, outcome, name in zip(lines, outcomes, ("rp1_35", "short", "noprompt"), strict=True):
        expected = arrays[f"out.naive.{name}.tokens"][0].tolist()
        assert [*request.prompt.tolist(), *outcome.tokens] == expected
    assert [outcome.stop for outcome in outcomes] == ["length", "end", "length"]
    # The official batch loop leaves out the last token at an early stop.
    assert list(outcomes[0].tokens[:-1]) == arrays["out.batch.tokens0"][22:].tolist()
    assert list(outcomes[1].tokens) == arrays["out.batch.tokens1"][22:].tolist()


@pytest.fixture
def training_batch(arrays: dict[str, Tensor]) -> Prefix:
    names = ("phones", "phones_len", "semantic", "semantic_len", "bert")
    return Prefix(*(arrays[f"in.train.{name}"] for name in names))


def test_training_logits(network: TextToSemantic, arrays: dict[str, Tensor], training_batch: Prefix) -> None:
    # Only the longest item is right in the official batch.
    check(network(training_batch)[0], arrays["out.train.logits"][0])
    expected = arrays["out.train.targets"].clone()
    expected[1, 26:] = -100
    assert torch.equal(network.targets(training_batch), expected)


def test_the_loss_of_a_batch_is_that_of_its_items(
    network: TextToSemantic, arrays: dict[str, Tensor], training_batch: Prefix
) -> None:
    losses = [arrays[f"out.train.loss_sum_item{number}"] for number in (0, 1)]
    check(network.loss(training_batch), losses[0] + losses[1], atol=1e-3)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines become tokens: reproducibly, together as alone, whole as in a stream, and never without end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor

from models.gpt_sovits.text_to_semantic import (
    Guard,
    Prefix,
    Request,
    Sampling,
    SemanticGenerator,
    Stop,
    TextToSemantic,
)

pytestmark = pytest.mark.unit

LOOSE = Sampling(top_k=50, repetition_penalty=1.0)


@pytest.fixture
def generator(network: TextToSemantic) -> SemanticGenerator:
    return SemanticGenerator(network)


def forced(network: TextToSemantic, favourite: int, strength: float = 1e3) -> SemanticGenerator:
    """Says one class whenever it may."""
    norm = network.h.get_submodule(f"layers.{network.config.layers - 1}.norm2")
    for parameter, value in zip(norm.parameters(), (0.0, 1.0), strict=True):
        parameter.data.fill_(value)
    network.ar_predict_layer.weight.data.zero_()
    network.ar_predict_layer.weight.data[favourite] = strength
    return SemanticGenerator(network)


def test_a_seed_decides_the_tokens(generator: SemanticGenerator, line: Request) -> None:
    takes = [generator.generate([replace(line, seed=seed)], LOOSE, max_tokens=30)[0] for seed in (4, 4, 5)]
    assert takes[0] == takes[1]
    assert takes[0].tokens != takes[2].tokens


def test_lines_together_are_as_alone(
    generator: SemanticGenerator, line: Request, short_line: Request, line_without_prompt: Request
) -> None:
    lines = [
        replace(each, seed=seed) for seed, each in enumerate([line, short_line, line_without_prompt, line])
    ]
    together = generator.generate(lines, LOOSE, max_tokens=80)
    assert together == [generator.generate([each], LOOSE, max_tokens=80)[0] for each in lines]
    assert len({len(each.tokens) for each in together}) > 1, "the lines should not all end at once"


def test_sampled_tokens_are_those_of_a_plain_loop(
    network: TextToSemantic, generator: SemanticGenerator, line: Request
) -> None:
    """The official loop by its description, without any cache, on the global generator."""
    torch.manual_seed(7)
    history, made = line.prompt.tolist(), []
    for step in range(30):
        (logits,) = network(Prefix.collate([Request(line.phones, torch.tensor(history), line.bert)]))[:, -1]
        logits = logits[:-1] if step < 11 else logits
        for token in set(history):
            logits[token] = logits[token] * 1.35 if logits[token] < 0 else logits[token] / 1.35
        logits[logits < logits.topk(15).values[-1]] = -torch.inf
        probabilities = logits.softmax(0)
        token = int((probabilities / torch.empty_like(probabilities).exponential_()).argmax())
        if 1024 in (token, int(logits.argmax())):
            break
        made.append(token)
        history.append(token)
    (outcome,) = generator.generate([replace(line, seed=7)], guard=None, max_tokens=30)
    assert list(outcome.tokens) == made


def test_the_end_cannot_come_in_the_first_steps(
    make_network: Callable[[], TextToSemantic], line: Request
) -> None:
    (outcome,) = forced(make_network(), favourite=1024).generate([line])
    assert (outcome.stop, len(outcome.tokens)) == (Stop.END, 11)
    assert max(outcome.tokens) < 1024


def test_the_likeliest_end_stops_a_line_although_it_was_not_drawn(
    make_network: Callable[[], TextToSemantic], line: Request
) -> None:
    # So slightly the likeliest that one of 1024 others is drawn all the same.
    narrow = forced(make_network(), favourite=1024, strength=1e-4)
    (outcome,) = narrow.generate([line], Sampling(top_k=1025, repetition_penalty=1.0))
    assert (outcome.stop, len(outcome.tokens)) == (Stop.END, 11)


def test_a_loop_is_stopped_tried_again_and_told(
    make_network: Callable[[], TextToSemantic], line: Request
) -> None:
    looping = forced(make_network(), favourite=7)
    (outcome,) = looping.generate([line])
    assert (outcome.stop, outcome.tokens, outcome.attempts) == (Stop.REPETITION, (7,), 3)
    (greedy,) = looping.generate([line], Sampling(top_k=1))
    assert greedy.attempts == 1, "another seed changes nothing"
    (official,) = looping.generate([line], guard=None, max_tokens=200)
    assert (official.stop, len(official.tokens)) == (Stop.LENGTH, 200)


def test_a_line_without_end_is_stopped_by_its_own_phones(generator: SemanticGenerator, line: Request) -> None:
    guard = Guard(tokens_per_phone=2, spare_tokens=10, attempts=2)
    endless = Sampling(top_k=1, repetition_penalty=1.35)
    (outcome,) = generator.generate([replace(line, target_phones=6)], endless, guard)
    assert (outcome.stop, len(outcome.tokens)) == (Stop.RUNAWAY, 23)


def test_the_official_bound_holds_without_a_guard(
    make_network: Callable[[], TextToSemantic], line: Request
) -> None:
    looping = forced(make_network(), favourite=7)
    (outcome,) = looping.generate([line], Sampling(top_k=1), guard=None)
    assert (outcome.stop, len(outcome.tokens)) == (Stop.LENGTH, 1500)


@pytest.mark.parametrize("chunk_tokens", [1, 7, 13, 100])
def test_a_stream_is_the_line_in_chunks(
    generator: SemanticGenerator, line: Request, short_line: Request, chunk_tokens: int
) -> None:
    for request in (line, short_line):
        (whole,) = generator.generate([request], Sampling(top_k=1), max_tokens=40)
        chunks = list(generator.stream(request, Sampling(top_k=1), max_tokens=40, chunk_tokens=chunk_tokens))
        assert tuple(token for chunk in chunks for token in chunk.tokens) == whole.tokens
        assert [chunk.stop for chunk in chunks] == [None] * (len(chunks) - 1) + [whole.stop]
        assert all(len(chunk.tokens) == chunk_tokens for chunk in chunks[:-1])


def test_a_stream_says_that_it_was_lost(make_network: Callable[[], TextToSemantic], line: Request) -> None:
    looping = forced(make_network(), favourite=7)
    chunks = list(looping.stream(line, chunk_tokens=10))
    assert [(len(chunk.tokens), chunk.stop) for chunk in chunks] == [
        (10, None),
        (10, None),
        (0, Stop.REPETITION),
    ]


def test_a_stream_leaves_its_reader_as_it_was_and_can_be_closed(
    generator: SemanticGenerator, line: Request
) -> None:
    stream = generator.stream(line, chunk_tokens=5)
    assert len(next(stream).tokens) == 5
    assert not torch.is_inference_mode_enabled()
    stream.close()


def test_cancelled_lines_stop_where_they_are(
    make_network: Callable[[], TextToSemantic], line: Request
) -> None:
    asked = iter([False] * 5 + [True] * 100)
    looping = forced(make_network(), favourite=7)
    outcomes = looping.generate([line, line], cancelled=lambda: next(asked))
    assert [(each.stop, len(each.tokens), each.attempts) for each in outcomes] == [(Stop.CANCELLED, 5, 1)] * 2


def test_no_lines_are_no_work(generator: SemanticGenerator) -> None:
    assert generator.generate([]) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phones", torch.zeros(0, dtype=torch.int64)),
        ("phones", torch.full((30,), 732)),
        ("phones", torch.full((30,), -1)),
        ("phones", torch.zeros(1, 30, dtype=torch.int64)),
        ("prompt", torch.tensor([1024])),
        ("prompt", torch.zeros(1, 3, dtype=torch.int64)),
        ("bert", torch.zeros(1024, 29)),
        ("target_phones", 0),
        ("target_phones", 31),
        ("seed", -1),
        ("seed", 1 << 63),
    ],
)
def test_what_the_network_cannot_take_is_refused(
    generator: SemanticGenerator, line: Request, field: str, value: Tensor | int
) -> None:
    changes: dict[str, Any] = {field: value}
    with pytest.raises(ValueError, match=field):
        generator.generate([replace(line, **changes)])
    with pytest.raises(ValueError, match=field):
        generator.stream(replace(line, **changes))


def test_bounds_under_one_are_refused(generator: SemanticGenerator, line: Request) -> None:
    with pytest.raises(ValueError, match="max_tokens"):
        generator.generate([line], max_tokens=0)
    with pytest.raises(ValueError, match="chunk_tokens"):
        generator.stream(line, chunk_tokens=0)

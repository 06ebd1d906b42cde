# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways of stepping agree with each other, with the whole sequence at once, and in batches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from models.gpt_sovits.text_to_semantic import Prefix, Request, SemanticGenerator, TextToSemantic
from models.gpt_sovits.text_to_semantic.static_stepping import SPAN, GraphStepper, StaticStepper
from models.gpt_sovits.text_to_semantic.stepper_pool import StepperPool
from models.gpt_sovits.text_to_semantic.stepping import PlainStepper, Stepper

pytestmark = pytest.mark.unit


def tokens_of(step: int, rows: int) -> Tensor:
    return (torch.arange(rows) * 331 + step * 97) % 1024


def run(stepper: Stepper, lines: list[Request], steps: int, device: str = "cpu") -> Tensor:
    """Logits [steps + 1, rows, classes] after fixed tokens."""
    logits = [stepper.prefill(Prefix.collate(lines, device))]
    logits += [stepper.step(tokens_of(step, len(lines)).to(device)).clone() for step in range(steps)]
    return torch.stack(logits).cpu()


def check(actual: Tensor, expected: Tensor, atol: float = 1e-4) -> None:
    torch.testing.assert_close(actual, expected, atol=atol, rtol=0)


def test_a_step_equals_the_whole_sequence_at_once(network: TextToSemantic, line: Request) -> None:
    stepped = run(PlainStepper(network), [line], steps=5)
    longer = torch.cat([line.prompt, *(tokens_of(step, 1) for step in range(5))])
    (at_once,) = network(Prefix.collate([Request(line.phones, longer, line.bert)]))
    check(stepped[:, 0], at_once[-6:])


def test_padding_changes_no_row(
    network: TextToSemantic, line: Request, short_line: Request, line_without_prompt: Request
) -> None:
    lines = [short_line, line_without_prompt, line, Request(line.phones[:1], line.prompt[:3])]
    together = run(PlainStepper(network), lines, steps=4)
    for row, request in enumerate(lines):
        stepper = PlainStepper(network)
        alone = [stepper.prefill(Prefix.collate([request]))]
        alone += [stepper.step(tokens_of(step, len(lines))[row : row + 1]) for step in range(4)]
        check(together[:, row], torch.cat(alone))


@pytest.mark.parametrize("unequal", [False, True])
def test_static_buffers_agree_with_the_plain_way_across_spans(
    network: TextToSemantic, line: Request, short_line: Request, unequal: bool
) -> None:
    lines = [line, short_line if unequal else line]
    steps = SPAN - 52 + 20
    static = StaticStepper(network, batch=2, capacity=SPAN + 100)
    check(run(static, lines, steps), run(PlainStepper(network), lines, steps))
    # Nothing is left of it when the buffers are used again.
    check(run(static, lines[::-1], 3), run(PlainStepper(network), lines[::-1], 3))


def test_rows_that_are_done_are_left_out(
    network: TextToSemantic, line: Request, short_line: Request, line_without_prompt: Request
) -> None:
    lines = [line, short_line, line_without_prompt]
    for stepper in (PlainStepper(network), StaticStepper(network, 3, 200)):
        expected = run(PlainStepper(network), lines, steps=4)
        stepper.prefill(Prefix.collate(lines))
        stepper.step(tokens_of(0, 3))
        stepper.keep(torch.tensor([1, 2]))
        check(stepper.step(tokens_of(1, 3)[1:]), expected[2, 1:])
        stepper.keep(torch.tensor([1]))
        check(stepper.step(tokens_of(2, 3)[2:]), expected[3, 2:])


def test_static_buffers_refuse_what_does_not_fit(network: TextToSemantic, line: Request) -> None:
    stepper = StaticStepper(network, batch=1, capacity=1)
    assert stepper.capacity == SPAN
    with pytest.raises(ValueError, match="prefix"):
        stepper.prefill(Prefix.collate([line, line]))
    run(stepper, [line], steps=SPAN - 52)
    with pytest.raises(ValueError, match="slots are in use"):
        stepper.step(tokens_of(0, 1))


@pytest.mark.parametrize(("dtype", "atol"), [(torch.bfloat16, 0.4), (torch.float16, 0.05)])
def test_half_precision_is_near(
    make_network: Callable[[], TextToSemantic],
    network: TextToSemantic,
    line: Request,
    dtype: torch.dtype,
    atol: float,
) -> None:
    half = run(PlainStepper(make_network().to(dtype)), [line], steps=3)
    assert half.dtype == dtype
    check(half.float(), run(PlainStepper(network), [line], steps=3), atol)


def test_without_cuda_steps_are_plain(network: TextToSemantic) -> None:
    with StepperPool(network).borrow(1, 100) as stepper:
        assert isinstance(stepper, PlainStepper)


@pytest.mark.gpu
def test_graphs_agree_with_the_plain_way_and_are_used_again(
    make_network: Callable[[], TextToSemantic], line: Request, short_line: Request
) -> None:
    network = make_network().cuda()
    lines, steps = [line, short_line], SPAN - 52 + 20
    expected = run(PlainStepper(network), lines, steps, "cuda")
    pool = StepperPool(network)
    with pool.borrow(2, 600) as stepper:
        assert isinstance(stepper, GraphStepper)
        check(run(stepper, lines, steps, "cuda"), expected)
        assert stepper.captured == {SPAN, 2 * SPAN}
    with pool.borrow(2, 500) as again:
        assert again is stepper
        check(run(again, lines, 3, "cuda"), expected[:4])


@pytest.mark.gpu
def test_the_device_does_not_change_the_tokens(
    make_network: Callable[[], TextToSemantic], network: TextToSemantic, line: Request, short_line: Request
) -> None:
    lines = [line, short_line]
    expected = SemanticGenerator(network).generate(lines, max_tokens=60)
    on_gpu = make_network().cuda()
    for graphs in (True, False):
        assert SemanticGenerator(on_gpu, graphs).generate(lines, max_tokens=60) == expected

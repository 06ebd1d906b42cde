# SPDX-License-Identifier: GPL-3.0-or-later
"""The network can be trained: the loss reaches all of it, and falls."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from models.gpt_sovits.text_to_semantic import Prefix, Request, TextToSemantic

pytestmark = pytest.mark.unit


@pytest.fixture
def batch(line: Request, short_line: Request) -> Prefix:
    longer = torch.cat([line.prompt, line.prompt.flip(0)])
    return Prefix.collate([line, Request(short_line.phones, longer, short_line.bert)])


def test_a_loss_reaches_every_parameter(make_network: Callable[[], TextToSemantic], batch: Prefix) -> None:
    network = make_network().train()
    network.loss(batch).backward()
    gradients = {name: parameter.grad for name, parameter in network.named_parameters()}
    assert all(gradient is not None and gradient.isfinite().all() for gradient in gradients.values())


def test_dropout_is_for_training_only(make_network: Callable[[], TextToSemantic], batch: Prefix) -> None:
    network = make_network()
    assert torch.equal(network(batch), network(batch))
    network.train()
    assert not torch.equal(network(batch), network(batch))


def test_what_the_padding_holds_is_of_no_account(network: TextToSemantic, batch: Prefix) -> None:
    loss = network.loss(batch)
    batch.phones[1, 21:] = 5
    batch.tokens[0, 22:] = 6
    torch.testing.assert_close(network.loss(batch), loss)


def test_the_loss_falls(make_network: Callable[[], TextToSemantic], batch: Prefix) -> None:
    network = make_network()
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)
    losses = []
    for _ in range(8):
        optimizer.zero_grad()
        loss = network.loss(batch)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.8 * losses[0]

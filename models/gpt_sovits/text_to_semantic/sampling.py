# SPDX-License-Identifier: GPL-3.0-or-later
"""How the next token is drawn, in the order and with the defaults of the official loop.

Penalty for repetition (Keskar et al. 2019, arXiv:1909.05858), nucleus (Holtzman et al. 2019,
arXiv:1904.09751), temperature, the best few (Fan et al. 2018, arXiv:1805.04833), then a race of exponential
variables, whose winner is distributed as the probabilities are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

_COLDEST = 1e-5
_SLOWEST = 1e-30
"""Keeps an exponential variable of exactly 0 from making 0 / 0 of an impossible token."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """What is asked of the drawing.

    Attributes:
        top_k: Only so many of the likeliest tokens can be drawn; 1 makes it deterministic.
        top_p: Only tokens can be drawn up to which the sum of the probabilities, likeliest first, is no more
            than this; the likeliest always can.
        temperature: Divides the logits: below 1 more of the same, above 1 more variety.
        repetition_penalty: Divides the logits of tokens that have been, prompt included (multiplies negative
            ones).

    Raises:
        ValueError: A value out of its bounds.
    """

    top_k: int = 15
    top_p: float = 1.0
    temperature: float = 1.0
    repetition_penalty: float = 1.35

    def __post_init__(self) -> None:
        if self.top_k < 1:
            raise ValueError(f"top_k: {self.top_k} is not at least 1")
        if not 0 < self.top_p <= 1:
            raise ValueError(f"top_p: {self.top_p} is not above 0 and at most 1")
        if not 0 <= self.temperature < float("inf"):
            raise ValueError(f"temperature: {self.temperature} is not a number from 0 up")
        if not 0 < self.repetition_penalty < float("inf"):
            raise ValueError(f"repetition_penalty: {self.repetition_penalty} is not a number above 0")

    @property
    def deterministic(self) -> bool:
        """Whether another seed would change nothing."""
        return self.top_k == 1 or self.temperature == 0


def penalise(logits: Tensor, seen: Tensor, penalty: float) -> Tensor:
    """Makes tokens that have been less likely.

    Args:
        logits: [batch, classes].
        seen: Which classes each row has had: bool [batch, classes].
        penalty: 1 changes nothing.

    Returns:
        [batch, classes].
    """
    if penalty == 1:
        return logits
    return torch.where(seen, torch.where(logits < 0, logits * penalty, logits / penalty), logits)


def distribution(logits: Tensor, sampling: Sampling) -> Tensor:
    """Probabilities of penalised logits: [batch, classes], each row's sum 1."""
    if sampling.top_p < 1:
        ordered, order = logits.sort(descending=True, dim=-1)
        beyond = ordered.softmax(dim=-1).cumsum(dim=-1) > sampling.top_p
        beyond[:, 0] = False
        logits = logits.masked_fill(torch.zeros_like(beyond).scatter(1, order, beyond), -torch.inf)
    logits = logits / max(sampling.temperature, _COLDEST)
    best = logits.topk(min(sampling.top_k, logits.shape[-1]), dim=-1).values
    return logits.masked_fill(logits < best[:, -1:], -torch.inf).softmax(dim=-1)


def draw(probabilities: Tensor, generators: Sequence[torch.Generator]) -> Tensor:
    """One class for each row: int64 [batch].

    Each row has its own generator, on the CPU, so that its seed alone decides what is drawn from a
    distribution, whatever is drawn beside it and on whatever device.

    Args:
        probabilities: [batch, classes].
        generators: One for each row.
    """
    classes = probabilities.shape[-1]
    noise = torch.stack([torch.empty(classes).exponential_(generator=each) for each in generators])
    noise = noise.clamp_min(_SLOWEST).to(probabilities.device, non_blocking=True)
    return (probabilities / noise).argmax(dim=-1)

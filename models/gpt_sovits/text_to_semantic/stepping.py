# SPDX-License-Identifier: GPL-3.0-or-later
"""The network one token at a time: the plain way, which runs everywhere."""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor

from models.gpt_sovits.text_to_semantic.cache import KeyValueCache
from models.gpt_sovits.text_to_semantic.network import TextToSemantic
from models.gpt_sovits.text_to_semantic.prefix import Prefix

_ROOM = 256


class Stepper(Protocol):
    """A batch of sequences that grow together."""

    def prefill(self, prefix: Prefix) -> Tensor:
        """Begins; logits of each row's next token [batch, classes]."""
        ...

    def step(self, tokens: Tensor) -> Tensor:
        """One token for each row, int64 [rows]; logits of the next [rows, classes]."""
        ...

    def keep(self, rows: Tensor) -> None:
        """Goes on with these of the rows only: int64 [n], in ascending order."""
        ...


class PlainStepper:
    """Attends to exactly what has been, in a cache that grows; rows that are done cost nothing."""

    def __init__(self, network: TextToSemantic) -> None:
        self._network = network
        self._cache = empty_cache(network, batch=0, capacity=0)
        self._positions = torch.zeros(0, dtype=torch.int64)
        self._used = 0
        self._padded = False

    @torch.inference_mode()
    def prefill(self, prefix: Prefix) -> Tensor:
        """See `Stepper`."""
        self._cache = empty_cache(self._network, prefix.batch, prefix.slots + _ROOM)
        self._positions = prefix.token_lengths.clone()
        self._used = prefix.slots
        self._padded = not bool(prefix.valid().all())
        return self._network.prefill(prefix, self._cache)

    @torch.inference_mode()
    def step(self, tokens: Tensor) -> Tensor:
        """See `Stepper`."""
        self._cache.reserve(self._used + 1)
        slot = torch.tensor([self._used], device=tokens.device)
        self._used += 1
        self._cache.place(slot, self._used)
        mask = self._cache.mask if self._padded else None
        logits = self._network.step(tokens, self._positions, self._cache, mask)
        self._positions += 1
        return logits

    @torch.inference_mode()
    def keep(self, rows: Tensor) -> None:
        """See `Stepper`."""
        self._cache.keep(rows)
        self._positions = self._positions[rows]


def empty_cache(network: TextToSemantic, batch: int, capacity: int) -> KeyValueCache:
    """A cache for this network, in its data type and on its device."""
    config = network.config
    shape = batch, config.heads, config.width // config.heads
    return KeyValueCache(config.layers, shape, capacity, like=network.ar_predict_layer.weight.detach())

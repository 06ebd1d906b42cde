# SPDX-License-Identifier: GPL-3.0-or-later
"""What a line begins with, phones and tokens, in batches of unequal lengths.

A row of a batch is laid out as [phones, padding, tokens, padding]. Positions are part of the embeddings and
attention knows no other order, so padding that nothing looks at changes no result, wherever it is: the same
layout serves training and generation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from models.gpt_sovits.text_to_semantic.config import SemanticConfig

SEEDS = 1 << 63


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """A line to be spoken.

    Attributes:
        phones: Ids of the prompt's phones, then of the line's: int64 [phones].
        prompt: Semantic tokens of the reference: int64 [tokens], empty without one.
        bert: Text features [1024, phones]; None for zeros, as in every language but Chinese.
        target_phones: How many of the phones, the last ones, are the line's own; None for all.
        seed: Of the sampling.
    """

    phones: Tensor
    prompt: Tensor
    bert: Tensor | None = None
    target_phones: int | None = None
    seed: int = 0

    @property
    def own_phones(self) -> int:
        """Phones to be spoken."""
        return len(self.phones) if self.target_phones is None else self.target_phones

    def reseeded(self, seed: int) -> Request:
        """The same line with another seed."""
        return replace(self, seed=seed)

    def check(self, config: SemanticConfig) -> None:
        """Refuses what the network cannot take: a bad index is fatal to a whole process on CUDA.

        Raises:
            ValueError: There are no phones, an id or the seed is out of range, or the features do not fit.
        """
        if self.phones.ndim != 1 or not len(self.phones):
            raise ValueError(f"phones: a list of at least one is needed, not {tuple(self.phones.shape)}")
        if self.prompt.ndim != 1:
            raise ValueError(f"prompt: a list of tokens is needed, not {tuple(self.prompt.shape)}")
        for name, ids, size in (
            ("phones", self.phones, config.phones),
            ("prompt", self.prompt, config.tokens),
        ):
            if len(ids) and not 0 <= int(ids.min()) <= int(ids.max()) < size:
                raise ValueError(f"{name}: ids must be in 0..{size - 1}")
        if not 0 <= self.seed < SEEDS:
            raise ValueError(f"seed: {self.seed} is not in 0..{SEEDS - 1}")
        wanted = (config.bert, len(self.phones))
        if self.bert is not None and tuple(self.bert.shape) != wanted:
            raise ValueError(f"bert: the shape must be {wanted}, not {tuple(self.bert.shape)}")
        if not 0 < self.own_phones <= len(self.phones):
            raise ValueError(f"target_phones: {self.target_phones} is not in 1..{len(self.phones)}")


@dataclass(frozen=True, slots=True, eq=False)
class Prefix:
    """A batch, padded on the right; what the padding holds is of no account.

    Attributes:
        phones: int64 [batch, phones].
        phone_lengths: int64 [batch], at least 1.
        tokens: int64 [batch, tokens].
        token_lengths: int64 [batch].
        bert: [batch, 1024, phones], or None for zeros.
    """

    phones: Tensor
    phone_lengths: Tensor
    tokens: Tensor
    token_lengths: Tensor
    bert: Tensor | None = None

    @classmethod
    def collate(cls, requests: Sequence[Request], device: torch.device | str = "cpu") -> Prefix:
        """The batch of these lines."""
        phones = [each.phones.to(device, torch.int64) for each in requests]
        tokens = [each.prompt.to(device, torch.int64) for each in requests]
        return cls(
            phones=pad_sequence(phones, batch_first=True),
            phone_lengths=torch.tensor([len(each) for each in phones], device=device),
            tokens=pad_sequence(tokens, batch_first=True),
            token_lengths=torch.tensor([len(each) for each in tokens], device=device),
            bert=_features(requests, device),
        )

    @property
    def batch(self) -> int:
        """Lines."""
        return self.phones.shape[0]

    @property
    def slots(self) -> int:
        """Positions of a row, padding included."""
        return self.phones.shape[1] + self.tokens.shape[1]

    def valid(self) -> Tensor:
        """False for padding: bool [batch, slots]."""
        return torch.cat(
            [_below(self.phone_lengths, self.phones), _below(self.token_lengths, self.tokens)], 1
        )

    def mask(self) -> Tensor:
        """Who sees whom: bool [batch, 1, slots, slots].

        Phones see all phones of their row; tokens see them too, and the tokens up to themselves.
        """
        phones, tokens = self.phones.shape[1], self.tokens.shape[1]
        mask = _below(self.phone_lengths, self.phones)[:, None].repeat(1, self.slots, 1)
        past = torch.ones(tokens, tokens, dtype=torch.bool, device=mask.device).tril()
        audio = torch.nn.functional.pad(past, (0, 0, phones, 0)).expand(self.batch, -1, -1)
        return torch.cat([mask, audio], dim=2)[:, None]


def _below(lengths: Tensor, padded: Tensor) -> Tensor:
    return torch.arange(padded.shape[1], device=padded.device) < lengths[:, None]


def _features(requests: Sequence[Request], device: torch.device | str) -> Tensor | None:
    given = [each.bert for each in requests if each.bert is not None]
    if not given:
        return None
    longest = max(len(each.phones) for each in requests)
    features = torch.zeros(len(requests), given[0].shape[0], longest, dtype=given[0].dtype, device=device)
    for row, request in zip(features, requests, strict=True):
        if request.bert is not None:
            row[:, : len(request.phones)] = request.bert
    return features

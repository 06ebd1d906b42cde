# SPDX-License-Identifier: GPL-3.0-or-later
"""The codebook between content features and semantic tokens (VQ-VAE, arXiv:1711.00937).

It is frozen in every official model, so its vectors are buffers without gradient and there is no commitment
loss. The modules are nested as in the official checkpoints, whose residual quantizer has one codebook.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional


class Codebook(nn.Module):
    """The vectors; the other buffers belong to the moving averages that they were learned by."""

    def __init__(self, codes: int, features: int) -> None:
        super().__init__()
        self.embed: Tensor
        self.register_buffer("inited", torch.ones(1))
        self.register_buffer("cluster_size", torch.zeros(codes))
        self.register_buffer("embed", torch.zeros(codes, features))
        self.register_buffer("embed_avg", torch.zeros(codes, features))


class _Level(nn.Module):
    def __init__(self, codes: int, features: int) -> None:
        super().__init__()
        self._codebook = Codebook(codes, features)


class _Levels(nn.Module):
    def __init__(self, codes: int, features: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList([_Level(codes, features)])


class Quantizer(nn.Module):
    """Features to codes and back."""

    def __init__(self, codes: int, features: int) -> None:
        super().__init__()
        self.vq = _Levels(codes, features)

    @property
    def vectors(self) -> Tensor:
        """[codes, features]."""
        level = cast("_Level", self.vq.layers[0])
        return level._codebook.embed

    @torch.no_grad()
    def encode(self, features: Tensor) -> Tensor:
        """The nearest codes of [batch, features, n]: int64 [batch, n]."""
        x, vectors = features.transpose(1, 2), self.vectors
        squared = x.square().sum(-1, keepdim=True) - 2 * x @ vectors.T + vectors.square().sum(-1)
        return squared.argmin(dim=-1)

    def decode(self, codes: Tensor) -> Tensor:
        """Vectors of codes int64 [batch, n]: [batch, features, n]."""
        return functional.embedding(codes, self.vectors).transpose(1, 2)

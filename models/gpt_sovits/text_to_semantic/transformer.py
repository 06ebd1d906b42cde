# SPDX-License-Identifier: GPL-3.0-or-later
"""A transformer with the norm after each part, as it was first published, and its embeddings.

Vaswani et al. 2017, arXiv:1706.03762; the learned scale of the positions is that of Li et al. 2019
(Transformer TTS), arXiv:1809.08895. Attribute names are those of the official checkpoints.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.gpt_sovits.text_to_semantic.cache import KeyValueCache
from models.gpt_sovits.text_to_semantic.config import SemanticConfig

_LONGEST_WAVE = 10_000.0


class TokenEmbedding(nn.Module):
    """A vector for each id."""

    def __init__(self, ids: int, width: int) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(ids, width)

    def forward(self, ids: Tensor) -> Tensor:
        """[batch, n] to [batch, n, width]."""
        return self.word_embeddings(ids)


class SinePosition(nn.Module):
    """Adds sines and cosines of the position, times one learned scale.

    They are computed in float32 rather than looked up: no longest sequence, and the same in any precision.
    """

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.alpha = nn.Parameter(torch.ones(1))
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, positions: Tensor) -> Tensor:
        """[batch, n, width] to the same; `positions` int64, broadcast to [batch, n]."""
        width = x.shape[-1]
        exponents = torch.arange(0, width, 2, device=x.device, dtype=torch.float32)
        angles = positions[..., None] * torch.exp(exponents * (-math.log(_LONGEST_WAVE) / width))
        waves = torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(-2)
        return self.drop(x + self.alpha * waves.to(x.dtype))


class SelfAttention(nn.Module):
    """Multi-head attention of a sequence over itself and over what the cache holds."""

    def __init__(self, config: SemanticConfig) -> None:
        super().__init__()
        self.heads, self.dropout = config.heads, config.dropout
        self.in_proj_weight = nn.Parameter(torch.empty(3 * config.width, config.width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * config.width))
        self.out_proj = nn.Linear(config.width, config.width)
        nn.init.xavier_uniform_(self.in_proj_weight)

    def forward(
        self, x: Tensor, mask: Tensor | None, cache: KeyValueCache | None = None, layer: int = 0
    ) -> Tensor:
        """[batch, n, width] to the same.

        Args:
            x: The sequence, or its new positions where there is a cache.
            mask: True where a position may look [batch, 1, n, m]; None for everywhere.
            cache: Holds the m positions; x is added to it. Without one, m = n.
            layer: Which layer of the cache this is.
        """
        query, key, value = (
            each.unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for each in functional.linear(x, self.in_proj_weight, self.in_proj_bias).chunk(3, dim=-1)
        )
        if cache is not None:
            key, value = cache.update(layer, key, value)
        dropout = self.dropout if self.training else 0.0
        mixed = functional.scaled_dot_product_attention(query, key, value, mask, dropout_p=dropout)
        return self.out_proj(mixed.transpose(1, 2).flatten(-2))


class Layer(nn.Module):
    """Attention and a feed-forward part, each with a residual and a norm after it."""

    def __init__(self, config: SemanticConfig) -> None:
        super().__init__()
        self.self_attn = SelfAttention(config)
        self.linear1 = nn.Linear(config.width, config.inner)
        self.linear2 = nn.Linear(config.inner, config.width)
        self.norm1 = nn.LayerNorm(config.width)
        self.norm2 = nn.LayerNorm(config.width)
        self.drop = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, mask: Tensor | None, cache: KeyValueCache | None, layer: int) -> Tensor:
        """As `SelfAttention.forward`."""
        x = self.norm1(x + self.drop(self.self_attn(x, mask, cache, layer)))
        inner = self.drop(functional.relu(self.linear1(x)))
        return self.norm2(x + self.drop(self.linear2(inner)))


class Transformer(nn.Module):
    """A stack of layers."""

    def __init__(self, config: SemanticConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))

    def forward(self, x: Tensor, mask: Tensor | None, cache: KeyValueCache | None = None) -> Tensor:
        """As `SelfAttention.forward`."""
        for number, layer in enumerate(self.layers):
            x = layer(x, mask, cache, number)
        return x

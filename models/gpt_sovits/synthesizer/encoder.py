# SPDX-License-Identifier: GPL-3.0-or-later
"""The transformer encoder of the VITS family: windowed relative positions, convolutions as feed-forward.

Shaw et al. 2018, arXiv:1803.02155, for the relative positions; Kim et al. 2021 (VITS), arXiv:2106.06103.
Attribute names are those of the official checkpoints.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.channel_norm import ChannelNorm

_MASKED = -1e4  # Exactly 0 after a softmax, and within float16.
_WINDOW = 4


class MultiHeadAttention(nn.Module):
    """Attention of one sequence over another, with channels in the second dimension.

    Args:
        channels: Of input and output.
        heads: Divide the channels.
        dropout: Of the probabilities, in training.
        window: Farthest distance with a relative position of its own; None for no positions.
    """

    def __init__(self, channels: int, heads: int, dropout: float = 0.0, window: int | None = None) -> None:
        super().__init__()
        self.heads, self.window = heads, window
        self.conv_q = nn.Conv1d(channels, channels, 1)
        self.conv_k = nn.Conv1d(channels, channels, 1)
        self.conv_v = nn.Conv1d(channels, channels, 1)
        self.conv_o = nn.Conv1d(channels, channels, 1)
        self.drop = nn.Dropout(dropout)
        if window is not None:
            size = channels // heads
            self.emb_rel_k = nn.Parameter(torch.empty(1, 2 * window + 1, size))
            self.emb_rel_v = nn.Parameter(torch.empty(1, 2 * window + 1, size))
            for relative in (self.emb_rel_k, self.emb_rel_v):
                nn.init.normal_(relative, std=size**-0.5)

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Attends.

        Args:
            x: What asks [batch, channels, n].
            memory: What is asked [batch, channels, m]; m = n where there are relative positions.
            mask: 0 where x may not look [batch, 1, n, m].

        Returns:
            [batch, channels, n], and the probabilities [batch, heads, n, m].
        """
        query, key, value = (
            self._split(each) for each in (self.conv_q(x), self.conv_k(memory), self.conv_v(memory))
        )
        query = query / math.sqrt(query.shape[-1])
        scores = query @ key.transpose(-2, -1)
        offsets = None if self.window is None else _offsets(scores, self.window)
        if offsets is not None:
            near = functional.pad(query @ self.emb_rel_k.transpose(-2, -1), (0, 1))
            scores = scores + near.gather(-1, offsets.expand_as(scores))
        attention = scores.masked_fill(mask == 0, _MASKED).softmax(dim=-1)
        dropped = self.drop(attention)
        mixed = dropped @ value
        if offsets is not None:
            mixed = mixed + self._near(dropped) @ self.emb_rel_v
        return self.conv_o(mixed.transpose(-2, -1).flatten(1, 2)), attention

    def _split(self, x: Tensor) -> Tensor:
        """[batch, channels, n] to [batch, heads, n, channels / heads]."""
        return x.unflatten(1, (self.heads, -1)).transpose(-2, -1)

    def _near(self, attention: Tensor) -> Tensor:
        """Each position's neighbourhood: [batch, heads, n, n] to [batch, heads, n, 2 window + 1]."""
        window = self.window or 0
        padded = functional.pad(attention, (window, window))
        rows = torch.arange(attention.shape[-1], device=attention.device)[:, None]
        columns = rows + torch.arange(2 * window + 1, device=attention.device)
        return padded.gather(-1, columns.expand(*attention.shape[:-1], -1))


class FeedForward(nn.Module):
    """Two convolutions over time with a ReLU between."""

    def __init__(self, channels: int, inner: int, kernel: int, dropout: float) -> None:
        super().__init__()
        self.padding = ((kernel - 1) // 2, kernel // 2)
        self.conv_1 = nn.Conv1d(channels, inner, kernel)
        self.conv_2 = nn.Conv1d(inner, channels, kernel)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """[batch, channels, n] to the same; `mask` [batch, 1, n]."""
        inner = self.conv_1(functional.pad(x * mask, self.padding))
        inner = self.drop(torch.relu(inner))
        return self.conv_2(functional.pad(inner * mask, self.padding)) * mask


class Encoder(nn.Module):
    """Layers of self-attention and feed-forward, normalised after each (post-norm)."""

    def __init__(
        self, channels: int, inner: int, heads: int, layers: int, kernel: int, dropout: float
    ) -> None:
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.attn_layers = nn.ModuleList(
            MultiHeadAttention(channels, heads, dropout, _WINDOW) for _ in range(layers)
        )
        self.norm_layers_1 = nn.ModuleList(ChannelNorm(channels) for _ in range(layers))
        self.ffn_layers = nn.ModuleList(FeedForward(channels, inner, kernel, dropout) for _ in range(layers))
        self.norm_layers_2 = nn.ModuleList(ChannelNorm(channels) for _ in range(layers))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """[batch, channels, n] to the same; `mask` [batch, 1, n], what it hides comes out 0."""
        pairs = mask.unsqueeze(2) * mask.unsqueeze(-1)
        x = x * mask
        layers = zip(self.attn_layers, self.norm_layers_1, self.ffn_layers, self.norm_layers_2, strict=True)
        for attention, norm_1, feed_forward, norm_2 in layers:
            mixed, _ = attention(x, x, pairs)
            x = norm_1(x + self.drop(mixed))
            x = norm_2(x + self.drop(feed_forward(x, mask)))
        return x * mask


def _offsets(scores: Tensor, window: int) -> Tensor:
    """Which relative position each pair of `scores` [..., n, n] has; 2 window + 1 where they are too far."""
    positions = torch.arange(scores.shape[-1], device=scores.device)
    distance = positions[None, :] - positions[:, None]
    return torch.where(distance.abs() <= window, distance + window, 2 * window + 1)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Phoneme-level ALBERT: one transformer layer, applied twelve times, over the phoneme tokens.

ALBERT: Lan et al., "ALBERT: A Lite BERT for Self-supervised Learning of Language Representations", ICLR 2020.
PL-BERT: Li et al., "Phoneme-Level BERT for Enhanced Prosody of Text-to-Speech with Grapheme Predictions",
ICASSP 2023. Attribute names are those of the published checkpoints.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.kokoro.network.config import AlbertConfig

_LAYER_NORM_EPS = 1e-12


class AlbertEmbeddings(nn.Module):
    """Sum of token, position and segment embeddings; there is a single segment."""

    def __init__(self, tokens: int, config: AlbertConfig) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(tokens, config.embedding_dim)
        self.position_embeddings = nn.Embedding(config.max_positions, config.embedding_dim)
        self.token_type_embeddings = nn.Embedding(2, config.embedding_dim)
        self.LayerNorm = nn.LayerNorm(config.embedding_dim, eps=_LAYER_NORM_EPS)

    def forward(self, tokens: Tensor) -> Tensor:
        """Embed int64 tokens [batch, length] as [batch, length, embedding_dim]."""
        positions = torch.arange(tokens.shape[1], device=tokens.device)
        segment = self.token_type_embeddings.weight[0]
        return self.LayerNorm(self.word_embeddings(tokens) + self.position_embeddings(positions) + segment)


class AlbertAttention(nn.Module):
    """Multi-head self-attention with its residual connection and post-normalisation."""

    def __init__(self, config: AlbertConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.query = nn.Linear(config.hidden_dim, config.hidden_dim)
        self.key = nn.Linear(config.hidden_dim, config.hidden_dim)
        self.value = nn.Linear(config.hidden_dim, config.hidden_dim)
        self.dense = nn.Linear(config.hidden_dim, config.hidden_dim)
        self.LayerNorm = nn.LayerNorm(config.hidden_dim, eps=_LAYER_NORM_EPS)

    def forward(self, x: Tensor) -> Tensor:
        """Map [batch, length, hidden_dim] to the same shape."""
        query, key, value = (
            projection(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for projection in (self.query, self.key, self.value)
        )
        context = functional.scaled_dot_product_attention(query, key, value).transpose(1, 2).flatten(2)
        return self.LayerNorm(x + self.dense(context))


class AlbertLayer(nn.Module):
    """Attention, then a two-layer perceptron with tanh-approximated GELU."""

    def __init__(self, config: AlbertConfig) -> None:
        super().__init__()
        self.attention = AlbertAttention(config)
        self.ffn = nn.Linear(config.hidden_dim, config.intermediate_dim)
        self.ffn_output = nn.Linear(config.intermediate_dim, config.hidden_dim)
        self.full_layer_layer_norm = nn.LayerNorm(config.hidden_dim, eps=_LAYER_NORM_EPS)

    def forward(self, x: Tensor) -> Tensor:
        """Map [batch, length, hidden_dim] to the same shape."""
        attended = self.attention(x)
        expanded = functional.gelu(self.ffn(attended), approximate="tanh")
        return self.full_layer_layer_norm(attended + self.ffn_output(expanded))


class AlbertLayerGroup(nn.Module):
    """A group of layers that share their weights over depth; PL-BERT has one group of one layer."""

    def __init__(self, config: AlbertConfig) -> None:
        super().__init__()
        self.albert_layers = nn.ModuleList([AlbertLayer(config)])

    def forward(self, x: Tensor) -> Tensor:
        """Map [batch, length, hidden_dim] to the same shape."""
        for layer in self.albert_layers:
            x = layer(x)
        return x


class AlbertTransformer(nn.Module):
    """Widen the embeddings, then apply the one group of layers again and again."""

    def __init__(self, config: AlbertConfig) -> None:
        super().__init__()
        self.depth = config.layers
        self.embedding_hidden_mapping_in = nn.Linear(config.embedding_dim, config.hidden_dim)
        self.albert_layer_groups = nn.ModuleList([AlbertLayerGroup(config)])

    def forward(self, embeddings: Tensor) -> Tensor:
        """Map [batch, length, embedding_dim] to [batch, length, hidden_dim]."""
        x = self.embedding_hidden_mapping_in(embeddings)
        for _ in range(self.depth):
            x = self.albert_layer_groups[0](x)
        return x


class Albert(nn.Module):
    """The phoneme-level ALBERT encoder, without the pooler that speech does not use."""

    def __init__(self, tokens: int, config: AlbertConfig) -> None:
        super().__init__()
        self.embeddings = AlbertEmbeddings(tokens, config)
        self.encoder = AlbertTransformer(config)

    def forward(self, tokens: Tensor) -> Tensor:
        """Encode int64 tokens [batch, length], all of equal length, as [batch, length, hidden_dim]."""
        return self.encoder(self.embeddings(tokens))

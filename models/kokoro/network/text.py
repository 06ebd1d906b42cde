# SPDX-License-Identifier: GPL-3.0-or-later
"""The acoustic text encoder: what each phoneme sounds like, before timing and style.

StyleTTS 2: Li et al., "StyleTTS 2: Towards Human-Level Text-to-Speech through Style Diffusion and Adversarial
Training with Large Speech Language Models", NeurIPS 2023. Attribute names are those of the published
checkpoints.
"""

from __future__ import annotations

from torch import Tensor, nn

from models.channel_norm import ChannelNorm


class TextEncoder(nn.Module):
    """Embedding, three convolutions and a bidirectional LSTM over the phoneme tokens."""

    def __init__(self, tokens: int, channels: int, layers: int, kernel: int, dropout: float) -> None:
        super().__init__()
        self.embedding = nn.Embedding(tokens, channels)
        self.cnn = nn.ModuleList(
            nn.Sequential(
                nn.Conv1d(channels, channels, kernel, padding=kernel // 2),
                ChannelNorm(channels),
                nn.LeakyReLU(0.2),
                nn.Dropout(dropout),
            )
            for _ in range(layers)
        )
        self.lstm = nn.LSTM(channels, channels // 2, batch_first=True, bidirectional=True)

    def forward(self, tokens: Tensor) -> Tensor:
        """Encode int64 tokens [batch, length] as [batch, channels, length]."""
        x = self.embedding(tokens).transpose(1, 2)
        for layer in self.cnn:
            x = layer(x)
        encoded, _ = self.lstm(x.transpose(1, 2))
        return encoded.transpose(1, 2)

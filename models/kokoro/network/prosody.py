# SPDX-License-Identifier: GPL-3.0-or-later
"""The prosody predictor: how long each phoneme lasts, and the curves of pitch and energy.

StyleTTS 2: Li et al., NeurIPS 2023 (see `models.kokoro.network.text`). Durations are frames of 25 ms; the
pitch (Hz) and energy curves hold two points per frame. Attribute names are those of the published
checkpoints.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.kokoro.network.style import AdaptiveLayerNorm, StyledResidualBlock


def with_style(x: Tensor, style: Tensor) -> Tensor:
    """Append style [batch, style_dim] to every step of x [batch, time, channels]."""
    return torch.cat([x, style.unsqueeze(1).expand(-1, x.shape[1], -1)], dim=-1)


class DurationEncoder(nn.Module):
    """Bidirectional LSTMs in turn with adaptive layer normalisation; the style rejoins after each pair."""

    def __init__(self, channels: int, style_dim: int, layers: int, dropout: float) -> None:
        super().__init__()
        self.lstms = nn.ModuleList()
        for _ in range(layers):
            self.lstms.append(
                nn.LSTM(channels + style_dim, channels // 2, batch_first=True, bidirectional=True)
            )
            self.lstms.append(AdaptiveLayerNorm(style_dim, channels))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """Map x [batch, length, channels] to [batch, length, channels + style_dim]."""
        x = with_style(x, style)
        for lstm, norm in zip(self.lstms[::2], self.lstms[1::2], strict=True):
            recurrent, _ = lstm(x)
            x = with_style(norm(self.dropout(recurrent), style), style)
        return x


class DurationProjection(nn.Module):
    """Scores of "lasts at least k frames", for k = 1 to the longest duration."""

    def __init__(self, channels: int, max_duration: int) -> None:
        super().__init__()
        self.linear_layer = nn.Linear(channels, max_duration)

    def forward(self, x: Tensor) -> Tensor:
        """Map [batch, length, channels] to logits [batch, length, max_duration]."""
        return self.linear_layer(x)


class ProsodyPredictor(nn.Module):
    """Predict durations from the encoded text, then pitch and energy from the text stretched by them."""

    def __init__(self, channels: int, style_dim: int, layers: int, max_duration: int, dropout: float) -> None:
        super().__init__()
        self.text_encoder = DurationEncoder(channels, style_dim, layers, dropout)
        self.lstm = nn.LSTM(channels + style_dim, channels // 2, batch_first=True, bidirectional=True)
        self.duration_proj = DurationProjection(channels, max_duration)
        self.shared = nn.LSTM(channels + style_dim, channels // 2, batch_first=True, bidirectional=True)
        self.F0 = _curve_blocks(channels, style_dim, dropout)
        self.N = _curve_blocks(channels, style_dim, dropout)
        self.F0_proj = nn.Conv1d(channels // 2, 1, 1)
        self.N_proj = nn.Conv1d(channels // 2, 1, 1)

    def expected_frames(self, encoded: Tensor) -> Tensor:
        """Expected duration of each token, in frames and fractions.

        Args:
            encoded: Output of `text_encoder` [batch, length, channels + style_dim].

        Returns:
            [batch, length]; the sum of the probabilities of lasting at least k frames.
        """
        recurrent, _ = self.lstm(encoded)
        return torch.sigmoid(self.duration_proj(recurrent)).sum(dim=-1)

    def curves(self, stretched: Tensor, style: Tensor) -> tuple[Tensor, Tensor]:
        """Pitch in Hz (values under 10 mean unvoiced) and energy (log norm of the mel spectrum).

        Args:
            stretched: Encoded text at frame rate [batch, frames, channels + style_dim].
            style: Prosody half of the style [batch, style_dim].

        Returns:
            Two curves [batch, 2 frames].
        """
        recurrent, _ = self.shared(stretched)
        pitch = energy = recurrent.transpose(1, 2)
        for block in self.F0:
            pitch = block(pitch, style)
        for block in self.N:
            energy = block(energy, style)
        return self.F0_proj(pitch).squeeze(1), self.N_proj(energy).squeeze(1)


def _curve_blocks(channels: int, style_dim: int, dropout: float) -> nn.ModuleList:
    half = channels // 2
    return nn.ModuleList(
        [
            StyledResidualBlock(channels, channels, style_dim, dropout=dropout),
            StyledResidualBlock(channels, half, style_dim, upsample=True, dropout=dropout),
            StyledResidualBlock(half, half, style_dim, dropout=dropout),
        ]
    )

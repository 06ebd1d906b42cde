# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers through which a style vector colours the signal.

AdaIN: Huang and Belongie, "Arbitrary Style Transfer in Real-time with Adaptive Instance Normalization", ICCV
2017, used as in StyleTTS 2 (Li et al., NeurIPS 2023). In every layer the style gives, per channel, a gain (as
its difference from one) and a shift. Attribute names are those of the published checkpoints.
"""

from __future__ import annotations

import math

from torch import Tensor, nn
from torch.nn import functional


class AdaptiveInstanceNorm(nn.Module):
    """Normalise each channel over time, then scale and shift it by the style."""

    def __init__(self, style_dim: int, channels: int) -> None:
        super().__init__()
        self.fc = nn.Linear(style_dim, 2 * channels)

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """Map x [batch, channels, time] under style [batch, style_dim] to the same shape as x."""
        gain, shift = self.fc(style).unsqueeze(-1).chunk(2, dim=1)
        return (1 + gain) * functional.instance_norm(x) + shift


class AdaptiveLayerNorm(nn.Module):
    """Normalise each time step over its channels, then scale and shift it by the style."""

    def __init__(self, style_dim: int, channels: int) -> None:
        super().__init__()
        self.fc = nn.Linear(style_dim, 2 * channels)

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """Map x [batch, time, channels] under style [batch, style_dim] to the same shape as x."""
        gain, shift = self.fc(style).unsqueeze(1).chunk(2, dim=-1)
        return (1 + gain) * functional.layer_norm(x, x.shape[-1:]) + shift


class StyledResidualBlock(nn.Module):
    """Residual block of two styled convolutions; with `upsample` it doubles the time steps."""

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        style_dim: int,
        *,
        upsample: bool = False,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.norm1 = AdaptiveInstanceNorm(style_dim, channels_in)
        self.pool = _depthwise_doubling(channels_in) if upsample else nn.Identity()
        self.conv1 = nn.Conv1d(channels_in, channels_out, 3, padding=1)
        self.norm2 = AdaptiveInstanceNorm(style_dim, channels_out)
        self.conv2 = nn.Conv1d(channels_out, channels_out, 3, padding=1)
        self.conv1x1 = (
            nn.Conv1d(channels_in, channels_out, 1, bias=False)
            if channels_in != channels_out
            else nn.Identity()
        )
        self.dropout = nn.Dropout(dropout)
        self.upsample = upsample

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """Map x [batch, channels_in, time] to [batch, channels_out, time or 2 time]."""
        residual = self.pool(functional.leaky_relu(self.norm1(x, style), 0.2))
        residual = self.conv1(self.dropout(residual))
        residual = functional.leaky_relu(self.norm2(residual, style), 0.2)
        residual = self.conv2(self.dropout(residual))
        shortcut = functional.interpolate(x, scale_factor=2, mode="nearest") if self.upsample else x
        return (residual + self.conv1x1(shortcut)) / math.sqrt(2)


def _depthwise_doubling(channels: int) -> nn.ConvTranspose1d:
    return nn.ConvTranspose1d(channels, channels, 3, stride=2, padding=1, output_padding=1, groups=channels)

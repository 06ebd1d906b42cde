# SPDX-License-Identifier: GPL-3.0-or-later
"""Gated convolutions with residual and skip paths, conditioned on the timbre (WaveNet, arXiv:1609.03499)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.gpt_sovits.synthesizer.weight_norm import weight_norm


class WaveNet(nn.Module):
    """Non-causal and undilated, as the flow and the posterior of the official network have it."""

    def __init__(self, channels: int, kernel: int, layers: int, condition: int) -> None:
        super().__init__()
        self.channels, self.layers = channels, layers
        self.cond_layer = weight_norm(nn.Conv1d(condition, 2 * channels * layers, 1))
        self.in_layers = nn.ModuleList(
            weight_norm(nn.Conv1d(channels, 2 * channels, kernel, padding=kernel // 2)) for _ in range(layers)
        )
        # The last layer has no residual path to feed.
        self.res_skip_layers = nn.ModuleList(
            weight_norm(nn.Conv1d(channels, channels if layer == layers - 1 else 2 * channels, 1))
            for layer in range(layers)
        )

    def forward(self, x: Tensor, mask: Tensor, condition: Tensor) -> Tensor:
        """[batch, channels, frames] to the same, under a mask [batch, 1, frames] and a condition [..., 1]."""
        conditions = self.cond_layer(condition).chunk(self.layers, dim=1)
        skipped = torch.zeros_like(x)
        for convolve, project, bias in zip(self.in_layers, self.res_skip_layers, conditions, strict=True):
            filtered, gate = (convolve(x) + bias).chunk(2, dim=1)
            projected = project(torch.tanh(filtered) * torch.sigmoid(gate))
            skipped = skipped + projected[:, -self.channels :]
            if projected.shape[1] > self.channels:
                x = (x + projected[:, : self.channels]) * mask
        return skipped * mask

# SPDX-License-Identifier: GPL-3.0-or-later
"""Attentive fusion of two feature maps (Dai et al. 2021, arXiv:2009.14082), local attention only."""

from __future__ import annotations

import torch
from torch import Tensor, nn

_REDUCTION = 4


class AttentiveFusion(nn.Module):
    """A weighted sum of two maps, the weights found from both."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        inner = channels // _REDUCTION
        self.local_att = nn.Sequential(
            nn.Conv2d(2 * channels, inner, 1),
            nn.BatchNorm2d(inner),
            nn.SiLU(),
            nn.Conv2d(inner, channels, 1),
            nn.BatchNorm2d(channels),
        )

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        """Two maps [batch, channels, bins, frames] to one."""
        share = 1 + torch.tanh(self.local_att(torch.cat([a, b], dim=1)))
        return a * share + b * (2 - share)

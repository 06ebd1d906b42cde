# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference encoder: a spectrogram to the timbre of its speaker (`ref_enc`).

The mel style encoder of Meta-StyleSpeech (Min et al. 2021, arXiv:2106.03153), given a linear spectrogram.
"""

from __future__ import annotations

import math

from torch import Tensor, nn
from torch.nn import functional

_HIDDEN = 128
_KERNEL = 5
_HEADS = 2
_DROPOUT = 0.1
_MASKED = -1e4


class StyleEncoder(nn.Module):
    """Each frame for itself, then with its neighbours, then with all; the mean over time is the timbre."""

    def __init__(self, bins: int, condition: int) -> None:
        super().__init__()
        self.spectral = nn.Sequential(
            _Linear(bins, _HIDDEN),
            nn.Mish(),
            nn.Dropout(_DROPOUT),
            _Linear(_HIDDEN, _HIDDEN),
            nn.Mish(),
            nn.Dropout(_DROPOUT),
        )
        self.temporal = nn.Sequential(_GatedConvolution(), _GatedConvolution())
        self.slf_attn = _SelfAttention()
        self.fc = _Linear(_HIDDEN, condition)

    def forward(self, spectrogram: Tensor, mask: Tensor) -> Tensor:
        """The timbre of magnitudes [batch, bins, frames] under a mask [batch, 1, frames]: [batch, c, 1]."""
        per_frame = mask.transpose(1, 2)
        x = self.spectral(spectrogram.transpose(1, 2))
        x = self.temporal(x.transpose(1, 2)).transpose(1, 2)
        x = self.fc(self.slf_attn(x * per_frame, mask)) * per_frame
        # In float32: a sum over a long reference would lose half precision's digits.
        mean = x.float().sum(dim=1) / per_frame.float().sum(dim=1)
        return mean.to(x.dtype).unsqueeze(-1)


class _Linear(nn.Module):
    """A linear layer under the checkpoint's name."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.fc = nn.Linear(inputs, outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(x)


class _Convolution(nn.Module):
    """A convolution under the checkpoint's name."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(inputs, outputs, _KERNEL, padding=_KERNEL // 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x)


class _GatedConvolution(nn.Module):
    """A residual convolution with a gated linear unit (Dauphin et al. 2017, arXiv:1612.08083)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = _Convolution(_HIDDEN, 2 * _HIDDEN)
        self.dropout = nn.Dropout(_DROPOUT)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.dropout(functional.glu(self.conv1(x), dim=1))


class _SelfAttention(nn.Module):
    """Residual self-attention over [batch, frames, channels]; scores scaled by all channels, not a head's."""

    def __init__(self) -> None:
        super().__init__()
        self.w_qs = nn.Linear(_HIDDEN, _HIDDEN)
        self.w_ks = nn.Linear(_HIDDEN, _HIDDEN)
        self.w_vs = nn.Linear(_HIDDEN, _HIDDEN)
        self.fc = nn.Linear(_HIDDEN, _HIDDEN)
        self.drop = nn.Dropout(_DROPOUT)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        query, key, value = (
            project(x).unflatten(-1, (_HEADS, -1)).transpose(1, 2)
            for project in (self.w_qs, self.w_ks, self.w_vs)
        )
        scores = query @ key.transpose(-2, -1) / math.sqrt(_HIDDEN)
        attention = scores.masked_fill(mask.unsqueeze(2) == 0, _MASKED).softmax(dim=-1)
        mixed = (self.drop(attention) @ value).transpose(1, 2).flatten(2)
        return x + self.drop(self.fc(mixed))

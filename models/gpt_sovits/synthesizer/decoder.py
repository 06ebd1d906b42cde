# SPDX-License-Identifier: GPL-3.0-or-later
"""The decoder: latent frames and timbre to a waveform (HiFi-GAN, Kong et al. 2020, arXiv:2010.05646)."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.gpt_sovits.synthesizer.config import SynthesizerConfig
from models.gpt_sovits.synthesizer.weight_norm import weight_norm

_SLOPE = 0.1
_EDGE_KERNEL = 7


class DilatedBlock(nn.Module):
    """Residual pairs of convolutions, the first of each pair dilated."""

    def __init__(self, channels: int, kernel: int, dilations: tuple[int, ...]) -> None:
        super().__init__()

        def convolution(dilation: int) -> nn.Conv1d:
            padding = dilation * (kernel - 1) // 2
            return weight_norm(nn.Conv1d(channels, channels, kernel, dilation=dilation, padding=padding))

        self.convs1 = nn.ModuleList(convolution(dilation) for dilation in dilations)
        self.convs2 = nn.ModuleList(convolution(1) for _ in dilations)

    def forward(self, x: Tensor) -> Tensor:
        """[batch, channels, samples] to the same."""
        for dilated, plain in zip(self.convs1, self.convs2, strict=True):
            inner = dilated(functional.leaky_relu(x, _SLOPE))
            x = x + plain(functional.leaky_relu(inner, _SLOPE))
        return x


class Decoder(nn.Module):
    """Upsamples in stages; each stage is the mean of blocks that see differently far."""

    def __init__(self, config: SynthesizerConfig) -> None:
        super().__init__()
        sizes = config.decoder
        widths = [sizes.channels // 2**stage for stage in range(len(sizes.upsample_rates) + 1)]
        self.blocks_per_stage = len(sizes.resblock_kernels)
        self.conv_pre = nn.Conv1d(config.latent, sizes.channels, _EDGE_KERNEL, padding=_EDGE_KERNEL // 2)
        self.cond = nn.Conv1d(config.condition, sizes.channels, 1)
        self.ups = nn.ModuleList(
            weight_norm(nn.ConvTranspose1d(wide, narrow, kernel, rate, padding=(kernel - rate) // 2))
            for (wide, narrow), rate, kernel in zip(
                pairwise(widths), sizes.upsample_rates, sizes.upsample_kernels, strict=True
            )
        )
        self.resblocks = nn.ModuleList(
            DilatedBlock(width, kernel, dilations)
            for width in widths[1:]
            for kernel, dilations in zip(sizes.resblock_kernels, sizes.resblock_dilations, strict=True)
        )
        self.conv_post = nn.Conv1d(widths[-1], 1, _EDGE_KERNEL, padding=_EDGE_KERNEL // 2, bias=False)

    def forward(self, latent: Tensor, condition: Tensor) -> Tensor:
        """Makes the waveform.

        Args:
            latent: [batch, latent, frames].
            condition: Timbre [batch, condition, 1].

        Returns:
            [batch, 1, samples] within -1 to 1; 640 samples a frame at 32 kHz.
        """
        x = self.conv_pre(latent) + self.cond(condition)
        for stage, upsample in enumerate(self.ups):
            x = upsample(functional.leaky_relu(x, _SLOPE))
            first = stage * self.blocks_per_stage
            blocks = self.resblocks[first : first + self.blocks_per_stage]
            x = reduce(torch.add, (block(x) for block in blocks)) / self.blocks_per_stage
        return torch.tanh(self.conv_post(functional.leaky_relu(x)))  # Here the usual slope, 0.01.

# SPDX-License-Identifier: GPL-3.0-or-later
"""The decoder: stretched phonemes, pitch, energy and timbre to a waveform, through a short-time spectrum.

iSTFTNet: Kaneko et al., "iSTFTNet: Fast and Lightweight Mel-Spectrogram Vocoder Incorporating Inverse
Short-Time Fourier Transform", ICASSP 2022, with AdaIN styles and a harmonic-plus-noise source as StyleTTS 2
has them (Li et al., NeurIPS 2023). Snake activation: Ziyin et al., NeurIPS 2020. Attribute names are those of
the published checkpoints.
"""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from math import prod
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.kokoro.network.config import GeneratorConfig, KokoroConfig
from models.kokoro.network.source import HarmonicNoiseSource
from models.kokoro.network.style import AdaptiveInstanceNorm, StyledResidualBlock


def snake(x: Tensor, alpha: Tensor) -> Tensor:
    """Snake activation x + sin(alpha x)^2 / alpha, with alpha per channel [1, channels, 1]."""
    return x + torch.sin(alpha * x).square() / alpha


class StyledDilatedBlock(nn.Module):
    """Three residual pairs of styled convolutions, the first of each pair dilated."""

    def __init__(self, channels: int, kernel: int, dilations: tuple[int, ...], style_dim: int) -> None:
        super().__init__()

        def convolution(dilation: int) -> nn.Conv1d:
            return nn.Conv1d(
                channels, channels, kernel, dilation=dilation, padding=dilation * (kernel - 1) // 2
            )

        def norms() -> nn.ModuleList:
            return nn.ModuleList(AdaptiveInstanceNorm(style_dim, channels) for _ in dilations)

        def alphas() -> nn.ParameterList:
            return nn.ParameterList(torch.ones(1, channels, 1) for _ in dilations)

        self.convs1 = nn.ModuleList(convolution(dilation) for dilation in dilations)
        self.convs2 = nn.ModuleList(convolution(1) for _ in dilations)
        self.adain1, self.adain2 = norms(), norms()
        self.alpha1, self.alpha2 = alphas(), alphas()

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """Map x [batch, channels, time] to the same shape."""
        first = zip(self.adain1, self.alpha1, self.convs1, strict=True)
        second = zip(self.adain2, self.alpha2, self.convs2, strict=True)
        for (norm1, alpha1, conv1), (norm2, alpha2, conv2) in zip(first, second, strict=True):
            residual = conv1(snake(norm1(x, style), alpha1))
            x = x + conv2(snake(norm2(residual, style), alpha2))
        return x


class Generator(nn.Module):
    """Upsample to spectrum frames while adding the excitation; predict magnitude and phase; invert."""

    def __init__(self, style_dim: int, config: GeneratorConfig) -> None:
        super().__init__()
        self.config = config
        spectrum = 2 * config.bins
        widths = [config.channels // 2**stage for stage in range(len(config.upsample_rates) + 1)]
        self.m_source = HarmonicNoiseSource(config.harmonics, config.samples_per_point, config.sample_rate_hz)
        self.ups = nn.ModuleList(
            nn.ConvTranspose1d(wide, narrow, kernel, rate, padding=(kernel - rate) // 2)
            for (wide, narrow), rate, kernel in zip(
                pairwise(widths), config.upsample_rates, config.upsample_kernels, strict=True
            )
        )
        self.resblocks = nn.ModuleList(
            StyledDilatedBlock(width, kernel, config.resblock_dilations, style_dim)
            for width in widths[1:]
            for kernel in config.resblock_kernels
        )
        self.noise_convs = nn.ModuleList(
            _excitation_conv(spectrum, width, prod(config.upsample_rates[stage + 1 :]))
            for stage, width in enumerate(widths[1:])
        )
        self.noise_res = nn.ModuleList(
            StyledDilatedBlock(width, kernel, config.resblock_dilations, style_dim)
            for width, kernel in zip(widths[1:], config.noise_kernels, strict=True)
        )
        self.conv_post = nn.Conv1d(widths[-1], spectrum, 7, padding=3)

    def forward(self, x: Tensor, style: Tensor, pitch: Tensor, noise: torch.Generator | None) -> Tensor:
        """Make the waveform.

        Args:
            x: Features at two points per frame [batch, channels, points].
            style: Timbre half of the style [batch, style_dim].
            pitch: Hz [batch, points].
            noise: Source of the excitation's noise, or None for none.

        Returns:
            [batch, points * samples_per_point] at the configured sample rate.
        """
        excitation = self._analyse(self.m_source(pitch, noise))
        last = len(self.ups) - 1
        for stage, upsample in enumerate(self.ups):
            source = self.noise_res[stage](self.noise_convs[stage](excitation), style)
            x = upsample(functional.leaky_relu(x, 0.1))
            if stage == last:
                x = functional.pad(x, (1, 0), mode="reflect")  # n hops are n + 1 centred spectrum frames
            x = self._mean_of_blocks(stage, x + source, style)
        log_magnitude, phase = self.conv_post(functional.leaky_relu(x)).chunk(2, dim=1)
        return self._invert(torch.exp(log_magnitude), torch.sin(phase))

    def _mean_of_blocks(self, stage: int, x: Tensor, style: Tensor) -> Tensor:
        count = len(self.config.resblock_kernels)
        blocks = cast("nn.ModuleList", self.resblocks[stage * count : (stage + 1) * count])
        return reduce(torch.add, (block(x, style) for block in blocks)) / count

    def _analyse(self, signal: Tensor) -> Tensor:
        """Magnitude over phase [batch, 2 bins, frames] of a signal [batch, samples]."""
        spectrum = torch.stft(
            signal,
            self.config.fft_size,
            self.config.hop,
            window=torch.hann_window(self.config.fft_size, device=signal.device, dtype=signal.dtype),
            return_complex=True,
        )
        # The first and last bins are real, so a negative one has the phase +pi, as in training. FFT libraries
        # leave zeros of either sign, or rounding noise, in their imaginary parts, and so phases of either
        # sign.
        imaginary = functional.pad(spectrum.imag[:, 1:-1], (0, 0, 1, 1))
        phase = torch.atan2(imaginary, spectrum.real)
        return torch.cat([spectrum.abs(), phase], dim=1)

    def _invert(self, magnitude: Tensor, phase: Tensor) -> Tensor:
        return torch.istft(
            torch.polar(magnitude, phase),
            self.config.fft_size,
            self.config.hop,
            window=torch.hann_window(self.config.fft_size, device=magnitude.device, dtype=magnitude.dtype),
        )


class Decoder(nn.Module):
    """Blend text, pitch and energy under the timbre, then generate the waveform."""

    def __init__(self, config: KokoroConfig) -> None:
        super().__init__()
        hidden, style_dim, wide = config.hidden_dim, config.style_dim, config.decoder_dim
        joined = wide + config.text_residual_dim + 2
        self.F0_conv = nn.Conv1d(1, 1, 3, stride=2, padding=1)
        self.N_conv = nn.Conv1d(1, 1, 3, stride=2, padding=1)
        self.asr_res = nn.Sequential(nn.Conv1d(hidden, config.text_residual_dim, 1))
        self.encode = StyledResidualBlock(hidden + 2, wide, style_dim)
        self.decode = nn.ModuleList(
            [
                *(StyledResidualBlock(joined, wide, style_dim) for _ in range(3)),
                StyledResidualBlock(joined, config.generator.channels, style_dim, upsample=True),
            ]
        )
        self.generator = Generator(style_dim, config.generator)

    def forward(
        self, text: Tensor, pitch: Tensor, energy: Tensor, style: Tensor, noise: torch.Generator | None
    ) -> Tensor:
        """Make the waveform.

        Args:
            text: Encoded text at frame rate [batch, hidden_dim, frames].
            pitch: Hz [batch, 2 frames].
            energy: [batch, 2 frames].
            style: Timbre half of the style [batch, style_dim].
            noise: Source of the excitation's noise, or None for none.

        Returns:
            [batch, frames * samples_per_frame].
        """
        curves = [self.F0_conv(pitch.unsqueeze(1)), self.N_conv(energy.unsqueeze(1))]
        x = self.encode(torch.cat([text, *curves], dim=1), style)
        text_residual = self.asr_res(text)
        for block in self.decode:
            x = block(torch.cat([x, text_residual, *curves], dim=1), style)
        return self.generator(x, style, pitch, noise)


def _excitation_conv(spectrum: int, width: int, stride: int) -> nn.Conv1d:
    """Bring the excitation's spectrum down to the time resolution of a stage."""
    if stride == 1:
        return nn.Conv1d(spectrum, width, 1)
    return nn.Conv1d(spectrum, width, 2 * stride, stride, padding=(stride + 1) // 2)

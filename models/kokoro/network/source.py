# SPDX-License-Identifier: GPL-3.0-or-later
"""The excitation: a sum of harmonics of the pitch plus noise, before the vocal tract shapes it.

hn-NSF: Wang et al., "Neural Source-Filter Waveform Models for Statistical Parametric Speech Synthesis", TASLP
2020, as used in iSTFTNet decoders by StyleTTS 2. Attribute names are those of the published checkpoints.

The published code draws a random initial phase per harmonic, adds it to the first sample only and then
averages samples 149 and 150 of each pitch point, so the phase never reaches the sound. All phases start at
zero here too.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

SINE_AMPLITUDE = 0.1
VOICED_NOISE = 0.003
UNVOICED_NOISE = SINE_AMPLITUDE / 3
VOICED_ABOVE_HZ = 10.0


def harmonic_sines(pitch: Tensor, harmonics: int, samples_per_point: int, sample_rate_hz: int) -> Tensor:
    """Sines at the first multiples of the pitch.

    Phase is counted in float64 cycles: in float32 it would lose 0.03 rad of the upper harmonics after half a
    minute.

    Args:
        pitch: Hz [batch, points].
        harmonics: How many multiples, the pitch itself included.
        samples_per_point: Samples from one pitch point to the next.
        sample_rate_hz: Sample rate.

    Returns:
        Unit sines [batch, harmonics, points * samples_per_point].
    """
    multiples = torch.arange(1, harmonics + 1, device=pitch.device, dtype=torch.float64)
    cycles_per_sample = torch.remainder(
        pitch.double().unsqueeze(1) * multiples[:, None] / sample_rate_hz, 1.0
    )
    cycles = torch.cumsum(cycles_per_sample, dim=-1) * samples_per_point
    cycles = functional.interpolate(cycles, scale_factor=samples_per_point, mode="linear")
    return torch.sin(2 * math.pi * torch.remainder(cycles, 1.0).to(pitch.dtype))


class HarmonicNoiseSource(nn.Module):
    """Excitation from a pitch curve; a learned mix of the harmonics, squashed by tanh."""

    def __init__(self, harmonics: int, samples_per_point: int, sample_rate_hz: int) -> None:
        super().__init__()
        self.harmonics = harmonics
        self.samples_per_point = samples_per_point
        self.sample_rate_hz = sample_rate_hz
        self.l_linear = nn.Linear(harmonics, 1)

    def forward(self, pitch: Tensor, generator: torch.Generator | None) -> Tensor:
        """Make the excitation.

        Noise of equal power joins every harmonic before the mix; nine independent Gaussians through the mix
        are one Gaussian scaled by the norm of its weights, so one is drawn. It is drawn on the generator's
        device, which makes a seed sound the same on every device.

        Args:
            pitch: Hz [batch, points]; 10 or less is unvoiced.
            generator: Source of the noise; None leaves the noise out.

        Returns:
            [batch, points * samples_per_point].
        """
        sines = harmonic_sines(pitch, self.harmonics, self.samples_per_point, self.sample_rate_hz)
        voiced = (pitch > VOICED_ABOVE_HZ).to(pitch.dtype).repeat_interleave(self.samples_per_point, dim=1)
        weight = self.l_linear.weight.squeeze(0)
        mixed = SINE_AMPLITUDE * voiced * torch.einsum("h,bht->bt", weight, sines) + self.l_linear.bias
        if generator is not None:
            noise = torch.randn(mixed.shape, generator=generator, device=generator.device).to(mixed)
            level = VOICED_NOISE * voiced + UNVOICED_NOISE * (1 - voiced)
            mixed = mixed + torch.linalg.vector_norm(weight) * level * noise
        return torch.tanh(mixed)

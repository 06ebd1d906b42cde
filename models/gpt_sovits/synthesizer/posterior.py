# SPDX-License-Identifier: GPL-3.0-or-later
"""The posterior: a recording's spectrogram to the latent it is decoded from (`enc_q`); for training only."""

from __future__ import annotations

from torch import Tensor, nn

from models.gpt_sovits.synthesizer.config import SynthesizerConfig
from models.gpt_sovits.synthesizer.prior import Prior
from models.gpt_sovits.synthesizer.wavenet import WaveNet


class PosteriorEncoder(nn.Module):
    """A WaveNet over the linear spectrogram."""

    def __init__(self, config: SynthesizerConfig) -> None:
        super().__init__()
        self.pre = nn.Conv1d(config.spectrum_bins, config.hidden, 1)
        self.enc = WaveNet(config.hidden, config.wavenet_kernel, config.posterior_layers, config.condition)
        self.proj = nn.Conv1d(config.hidden, 2 * config.latent, 1)

    def forward(self, spectrogram: Tensor, mask: Tensor, condition: Tensor) -> Prior:
        """Mean and spread of the latent.

        Args:
            spectrogram: Magnitudes [batch, bins, frames].
            mask: [batch, 1, frames].
            condition: Timbre [batch, condition, 1].
        """
        encoded = self.enc(self.pre(spectrogram) * mask, mask, condition)
        mean, log_deviation = (self.proj(encoded) * mask).chunk(2, dim=1)
        return Prior(mean, log_deviation, mask)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The prior: semantic tokens' vectors, phones and timbre to the latent's mean and spread (`enc_p`)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.gpt_sovits.synthesizer.config import SynthesizerConfig
from models.gpt_sovits.synthesizer.encoder import Encoder
from models.gpt_sovits.synthesizer.masking import length_mask
from models.gpt_sovits.synthesizer.mixer import TimbreMixer


@dataclass(frozen=True, eq=False, slots=True)
class Prior:
    """What the latent is expected to be.

    Attributes:
        mean: [batch, latent, frames].
        log_deviation: Natural logarithm of the standard deviation [batch, latent, frames].
        mask: [batch, 1, frames].
    """

    mean: Tensor
    log_deviation: Tensor
    mask: Tensor

    def sample(self, noise: Tensor, scale: float = 1.0) -> Tensor:
        """A latent from Gaussian noise [batch, latent, frames], its standard deviation times `scale`."""
        return self.mean + noise * torch.exp(self.log_deviation) * scale


@dataclass(frozen=True, eq=False, slots=True)
class Content:
    """What is to be said by whom, before it has a speed.

    Attributes:
        frames: [batch, hidden, frames], 20 ms each.
        mask: [batch, 1, frames].
        attention: Which phone each frame speaks, as probabilities [batch, heads, frames, phones].
    """

    frames: Tensor
    mask: Tensor
    attention: Tensor


class PriorEncoder(nn.Module):
    """Encodes content and phones, mixes them, and predicts the latent."""

    def __init__(self, config: SynthesizerConfig) -> None:
        super().__init__()

        def encoder(layers: int) -> Encoder:
            return Encoder(config.hidden, config.filter, config.heads, layers, config.kernel, config.dropout)

        self.ssl_proj = nn.Conv1d(config.features, config.hidden, 1)
        self.encoder_ssl = encoder(config.layers // 2)
        self.encoder_text = encoder(config.layers)
        self.text_embedding = nn.Embedding(config.version.symbols, config.hidden)
        self.mrte = TimbreMixer(config.hidden, config.mixer, config.mixer_heads)
        self.encoder2 = encoder(config.layers // 2)
        self.proj = nn.Conv1d(config.hidden, 2 * config.latent, 1)

    def encode_features(self, features: Tensor, mask: Tensor) -> Tensor:
        """Vectors of the codebook [batch, features, frames] to [batch, hidden, frames]."""
        return self.encoder_ssl(self.ssl_proj(features * mask) * mask, mask)

    def encode_phones(self, phones: Tensor, mask: Tensor) -> Tensor:
        """Ids int64 [batch, phones] to [batch, hidden, phones]."""
        return self.encoder_text(self.text_embedding(phones).transpose(1, 2), mask)

    def content(
        self,
        features: Tensor,
        phones: Tensor,
        timbre: Tensor,
        lengths: Tensor | None = None,
        phone_lengths: Tensor | None = None,
    ) -> Content:
        """Encodes what is to be said.

        Args:
            features: Vectors of the codebook, a frame each 20 ms [batch, features, frames].
            phones: int64 [batch, phones].
            timbre: [batch, mixer, 1].
            lengths: Real frames, int64 [batch]; None for all.
            phone_lengths: Real phones, int64 [batch]; None for all.
        """
        mask = length_mask(features, lengths)
        phone_mask = length_mask(phones, phone_lengths).to(features.dtype)
        encoded = self.encode_features(features, mask)
        text = self.encode_phones(phones, phone_mask)
        mixed, attention = self.mrte(encoded, mask, text, phone_mask, timbre)
        return Content(self.encoder2(mixed, mask), mask, attention)

    def predict(self, frames: Tensor, mask: Tensor) -> Prior:
        """The prior of content [batch, hidden, frames] under a mask [batch, 1, frames]."""
        mean, log_deviation = (self.proj(frames) * mask).chunk(2, dim=1)
        return Prior(mean, log_deviation, mask)


def at_speed(frames: Tensor, mask: Tensor, speed: float) -> tuple[Tensor, Tensor]:
    """Stretches content to another speed by linear interpolation.

    Args:
        frames: [batch, hidden, n].
        mask: [batch, 1, n].
        speed: Above 1 is faster; 1 changes nothing.

    Returns:
        Both with int(n / speed) + 1 frames, as the official network has it; with n at speed 1.

    Raises:
        ValueError: The speed is not above 0.
    """
    if not speed > 0:
        raise ValueError(f"speed: {speed} is not above 0")
    if speed == 1:
        return frames, mask
    size = int(frames.shape[-1] / speed) + 1
    return (
        functional.interpolate(frames, size=size, mode="linear"),
        functional.interpolate(mask, size=size, mode="nearest"),
    )

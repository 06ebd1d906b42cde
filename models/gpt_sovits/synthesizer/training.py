# SPDX-License-Identifier: GPL-3.0-or-later
"""One pass over a batch of recordings as training makes it, and the divergence it lowers."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from models.gpt_sovits.synthesizer.network import Synthesizer, draw_noise
from models.gpt_sovits.synthesizer.prior import Prior


@dataclass(frozen=True, eq=False, slots=True)
class Batch:
    """Recordings, padded on the right.

    Attributes:
        features: HuBERT's, at 50 Hz [batch, 768, frames].
        spectrogram: Magnitudes [batch, bins, frames].
        lengths: Real frames, int64 [batch].
        phones: int64 [batch, phones].
        phone_lengths: Real phones, int64 [batch].
        speaker_vector: [batch, 20480], for the Pro versions.
    """

    features: Tensor
    spectrogram: Tensor
    lengths: Tensor
    phones: Tensor
    phone_lengths: Tensor
    speaker_vector: Tensor | None = None


@dataclass(frozen=True, eq=False, slots=True)
class TrainingPass:
    """What the losses need.

    Attributes:
        waveform: The decoded slices [batch, 1, samples].
        starts: First frame of each slice, int64 [batch].
        latent: A sample of the posterior [batch, latent, frames].
        latent_of_prior: The same through the flow.
        prior: What the content makes expect.
        posterior: What the recording shows.
    """

    waveform: Tensor
    starts: Tensor
    latent: Tensor
    latent_of_prior: Tensor
    prior: Prior
    posterior: Prior


def training_pass(
    network: Synthesizer,
    batch: Batch,
    *,
    noise: Tensor | None = None,
    starts: Tensor | None = None,
    generator: torch.Generator | None = None,
) -> TrainingPass:
    """Encodes a batch both ways and decodes a slice of each recording.

    Args:
        network: With its posterior encoder.
        batch: The recordings.
        noise: Gaussian [batch, latent, frames] of the posterior; None draws it.
        starts: First frame of each slice; None draws them.
        generator: What draws.

    Raises:
        ValueError: The network has no posterior encoder.
    """
    if network.enc_q is None:
        raise ValueError("network: its checkpoint has no posterior encoder (enc_q), so it cannot be trained")
    timbre = network.encode_reference(batch.spectrogram, batch.speaker_vector, batch.lengths)
    features = network.codes_to_features(network.extract_codes(batch.features))
    content = network.enc_p.content(
        features, batch.phones, network.text_timbre(timbre), batch.lengths, batch.phone_lengths
    )
    prior = network.enc_p.predict(content.frames, content.mask)
    posterior = network.enc_q(batch.spectrogram, content.mask, timbre)
    if noise is None:
        noise = draw_noise(posterior.mean, generator)
    latent = posterior.sample(noise) * content.mask
    segment = network.config.segment_frames
    if starts is None:
        starts = draw_starts(batch.lengths, segment, generator)
    waveform = network.dec(cut(latent, starts, segment), timbre)
    return TrainingPass(
        waveform, starts, latent, network.flow(latent, content.mask, timbre), prior, posterior
    )


def kl_divergence(passed: TrainingPass) -> Tensor:
    """Of the posterior's sample from the prior, per real frame, summed over the channels (VITS, eq. 4)."""
    prior, posterior = passed.prior, passed.posterior
    distance = (passed.latent_of_prior - prior.mean).float().square()
    log_ratio = prior.log_deviation.float() - posterior.log_deviation.float()
    divergence = log_ratio - 0.5 + 0.5 * distance * torch.exp(-2 * prior.log_deviation.float())
    return (divergence * prior.mask).sum() / prior.mask.sum()


def cut(x: Tensor, starts: Tensor, size: int) -> Tensor:
    """A stretch of each item: [batch, channels, frames] to [batch, channels, size]."""
    frames = starts[:, None] + torch.arange(size, device=x.device)
    return x.gather(-1, frames[:, None].expand(-1, x.shape[1], -1))


def draw_starts(lengths: Tensor, size: int, generator: torch.Generator | None = None) -> Tensor:
    """First frames int64 [batch] of stretches of `size` that lie within each item's real frames."""
    room = (lengths - size + 1).clamp(min=1)
    device = lengths.device if generator is None else generator.device
    share = torch.rand(lengths.shape, generator=generator, device=device).to(lengths.device)
    return (share * room).long()

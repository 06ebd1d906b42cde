# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole synthesizer: semantic tokens, phones and a timbre in, a waveform at 32 kHz out.

A conditional variational autoencoder with a flow (VITS, Kim et al. 2021, arXiv:2106.06103) over semantic
tokens. Attribute names are those of the official checkpoints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.gpt_sovits.loading import network_from_weights
from models.gpt_sovits.synthesizer.config import SynthesizerConfig
from models.gpt_sovits.synthesizer.decoder import Decoder
from models.gpt_sovits.synthesizer.flow import Flow
from models.gpt_sovits.synthesizer.masking import length_mask
from models.gpt_sovits.synthesizer.posterior import PosteriorEncoder
from models.gpt_sovits.synthesizer.prior import Content, PriorEncoder, at_speed
from models.gpt_sovits.synthesizer.quantizer import Quantizer
from models.gpt_sovits.synthesizer.style import StyleEncoder
from models.gpt_sovits.synthesizer.weight_norm import fold_weight_norm

NOISE_SCALE = 0.5
"""Of the prior's standard deviation, as the official synthesis has it."""
_POSTERIOR = "enc_q."


@dataclass(frozen=True, eq=False, slots=True)
class Reference:
    """A recording that a voice is taken from.

    Attributes:
        spectrogram: Magnitudes [1, bins, frames], see `features.spectrogram`.
        speaker_vector: [1, 20480], see `speaker_vector`; only the Pro versions take it.
    """

    spectrogram: Tensor
    speaker_vector: Tensor | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Speech:
    """What the network makes of a sentence.

    Attributes:
        waveform: [batch, 1, samples] at 32 kHz.
        content: What was said, before the speed; its `attention` tells which phone each 20 ms speak.
    """

    waveform: Tensor
    content: Content


class Synthesizer(nn.Module):
    """SynthesizerTrn of v1, v2, v2Pro and v2ProPlus.

    Args:
        config: The sizes.
        posterior: Whether there is a posterior encoder, which only training needs.
    """

    def __init__(self, config: SynthesizerConfig, *, posterior: bool = True) -> None:
        super().__init__()
        self.config = config
        self.enc_p = PriorEncoder(config)
        self.dec = Decoder(config)
        self.enc_q = PosteriorEncoder(config) if posterior else None
        self.flow = Flow(config)
        self.ref_enc = StyleEncoder(config.style_bins, config.condition)
        self.ssl_proj = nn.Conv1d(
            config.features, config.features, config.frames_per_token, stride=config.frames_per_token
        )
        self.quantizer = Quantizer(config.codes, config.features)
        if config.version.has_speaker_vector:
            self.sv_emb = nn.Linear(config.speaker_vector, config.condition)
            self.ge_to512 = nn.Linear(config.condition, config.mixer)
            self.prelu = nn.PReLU(config.condition)

    @classmethod
    def from_weights(cls, config: SynthesizerConfig, weights: Mapping[str, Tensor]) -> Synthesizer:
        """The network with the weights of an official checkpoint, in float32.

        Args:
            config: The sizes.
            weights: By the official keys, in any precision; those of `enc_q` may be absent. Those in
                float32 are taken as they are, not copied.

        Raises:
            ValueError: The weights are not those of such a network.
        """
        posterior = any(key.startswith(_POSTERIOR) for key in weights)
        return network_from_weights(lambda: cls(config, posterior=posterior), weights)

    def for_inference(
        self, device: torch.device | str = "cpu", dtype: torch.dtype = torch.float32
    ) -> Synthesizer:
        """Drops what only training needs, in place, and moves the rest; it cannot be trained afterwards.

        The way to the codes stays in float32, so that a prompt has the same ones in any precision.
        """
        self.enc_q = None
        fold_weight_norm(self)
        self.eval().requires_grad_(False).to(device, dtype)
        self.ssl_proj.float()
        self.quantizer.float()
        return self

    def timbre(self, references: Sequence[Reference]) -> Tensor:
        """The voice of recordings: [1, condition, 1], the mean of what each of them sounds like.

        Raises:
            ValueError: There is no recording, or a speaker vector is missing.
        """
        if not references:
            raise ValueError("references: none is given")
        each = [self.encode_reference(one.spectrogram, one.speaker_vector) for one in references]
        return torch.stack(each).mean(dim=0)

    def encode_reference(
        self, spectrogram: Tensor, speaker_vector: Tensor | None = None, lengths: Tensor | None = None
    ) -> Tensor:
        """The timbre of each recording of a batch.

        Args:
            spectrogram: Magnitudes [batch, bins, frames].
            speaker_vector: [batch, 20480], for the Pro versions.
            lengths: Real frames, int64 [batch]; None for all.

        Returns:
            [batch, condition, 1].

        Raises:
            ValueError: The version needs a speaker vector and there is none.
        """
        spectrogram = spectrogram.to(self.enc_p.ssl_proj.weight)
        mask = length_mask(spectrogram, lengths)
        timbre = self.ref_enc(spectrogram[:, : self.config.style_bins] * mask, mask)
        if not self.config.version.has_speaker_vector:
            return timbre
        if speaker_vector is None:
            raise ValueError(f"speaker_vector: {self.config.version} needs one for each reference")
        return self.prelu(timbre + self.sv_emb(speaker_vector.to(timbre)).unsqueeze(-1))

    def text_timbre(self, timbre: Tensor) -> Tensor:
        """The timbre as content and phones are mixed with it: [batch, condition, 1] to [batch, mixer, 1]."""
        if not self.config.version.has_speaker_vector:
            return timbre
        return self.ge_to512(timbre.squeeze(-1)).unsqueeze(-1)

    def extract_codes(self, features: Tensor) -> Tensor:
        """Semantic tokens of HuBERT features [batch, 768, n] at 50 Hz: int64 [batch, n // 2] at 25 Hz."""
        return self.quantizer.encode(self.ssl_proj(features.to(self.ssl_proj.weight)))

    def codes_to_features(self, codes: Tensor) -> Tensor:
        """Vectors of tokens int64 [batch, n], each repeated to 20 ms frames: [batch, 768, 2 n]."""
        vectors = self.quantizer.decode(codes).to(self.enc_p.ssl_proj.weight.dtype)
        return vectors.repeat_interleave(self.config.frames_per_token, dim=-1)

    def encode(
        self,
        codes: Tensor,
        phones: Tensor,
        timbre: Tensor,
        lengths: Tensor | None = None,
        phone_lengths: Tensor | None = None,
    ) -> Content:
        """What is to be said, frame by frame.

        Args:
            codes: Semantic tokens int64 [batch, tokens], without the end token.
            phones: Ids of the text's phones, int64 [batch, phones].
            timbre: [batch or 1, condition, 1].
            lengths: Real tokens, int64 [batch]; None for all.
            phone_lengths: Real phones, int64 [batch]; None for all.
        """
        frames = None if lengths is None else lengths * self.config.frames_per_token
        features = self.codes_to_features(codes)
        return self.enc_p.content(features, phones, self.text_timbre(timbre), frames, phone_lengths)

    def render(
        self,
        frames: Tensor,
        mask: Tensor,
        timbre: Tensor,
        *,
        speed: float = 1.0,
        noise_scale: float = NOISE_SCALE,
        noise: Tensor | None = None,
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """The waveform of encoded content.

        Args:
            frames: [batch, hidden, n].
            mask: [batch, 1, n].
            timbre: [batch or 1, condition, 1].
            speed: Above 1 is faster.
            noise_scale: Of the prior's standard deviation; 0 for its mean.
            noise: Gaussian [batch, latent, frames at that speed] to use in place of a fresh draw.
            generator: What draws the noise; the same state gives the same waveform on any device.

        Returns:
            [batch, 1, samples] at 32 kHz. Behind the end of a shorter sentence in a batch there is no speech.

        Raises:
            ValueError: The speed is not above 0.
        """
        prior = self.enc_p.predict(*at_speed(frames, mask, speed))
        if noise is None:
            noise = draw_noise(prior.mean, generator)
        latent = self.flow.inverse(prior.sample(noise, noise_scale), prior.mask, timbre)
        return self.dec(latent * prior.mask, timbre)

    def forward(
        self,
        codes: Tensor,
        phones: Tensor,
        timbre: Tensor,
        *,
        lengths: Tensor | None = None,
        phone_lengths: Tensor | None = None,
        speed: float = 1.0,
        noise_scale: float = NOISE_SCALE,
        noise: Tensor | None = None,
        generator: torch.Generator | None = None,
    ) -> Speech:
        """Speaks: `encode`, then `render`."""
        content = self.encode(codes, phones, timbre, lengths, phone_lengths)
        waveform = self.render(
            content.frames,
            content.mask,
            timbre,
            speed=speed,
            noise_scale=noise_scale,
            noise=noise,
            generator=generator,
        )
        return Speech(waveform, content)


def draw_noise(like: Tensor, generator: torch.Generator | None = None) -> Tensor:
    """Gaussian noise in a tensor's shape; drawn in float32 where the generator is, so that seeds last."""
    device = like.device if generator is None else generator.device
    return torch.randn(like.shape, generator=generator, device=device).to(like)

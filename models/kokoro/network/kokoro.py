# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole network: phoneme tokens and a style in, a waveform and its durations out.

Kokoro-82M is a StyleTTS 2 (Li et al., NeurIPS 2023) without diffusion: styles come from a table of voices.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from models.kokoro.network.albert import Albert
from models.kokoro.network.config import KokoroConfig
from models.kokoro.network.istftnet import Decoder
from models.kokoro.network.prosody import ProsodyPredictor
from models.kokoro.network.text import TextEncoder


class Speech(NamedTuple):
    """What the network makes of a sentence."""

    waveform: Tensor  # [samples]
    durations: Tensor  # int64 [tokens] frames


class KokoroNetwork(nn.Module):
    """Kokoro. Its parts carry the names of the published checkpoint; weight normalisation is folded in."""

    def __init__(self, config: KokoroConfig | None = None) -> None:
        super().__init__()
        config = config or KokoroConfig()
        self.config = config
        self.bert = Albert(config.tokens, config.albert)
        self.bert_encoder = nn.Linear(config.albert.hidden_dim, config.hidden_dim)
        self.predictor = ProsodyPredictor(
            config.hidden_dim, config.style_dim, config.prosody_layers, config.max_duration, config.dropout
        )
        self.text_encoder = TextEncoder(
            config.tokens, config.hidden_dim, config.text_layers, config.text_kernel, config.dropout
        )
        self.decoder = Decoder(config)

    def encode_prosody(self, tokens: Tensor, style: Tensor) -> Tensor:
        """Encode tokens [batch, length] under a style as [batch, length, hidden_dim + style_dim]."""
        return self.predictor.text_encoder(self.bert_encoder(self.bert(tokens)), style)

    def durations(self, encoded: Tensor, speed: float) -> Tensor:
        """Whole frames per token, int64 [batch, length], of what `encode_prosody` gave; at least one each."""
        return torch.round(self.predictor.expected_frames(encoded) / speed).clamp(min=1).long()

    def forward(
        self,
        tokens: Tensor,
        style: Tensor,
        *,
        speed: float = 1.0,
        noise: torch.Generator | None = None,
        durations: Tensor | None = None,
    ) -> Speech:
        """Speak one sentence.

        Args:
            tokens: int64 [length], begin and end pads included.
            style: [2 style_dim]; the first half is the timbre, the second the prosody.
            speed: Divides the durations.
            noise: Source of the excitation's noise; None leaves the noise out.
            durations: int64 [length] frames to use in place of the predicted ones.

        Returns:
            Waveform [frames * samples_per_frame] and the durations used [length].
        """
        tokens = tokens.unsqueeze(0)
        timbre, prosody = style.unsqueeze(0).chunk(2, dim=-1)
        encoded = self.encode_prosody(tokens, prosody)
        if durations is None:
            durations = self.durations(encoded, speed).squeeze(0)
        pitch, energy = self.predictor.curves(encoded.repeat_interleave(durations, dim=1), prosody)
        text = self.text_encoder(tokens).repeat_interleave(durations, dim=2)
        return Speech(self.decoder(text, pitch, energy, timbre, noise).squeeze(0), durations)

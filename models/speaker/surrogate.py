# SPDX-License-Identifier: GPL-3.0-or-later
"""Small networks that know, without speaking, what a voice of Kokoro's sounds like."""

from __future__ import annotations

import functools
from importlib import resources
from typing import NamedTuple

import numpy as np
import torch
from safetensors.torch import load
from torch import nn

from models.speaker.encoder import EMBEDDING_SIZE
from models.speaker.features import CEPSTRA, Features
from models.speaker.space import COORDINATES, VoiceSpace

TONE_SIZE = 10
"""Cepstral coefficients 1 to 10 of a tone, in nepers of power."""
TONE_SPREAD = (2.5, 2.0, 1.5, 1.2, 1.0, 0.8, 0.7, 0.6, 0.5, 0.5)
"""Standard deviations of tones in training; recordings differ from Kokoro's voices by about as much."""
RATIO_SPREAD = 0.1
VOICE_SIZE = COORDINATES + 1 + TONE_SIZE
FEATURES = EMBEDDING_SIZE + 2 + CEPSTRA
MEMBERS = 4
HIDDEN = 384
WEIGHTS_FILE = "surrogate.safetensors"


class Prediction(NamedTuple):
    """Features of voices, each [n, ...].

    Attributes:
        embedding: [n, 256], not yet of unit length.
        pitch: [n, 2]: logarithm of the median fundamental frequency in Hz, and its spread.
        cepstrum: [n, 13].
    """

    embedding: torch.Tensor
    pitch: torch.Tensor
    cepstrum: torch.Tensor


class Surrogate(nn.Module):
    """Several networks with a linear bypass; their mean is the prediction.

    Attributes:
        scale: [271], standard deviations of the features.
        offset: [271], their means.
        stock: [54, 256], embeddings of the stock voices, in the order of their ids, as measured.
    """

    scale: torch.Tensor
    offset: torch.Tensor
    stock: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        self.members = nn.ModuleList(Member() for _ in range(MEMBERS))
        self.register_buffer("scale", torch.ones(FEATURES))
        self.register_buffer("offset", torch.zeros(FEATURES))
        self.register_buffer("stock", torch.zeros(len(VoiceSpace.load().ids), EMBEDDING_SIZE))

    @classmethod
    def load(cls) -> Surrogate:
        """The networks that come with the package; read once, shared from then on."""
        return _load()

    def forward(self, voices: torch.Tensor) -> torch.Tensor:
        """Predicts the features [n, 271] of voices [n, 67]: coordinates, log formant ratio, tone."""
        inputs = normalised(voices)
        mean = torch.stack([member(inputs) for member in self.members]).mean(dim=0)
        return mean * self.scale + self.offset

    def predict(self, voice: np.ndarray) -> np.ndarray:
        """Predicts the features [271] of one voice [67]; see `Features.vector`."""
        with torch.no_grad():
            return self(torch.from_numpy(voice)[None])[0].numpy()


def nearest_stock_voice(reference: Features) -> str:
    """The stock voice whose embedding is nearest to a recording's."""
    nearest = int((Surrogate.load().stock @ torch.from_numpy(reference.embedding)).argmax())
    return VoiceSpace.load().ids[nearest]


class Member(nn.Module):
    """One network, from normalised inputs to normalised features."""

    def __init__(self) -> None:
        super().__init__()
        self.bypass = nn.Linear(VOICE_SIZE, FEATURES)
        self.layers = nn.Sequential(
            nn.Linear(VOICE_SIZE, HIDDEN),
            nn.SiLU(),
            nn.Linear(HIDDEN, HIDDEN),
            nn.SiLU(),
            nn.Linear(HIDDEN, FEATURES, bias=False),
        )

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Predicts [n, 271] of [n, 67]."""
        return self.bypass(inputs) + self.layers(inputs)


def normalised(voices: torch.Tensor) -> torch.Tensor:
    """Inputs with a standard deviation of about one each."""
    spread = torch.tensor([*[1.0] * COORDINATES, RATIO_SPREAD, *TONE_SPREAD])
    return voices / spread


def split(features: torch.Tensor) -> Prediction:
    """Parts of [n, 271]."""
    return Prediction(*features.split([EMBEDDING_SIZE, 2, CEPSTRA], dim=1))


@functools.cache
def _load() -> Surrogate:
    surrogate = Surrogate()
    weights = load((resources.files("models.speaker") / WEIGHTS_FILE).read_bytes())
    surrogate.load_state_dict({name: tensor.float() for name, tensor in weights.items()})
    return surrogate.eval().requires_grad_(False)

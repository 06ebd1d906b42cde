# SPDX-License-Identifier: GPL-3.0-or-later
"""A speaker encoder: speech in, a direction in 256 dimensions out that is near for the same speaker.

Generalised end-to-end encoder (Wan, Wang, Papir and Lopez Moreno 2018, arXiv:1710.10467) with the weights of
Resemblyzer (see NOTICE).
"""

from __future__ import annotations

import functools
from importlib import resources

import numpy as np
import soxr
import torch
from safetensors.torch import load
from torch import nn
from torchaudio.transforms import MelSpectrogram

from models.speaker.activity import without_silence

SAMPLE_RATE_HZ = 16_000
EMBEDDING_SIZE = 256
MEL_BANDS = 40
HOP_SAMPLES = 160
PARTIAL_FRAMES = 160
_PARTIAL_STEP = 77
"""Frames from one partial to the next: 1.3 partials a second."""
_MIN_COVERAGE = 0.75
_LEVEL_DBFS = -30.0
_BATCH = 64


class SpeakerEncoder(nn.Module):
    """Three LSTM layers over the mel spectrogram of 1.6 s; the mean of all such partials is the voice."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(MEL_BANDS, 256, num_layers=3, batch_first=True)
        self.linear = nn.Linear(256, EMBEDDING_SIZE)
        self._mel = MelSpectrogram(
            SAMPLE_RATE_HZ,
            n_fft=400,
            hop_length=HOP_SAMPLES,
            n_mels=MEL_BANDS,
            norm="slaney",
            mel_scale="slaney",
        )

    @classmethod
    def load(cls) -> SpeakerEncoder:
        """The encoder with the weights that come with the package; read once, shared from then on."""
        return _load()

    def embed(self, samples: np.ndarray, sample_rate_hz: int) -> np.ndarray:
        """The voice of a recording.

        Args:
            samples: float32 [n], mono; some 2 s of speech at least, better 10.
            sample_rate_hz: Of the samples; any.

        Returns:
            float32 [256], unit length.

        Raises:
            ValueError: There is no sound in it.
        """
        with torch.inference_mode():
            embedding = self.embed_mel(self.mel(samples, sample_rate_hz))
        return embedding.numpy()

    def mel(self, samples: np.ndarray, sample_rate_hz: int) -> torch.Tensor:
        """What the network sees of a recording: power float32 [frames, 40], without silence, at one level.

        Raises:
            ValueError: There is no sound in it.
        """
        samples = np.ascontiguousarray(samples, np.float32)
        speech = without_silence(soxr.resample(samples, sample_rate_hz, SAMPLE_RATE_HZ), SAMPLE_RATE_HZ)
        if not speech.size:
            raise ValueError("samples: nothing can be heard")
        speech = speech * (10 ** (_LEVEL_DBFS / 20) / np.sqrt(np.square(speech).mean()))
        return self._mel(torch.from_numpy(np.ascontiguousarray(speech))).T

    def embed_mel(self, mel: torch.Tensor) -> torch.Tensor:
        """The voice in a mel spectrogram [frames, 40]: [256], unit length. Gradients flow through."""
        partials = _partials(mel)
        embeddings = torch.cat([self(batch) for batch in partials.split(_BATCH)])
        return nn.functional.normalize(embeddings.mean(dim=0), dim=0)

    def forward(self, partials: torch.Tensor) -> torch.Tensor:
        """Embeds mel spectrograms of 1.6 s: [n, 160, 40] to [n, 256], each of unit length."""
        _, (hidden, _) = self.lstm(partials)
        return nn.functional.normalize(torch.relu(self.linear(hidden[-1])), dim=1)


def similarity(a: np.ndarray, b: np.ndarray) -> float:
    """Cosine of two embeddings: 1.0 is the same voice; different people are at some 0.6."""
    return float(np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b)))


def _partials(mel: torch.Tensor) -> torch.Tensor:
    """Overlapping stretches of a spectrogram; the last is padded if most of it is there: [n, 160, 40]."""
    count = max(1, 1 + (len(mel) - PARTIAL_FRAMES) // _PARTIAL_STEP)
    rest = len(mel) - count * _PARTIAL_STEP
    if rest > _MIN_COVERAGE * PARTIAL_FRAMES:
        count += 1
    needed = (count - 1) * _PARTIAL_STEP + PARTIAL_FRAMES
    padded = nn.functional.pad(mel, (0, 0, 0, max(0, needed - len(mel))))
    return padded[:needed].unfold(0, PARTIAL_FRAMES, _PARTIAL_STEP).transpose(1, 2)


@functools.cache
def _load() -> SpeakerEncoder:
    encoder = SpeakerEncoder()
    weights = load((resources.files("models.speaker") / "encoder.safetensors").read_bytes())
    encoder.load_state_dict(weights, strict=False)
    missing = {name for name, _ in encoder.named_parameters()} - weights.keys()
    if missing:
        raise ValueError(f"encoder.safetensors: lacks {', '.join(sorted(missing))}")
    return encoder.eval().requires_grad_(False)

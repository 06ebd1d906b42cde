# SPDX-License-Identifier: GPL-3.0-or-later
"""What `voxrig bench gpt-sovits` has spoken, and who speaks it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from models.gpt_sovits.features import BINS
from models.gpt_sovits.synthesizer import SynthesizerConfig
from models.gpt_sovits.text_to_semantic import SemanticConfig

PHONES, OWN_PHONES, PROMPT_TOKENS = 60, 30, 140
"""Of the reference and the line together, of the line alone, and of the reference: its 5.6 s."""
CHUNK_TOKENS = 25
"""In the first chunk of a stream, 1 s."""
_REFERENCE_FRAMES = 250


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """A line and its voice; random, as the weights are.

    Attributes:
        phones: Ids of the reference's and the line's phones, int64 [60].
        own_phones: Those of the line, int64 [30].
        prompt: Semantic tokens of the reference, int64 [140].
        tokens: How many to make.
        spectrogram: Of the reference, magnitudes [1, 1025, 250].
        speaker_vector: [1, 20480].
    """

    phones: Tensor
    own_phones: Tensor
    prompt: Tensor
    tokens: int
    spectrogram: Tensor
    speaker_vector: Tensor

    @classmethod
    def draw(cls, semantic: SemanticConfig, synthesizer: SynthesizerConfig, tokens: int, seed: int) -> Line:
        """A line for networks of these sizes."""
        generator = torch.Generator().manual_seed(seed)
        symbols = min(semantic.phones, synthesizer.version.symbols)
        phones = torch.randint(symbols, (PHONES,), generator=generator)
        return cls(
            phones=phones,
            own_phones=phones[-OWN_PHONES:],
            prompt=torch.randint(semantic.tokens, (PROMPT_TOKENS,), generator=generator),
            tokens=tokens,
            spectrogram=torch.rand(1, BINS, _REFERENCE_FRAMES, generator=generator),
            speaker_vector=torch.randn(1, synthesizer.speaker_vector, generator=generator),
        )

    def some_tokens(self) -> Tensor:
        """Tokens of the line's length that nobody had to make: the prompt's, over and over; int64 [1, n]."""
        return self.prompt.repeat(1 + self.tokens // len(self.prompt))[None, : self.tokens]


@dataclass(frozen=True, slots=True)
class VoiceFiles:
    """A voice's two official files."""

    gpt: Path
    sovits: Path


class Candidate(Protocol):
    """A program that speaks GPT-SoVITS, with one voice on one device; `load` comes first."""

    name: str

    def load(self) -> None:
        """Makes networks of the files, ready to speak, and the voice's timbre."""
        ...

    def begin(self) -> None:
        """The first two tokens of the line: all that is there before, and one step."""
        ...

    def generate(self, *, greedy: bool = False) -> Tensor:
        """The tokens of the line, int64 [1, tokens]; drawn with the official defaults, or the likeliest."""
        ...

    def decode(self, tokens: Tensor, *, noise_scale: float = 0.5) -> Tensor:
        """The waveform of tokens, [samples] at 32 kHz."""
        ...

    def first_audio(self) -> Tensor:
        """The first chunk of the line's stream, from nothing to its waveform, [samples] at 32 kHz."""
        ...

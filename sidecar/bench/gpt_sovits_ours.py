# SPDX-License-Identifier: GPL-3.0-or-later
"""Voxrig's own GPT-SoVITS for `voxrig bench gpt-sovits`."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import torch
from torch import Tensor

from models.gpt_sovits.checkpoints import (
    Placement,
    load_synthesizer,
    load_text_to_semantic,
    pack,
    read_gpt,
    read_sovits,
)
from models.gpt_sovits.synthesizer import Reference, StreamingDecoder, Synthesizer
from models.gpt_sovits.text_to_semantic import Request, Sampling, SemanticGenerator
from sidecar.bench.gpt_sovits_line import CHUNK_TOKENS, Line, VoiceFiles


class Voxrig:
    """Speaks from the files that an import makes of the official ones.

    Args:
        files: The official files.
        folder: Where the imported ones go.
        placement: Device and precision.
        line: What is spoken.
    """

    name = "Voxrig"

    def __init__(self, files: VoiceFiles, folder: Path, placement: Placement, line: Line) -> None:
        self._placement, self._line = placement, line
        self._gpt, self._sovits = folder / "gpt.safetensors", folder / "sovits.safetensors"
        self._gpt.write_bytes(pack(read_gpt(files.gpt)))
        self._sovits.write_bytes(pack(read_sovits(files.sovits)))
        self._request = Request(line.phones, line.prompt, target_phones=len(line.own_phones))
        self._phones = line.own_phones[None].to(placement.device)
        self._generator: SemanticGenerator
        self._synthesizer: Synthesizer
        self._timbre: Tensor

    @torch.inference_mode()
    def load(self) -> None:
        """See `Candidate`."""
        self._generator = SemanticGenerator(load_text_to_semantic(self._gpt.read_bytes(), self._placement))
        self._synthesizer = load_synthesizer(self._sovits.read_bytes(), self._placement)
        self._timbre = self._synthesizer.timbre(
            [Reference(self._line.spectrogram, self._line.speaker_vector)]
        )

    def begin(self) -> None:
        """See `Candidate`."""
        self._first_chunk(2)

    def generate(self, *, greedy: bool = False) -> Tensor:
        """See `Candidate`."""
        sampling = Sampling(top_k=1) if greedy else Sampling()
        (outcome,) = self._generator.generate([self._request], sampling, None, self._line.tokens)
        return torch.tensor([outcome.tokens])

    @torch.inference_mode()
    def decode(self, tokens: Tensor, *, noise_scale: float = 0.5) -> Tensor:
        """See `Candidate`."""
        codes = tokens.to(self._placement.device)
        return self._synthesizer(codes, self._phones, self._timbre, noise_scale=noise_scale).waveform[0, 0]

    def first_audio(self) -> Tensor:
        """See `Candidate`."""
        decoder = StreamingDecoder(self._synthesizer, self._phones, self._timbre)
        return decoder.push(self._first_chunk(CHUNK_TOKENS)).waveform

    def _first_chunk(self, tokens: int) -> Tensor:
        stream = self._generator.stream(self._request, None, None, self._line.tokens, tokens)
        with closing(stream):
            return torch.tensor([next(stream).tokens], device=self._placement.device)

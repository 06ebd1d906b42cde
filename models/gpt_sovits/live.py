# SPDX-License-Identifier: GPL-3.0-or-later
"""A sentence spoken word by word while its semantic tokens are still being drawn.

Each step aligns all that has been spoken so far. What it says of the last word may still change, so a word is
given out when the next one has begun; what has been given out stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from models.gpt_sovits import SAMPLE_RATE_HZ
from models.gpt_sovits.synthesizer import Chunk, StreamingDecoder, Synthesizer
from models.gpt_sovits.takes import Score
from models.gpt_sovits.text_to_semantic import Sampling, SemanticGenerator
from models.gpt_sovits.timing import PhoneSpan, Timings, align, streamed_frame_edges
from models.gpt_sovits.timing.spans import strictly_rising

CHUNK_TOKENS = 12
"""0.48 s: the least that holds a word or two."""
_UNSETTLED_SECONDS = 0.12
"""Of what has been spoken so far the end is aligned without knowing what follows."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Whole words of a sentence.

    Attributes:
        waveform: float32 [samples] at 32 kHz, on the CPU.
        spans: Of its phones; they tile it, and count samples from its start.
        confidence: Of their times, 0 to 1.
        begins: Whether it is the sentence's beginning.
        ends: Whether it is the sentence's end.
    """

    waveform: np.ndarray
    spans: tuple[PhoneSpan, ...]
    confidence: float
    begins: bool
    ends: bool


def live_pieces(
    generator: SemanticGenerator,
    synthesizer: Synthesizer,
    score: Score,
    timbre: Tensor,
    *,
    sampling: Sampling,
    speed: float = 1.0,
) -> Iterator[Piece]:
    """Speaks a sentence.

    Args:
        generator: Of semantic tokens.
        synthesizer: Ready for inference.
        score: The sentence.
        timbre: [1, condition, 1].
        sampling: Of the tokens.
        speed: Above 1 is faster.

    Yields:
        Pieces that follow one another without a gap.
    """
    weight = synthesizer.enc_p.ssl_proj.weight
    decoder = StreamingDecoder(
        synthesizer,
        score.phones[None].to(weight.device),
        timbre.to(weight),
        speed=speed,
        generator=torch.Generator().manual_seed(score.request.seed),
    )
    spoken = _Spoken(score)
    for tokens in generator.stream(score.request, sampling, chunk_tokens=CHUNK_TOKENS):
        codes = torch.tensor([tokens.tokens], dtype=torch.int64, device=weight.device)
        ends = tokens.stop is not None
        if codes.shape[1] or ends:
            piece = spoken.hear(decoder.push(codes, last=ends), ends=ends)
            if piece is not None:
                yield piece


@dataclass(slots=True, eq=False)
class _Spoken:
    """What has been rendered, and how much of it has been given out."""

    score: Score
    chunks: list[tuple[int, int]] = field(default_factory=list)
    """Frames and samples of each."""
    waveform: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    given: int = 0
    """Samples."""
    next_phone: int = 0

    def hear(self, chunk: Chunk, *, ends: bool) -> Piece | None:
        """Takes in a chunk; gives what is settled by it, if anything is."""
        self.waveform = np.concatenate([self.waveform, chunk.waveform.float().cpu().numpy()])
        self.chunks.append((chunk.end_frame - chunk.first_frame, len(chunk.waveform)))
        if not chunk.end_frame or len(self.waveform) <= self.given:
            return None
        attention = chunk.content.attention[0, :, : chunk.end_frame].float().cpu().numpy()
        timings = align(
            attention,
            self.score.symbols,
            self.waveform,
            SAMPLE_RATE_HZ,
            words=self.score.words,
            frame_edges=streamed_frame_edges(self.chunks),
            finished=ends,
        )
        cut, phone = (len(self.waveform), len(self.score.symbols)) if ends else self._settled(timings)
        return self._give(timings, cut, phone, ends) if cut > self.given else None

    def _settled(self, timings: Timings) -> tuple[int, int]:
        """Up to which sample, and which phone, all words are whole."""
        latest = len(self.waveform) - _UNSETTLED_SECONDS * SAMPLE_RATE_HZ
        words = self.score.words
        cut, phone, before = self.given, self.next_phone, None
        for span in timings.spans:
            if span.phone is None:
                continue
            word = words[span.phone]
            begins = before is not None and word is not None and word != before
            if begins and self.given < span.start_sample <= latest and span.phone > self.next_phone:
                cut, phone = span.start_sample, span.phone
            before = word if word is not None else before
        return cut, phone

    def _give(self, timings: Timings, cut: int, phone: int, ends: bool) -> Piece:
        """Gives out the samples up to `cut` and the phones before `phone`."""

        def is_due(span: PhoneSpan) -> bool:
            if span.phone is None:
                return self.given < span.end_sample and span.start_sample < cut
            return self.next_phone <= span.phone < phone

        mine = [span for span in timings.spans if is_due(span)]
        piece = Piece(
            self.waveform[self.given : cut],
            _tiled(mine, self.given, cut),
            timings.confidence,
            begins=self.given == 0,
            ends=ends,
        )
        self.given, self.next_phone = cut, phone
        return piece


def _tiled(spans: Sequence[PhoneSpan], start: int, end: int) -> tuple[PhoneSpan, ...]:
    """Spans moved so that they tile [0, end - start)."""
    if not spans:
        return (PhoneSpan(None, 0, end - start, is_pause=True),)
    starts = np.array([*(span.start_sample for span in spans), end], dtype=float)
    edges = strictly_rising(starts - start, end - start)
    return tuple(
        replace(span, start_sample=int(first), end_sample=int(last))
        for span, (first, last) in zip(spans, pairwise(edges), strict=True)
    )

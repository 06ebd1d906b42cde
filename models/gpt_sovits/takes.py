# SPDX-License-Identifier: GPL-3.0-or-later
"""A sentence spoken, timed and judged; what went wrong is spoken again with another seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from models.gpt_sovits import SAMPLE_RATE_HZ
from models.gpt_sovits.synthesizer import Synthesizer
from models.gpt_sovits.text_to_semantic import Guard, Outcome, Request, Sampling, SemanticGenerator
from models.gpt_sovits.text_to_semantic.collapse import seed_of_attempt
from models.gpt_sovits.timing import Problem, Timings, align, proportional

_ONCE = Guard(attempts=1)
"""Lines that are lost are stopped here and tried again by `best_take`."""


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """What is to be said in one go.

    Attributes:
        request: For the text-to-semantic network, prompt included; its seed is that of the first attempt.
        phones: Ids of the sentence's own phones, int64 [phones].
        symbols: Their names.
        words: The word that each belongs to.
    """

    request: Request
    phones: Tensor
    symbols: Sequence[str]
    words: Sequence[int | None]


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One way that a sentence was spoken.

    Attributes:
        waveform: float32 [samples] at 32 kHz, on the CPU.
        timings: Of its phones.
        outcome: Of the semantic tokens.
        attempts: How many takes there were.
    """

    waveform: np.ndarray
    timings: Timings
    outcome: Outcome
    attempts: int = 1

    @property
    def is_good(self) -> bool:
        """Whether nothing was found that another seed might mend."""
        return self.outcome.ended and not self.timings.poor

    @property
    def merit(self) -> tuple[bool, bool, bool, float]:
        """The highest is best."""
        unclear = Problem.UNCLEAR in self.timings.problems
        return self.is_good, self.outcome.ended, not unclear, self.timings.confidence


def best_take(
    generator: SemanticGenerator,
    synthesizer: Synthesizer,
    score: Score,
    timbre: Tensor,
    *,
    sampling: Sampling,
    speed: float = 1.0,
    attempts: int = 3,
) -> Take:
    """Speaks a sentence until it is well said.

    Args:
        generator: Of semantic tokens.
        synthesizer: Ready for inference.
        score: The sentence.
        timbre: [1, condition, 1].
        sampling: Of the tokens. Where it leaves nothing to chance there is one attempt.
        speed: Above 1 is faster.
        attempts: Takes at most.

    Returns:
        The first that is good, else the best; its timings are by mean lengths where its attention is unclear.
    """
    takes: list[Take] = []
    for attempt in range(1 if sampling.deterministic else attempts):
        seed = seed_of_attempt(score.request.seed, attempt)
        (outcome,) = generator.generate([score.request.reseeded(seed)], sampling, _ONCE)
        takes.append(_take(synthesizer, score, timbre, outcome, speed))
        if takes[-1].is_good:
            break
    return _settled(max(takes, key=lambda take: take.merit), score, len(takes))


@torch.inference_mode()
def _take(synthesizer: Synthesizer, score: Score, timbre: Tensor, outcome: Outcome, speed: float) -> Take:
    weight = synthesizer.enc_p.ssl_proj.weight
    codes = torch.tensor([outcome.tokens], device=weight.device)
    noise = torch.Generator().manual_seed(outcome.seed)
    speech = synthesizer(
        codes, score.phones[None].to(weight.device), timbre.to(weight), speed=speed, generator=noise
    )
    waveform = speech.waveform[0, 0].float().cpu().numpy()
    attention = speech.content.attention[0].float().cpu().numpy()
    timings = align(attention, score.symbols, waveform, SAMPLE_RATE_HZ, words=score.words)
    return Take(waveform, timings, outcome)


def _settled(take: Take, score: Score, attempts: int) -> Take:
    timings = take.timings
    if Problem.UNCLEAR in timings.problems:
        timings = proportional(score.symbols, take.waveform, SAMPLE_RATE_HZ, words=score.words)
    return replace(take, timings=timings, attempts=attempts)

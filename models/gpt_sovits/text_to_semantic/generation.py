# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop that makes semantic tokens of lines, whole or as a stream.

The rules of stopping are those of the official loop for a single line: the end cannot come in the first 11
steps; a line stops when its end is drawn or is the likeliest class, and the token of that step is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from models.gpt_sovits.text_to_semantic.collapse import Guard, Outcome, Stop, Watch, with_retries
from models.gpt_sovits.text_to_semantic.config import SemanticConfig
from models.gpt_sovits.text_to_semantic.network import TextToSemantic
from models.gpt_sovits.text_to_semantic.prefix import Prefix, Request
from models.gpt_sovits.text_to_semantic.sampling import Sampling, distribution, draw, penalise
from models.gpt_sovits.text_to_semantic.stepper_pool import StepperPool
from models.gpt_sovits.text_to_semantic.stepping import Stepper

DEFAULT_GUARD = Guard()

_STEPS_WITHOUT_END = 11
_CHUNK_TOKENS = 25


@dataclass(frozen=True, slots=True)
class TokenChunk:
    """Part of a stream.

    Attributes:
        tokens: Those that follow the last chunk's; may be empty in the last one.
        stop: None until the last chunk.
    """

    tokens: tuple[int, ...]
    stop: Stop | None = None


class SemanticGenerator:
    """Speaks lines as semantic tokens, 25 a second. Safe to use from several threads.

    Args:
        network: In evaluation mode on its device; must not be moved or cast afterwards.
        graphs: Whether steps may be CUDA graphs.
    """

    def __init__(self, network: TextToSemantic, graphs: bool = True) -> None:
        self._network = network
        self._pool = StepperPool(network, graphs)

    @property
    def config(self) -> SemanticConfig:
        """Sizes of the network."""
        return self._network.config

    def parameters(self) -> Iterator[Tensor]:
        """The network's weights."""
        return self._network.parameters()

    def buffers(self) -> Iterator[Tensor]:
        """The network's tensors that are not trained."""
        return self._network.buffers()

    def generate(
        self,
        requests: Sequence[Request],
        sampling: Sampling | None = None,
        guard: Guard | None = DEFAULT_GUARD,
        max_tokens: int | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[Outcome]:
        """Tokens of lines, made together; each line's are as if it were alone.

        Args:
            requests: The lines; of like lengths they cost least.
            sampling: Of all lines; by default the official one.
            guard: Stops lines that are lost and tries them with other seeds; None for the official behaviour.
            max_tokens: Per line; None for the official bound.
            cancelled: Asked at each step; once true, lines stop where they are and none is tried again.

        Returns:
            An outcome for each line, in order.

        Raises:
            ValueError: See `Request.check`; max_tokens is under 1.
        """
        sampling = sampling or Sampling()
        most = self._check(requests, max_tokens)
        if not requests:
            return []

        def once(lines: Sequence[Request]) -> list[Outcome]:
            with self._pool.borrow(len(lines), _slots(lines, guard, most)) as stepper:
                batch = _Batch(lines, stepper, self._network, sampling, guard, most)
                while batch.active:
                    if cancelled():
                        batch.cancel()
                    else:
                        batch.advance()
            return [row.outcome() for row in batch.rows]

        attempts = 1 if guard is None or sampling.deterministic else guard.attempts
        return with_retries(once, requests, attempts)

    def stream(
        self,
        request: Request,
        sampling: Sampling | None = None,
        guard: Guard | None = DEFAULT_GUARD,
        max_tokens: int | None = None,
        chunk_tokens: int = _CHUNK_TOKENS,
    ) -> Generator[TokenChunk, None, None]:
        """Tokens of a line as they come; closing the iterator ends the work.

        What has been given cannot be taken back, so a line that is lost is stopped and not tried again: the
        last chunk says so.

        Args:
            request: The line.
            sampling: See `generate`.
            guard: See `generate`.
            max_tokens: See `generate`.
            chunk_tokens: In each chunk but the last.

        Raises:
            ValueError: As `generate`; chunk_tokens is under 1.
        """
        most = self._check([request], max_tokens)
        if chunk_tokens < 1:
            raise ValueError(f"chunk_tokens: {chunk_tokens} is not at least 1")
        return self._stream(request, sampling or Sampling(), guard, most, chunk_tokens)

    def _stream(
        self, request: Request, sampling: Sampling, guard: Guard | None, most: int, chunk_tokens: int
    ) -> Generator[TokenChunk, None, None]:
        given = 0
        with self._pool.borrow(1, _slots([request], guard, most)) as stepper:
            batch = _Batch([request], stepper, self._network, sampling, guard, most)
            (row,) = batch.rows
            while row.stop is None:
                batch.advance()
                if row.stop is None and len(row.tokens) == given + chunk_tokens:
                    yield TokenChunk(tuple(row.tokens[given:]))
                    given += chunk_tokens
        yield TokenChunk(row.outcome().tokens[given:], row.stop)

    def _check(self, requests: Sequence[Request], max_tokens: int | None) -> int:
        for request in requests:
            request.check(self._network.config)
        most = self._network.config.max_tokens if max_tokens is None else max_tokens
        if most < 1:
            raise ValueError(f"max_tokens: {most} is not at least 1")
        return most


class _Row:
    """One line of a batch while it is made."""

    def __init__(self, request: Request, guard: Guard | None, most: int) -> None:
        self.request = request
        self.generator = torch.Generator().manual_seed(request.seed)
        self.tokens: list[int] = []
        self.stop: Stop | None = None
        self._watch = None if guard is None else Watch(guard, request.own_phones)
        self._most = most

    def take(self, token: int, ends: bool) -> None:
        """What a step gave; at the end there is no token."""
        if ends:
            self.stop = Stop.END
            return
        self.tokens.append(token)
        self.stop = self._watch.hear(token) if self._watch else None
        if self.stop is None and len(self.tokens) >= self._most:
            self.stop = Stop.LENGTH

    def outcome(self) -> Outcome:
        """What became of the line."""
        sound = self._watch.sound if self._watch else len(self.tokens)
        return Outcome(tuple(self.tokens[:sound]), self.stop or Stop.CANCELLED, self.request.seed)


class _Batch:
    """Lines that are made together, step by step."""

    def __init__(
        self,
        requests: Sequence[Request],
        stepper: Stepper,
        network: TextToSemantic,
        sampling: Sampling,
        guard: Guard | None,
        most: int,
    ) -> None:
        self.rows = [_Row(each, guard, most) for each in requests]
        self.active = list(self.rows)
        self._stepper, self._sampling = stepper, sampling
        self._end = network.config.end
        self._steps = 0
        self._prefix = Prefix.collate(requests, network.device)
        self._seen = torch.zeros(len(requests), network.config.classes, dtype=torch.bool)
        for row, request in zip(self._seen, requests, strict=True):
            row[request.prompt.cpu().long()] = True
        self._seen = self._seen.to(network.device)
        self._next: Tensor | None = None

    def cancel(self) -> None:
        """Stops all lines where they are."""
        for row in self.active:
            row.stop = Stop.CANCELLED
        self.active = []

    @torch.inference_mode()
    def advance(self) -> None:
        """One token more, or the end, for each active row."""
        step = self._stepper
        logits = (step.prefill(self._prefix) if self._next is None else step.step(self._next)).float()
        if self._steps < _STEPS_WITHOUT_END:
            logits = logits[:, : self._end]
        self._steps += 1
        logits = penalise(logits, self._seen[:, : logits.shape[1]], self._sampling.repetition_penalty)
        drawn = draw(distribution(logits, self._sampling), [row.generator for row in self.active])
        ends = (drawn == self._end) | (logits.argmax(dim=-1) == self._end)
        tokens, ended = torch.stack([drawn, ends.long()]).tolist()  # together: the only wait for the device
        for row, token, end in zip(self.active, tokens, ended, strict=True):
            row.take(token, bool(end))
        self._seen.scatter_(1, drawn[:, None], True)
        self._next = drawn
        self._drop_finished(drawn)

    def _drop_finished(self, drawn: Tensor) -> None:
        going = [index for index, row in enumerate(self.active) if row.stop is None]
        if len(going) == len(self.active):
            return
        self.active = [self.active[index] for index in going]
        if going:
            rows = torch.tensor(going, device=self._seen.device)
            self._stepper.keep(rows)
            self._seen = self._seen[rows]
            self._next = drawn[rows]


def _slots(requests: Sequence[Request], guard: Guard | None, most: int) -> int:
    """Slots that the longest line may come to use, with the padding."""
    if guard is not None:
        most = min(most, 1 + max(guard.most_tokens(each.own_phones) for each in requests))
    return max(len(each.phones) for each in requests) + max(len(each.prompt) for each in requests) + most

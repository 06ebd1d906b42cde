# SPDX-License-Identifier: GPL-3.0-or-later
"""When a sequence is lost, and what is done then: the same line with another seed.

An autoregressive network may fall into a loop, one token or one phrase again and again, or miss its end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from models.gpt_sovits.text_to_semantic.config import TOKENS_PER_SECOND
from models.gpt_sovits.text_to_semantic.prefix import SEEDS, Request

_SLOWEST_PHONES_PER_SECOND = 3
_FASTEST_PHONES_PER_SECOND = 25
"""Slower and faster recordings are left out of the official training."""
_USUAL_TOKENS_PER_PHONE = TOKENS_PER_SECOND / math.sqrt(
    _SLOWEST_PHONES_PER_SECOND * _FASTEST_PHONES_PER_SECOND
)
_SEED_STRIDE = 0x9E37_79B9_7F4A_7C15  # odd, so that no two attempts share a seed


class Stop(StrEnum):
    """Why a sequence ended."""

    END = "end"
    LENGTH = "length"
    """The most tokens that may be."""
    REPETITION = "repetition"
    """The same tokens again and again."""
    RUNAWAY = "runaway"
    """Far more tokens than so many phones can take."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line.

    Attributes:
        tokens: Semantic tokens, without the prompt; of a loop, only its first round.
        stop: Why there are no more.
        seed: That drew them.
        attempts: How many seeds were tried.
    """

    tokens: tuple[int, ...]
    stop: Stop
    seed: int
    attempts: int = 1

    @property
    def ended(self) -> bool:
        """Whether the network itself found the end."""
        return self.stop is Stop.END


@dataclass(frozen=True, slots=True)
class Guard:
    """What counts as lost, and how often it is tried again.

    Attributes:
        shortest_loop: Tokens that must repeat before anything is one: 30 are 1.2 s, longer than a pause.
        rounds: How often a phrase must be heard.
        longest_phrase: Tokens in a phrase, at most: 25 are 1 s.
        tokens_per_phone: Of the slowest speech.
        spare_tokens: For pauses, on top: 50 are 2 s.
        attempts: Seeds that are tried, the first included.

    Raises:
        ValueError: A value under its bound.
    """

    shortest_loop: int = 30
    rounds: int = 4
    longest_phrase: int = 25
    tokens_per_phone: float = TOKENS_PER_SECOND / _SLOWEST_PHONES_PER_SECOND
    spare_tokens: int = 2 * TOKENS_PER_SECOND
    attempts: int = 3

    def __post_init__(self) -> None:
        bounds = {"shortest_loop": 2, "rounds": 2, "longest_phrase": 1, "spare_tokens": 0, "attempts": 1}
        for name, bound in bounds.items():
            if getattr(self, name) < bound:
                raise ValueError(f"{name}: {getattr(self, name)} is not at least {bound}")
        if not self.tokens_per_phone > 0:
            raise ValueError(f"tokens_per_phone: {self.tokens_per_phone} is not above 0")

    def most_tokens(self, phones: int) -> int:
        """How many tokens so many phones can take."""
        return int(phones * self.tokens_per_phone) + self.spare_tokens


class Watch:
    """Listens to one sequence, token by token.

    Args:
        guard: What counts as lost.
        phones: To be spoken.
    """

    def __init__(self, guard: Guard, phones: int) -> None:
        self._guard = guard
        self._most = guard.most_tokens(phones)
        self._tokens: list[int] = []
        self._repeating = [0] * (guard.longest_phrase + 1)
        self.sound = 0
        """Tokens, from the first, before it was lost."""

    def hear(self, token: int) -> Stop | None:
        """One more token; why the sequence is lost with it, or None."""
        heard = len(self._tokens)
        self._tokens.append(token)
        self.sound = heard + 1
        for period in range(1, min(self._guard.longest_phrase, heard) + 1):
            again = token == self._tokens[heard - period]
            self._repeating[period] = self._repeating[period] + 1 if again else 0
            loop = self._repeating[period] + period
            if again and loop >= max(self._guard.shortest_loop, self._guard.rounds * period):
                self.sound -= self._repeating[period]
                return Stop.REPETITION
        return Stop.RUNAWAY if len(self._tokens) > self._most else None


def seed_of_attempt(seed: int, attempt: int) -> int:
    """The seed of the attempt-th try, counted from 0, which has the line's own."""
    return seed if attempt == 0 else (seed + attempt * _SEED_STRIDE) % SEEDS


def with_retries(
    generate: Callable[[Sequence[Request]], list[Outcome]], requests: Sequence[Request], attempts: int
) -> list[Outcome]:
    """Generates all lines, and those that are lost again, together, with other seeds.

    Args:
        generate: An outcome for each request.
        requests: The lines.
        attempts: Times that a line is tried at most.

    Returns:
        For each line the outcome that ended by itself; where none did, that of the most usual length.
    """
    best = generate(requests)
    for attempt in range(1, attempts):
        lost = [row for row, outcome in enumerate(best) if _is_lost(outcome)]
        if not lost:
            break
        again = [requests[row].reseeded(seed_of_attempt(requests[row].seed, attempt)) for row in lost]
        for row, outcome in zip(lost, generate(again), strict=True):
            phones = requests[row].own_phones
            better = outcome if _merit(outcome, phones) > _merit(best[row], phones) else best[row]
            best[row] = replace(better, attempts=attempt + 1)
    return best


def _is_lost(outcome: Outcome) -> bool:
    return outcome.stop in (Stop.REPETITION, Stop.RUNAWAY)


def _merit(outcome: Outcome, phones: int) -> tuple[bool, float]:
    usual = phones * _USUAL_TOKENS_PER_PHONE
    return outcome.ended, -abs(math.log((len(outcome.tokens) + 1) / (usual + 1)))

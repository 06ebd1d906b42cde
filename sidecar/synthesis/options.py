# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be asked of a GPT-SoVITS voice beyond speed and seed; defaults are the official ones."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sidecar.errors import Violation
from sidecar.synthesis.frontend.gpt_sovits.passes import TextSplit

_BOUNDS = {
    "top_k": (1, 1_024),
    "top_p": (0.0, 1.0),
    "temperature": (0.0, 2.0),
    "repetition_penalty": (1.0, 2.0),
    "attempts": (1, 10),
}
_NOT_ITSELF = ("top_p",)
"""Whose lower bound is not allowed."""


@dataclass(frozen=True, slots=True)
class GptSovitsOptions:
    """How a GPT-SoVITS voice draws what it says; see GptSovitsOptions of the contract.

    Attributes:
        top_k: Only so many of the likeliest tokens may follow.
        top_p: Only the likeliest tokens that together have this probability.
        temperature: Variety.
        repetition_penalty: How much less likely tokens become that have been.
        text_split: Where a line is cut into passes.
        attempts: How many seeds are tried for a pass that went wrong, the first included.
        live: Speak word by word while the rest is still being chosen; nothing is tried again.
    """

    top_k: int = 15
    top_p: float = 1.0
    temperature: float = 1.0
    repetition_penalty: float = 1.35
    text_split: TextSplit = TextSplit.SENTENCE
    attempts: int = 3
    live: bool = False


def option_violations(options: GptSovitsOptions) -> Iterator[Violation]:
    """What is out of bounds, by field."""
    for field, (least, most) in _BOUNDS.items():
        value = getattr(options, field)
        allowed = math.isfinite(value) and least <= value <= most
        if not allowed or (field in _NOT_ITSELF and value == least):
            above = "above " if field in _NOT_ITSELF else ""
            yield Violation(field, f"{value:g} is not within {above}{least:g} to {most:g}")

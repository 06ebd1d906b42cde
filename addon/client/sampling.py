# SPDX-License-Identifier: GPL-3.0-or-later
"""How a GPT-SoVITS voice draws what it says, in the contract's numbers; no gRPC, no Blender."""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Final

RANGES: Final = MappingProxyType(
    {
        "top_k": (1, 1_024),
        "top_p": (0.01, 1.0),
        "temperature": (0.0, 2.0),
        "repetition_penalty": (1.0, 2.0),
        "attempts": (1, 10),
    }
)
"""The least and the most of each number; the contract's `top_p` is above 0, which no slider can say."""

TEXT_SPLITS: Final = ("SENTENCE", "CLAUSE", "WHOLE")


@dataclass(frozen=True, slots=True)
class Sampling:
    """The contract's GptSovitsOptions, and what it takes where one is absent.

    Attributes:
        top_k: Only so many of the likeliest sounds may follow.
        top_p: Only the likeliest sounds may follow that together have this probability.
        temperature: Variety.
        repetition_penalty: How much less likely sounds become that have been heard.
        text_split: Where a line is cut, one of TEXT_SPLITS.
        attempts: How often a stretch is spoken at the most until it is as it should be.
    """

    top_k: int = 15
    top_p: float = 1.0
    temperature: float = 1.0
    repetition_penalty: float = 1.35
    text_split: str = "SENTENCE"
    attempts: int = 3

    @property
    def chosen(self) -> dict[str, int | float | str]:
        """What differs from the contract's defaults: only that is sent."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value != getattr(DEFAULT, name)}


DEFAULT: Final = Sampling()

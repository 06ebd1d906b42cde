# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of everything a character does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

RANGES: Final[dict[str, tuple[float, float]]] = {
    "blink_rate": (0.0, 60.0),
    "blink_amount": (0.0, 1.0),
    "brow_amount": (0.0, 2.0),
    "head_amount": (0.0, 2.0),
    "breath_amount": (0.0, 2.0),
}
"""Lowest and highest setting of each dial."""


@dataclass(frozen=True, slots=True)
class Dials:
    """A character's dials; 1 is a natural amount.

    Attributes:
        blink_rate: Blinks per minute at rest; a speaker blinks more often.
        blink_amount: How far the lids close, 1 is shut.
        brow_amount: How high the brows are raised.
        head_amount: How far the head moves.
        breath_amount: How deep the breaths are.
        seed: Another number gives other gestures.

    Raises:
        ValueError: If a dial is not finite or out of its range; the message names it.
    """

    blink_rate: float = 17.0
    blink_amount: float = 1.0
    brow_amount: float = 1.0
    head_amount: float = 1.0
    breath_amount: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if not (math.isfinite(value) and low <= value <= high):
                raise ValueError(f"dials.{name} must lie between {low:g} and {high:g}, not {value!r}")

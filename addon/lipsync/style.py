# SPDX-License-Identifier: GPL-3.0-or-later
"""The dials of a performance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Style:
    """How strongly and how early a character articulates.

    Contacts (p b m, f v) are never weakened by a dial: a whisper still closes its lips.

    Attributes:
        intensity: Gain on every posture; 0.5 mumbles, 1.6 shouts. Range 0 to 2.
        jaw: Further gain on the jaw. Range 0 to 2.
        lips: Further gain on rounding, spreading and bared teeth. Range 0 to 2.
        tongue: Further gain on the tongue. Range 0 to 2.
        anticipation: How much earlier lip shapes begin than their phoneme, seconds. Range 0 to 0.2.
        smoothing: Stretches (above 1) or tightens every transition. Range 0.25 to 4.
        loudness: How far the loudness of the voice opens and closes the mouth. Range 0 to 1.
        lag: Shift of the whole mouth against the sound, seconds; negative leads. Range -0.5 to 0.5.

    Raises:
        ValueError: If a dial is not finite or out of its range; the message names the dial.
    """

    intensity: float = 1.0
    jaw: float = 1.0
    lips: float = 1.0
    tongue: float = 1.0
    anticipation: float = 0.04
    smoothing: float = 1.0
    loudness: float = 0.5
    lag: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            low, high = RANGES[field.name]
            value = getattr(self, field.name)
            if not (math.isfinite(value) and low <= value <= high):
                raise ValueError(f"style.{field.name} must lie between {low:g} and {high:g}, not {value!r}")


RANGES: Final[dict[str, tuple[float, float]]] = {
    "intensity": (0.0, 2.0),
    "jaw": (0.0, 2.0),
    "lips": (0.0, 2.0),
    "tongue": (0.0, 2.0),
    "anticipation": (0.0, 0.2),
    "smoothing": (0.25, 4.0),
    "loudness": (0.0, 1.0),
    "lag": (-0.5, 0.5),
}
"""Lowest and highest value of each dial."""

STYLES: Final[Mapping[str, Style]] = MappingProxyType(
    {
        # Little breath: the jaw hardly drops, the lips do the work.
        "whisper": Style(intensity=0.85, jaw=0.6, lips=1.1, loudness=0.25),
        # Lazy: half-reached postures that run into each other.
        "mumble": Style(intensity=0.5, jaw=0.8, lips=0.8, tongue=0.8, smoothing=1.4, anticipation=0.06),
        "calm": Style(intensity=0.85, jaw=0.9, smoothing=1.15, loudness=0.4),
        "normal": Style(),
        # For the last row: every shape is reached, and reached sooner.
        "clear": Style(intensity=1.15, lips=1.15, tongue=1.1, smoothing=0.9, anticipation=0.05),
        "excited": Style(intensity=1.25, jaw=1.15, lips=1.1, smoothing=0.85, loudness=0.7),
        "shout": Style(intensity=1.4, jaw=1.35, lips=1.1, smoothing=0.8, loudness=0.8),
    }
)
"""Ready-made performances, from whisper to shout."""

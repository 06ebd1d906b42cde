# SPDX-License-Identifier: GPL-3.0-or-later
"""How articulators move the shapes of one rig.

A shape is a sum of terms; a term is a gain times a product of ramps. A ramp reads one articulator (or one of
the five vowel weights of `vowels`) and runs straight from 0 to 1 between two of its values, in either
direction: `("lip_close", 0.8, 0.0)` is 1 with open lips and 0 from 0.8 on: closed lips silence a vowel.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lipsync.channels import CHANNELS
from .vowels import VOWEL_INPUTS, VOWELS, vowel_weights

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ramp:
    """Reads `channel`: 0 at `zero_at`, 1 at `one_at`, straight between, held outside."""

    channel: str
    zero_at: float
    one_at: float

    def __post_init__(self) -> None:
        if self.channel not in CHANNELS and self.channel not in VOWELS:
            raise ValueError(
                f"unknown articulator {self.channel!r}; known: {', '.join((*CHANNELS, *VOWELS))}"
            )
        if not (math.isfinite(self.zero_at) and math.isfinite(self.one_at)) or self.zero_at == self.one_at:
            raise ValueError(f"ramp of {self.channel!r} needs two different finite ends")

    def __call__(self, channels: Mapping[str, Array]) -> Array:
        """Values in [0, 1], same shape as the channels."""
        return np.clip((channels[self.channel] - self.zero_at) / (self.one_at - self.zero_at), 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Term:
    """A gain times a product of ramps."""

    gain: float
    ramps: tuple[Ramp, ...]

    def __call__(self, channels: Mapping[str, Array]) -> Array:
        """The term's share of a shape, same shape as the channels."""
        value = np.asarray(self.gain)
        for ramp in self.ramps:
            value = value * ramp(channels)
        return value


@dataclass(frozen=True, slots=True)
class RigMapping:
    """What one character's shape keys do for each articulator.

    Attributes:
        preset: Id of the preset it came from, e.g. "arkit".
        shapes: Terms per shape key name, as it is written in the .blend.
        limits: Highest value per shape key name; 1 where absent.
    """

    preset: str
    shapes: Mapping[str, tuple[Term, ...]]
    limits: Mapping[str, float]

    def project(self, channels: Mapping[str, Array]) -> dict[str, Array]:
        """Shape key values from articulator values.

        Args:
            channels: Every channel of `CHANNELS`, float64 arrays of one common shape.

        Returns:
            Per shape key name float64 of that shape, 0 to its limit.
        """
        inputs = {**channels, **vowel_weights(channels)}
        result: dict[str, Array] = {}
        for name, terms in self.shapes.items():
            total = np.zeros_like(inputs[CHANNELS[0]])
            for term in terms:
                total = total + term(inputs)
            result[name] = np.clip(total, 0.0, self.limits.get(name, 1.0))
        return result

    def reads(self, name: str) -> frozenset[str]:
        """The articulators that move a shape."""
        read = {ramp.channel for term in self.shapes[name] for ramp in term.ramps}
        return frozenset(read - set(VOWELS) | (VOWEL_INPUTS if read & set(VOWELS) else frozenset()))

    def to_dict(self) -> dict[str, Any]:
        """A JSON-serialisable form, for a property of a .blend."""
        return {
            "preset": self.preset,
            "shapes": {name: [_term_to_dict(term) for term in terms] for name, terms in self.shapes.items()},
            "limits": dict(self.limits),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RigMapping:
        """The inverse of `to_dict`.

        Raises:
            ValueError: If a field is missing or wrong; the message names it.
        """
        if "shapes" not in data:
            raise ValueError("rig mapping: 'shapes' is missing")
        shapes = {str(name): terms_from_json(terms, str(name)) for name, terms in data["shapes"].items()}
        limits = {str(name): float(limit) for name, limit in data.get("limits", {}).items()}
        for name, limit in limits.items():
            if not 0.0 <= limit <= 10.0:
                raise ValueError(f"rig mapping: limit of {name!r} must lie between 0 and 10, not {limit!r}")
        return cls(str(data.get("preset", "")), shapes, limits)


def terms_from_json(data: Any, where: str) -> tuple[Term, ...]:
    """Terms from their JSON form: a list of `{"gain": 1.0, "<articulator>": [zero_at, one_at], ...}`.

    Raises:
        ValueError: Naming the shape and what is wrong with it.
    """
    if not isinstance(data, (list, tuple)):
        raise ValueError(f"{where}: terms must be a list, not {type(data).__name__}")
    terms: list[Term] = []
    for entry in data:
        try:
            gain = float(entry.get("gain", 1.0))
            ramps = tuple(
                Ramp(name, float(ends[0]), float(ends[1])) for name, ends in entry.items() if name != "gain"
            )
        except (AttributeError, TypeError, IndexError, ValueError) as error:
            raise ValueError(f"{where}: {error}") from error
        if not math.isfinite(gain):
            raise ValueError(f"{where}: gain must be finite")
        terms.append(Term(gain, ramps))
    return tuple(terms)


def _term_to_dict(term: Term) -> dict[str, Any]:
    return {"gain": term.gain} | {ramp.channel: [ramp.zero_at, ramp.one_at] for ramp in term.ramps}

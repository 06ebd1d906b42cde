# SPDX-License-Identifier: GPL-3.0-or-later
"""How articulators move the controls of one rig.

A control answers with a sum of terms; a term is a gain times a product of ramps. A ramp reads one
articulator (or one of the five vowel weights of `vowels`) and runs straight from 0 to 1 between two of its
values, in either direction: `("lip_close", 0.8, 0.0)` is 1 with open lips and 0 from 0.8 on: closed lips
silence a vowel.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..lipsync.channels import CHANNELS
from .controls import Control, Kind
from .vowels import VOWEL_INPUTS, VOWELS, vowel_weights

Array = NDArray[np.float64]

HIGHEST: Final = 10.0  # furthest a control may be sent, either way; a shape key's own limit is 10 as well


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
    """A gain times a product of ramps, one per articulator."""

    gain: float
    ramps: tuple[Ramp, ...]

    def __post_init__(self) -> None:
        read = [ramp.channel for ramp in self.ramps]
        if len(set(read)) < len(read):
            raise ValueError(f"a term reads each articulator once, not {', '.join(read)}")

    def __call__(self, channels: Mapping[str, Array]) -> Array:
        """The term's share of a response, same shape as the channels."""
        value = np.asarray(self.gain)
        for ramp in self.ramps:
            value = value * ramp(channels)
        return value

    def times(self, factor: float) -> Term:
        """The same term, `factor` times as strong."""
        return Term(self.gain * factor, self.ramps)


@dataclass(frozen=True, slots=True)
class Response:
    """How one control answers the articulators: `clip(gain * sum(terms), low, high)`.

    Attributes:
        control: What is keyed.
        terms: What moves it; none leaves it at rest.
        gain: Strength of all terms together.
        low: Lowest normalised value, at most 0 (rest).
        high: Highest normalised value, at least 0.
    """

    control: Control
    terms: tuple[Term, ...]
    gain: float = 1.0
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        if not math.isfinite(self.gain):
            raise ValueError(f"gain of {self.control.name!r} must be finite, not {self.gain!r}")
        if not -HIGHEST <= self.low <= 0.0 <= self.high <= HIGHEST:
            raise ValueError(
                f"limit of {self.control.name!r} must lie between 0 and {HIGHEST:g} (its low between"
                f" -{HIGHEST:g} and 0), not {self.low!r} to {self.high!r}"
            )


@dataclass(frozen=True, slots=True)
class RigMapping:
    """What the controls of one data-block do for each articulator.

    Attributes:
        preset: Id of the preset it came from, e.g. "arkit".
        responses: By id of the control: a shape key's name as it is written in the .blend, "jaw.rotation_x"
            for a bone, the data path of a property.
    """

    preset: str
    responses: Mapping[str, Response]

    def __post_init__(self) -> None:
        for name, response in self.responses.items():
            if name != control_id(response.control):
                raise ValueError(f"response {name!r} belongs to the control {control_id(response.control)!r}")

    @property
    def shapes(self) -> tuple[str, ...]:
        """Names of the shape keys among the controls."""
        return tuple(name for name, given in self.responses.items() if given.control.kind is Kind.SHAPE)

    def control(self, name: str) -> Control:
        """The control with the given id; KeyError if there is none."""
        return self.responses[name].control

    def project(self, channels: Mapping[str, Array]) -> dict[str, Array]:
        """Normalised control values from articulator values.

        Args:
            channels: Every channel of `CHANNELS`, float64 arrays of one common shape.

        Returns:
            Per control id float64 of that shape, between its limits; 0 is rest. Controls that always move
            alike (left and right) share one array.
        """
        inputs: dict[str, Array] = dict(channels)
        if any(ramp.channel in VOWELS for ramp in self._ramps()):
            inputs |= vowel_weights(channels)
        ramps = {ramp: ramp(inputs) for ramp in set(self._ramps())}
        rest = np.zeros_like(inputs[CHANNELS[0]])
        done: dict[tuple[object, ...], Array] = {}
        result: dict[str, Array] = {}
        for name, response in self.responses.items():
            key = (response.terms, response.gain, response.low, response.high)
            if key not in done:
                total = rest
                for term in response.terms:
                    value = np.full_like(rest, term.gain * response.gain)
                    for ramp in term.ramps:
                        value *= ramps[ramp]
                    total = total + value
                done[key] = np.clip(total, response.low, response.high)
            result[name] = done[key]
        return result

    def reads(self, name: str) -> frozenset[str]:
        """The articulators that move a control; KeyError if there is no such control."""
        read = {ramp.channel for term in self.responses[name].terms for ramp in term.ramps}
        return frozenset(read - set(VOWELS) | (VOWEL_INPUTS if read & set(VOWELS) else frozenset()))

    def _ramps(self) -> Iterator[Ramp]:
        for response in self.responses.values():
            for term in response.terms:
                yield from term.ramps


def control_id(control: Control) -> str:
    """What a control is called in a mapping."""
    return f"{control.name}.{control.transform}" if control.kind is Kind.BONE else control.name


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


def terms_to_json(terms: Iterable[Term]) -> list[dict[str, Any]]:
    """The inverse of `terms_from_json`."""
    return [
        {"gain": term.gain} | {ramp.channel: [ramp.zero_at, ramp.one_at] for ramp in term.ramps}
        for term in terms
    ]

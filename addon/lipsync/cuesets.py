# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of mouth drawings for stepped lip-sync: what each drawing shows, and what it is for.

Names and uses are those of the tools that read them. Rhubarb: the README of Rhubarb Lip Sync 1.13, "Mouth
shapes". Preston Blair: the ten drawings of Moho, Papagayo and OpenToonz ("Apply Lip Sync Data"), in the order
in which OpenToonz numbers them. The postures are this project's own reading of those drawings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from .channels import JAW, LABIODENTAL, LIP_CLOSE, ROUND, SPREAD, TEETH, TONGUE_TIP

_LIPS: Final = 0.75  # how much the lips count against the jaw when two mouths are compared


@dataclass(frozen=True, slots=True)
class CueSet:
    """A set of mouth drawings.

    Attributes:
        id: Short name, also of the rig preset whose shapes are these drawings.
        title: For people.
        postures: Articulators per drawing, in the order of the set; what is absent is 0.
        closed: The drawing for p b m.
        bite: For f v.
        narrow: For sibilants and all other consonants with unrounded lips.
        tongue: For l, the tongue's tip behind open teeth.
        pucker: For w.
        rounded: For consonants between rounded vowels.
        rest: For pauses.
        vowels: Drawings among which vowels choose.
        fallbacks: What stands in for a drawing that may be left out.
        tweens: Drawing between two others while the mouth closes.
    """

    id: str
    title: str
    postures: Mapping[str, Mapping[str, float]]
    closed: str
    bite: str
    narrow: str
    tongue: str
    pucker: str
    rounded: str
    rest: str
    vowels: tuple[str, ...]
    fallbacks: Mapping[str, str] = field(default_factory=dict)
    tweens: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def symbols(self) -> tuple[str, ...]:
        """The drawings in order."""
        return tuple(self.postures)

    def index(self, symbol: str) -> int:
        """A drawing's place in the set, counted from 0.

        Raises:
            ValueError: If the set has no such drawing.
        """
        return self.symbols.index(symbol)

    def without(self, symbols: Iterable[str]) -> CueSet:
        """The set with some of its optional drawings left out and their fall-backs in their place.

        Raises:
            ValueError: If one of them cannot be left out; the message names it.
        """
        left_out = set(symbols)
        for symbol in sorted(left_out - self.fallbacks.keys()):
            raise ValueError(f"{self.title} cannot do without {symbol!r}, only {', '.join(self.fallbacks)}")

        def shown(symbol: str) -> str:
            return self.fallbacks[symbol] if symbol in left_out else symbol

        return replace(
            self,
            postures={symbol: posture for symbol, posture in self.postures.items() if symbol not in left_out},
            closed=shown(self.closed),
            bite=shown(self.bite),
            tongue=shown(self.tongue),
            rest=shown(self.rest),
        )

    def vowel(self, jaw: float, lips: float) -> str:
        """The drawing nearest to a vowel.

        Args:
            jaw: How far the jaw has dropped, 0 to 1.
            lips: Rounding less spreading, -1 to 1.
        """

        def distance(symbol: str) -> float:
            posture = self.postures[symbol]
            drawn = posture.get(ROUND, 0.0) - posture.get(SPREAD, 0.0)
            return (posture.get(JAW, 0.0) - jaw) ** 2 + _LIPS * (drawn - lips) ** 2

        return min(self.vowels, key=distance)


RHUBARB: Final = CueSet(
    id="rhubarb",
    title="Rhubarb",
    postures={
        "A": {LIP_CLOSE: 1.0},
        "B": {JAW: 0.12, SPREAD: 0.45, TEETH: 0.6},
        "C": {JAW: 0.5, SPREAD: 0.2},
        "D": {JAW: 0.8},
        "E": {JAW: 0.42, ROUND: 0.45},
        "F": {JAW: 0.15, ROUND: 0.85},
        "G": {LABIODENTAL: 1.0, JAW: 0.1},
        "H": {JAW: 0.45, TONGUE_TIP: 1.0},
        "X": {},
    },
    closed="A",
    bite="G",
    narrow="B",
    tongue="H",
    pucker="F",
    rounded="F",
    rest="X",
    vowels=("B", "C", "D", "E", "F"),
    fallbacks={"G": "B", "H": "C", "X": "A"},  # as Rhubarb's own for --extendedShapes
    tweens={("D", "A"): "C", ("D", "B"): "C", ("D", "F"): "E", ("D", "X"): "C"},
)
"""Rhubarb's six basic drawings A to F and its optional G, H and X."""

PRESTON_BLAIR: Final = CueSet(
    id="preston_blair",
    title="Preston Blair",
    postures={
        "AI": {JAW: 0.66, SPREAD: 0.15},
        "E": {JAW: 0.38, SPREAD: 0.55},
        "O": {JAW: 0.45, ROUND: 0.55},
        "U": {JAW: 0.2, ROUND: 0.85},
        "FV": {LABIODENTAL: 1.0, JAW: 0.1},
        "L": {JAW: 0.4, TONGUE_TIP: 1.0},
        "MBP": {LIP_CLOSE: 1.0},
        "WQ": {JAW: 0.1, ROUND: 1.0},
        "etc": {JAW: 0.12, SPREAD: 0.1, TEETH: 0.5},
        "rest": {},
    },
    closed="MBP",
    bite="FV",
    narrow="etc",
    tongue="L",
    pucker="WQ",
    rounded="U",
    rest="rest",
    vowels=("AI", "E", "O", "U"),
)
"""Preston Blair's ten drawings as Moho, Papagayo and OpenToonz name them."""

CUE_SETS: Final = {cue_set.id: cue_set for cue_set in (RHUBARB, PRESTON_BLAIR)}
"""Every set by its id."""

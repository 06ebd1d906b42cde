# SPDX-License-Identifier: GPL-3.0-or-later
"""What is seen of a mouth on each played frame, read off its shape values alone.

Knows nothing of how the values came about: only what each kind of rig says that its shapes look like (Meta's
viseme reference, Apple's ARKit blend shape locations, the VRM specification). Weights are this project's own
judgement of these pictures, and the same for every performer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from sidecar.bench.lips_performance import Array, Performance

Mask = NDArray[np.bool_]

OPEN, FRONT, CLOSE_FRONT, BACK, CLOSE_BACK = "open", "front", "close front", "back", "close back"
"""The five vowel shapes that every rig has in some form."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How complete a contact must be to count.

    Attributes:
        least: Of the shape that makes it, 0 to 1.
        rest: The most of every shape that would spoil it.
    """

    least: float
    rest: float


SEALED: Final = Contact(0.95, 0.1)
"""Lips that are shut for certain."""
NEARLY_SEALED: Final = Contact(0.8, 0.2)
"""Lips that most viewers take for shut."""
BITTEN: Final = Contact(0.9, 0.1)
NEARLY_BITTEN: Final = Contact(0.7, 0.2)


class View(Protocol):
    """A mouth on played frames; every array has one value per frame.

    Attributes:
        RESTS_CLOSED: Whether closed lips and a mouth at rest are one face on this rig.
        HAS_VOWELS: Whether a vowel is a shape of its own, complete at 1.
    """

    RESTS_CLOSED: ClassVar[bool]
    HAS_VOWELS: ClassVar[bool]

    def closed(self, contact: Contact) -> Mask:
        """Lips together and nothing that opens them left over (p b m)."""
        ...

    def bitten(self, contact: Contact) -> Mask:
        """Lower lip on the upper teeth (f v)."""
        ...

    def jaw(self) -> Array:
        """How far the jaw is down, 0 to 1."""
        ...

    def rounded(self) -> Array:
        """How round the lips are, 0 to 1."""
        ...

    def vowel(self, which: str) -> Array:
        """How much of one of the five vowel shapes is there, 0 to 1."""
        ...

    def hissing(self) -> Array | None:
        """How much teeth are shown together, 0 to 1; None if the rig cannot."""
        ...


class _Shapes:
    """Values of shapes by name, 0 where there are no keys."""

    def __init__(self, performance: Performance) -> None:
        self._values: Mapping[str, Array] = performance.played
        self._rest = np.zeros(len(performance.frames))

    def __getitem__(self, name: str) -> Array:
        return self._values.get(name, self._rest)

    def mixed(self, weights: Mapping[str, float]) -> Array:
        """Weighted sum, at most 1."""
        total = self._rest
        for name, weight in weights.items():
            total = total + weight * self[name]
        return np.minimum(total, 1.0)

    def largest(self, *but: str) -> Array:
        """The largest of all shapes but some."""
        return np.max([self._rest, *(v for name, v in self._values.items() if name not in but)], axis=0)


class OculusView:
    """Meta's fifteen visemes: each is a whole mouth, so a contact is one viseme and little else."""

    RESTS_CLOSED: ClassVar[bool] = False
    HAS_VOWELS: ClassVar[bool] = True

    _JAW: ClassVar = {
        "viseme_aa": 1.0,
        "viseme_O": 0.6,
        "viseme_E": 0.5,
        "viseme_kk": 0.3,
        "viseme_I": 0.25,
        "viseme_U": 0.2,
        "viseme_TH": 0.2,
        "viseme_RR": 0.2,
        "viseme_nn": 0.15,
        "viseme_DD": 0.15,
        "viseme_CH": 0.1,
        "viseme_FF": 0.05,
        "viseme_SS": 0.05,
    }
    _ROUND: ClassVar = {"viseme_U": 1.0, "viseme_O": 1.0, "viseme_CH": 0.7, "viseme_RR": 0.3}
    _VOWELS: ClassVar = {
        OPEN: "viseme_aa",
        FRONT: "viseme_E",
        CLOSE_FRONT: "viseme_I",
        BACK: "viseme_O",
        CLOSE_BACK: "viseme_U",
    }

    def __init__(self, performance: Performance) -> None:
        self._shapes = _Shapes(performance)

    def closed(self, contact: Contact) -> Mask:
        """PP is nearly all there is."""
        others = self._shapes.largest("viseme_PP")
        return (self._shapes["viseme_PP"] >= contact.least) & (others <= contact.rest)

    def bitten(self, contact: Contact) -> Mask:
        """FF is there and PP is not."""
        return (self._shapes["viseme_FF"] >= contact.least) & (self._shapes["viseme_PP"] <= contact.rest)

    def jaw(self) -> Array:
        """What the visemes drop the jaw by."""
        return self._shapes.mixed(self._JAW)

    def rounded(self) -> Array:
        """O, U, and CH, which Meta draws with the lips pushed forward."""
        return self._shapes.mixed(self._ROUND)

    def vowel(self, which: str) -> Array:
        """The vowel's viseme."""
        return self._shapes[self._VOWELS[which]]

    def hissing(self) -> Array:
        """SS or CH."""
        return self._shapes.mixed({"viseme_SS": 1.0, "viseme_CH": 1.0})


class ArkitView:
    """Apple's shapes: jaw and lips apart from each other."""

    RESTS_CLOSED: ClassVar[bool] = False
    HAS_VOWELS: ClassVar[bool] = False

    _PRESSED: ClassVar = 0.4  # of mouthPress; more bulges the lips

    def __init__(self, performance: Performance) -> None:
        self._shapes = _Shapes(performance)

    def closed(self, contact: Contact) -> Mask:
        """Jaw up (or lips shut over it), lips not pushed forward, and pressed."""
        shapes = self._shapes
        gap = shapes["jawOpen"] - shapes["mouthClose"]
        parting = np.maximum(shapes["mouthFunnel"], shapes["mouthPucker"])
        pressed = np.minimum(shapes["mouthPressLeft"], shapes["mouthPressRight"])
        return (pressed >= contact.least * self._PRESSED) & (np.maximum(gap, parting) <= contact.rest)

    def bitten(self, contact: Contact) -> Mask:
        """Lower lip rolled in under the teeth, jaw nearly shut."""
        rolled = self._shapes["mouthRollLower"] >= contact.least * 0.7
        return rolled & (self._shapes["jawOpen"] <= contact.rest + 0.05)

    def jaw(self) -> Array:
        """Only jawOpen moves it."""
        return self._shapes["jawOpen"]

    def rounded(self) -> Array:
        """Pucker and funnel together."""
        return self._shapes.mixed({"mouthPucker": 1.0, "mouthFunnel": 1.0})

    def vowel(self, which: str) -> Array:
        """No shape is a vowel: the jaw for the open ones, the lips for the close ones."""
        if which == CLOSE_FRONT:
            return self._shapes.mixed({"mouthStretchLeft": 1.0, "mouthSmileLeft": 1.0})
        return self.rounded() if which in (BACK, CLOSE_BACK) else self._shapes["jawOpen"]

    def hissing(self) -> Array:
        """Lower lip drawn down from the teeth while the jaw is up."""
        return self._shapes["mouthLowerDownLeft"] * (self._shapes["jawOpen"] <= 0.2)


class VrmView:
    """Five vowels and no consonant: a contact is the absence of all."""

    RESTS_CLOSED: ClassVar[bool] = True
    HAS_VOWELS: ClassVar[bool] = True

    _JAW: ClassVar = {"aa": 1.0, "oh": 0.6, "ee": 0.5, "ih": 0.25, "ou": 0.2}
    _VOWELS: ClassVar = {OPEN: "aa", FRONT: "ee", CLOSE_FRONT: "ih", BACK: "oh", CLOSE_BACK: "ou"}

    def __init__(self, performance: Performance) -> None:
        self._shapes = _Shapes(performance)

    def closed(self, contact: Contact) -> Mask:
        """No vowel is left."""
        return self._shapes.largest() <= contact.rest

    def bitten(self, contact: Contact) -> Mask:
        """Hardly a vowel is left."""
        return self._shapes.largest() <= contact.rest + 0.1

    def jaw(self) -> Array:
        """What the vowels drop the jaw by."""
        return self._shapes.mixed(self._JAW)

    def rounded(self) -> Array:
        """The two round vowels."""
        return self._shapes.mixed({"ou": 1.0, "oh": 1.0})

    def vowel(self, which: str) -> Array:
        """The vowel's own shape."""
        return self._shapes[self._VOWELS[which]]

    def hissing(self) -> None:
        """It has no teeth to show."""
        return


VIEWS: Final[Mapping[str, type[OculusView] | type[ArkitView] | type[VrmView]]] = {
    "oculus": OculusView,
    "arkit": ArkitView,
    "vrm": VrmView,
}
"""By the rig's name."""

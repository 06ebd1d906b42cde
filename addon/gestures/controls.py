# SPDX-License-Identifier: GPL-3.0-or-later
"""Which shapes and bones of a character each gesture moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..rigs.bones import Bone
from ..rigs.controls import Control, Kind
from . import body, face
from .blinks import BLINK
from .breaths import BREATH
from .brows import BROW
from .layers import CHANNELS, Layer
from .shapes import blink_shapes, breath_shapes, brow_shapes

LACKING: Final[dict[Layer, str]] = {
    Layer.BLINKS: "No blink shape or eyelid bone was found",
    Layer.BROWS: "No shape or bone that raises the brows was found",
    Layer.HEAD: "No head bone was found: choose the character's armature",
    Layer.BREATHS: "No chest bone or breath shape was found",
}
"""Why a layer cannot move, in words."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One control and what moves it.

    Attributes:
        control: A shape key, or one axis of a bone.
        weights: Normalised value per unit of each gesture channel; they add up.
    """

    control: Control
    weights: Mapping[str, float]


def of_shapes(names: Iterable[str]) -> dict[Layer, list[Movement]]:
    """What the shape keys of one mesh can do; layers without a shape are absent."""
    available = list(dict.fromkeys(names))
    found = {
        (Layer.BLINKS, BLINK): blink_shapes(available),
        (Layer.BROWS, BROW): brow_shapes(available),
        (Layer.BREATHS, BREATH): breath_shapes(available),
    }
    return {
        layer: [Movement(Control(Kind.SHAPE, name), {channel: weight}) for name, weight in weights.items()]
        for (layer, channel), weights in found.items()
        if weights
    }


def of_bones(bones: Sequence[Bone]) -> dict[Layer, list[Movement]]:
    """What the bones of an armature can do; layers without a bone are absent."""
    turns = {BLINK: face.closing(bones), BROW: face.raising(bones), **body.movements(bones)}
    result: dict[Layer, list[Movement]] = {}
    for layer, channels in CHANNELS.items():
        moved: dict[tuple[str, str], dict[str, float]] = {}
        for channel in channels:
            for name, transform, amount in turns.get(channel, ()):
                moved.setdefault((name, transform), {})[channel] = amount
        if moved:
            result[layer] = [
                Movement(Control(Kind.BONE, name, transform), weights)
                for (name, transform), weights in moved.items()
            ]
    return result

# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a rig can be keyed: a shape key, a transform of a bone, any animatable property."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Kind(Enum):
    """What sort of number a control is."""

    SHAPE = "shape"  # the value of a shape key
    BONE = "bone"  # one axis of a pose bone's location, rotation or scale
    PROPERTY = "property"  # any animatable property of the data-block, by its data path


TRANSFORMS: Final[tuple[str, ...]] = tuple(
    f"{part}_{axis}" for part in ("location", "rotation", "scale") for axis in "xyz"
)
"""What can be keyed of a bone; rotations in radians about the bone's own axes."""


@dataclass(frozen=True, slots=True)
class Control:
    """One number of a rig that can be keyed.

    Lip-sync speaks in normalised values, 0 at rest and 1 for the whole movement; what is keyed is
    `offset + scale * normalised`.

    Attributes:
        kind: Which sort.
        name: Name of the shape key or bone; data path from the data-block for a property.
        transform: One of `TRANSFORMS` for a bone, empty otherwise.
        scale: Native units (radians, Blender units, the property's own) per 1.
        offset: Native value at rest, on top of the bone's rest pose.
    """

    kind: Kind
    name: str
    transform: str = ""
    scale: float = 1.0
    offset: float = 0.0

    def __post_init__(self) -> None:
        if (self.kind is Kind.BONE) != (self.transform in TRANSFORMS):
            raise ValueError(
                f"control {self.name!r}: a bone needs one of {', '.join(TRANSFORMS)} as its transform,"
                f" others none; not {self.transform!r}"
            )
        if not (math.isfinite(self.scale) and math.isfinite(self.offset)) or self.scale == 0.0:
            raise ValueError(f"control {self.name!r}: scale must be finite and not 0, offset finite")

    def native(self, normalised: float) -> float:
        """The value to key for a normalised one."""
        return self.offset + self.scale * normalised

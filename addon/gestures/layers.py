# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers by name."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Final

from ..lipsync.keys import Keys
from .blinks import BLINK, blinks
from .breaths import BREATH, breaths
from .brows import BROW, brows
from .dials import Dials
from .head import NOD, TILT, TURN, head
from .stretches import Stretch


class Layer(Enum):
    """A kind of gesture, switched on and off by itself."""

    BLINKS = "blinks"
    BROWS = "brows"
    HEAD = "head"
    BREATHS = "breaths"


CHANNELS: Final[dict[Layer, tuple[str, ...]]] = {
    Layer.BLINKS: (BLINK,),
    Layer.BROWS: (BROW,),
    Layer.HEAD: (NOD, TILT, TURN),
    Layer.BREATHS: (BREATH,),
}
"""The channels that each layer moves. Blink, brow and breath run from 0 to 1; the head's are radians."""

_PERFORMERS: Final[dict[Layer, Callable[[Stretch, Dials], dict[str, Keys]]]] = {
    Layer.BLINKS: blinks,
    Layer.BROWS: brows,
    Layer.HEAD: head,
    Layer.BREATHS: breaths,
}


def perform(layer: Layer, stretch: Stretch, dials: Dials) -> dict[str, Keys]:
    """A layer's keys in a stretch of time.

    Returns:
        Keys per channel, the first and the last of each at rest; channels that do not move are absent. Only
        blinks happen where nothing is said.
    """
    return _PERFORMERS[layer](stretch, dials)

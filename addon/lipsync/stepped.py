# SPDX-License-Identifier: GPL-3.0-or-later
"""Held drawings as keys: on shapes that are the drawings, on any other rig, or as the number of a drawing.

Every key is CONSTANT, lies on a whole frame and changes the value; the last of a line is rest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from .channels import CHANNELS, CONTACTS, JAW, ROUND, SPREAD, TEETH
from .cues import MINIMUM, cues
from .cuesets import CueSet
from .dense import Rig
from .keys import Keys
from .phones import Phone
from .style import Style

CONSTANT: Final = "CONSTANT"
"""How to draw between keys: not at all."""

_VISIBLE: Final = 0.02  # a shape that never gets further from rest is left alone
_LIPS: Final = frozenset({ROUND, SPREAD, TEETH})


@dataclass(frozen=True, slots=True)
class ExposureSheet:
    """Which drawing of a set is shown from which frame on.

    Attributes:
        cue_set: The drawings.
        frames: Scene frames on which a drawing begins, whole and increasing, and the one after the last.
        symbols: The drawings, one less than frames; none if nothing is said.
    """

    cue_set: CueSet
    frames: tuple[int, ...]
    symbols: tuple[str, ...]

    def keys(self, value: Callable[[str], float]) -> Keys:
        """Keys that give every drawing its value, and rest its own after the last."""
        values = [*map(value, self.symbols), value(self.cue_set.rest)]
        last = len(values) - 1
        kept = [at for at in range(last + 1) if at in (0, last) or values[at] != values[at - 1]]
        frames = np.array([self.frames[at] for at in kept], dtype=np.float64)
        return Keys(frames, np.array([values[at] for at in kept], dtype=np.float32), CONSTANT)


def expose(
    phones: Sequence[Phone],
    cue_set: CueSet,
    fps: float,
    *,
    start_frame: float = 0.0,
    style: Style | None = None,
    minimum: float = MINIMUM,
) -> ExposureSheet:
    """The drawings of a line on the scene's frames.

    Args:
        phones: The line's phonemes and pauses in time order, seconds from the line's start.
        cue_set: The drawings there are.
        fps: Exact frames per second, above 0.
        start_frame: Scene frame at which the line's sound starts, may be fractional.
        style: The dials; default `Style()`.
        minimum: Seconds for which a drawing is held at least.

    Raises:
        ValueError: If a phone's time, fps, start_frame or minimum is not usable; the message names it.
    """
    if not math.isfinite(start_frame):
        raise ValueError(f"start_frame must be finite, not {start_frame!r}")
    whole = math.floor(start_frame)
    late = (start_frame - whole) / fps if fps > 0.0 else 0.0
    line = [replace(phone, start=phone.start + late, end=phone.end + late) for phone in phones]
    shown = cues(line, cue_set, fps=fps, minimum=minimum, style=style)
    starts = [whole + round(cue.start * fps) for cue in shown]
    ends = [whole + round(cue.end * fps) for cue in shown[-1:]]
    return ExposureSheet(cue_set, (*starts, *ends), tuple(cue.symbol for cue in shown))


def drawings(sheet: ExposureSheet, shapes: Mapping[str, str]) -> dict[str, Keys]:
    """Keys for a rig whose shapes are the drawings: one is 1 at a time, all others are 0.

    Args:
        sheet: What is shown when.
        shapes: The shape of each drawing. One that has none shows its fall-back's; rest may do without.
    """
    rest, fallbacks = sheet.cue_set.rest, sheet.cue_set.fallbacks
    own = {symbol: shapes.get(symbol) for symbol in sheet.symbols}
    for symbol in own.keys() - shapes.keys() - {rest}:
        own[symbol] = shapes.get(fallbacks.get(symbol, ""))
    return {
        name: sheet.keys(lambda symbol, name=name: float(own.get(symbol) == name))
        for name in dict.fromkeys(own.values())
        if name is not None
    }


def poses(sheet: ExposureSheet, rig: Rig, style: Style | None = None) -> dict[str, Keys]:
    """Keys for any other rig: it takes the posture of each drawing at once and holds it.

    Args:
        sheet: What is shown when.
        rig: The rig, e.g. `addon.rigs.detect(names).mapping()`.
        style: How strongly it articulates; contacts are never weakened.
    """
    dials = style or Style()
    symbols = sheet.cue_set.symbols
    postures = [_posture(sheet.cue_set, symbol, dials) for symbol in symbols]
    channels = {name: np.array([posture.get(name, 0.0) for posture in postures]) for name in CHANNELS}
    result: dict[str, Keys] = {}
    for name, values in rig.project(channels).items():
        value = dict(zip(symbols, values.tolist(), strict=True))
        if any(value[symbol] > _VISIBLE for symbol in sheet.symbols):
            result[name] = sheet.keys(value.__getitem__)
    return result


def numbers(sheet: ExposureSheet, offset: int = 0) -> Keys | None:
    """Keys for a property that picks a drawing by its number: place in the set plus the offset."""
    if not sheet.symbols:
        return None
    return sheet.keys(lambda symbol: float(sheet.cue_set.index(symbol) + offset))


def _posture(cue_set: CueSet, symbol: str, style: Style) -> dict[str, float]:
    """A drawing's articulators under the dials."""
    shut = symbol in (cue_set.closed, cue_set.bite, cue_set.narrow)
    result: dict[str, float] = {}
    for channel, value in cue_set.postures[symbol].items():
        if channel in CONTACTS:
            result[channel] = value
            continue
        part = style.jaw if channel == JAW else style.lips if channel in _LIPS else style.tongue
        gain = style.intensity * part
        # A shout opens vowels, it must not open the consonants' narrowings.
        result[channel] = min(1.0, value * (min(gain, 1.0) if channel == JAW and shut else gain))
    return result

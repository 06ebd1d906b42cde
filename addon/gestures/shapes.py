# SPDX-License-Identifier: GPL-3.0-or-later
"""Shape keys for gestures, by the names that the known kinds of rigs give them.

The first family of which something is found serves. Names are spelled as each kind's own documentation does;
case, separators, sides and prefixes are `rigs.names`' business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..rigs.names import matches

Family = Mapping[tuple[str, ...], float]
"""Spellings of one shape each, and its share of the gesture."""

_BLINKS: Final[tuple[Family, ...]] = (
    # ARKit; Character Creator; FACS; VRM 0.x and 1.0; VRoid
    {
        (
            "eyeBlinkLeft",
            "blinkLeft",
            "eyesBlinkLeft",
            "AU45_Left",
            "Fcl_EYE_Close_Left",
            "eyeCloseLeft",
        ): 1.0,
        (
            "eyeBlinkRight",
            "blinkRight",
            "eyesBlinkRight",
            "AU45_Right",
            "Fcl_EYE_Close_Right",
            "eyeCloseRight",
        ): 1.0,
    },
    # One shape for both eyes; まばたき is MMD's
    {("eyesBlink", "eyeBlink", "blink", "AU45", "Fcl_EYE_Close", "eyesClosed", "eyesClose", "まばたき"): 1.0},
)

_BROWS: Final[tuple[Family, ...]] = (
    # ARKit, with one inner shape or one per side; Character Creator's are the same words in another order
    {
        ("browInnerUp",): 0.8,
        ("browInnerUpLeft", "browRaiseInnerLeft", "AU1_Left", "AU01_Left"): 0.8,
        ("browInnerUpRight", "browRaiseInnerRight", "AU1_Right", "AU01_Right"): 0.8,
        ("browOuterUpLeft", "browRaiseOuterLeft", "AU2_Left", "AU02_Left"): 1.0,
        ("browOuterUpRight", "browRaiseOuterRight", "AU2_Right", "AU02_Right"): 1.0,
    },
    # FACS without sides
    {("AU1", "AU01", "innerBrowRaiser"): 0.8, ("AU2", "AU02", "outerBrowRaiser"): 1.0},
    # One shape per side
    {
        ("browRaiseLeft", "browUpLeft", "browsUpLeft", "eyebrowUpLeft", "eyebrowRaiseLeft"): 1.0,
        ("browRaiseRight", "browUpRight", "browsUpRight", "eyebrowUpRight", "eyebrowRaiseRight"): 1.0,
    },
    # One for both; 上 is MMD's; VRoid has none but surprise
    {("browsUp", "browUp", "browsRaise", "browRaise", "eyebrowsUp", "eyebrowsRaise", "上"): 1.0},
    {("Fcl_BRW_Surprised",): 0.7},
)

_BREATHS: Final[tuple[Family, ...]] = (
    {("breath", "breathe", "breathIn", "breatheIn", "inhale", "chestExpand", "chestInhale"): 1.0},
)


def blink_shapes(names: Sequence[str]) -> dict[str, float]:
    """Shape keys that shut the eyes, with their share."""
    return _first(_BLINKS, names)


def brow_shapes(names: Sequence[str]) -> dict[str, float]:
    """Shape keys that raise the brows, with their share."""
    return _first(_BROWS, names)


def breath_shapes(names: Sequence[str]) -> dict[str, float]:
    """Shape keys that fill the chest, with their share."""
    return _first(_BREATHS, names)


def _first(families: Sequence[Family], names: Sequence[str]) -> dict[str, float]:
    for family in families:
        found: dict[str, float] = {}
        for spellings, share in family.items():
            fitting = [(extra, name) for name in names if (extra := matches(name, spellings)) is not None]
            if fitting:
                found.setdefault(min(fitting)[1], share)
        if found:
            return found
    return {}

# SPDX-License-Identifier: GPL-3.0-or-later
"""How articulation reaches a rig: presets are data, matching is code (numpy only)."""

from .detect import Detection, detect, mapping_for
from .mapping import Ramp, RigMapping, Term
from .presets import Preset, load_presets, read_preset
from .vowels import VOWELS

__all__ = [
    "VOWELS",
    "Detection",
    "Preset",
    "Ramp",
    "RigMapping",
    "Term",
    "detect",
    "load_presets",
    "mapping_for",
    "read_preset",
]

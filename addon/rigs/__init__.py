# SPDX-License-Identifier: GPL-3.0-or-later
"""How articulation reaches a rig: presets are data, matching is code (numpy only)."""

from .bones import Bone
from .character import Body, CharacterDetection, detect_character
from .controls import Control, Kind
from .detect import Detection, detect, mapping_for
from .expressions import Bind
from .mapping import Ramp, Response, RigMapping, Term, control_id
from .names import mirrored
from .poses import POSES
from .presets import Preset, load_presets, read_preset
from .saving import write_preset
from .vowels import VOWELS

__all__ = [
    "POSES",
    "VOWELS",
    "Bind",
    "Body",
    "Bone",
    "CharacterDetection",
    "Control",
    "Detection",
    "Kind",
    "Preset",
    "Ramp",
    "Response",
    "RigMapping",
    "Term",
    "control_id",
    "detect",
    "detect_character",
    "load_presets",
    "mapping_for",
    "mirrored",
    "read_preset",
    "write_preset",
]

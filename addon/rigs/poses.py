# SPDX-License-Identifier: GPL-3.0-or-later
"""Postures to try a rig with: what the articulators do for a sound that is held."""

from __future__ import annotations

from typing import Final

from ..lipsync.channels import CHANNELS

_SOUNDS: Final[dict[str, dict[str, float]]] = {
    "REST": {},
    "AH": {"jaw": 0.75},
    "AE": {"jaw": 0.6, "spread": 0.4},
    "EH": {"jaw": 0.45, "spread": 0.45},
    "IH": {"jaw": 0.23, "spread": 0.56},
    "EE": {"jaw": 0.15, "spread": 0.8},
    "OH": {"jaw": 0.45, "round": 0.65},
    "OO": {"jaw": 0.15, "round": 0.95},
    "MBP": {"lip_close": 1.0},
    "FV": {"labiodental": 1.0, "jaw": 0.1, "upper_lip": 0.3},
    "TH": {"tongue_out": 0.85, "jaw": 0.2, "teeth": 0.25},
    "TD": {"tongue_tip": 1.0, "teeth": 0.45, "jaw": 0.15},
    "S": {"teeth": 1.0, "jaw": 0.08, "spread": 0.3},
    "SH": {"teeth": 1.0, "jaw": 0.1, "round": 0.5},
    "L": {"tongue_tip": 1.0, "jaw": 0.3},
    "R": {"tongue_curl": 1.0, "round": 0.4, "jaw": 0.2},
    "K": {"tongue_back": 1.0, "jaw": 0.25},
    "W": {"round": 0.95, "jaw": 0.1},
}

POSES: Final[dict[str, dict[str, float]]] = {
    name: {channel: sound.get(channel, 0.0) for channel in CHANNELS} for name, sound in _SOUNDS.items()
}
"""Per sound a value for every articulator, as `RigMapping.project` wants them (as arrays)."""

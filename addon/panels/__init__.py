# SPDX-License-Identifier: GPL-3.0-or-later
"""What the animator sees, in the sidebars of the 3D view and the sequencer; draws, never computes."""

from __future__ import annotations

import bpy

from ..locale.blender import register_class
from . import (
    cast,
    cues,
    delivery,
    dialogue,
    enrol,
    export,
    gestures,
    line_lips,
    lines,
    lipsync,
    mapping,
    sampling,
    script,
    sidecar,
    voices,
)

_CLASSES = (
    *sidecar.CLASSES,
    *lines.CLASSES,
    *delivery.CLASSES,
    *dialogue.CLASSES,
    *script.CLASSES,
    *line_lips.CLASSES,
    *export.CLASSES,
    *cast.CLASSES,
    *sampling.CLASSES,
    *lipsync.CLASSES,
    *cues.CLASSES,
    *gestures.CLASSES,
    *mapping.CLASSES,
    *voices.CLASSES,
    *enrol.CLASSES,
)


def register() -> None:
    """Registers the panels and lists."""
    for cls in _CLASSES:
        register_class(cls)


def unregister() -> None:
    """Unregisters the panels and lists."""
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)

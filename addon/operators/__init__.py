# SPDX-License-Identifier: GPL-3.0-or-later
"""The animator's jobs, one file each."""

from __future__ import annotations

import bpy

from . import (
    blend,
    characters,
    cues,
    edits,
    enrol,
    lexicon,
    lines,
    lipsync,
    mapping,
    sidecar,
    speak,
    voices,
)

_CLASSES = (
    *sidecar.CLASSES,
    *speak.CLASSES,
    *lines.CLASSES,
    *lexicon.CLASSES,
    *characters.CLASSES,
    *voices.CLASSES,
    *blend.CLASSES,
    *enrol.CLASSES,
    *lipsync.CLASSES,
    *edits.CLASSES,
    *cues.CLASSES,
    *mapping.CLASSES,
)


def register() -> None:
    """Registers the operators."""
    for cls in _CLASSES:
        bpy.utils.register_class(cls)


def unregister() -> None:
    """Unregisters the operators."""
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The animator's jobs, one file each."""

from __future__ import annotations

import bpy

from ..locale.blender import register_class
from . import (
    audition,
    blend,
    cast_script,
    characters,
    cues,
    delivery,
    edits,
    enrol,
    export,
    grab,
    import_script,
    install,
    lexicon,
    lines,
    lipsync,
    mapping,
    select,
    sidecar,
    speak,
    voices,
)

_CLASSES = (
    *sidecar.CLASSES,
    *install.CLASSES,
    *speak.CLASSES,
    *lines.CLASSES,
    *delivery.CLASSES,
    *select.CLASSES,
    *grab.CLASSES,
    *audition.CLASSES,
    *lexicon.CLASSES,
    *characters.CLASSES,
    *voices.CLASSES,
    *blend.CLASSES,
    *enrol.CLASSES,
    *lipsync.CLASSES,
    *edits.CLASSES,
    *cues.CLASSES,
    *export.CLASSES,
    *mapping.CLASSES,
    *cast_script.CLASSES,
    *import_script.CLASSES,
)


def register() -> None:
    """Registers the operators."""
    for cls in _CLASSES:
        register_class(cls)


def unregister() -> None:
    """Unregisters the operators."""
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)

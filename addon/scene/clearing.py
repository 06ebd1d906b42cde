# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes out what Voxrig wrote onto characters, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

from ..properties import settings
from . import actions, cues, edits, gestures, layers, lips


def clear(scene: Any, lines: Sequence[Any], *, with_edits: bool = False) -> int:
    """Removes the lip-sync of lines: keys, strips, and the tracks and actions that are left with nothing.

    Args:
        scene: The scene.
        lines: The lines.
        with_edits: Remove the strips of the animator's edits on them too.

    Returns:
        How many lines had lip-sync.
    """
    keyed = [line for line in lines if line.keyed or _is_numbered(scene, line)]
    uids = {line.keyed_character or line.character_uid for line in keyed}
    lips.clear(scene, keyed)
    for line in keyed:
        line.warning = ""
        if with_edits:
            edits.remove(scene, line)
    lips.tidy(scene)
    left = {line.keyed_character for line in settings(scene).lines if line.keyed}
    gestures.clear(scene, uids - left)
    cues.clear(scene, uids - left)
    own = [action for action in bpy.data.actions if action.get(actions.OWNER) in uids]
    layers.drop_unplayed(action for action in own if not action.get(edits.LINE))
    return len(keyed)


def _is_numbered(scene: Any, line: Any) -> bool:
    """Whether a line without a rig shows as the number of a drawing."""
    return bool(line.phonemes) and bool(cues.owners(scene, line.character_uid))

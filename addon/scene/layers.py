# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole layers of a character: who needs them anew, taken out, their actions dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import bpy

from .. import compat
from ..properties import settings
from . import actions
from .actions import Layer

EVERYTHING: Final = (float("-inf"), float("inf"))


def speakers(scene: Any, uids: Iterable[str]) -> Iterator[Any]:
    """The characters who speak some lines, or spoke them when these were keyed."""
    wanted = set(uids)
    found = {
        uid
        for line in settings(scene).lines
        if line.uid in wanted
        for uid in (line.character_uid, line.keyed_character)
    }
    return (character for character in settings(scene).characters if character.uid in found)


def clear(owner: Any, uid: str, layer: Layer) -> dict[str, dict[str, Any]]:
    """Takes a layer off a data-block, wherever the animator moved its strips.

    Returns:
        By the strips' names what the animator had set on them.
    """
    mine = actions.strips_between(owner, uid, *EVERYTHING, layer)
    if not mine:
        return {}
    names = [strip.name for strip in mine]
    spans = [(strip.frame_start, strip.frame_end) for strip in mine]
    # Keys of a strip that was moved lie elsewhere in the action.
    found = actions.clear(owner, uid, [*spans, EVERYTHING], layer)
    return dict(zip(names, found[:-1], strict=True))


def drop_unplayed(played: Iterable[Any]) -> None:
    """Removes actions of Voxrig's that nothing plays any more, and their F-curves without keys.

    An action in which the animator has keys of their own is kept.
    """
    for action in played:
        for slot in action.slots if compat.HAS_SLOTS else (None,):
            empty = [c for c in compat.existing_fcurves(action, slot) if not len(c.keyframe_points)]
            compat.drop_empty_fcurves(action, slot, [f"{c.data_path}|{c.array_index}" for c in empty])
        if action.users > action.use_fake_user:
            continue
        if compat.all_fcurves(action):
            action.use_fake_user = True
        else:
            bpy.data.actions.remove(action)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines that only lie elsewhere: keys and strips move by whole frames as they are; nothing is solved anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import actions, edits
from .timeline import Territory


def fits(line: Any, room: Territory, by: int) -> bool:
    """Whether a line's keys are right where they are, or will be when they have moved.

    Not so if a neighbour has come closer or gone away, or if they would have to move in an action of the
    animator's, or have never been written.

    Args:
        line: A spoken line on its new frame.
        room: The frames in which it may have keys.
        by: How many frames it has moved.
    """
    if not line.keyed or line.key_cut or not room.holds(line.key_start + by, line.key_end + by):
        return False
    return not by or (line.keyed_action is None and line.keyed_character == line.character_uid)


def shift(scene: Any, character_uid: str, lines: Sequence[Any], moved: Mapping[str, int]) -> None:
    """Moves the keys of a character's lines, and the animator's edits of them.

    Args:
        scene: The scene.
        character_uid: Whose keys they are.
        lines: Lines that fit where they go; no key of another line lies there.
        moved: How many frames each line has moved.
    """
    if not lines:
        return
    moves = {(line.key_start, line.key_end): moved[line.uid] for line in lines}
    for owner in actions.owners_in(scene):
        actions.shift(owner, character_uid, moves)
    for line in lines:
        line.key_start += moved[line.uid]
        line.key_end += moved[line.uid]
    edits.follow(scene, lines)

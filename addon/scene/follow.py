# SPDX-License-Identifier: GPL-3.0-or-later
"""A line's mouth goes where its sound goes: the animator moves, trims or mutes the strip in the sequencer."""

from __future__ import annotations

from typing import Any, NamedTuple

from .. import compat
from ..properties import settings
from ..properties.quiet import quietly
from . import apply, lips, sounds


class Lie(NamedTuple):
    """How a line lies in time."""

    frame: int
    trim_start: int
    trim_end: int
    mute: bool


def differing(scene: Any) -> list[tuple[Any, Lie]]:
    """Spoken lines whose sound lies otherwise than the line says, with how it lies."""
    group = settings(scene)
    if not group.lines or scene.sequence_editor is None:
        return []
    by_line = sounds.strips_by_line(scene)
    result = []
    for line in group.lines:
        found = by_line.get(line.uid)
        if found and line.phonemes:
            lies = _lie_of(found)
            if lies != Lie(line.placed_frame, line.trim_start, line.trim_end, line.mute):
                result.append((line, lies))
    return result


def follow(scene: Any) -> int:
    """Lets lines lie as their sounds do, and their mouths with them; how many had to move.

    A line whose sound was moved gets a frame of its own, so that it stays there.
    """
    changed = differing(scene)
    with quietly():
        for line, lies in changed:
            if line.placed_frame != lies.frame:
                line.start_mode, line.start_frame = "FRAME", lies.frame
            line.trim_start, line.trim_end, line.mute = lies.trim_start, lies.trim_end, lies.mute
    if changed:
        apply.relayout(scene)
        lips.rekey(scene, [line.uid for line, _ in changed], explain=False)
    for line, _ in changed:
        apply.mute_mouth(scene, line)
    return len(changed)


def _lie_of(strips: list[Any]) -> Lie:
    """Of the strip, or of all pieces if it was cut into several."""
    start = min(compat.content_start(strip) for strip in strips)
    trims = [compat.strip_trims(strip) for strip in strips]
    return Lie(
        round(start),
        round(max(min(first for first, _ in trims), 0.0)),
        round(max(min(last for _, last in trims), 0.0)),
        all(strip.mute for strip in strips),
    )

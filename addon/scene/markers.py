# SPDX-License-Identifier: GPL-3.0-or-later
"""Timeline markers of scene headings: one where each line stands that opens a scene.

Markers can carry nothing of ours (5.0 took their custom properties away), so the scene keeps name and frame
of those that were set here. One that the animator has renamed or moved, or bound a camera to, is theirs.
"""

from __future__ import annotations

import json
from typing import Any, Final

from ..properties import settings

_LONGEST: Final = 63  # bytes; Blender cuts names off

Place = tuple[str, int]
"""Name and frame of a marker."""


def refresh(scene: Any) -> None:
    """Sets, moves, renames and removes markers as the lines' headings are now."""
    group = settings(scene)
    wanted = {
        line.uid: (_name(line.heading), line.placed_frame) for line in group.lines if line.heading.strip()
    }
    known = {uid: (str(name), int(frame)) for uid, (name, frame) in json.loads(group.markers or "{}").items()}
    if wanted == known:
        return
    own = _own(scene, known)
    for uid, marker in own.items():
        if uid not in wanted:
            scene.timeline_markers.remove(marker)
    for uid, (name, frame) in wanted.items():
        marker = own.get(uid)
        if marker is None:
            marker = scene.timeline_markers.new(name, frame=frame)
            marker.select = False
        elif (marker.name, marker.frame) != (name, frame):
            marker.name, marker.frame = name, frame
    group.markers = json.dumps(wanted, ensure_ascii=False) if wanted else ""


def _own(scene: Any, known: dict[str, Place]) -> dict[str, Any]:
    """The markers that are still as they were set, by their lines' ids."""
    there: dict[Place, list[Any]] = {}
    for marker in scene.timeline_markers:
        if marker.camera is None:
            there.setdefault((marker.name, marker.frame), []).append(marker)
    return {uid: there[place].pop() for uid, place in known.items() if there.get(place)}


def _name(heading: str) -> str:
    return heading.strip().encode()[:_LONGEST].decode(errors="ignore")

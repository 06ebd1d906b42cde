# SPDX-License-Identifier: GPL-3.0-or-later
"""What a character's meshes can show, and the keys that make them say something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ..lipsync import CHANNELS, Keys, Phone, Style, animate
from ..lipsync.channels import JAW
from ..rigs import Detection, detect

_SHUT = 0.05
_detect = lru_cache(maxsize=256)(detect)


@dataclass(frozen=True, slots=True)
class Face:
    """A mesh of a character: its object, its shape keys (a Key data-block, None if it has none), its rig."""

    object: Any
    key: Any | None
    detection: Detection


def detection_of(obj: Any) -> Detection:
    """What rig a mesh's shape keys are."""
    key = obj.data.shape_keys if obj and obj.type == "MESH" else None
    return _detect(tuple(block.name for block in key.key_blocks) if key else ())


def faces(character: Any) -> list[Face]:
    """A character's meshes; each Key data-block once, though several objects may share it."""
    found: list[Face] = []
    for entry in character.meshes:
        if not entry.object or entry.object.type != "MESH":
            continue
        key = entry.object.data.shape_keys
        if key is None or all(face.key != key for face in found):
            found.append(Face(entry.object, key, detection_of(entry.object)))
    return found


def style_of(character: Any) -> Style:
    """A character's lip-sync settings."""
    dials = ("intensity", "jaw", "lips", "tongue", "anticipation", "smoothing")
    return Style(**{name: float(getattr(character, name)) for name in dials})


def solve(
    meshes: Sequence[Face], phones: Sequence[Phone], fps: float, start_frame: float, style: Style
) -> list[tuple[Face, Mapping[str, Keys]]]:
    """Keys per mesh.

    A mesh that is no face of its own (teeth, tongue, beard) follows the character's best face by shape.

    Returns:
        Each mesh that can move, with its keys by shape key name; empty if no mesh is a known rig.
    """
    leader = max(
        (face for face in meshes if face.detection), key=lambda face: face.detection.score, default=None
    )
    if leader is None:
        return []
    led = animate(phones, leader.detection.mapping(), fps, start_frame=start_frame, style=style)
    result: list[tuple[Face, Mapping[str, Keys]]] = []
    for face in meshes:
        if face.key is None:
            continue
        if face.key == leader.key:
            result.append((face, led))
        elif face.detection:
            own = animate(phones, face.detection.mapping(), fps, start_frame=start_frame, style=style)
            result.append((face, own))
        elif follow := _follow(leader.detection, face, led):
            result.append((face, follow))
    return result


def _follow(leader: Detection, face: Face, led: Mapping[str, Keys]) -> dict[str, Keys]:
    key: Any = face.key
    names = [block.name for block in key.key_blocks]
    found = detect(names, [leader.preset] if leader.preset else []).found
    return {name: led[leader.found[shape]] for shape, name in found.items() if leader.found.get(shape) in led}


def toggle_mouth(meshes: Sequence[Face]) -> bool:
    """Opens a shut mouth to say "ah", or shuts it; whether it is open now."""
    posture = {name: np.zeros(1) for name in CHANNELS} | {JAW: np.ones(1)}
    moved = []
    for face in meshes:
        if face.key is not None and face.detection:
            shapes = face.detection.mapping().project(posture)
            moved += [
                (face.key.key_blocks[name], float(value[0]))
                for name, value in shapes.items()
                if value[0] > 0.0
            ]
    opens = not any(block.value > _SHUT for block, _ in moved)
    for block, value in moved:
        block.value = value if opens else 0.0
    return opens


def why_no_rig(meshes: Sequence[Face]) -> str:
    """Why none of a character's meshes can speak, in words; empty if one can."""
    if not meshes:
        return "The character has no mesh: add its face in the Cast panel"
    if any(face.detection for face in meshes):
        return ""
    return " ".join(f"{face.object.name}: {face.detection.reason}" for face in meshes)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The two characters of the demo."""

# Blender's stubs call every pointer optional and know no properties of a type's kinds or of Cycles.
# pyright: reportOptionalMemberAccess=false, reportAttributeAccessIssue=false
# pyright: reportOptionalSubscript=false, reportArgumentType=false

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import bpy

from . import parts
from .head import build_head
from .looks import ADA, BO
from .surface import Look


@dataclass(frozen=True, slots=True)
class Avatar:
    """What the scene needs to know of a character: names, since objects die with undo and file load.

    Attributes:
        name: The character's, as in the script.
        root: Empty that carries everything.
        head: The object that nods; parent of all parts of the head.
        meshes: Objects with mouth shapes.
        eyes: Eyes and lids.
    """

    name: str
    root: str
    head: str
    meshes: tuple[str, ...]
    eyes: parts.Eyes


def build_ada(place: tuple[float, float, float], turn: float) -> Avatar:
    """A woman with a bun and glasses, at `place`, turned by `turn` radians about the vertical."""
    tone, red, hair = (0.66, 0.36, 0.23), (0.56, 0.1, 0.1), (0.16, 0.035, 0.015)

    def dress(head: bpy.types.Object) -> parts.Eyes:
        parts.build_face_details("Ada", head, tone, hair, (0.1, 0.11, 0.1))
        parts.build_hair_with_bun("Ada", ADA, head, hair, (0.75, 0.5, 0.06))
        parts.build_glasses("Ada", head, (0.02, 0.06, 0.11))
        return parts.build_eyes("Ada", head, tone, (0.03, 0.16, 0.2))

    return _build("Ada", ADA, tone, red, dress, (0.045, 0.2, 0.22), (0.75, 0.5, 0.06), place, turn)


def build_bo(place: tuple[float, float, float], turn: float) -> Avatar:
    """A man with a woollen hat, at `place`, turned by `turn` radians about the vertical."""
    tone, red, hair = (0.3, 0.13, 0.07), (0.3, 0.06, 0.05), (0.02, 0.012, 0.01)

    def dress(head: bpy.types.Object) -> parts.Eyes:
        parts.build_face_details("Bo", head, tone, hair, (0.17, 0.15, 0.13))
        parts.build_beanie("Bo", BO, head, (0.03, 0.11, 0.2), (0.42, 0.55, 0.6), hair)
        return parts.build_eyes("Bo", head, tone, (0.09, 0.04, 0.015), 0.29)

    return _build("Bo", BO, tone, red, dress, (0.55, 0.3, 0.03), (0.35, 0.1, 0.02), place, turn)


def _build(
    name: str,
    look: Look,
    tone: parts.Colour,
    red: parts.Colour,
    dress: Callable[[bpy.types.Object], parts.Eyes],
    cloth: parts.Colour,
    trim: parts.Colour,
    place: tuple[float, float, float],
    turn: float,
) -> Avatar:
    root = bpy.data.objects.new(f"{name} Root", None)
    neck = bpy.data.objects.new(f"{name} Neck Joint", None)
    for empty in (root, neck):
        bpy.context.scene.collection.objects.link(empty)
    neck.parent, neck.location = root, (0.0, 0.05, -0.8)
    face, mouth = build_head(name, look, tone, red)
    face.parent, face.location = neck, (0.0, -0.05, 0.8)
    eyes = dress(face)
    for part in parts.build_shoulders(name, tone, cloth, trim):
        part.parent = root
    root.location, root.rotation_euler = place, (0.0, 0.0, turn)
    return Avatar(name, root.name, neck.name, (face.name, mouth.name), eyes)

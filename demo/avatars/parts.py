# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything around the mouth that makes a character: eyes, nose, ears, hair, hat, glasses, shoulders."""

# Blender's stubs call every pointer optional and know no properties of a type's kinds or of Cycles.
# pyright: reportOptionalMemberAccess=false, reportAttributeAccessIssue=false
# pyright: reportOptionalSubscript=false, reportArgumentType=false

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np

from .materials import Colour, plain
from .meshes import globe, mesh_object
from .surface import Array, Look, smooth

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Eyes:
    """Names of the objects that an animator turns to look and to blink.

    Attributes:
        balls: Left and right eyeball.
        lids: Left and right upper lid; a turn about x of `shut` radians closes it.
        shut: Radians.
    """

    balls: tuple[str, str]
    lids: tuple[str, str]
    shut: float


def ball(name: str, at: Vector, size: Vector, material: bpy.types.Material) -> bpy.types.Object:
    """An ellipsoid."""
    points, faces = globe(20, 12)
    return mesh_object(name, points * np.array(size) + np.array(at), faces, [material])


def build_eyes(name: str, head: bpy.types.Object, tone: Colour, iris: Colour, spread: float = 0.27) -> Eyes:
    """Round eyes set into the front of the head, with lids to blink."""
    white = plain(f"{name} Eye White", (0.86, 0.86, 0.84), roughness=0.12, shine=0.6)
    coloured = plain(f"{name} Iris", iris, roughness=0.12, shine=0.6)
    black = plain(f"{name} Pupil", (0.008, 0.008, 0.01), roughness=0.08, shine=0.8)
    glint = plain(f"{name} Glint", (1.0, 1.0, 1.0), roughness=0.2)
    skin = plain(f"{name} Lid", tuple(0.86 * c for c in tone))  # a shade darker, to be seen against the face
    balls, lids = [], []
    for side, label in ((1, "L"), (-1, "R")):
        centre = np.array([side * spread, -0.64, 0.2])
        points, faces = globe(28, 20)
        ring = np.array([max(0, (face[0] - 1) // 28) if face[0] else -1 for face in faces])
        slots = np.where(ring < 2, 2, np.where(ring < 4, 1, 0))
        eye = mesh_object(
            f"{name} Eye {label}", points * 0.2, faces, [white, coloured, black], material_of=slots.tolist()
        )
        eye.location, eye.parent = centre, head
        spark = ball(f"{name} Glint {label}", (0.05, -0.19, 0.062), (0.022, 0.012, 0.022), glint)
        spark.parent = eye
        shell, shell_faces = globe(28, 10, reach=0.5)
        tilted = shell[:, [0, 2, 1]] * np.array([1, 1, -1])  # the half sphere's pole looks up
        lid = mesh_object(f"{name} Lid {label}", tilted * 0.218, shell_faces, [skin])
        lid.modifiers.new("Thickness", "SOLIDIFY").thickness = 0.016
        lid.location, lid.parent, lid.rotation_euler = centre, head, (-0.72, 0.0, 0.0)
        balls.append(eye.name)
        lids.append(lid.name)
    return Eyes((balls[0], balls[1]), (lids[0], lids[1]), 1.15)


def build_face_details(name: str, head: bpy.types.Object, tone: Colour, hair: Colour, nose: Vector) -> None:
    """Nose, ears and brows.

    Args:
        name: The character's.
        head: What they are fixed to.
        tone: Of the skin.
        hair: Of the brows.
        nose: Radii of the nose.
    """
    warm = (min(1.0, tone[0] * 1.04), tone[1] * 0.84, tone[2] * 0.8)
    skin = plain(f"{name} Nose", warm, roughness=0.5)
    ears = plain(f"{name} Ears", (tone[0], tone[1] * 0.93, tone[2] * 0.92))
    ball(f"{name} Nose", (0.0, -0.92, -0.03), nose, skin).parent = head
    for side, label in ((1, "L"), (-1, "R")):
        ball(f"{name} Ear {label}", (side * 0.85, -0.02, -0.02), (0.09, 0.13, 0.19), ears).parent = head
        brow = arc(f"{name} Brow {label}", 0.034, plain(f"{name} Brow {label}", hair), 0.26, 0.05)
        brow.location, brow.parent = (side * 0.28, -0.79, 0.5), head
        brow.rotation_euler = (0.0, side * 0.08, side * 0.36)


def arc(
    name: str, thick: float, material: bpy.types.Material, length: float, rise: float, steps: int = 9
) -> bpy.types.Object:
    """A rounded bar along x that rises in its middle."""
    sides = 8
    along = np.linspace(-1.0, 1.0, steps)
    points, faces = [], []
    for t in along:
        radius = thick * np.sqrt(max(0.02, 1 - 0.9 * t**6 - 0.3 * t**2))
        for k in range(sides):
            angle = 2 * np.pi * k / sides
            points.append(
                (0.5 * length * t, radius * np.cos(angle), rise * (1 - t * t) + radius * np.sin(angle))
            )
    for i in range(steps - 1):
        for k in range(sides):
            j = (k + 1) % sides
            faces.append((i * sides + k, (i + 1) * sides + k, (i + 1) * sides + j, i * sides + j))
    faces.append(tuple(range(sides)))
    faces.append(tuple((steps - 1) * sides + k for k in range(sides))[::-1])
    return mesh_object(name, np.array(points), faces, [material])


def cap(name: str, look: Look, line: Array, material: bpy.types.Material, out: float) -> bpy.types.Object:
    """A shell over the skull, above a line.

    Args:
        name: Of the object.
        look: The head below.
        line: Height of the shell's edge above the horizon, radians, at places all around, counted
            from the left by the back.
        material: Its only one.
        out: Its distance from the skin.
    """
    rows = 14
    turn = np.arange(len(line)) * (2 * np.pi / len(line))
    points, faces = [], []
    for row in range(rows):
        polar = (np.pi / 2 - line) * (row + 1) / rows
        swell = 1.0 + out * smooth(1.02, 0.75, np.full_like(line, (row + 1) / rows))
        unit = np.stack([np.sin(polar) * np.cos(turn), np.sin(polar) * np.sin(turn), np.cos(polar)], 1)
        points.append(unit * np.array(look.skull) * swell[:, None])
    points.append(np.array([[0.0, 0.0, look.skull[2] * (1.0 + out)]]))
    size = len(line)
    for row in range(rows - 1):
        for i in range(size):
            j = (i + 1) % size
            faces.append((row * size + i, (row + 1) * size + i, (row + 1) * size + j, row * size + j))
    faces += [(rows * size, i, (i + 1) % size) for i in range(size)]
    return mesh_object(name, np.concatenate(points), faces, [material])


def build_hair_with_bun(name: str, look: Look, head: bpy.types.Object, colour: Colour, tie: Colour) -> None:
    """Hair parted at the side, with a bun on top."""
    material = plain(f"{name} Hair", colour, roughness=0.45, shine=0.4)
    turn = np.arange(48) * (2 * np.pi / 48)
    front = np.clip(-np.sin(turn), 0.0, 1.0)  # 1 in front
    parting = 0.1 * np.cos(turn - 0.5) * front
    line = -0.55 + 1.33 * front**0.8 + parting
    cap(f"{name} Hair", look, line, material, 0.1).parent = head
    ball(f"{name} Bun", (0.0, 0.12, look.skull[2] + 0.22), (0.3, 0.3, 0.26), material).parent = head
    band = ring(f"{name} Tie", 0.19, 0.05, plain(f"{name} Tie", tie))
    band.location, band.parent = (0.0, 0.1, look.skull[2] + 0.07), head


def build_beanie(
    name: str, look: Look, head: bpy.types.Object, wool: Colour, trim: Colour, hair: Colour
) -> None:
    """A woollen hat with a rolled brim and a bobble, and a little hair below it."""
    turn = np.arange(48) * (2 * np.pi / 48)
    front = np.clip(-np.sin(turn), 0.0, 1.0)
    below = plain(f"{name} Hair", hair, roughness=0.6)
    cap(f"{name} Hair", look, -0.42 + 1.1 * front**0.5, below, 0.045).parent = head
    material, edge = (
        plain(f"{name} Hat", wool, roughness=0.85),
        plain(f"{name} Hat Trim", trim, roughness=0.9),
    )
    cap(f"{name} Hat", look, np.full(48, 0.6), material, 0.15).parent = head
    brim = ring(f"{name} Brim", 0.77, 0.1, edge, stretch=look.skull[1] / look.skull[0])
    brim.location, brim.parent = (0.0, 0.0, 0.6 * look.skull[2]), head
    ball(f"{name} Bobble", (0.0, 0.02, look.skull[2] * 1.15 + 0.14), (0.19, 0.19, 0.18), edge).parent = head


def build_glasses(name: str, head: bpy.types.Object, colour: Colour) -> None:
    """Round glasses."""
    material = plain(f"{name} Glasses", colour, roughness=0.25, shine=0.6)
    for side, label in ((1, "L"), (-1, "R")):
        rim = ring(f"{name} Rim {label}", 0.255, 0.022, material)
        rim.location, rim.rotation_euler, rim.parent = (
            (side * 0.285, -0.9, 0.19),
            (np.pi / 2, 0.0, side * 0.1),
            head,
        )
        rod = arc(f"{name} Temple {label}", 0.02, material, 0.85, 0.0)
        rod.location, rod.rotation_euler, rod.parent = (
            (side * 0.7, -0.48, 0.22),
            (0, 0, side * (np.pi / 2 - 0.4)),
            head,
        )
    bridge = arc(f"{name} Bridge", 0.02, material, 0.12, 0.03)
    bridge.location, bridge.parent = (0.0, -0.93, 0.2), head


def ring(
    name: str, radius: float, thick: float, material: bpy.types.Material, stretch: float = 1.0
) -> bpy.types.Object:
    """A torus around z."""
    big, small = 32, 10
    points, faces = [], []
    for i in range(big):
        a = 2 * np.pi * i / big
        for k in range(small):
            b = 2 * np.pi * k / small
            reach = radius + thick * np.cos(b)
            points.append((reach * np.cos(a), stretch * reach * np.sin(a), thick * np.sin(b)))
    for i in range(big):
        for k in range(small):
            j, m = (i + 1) % big, (k + 1) % small
            faces.append((i * small + k, j * small + k, j * small + m, i * small + m))
    return mesh_object(name, np.array(points), faces, [material])


def build_shoulders(name: str, tone: Colour, cloth: Colour, trim: Colour) -> list[bpy.types.Object]:
    """Neck, collar and the top of a jumper."""
    wool = plain(f"{name} Jumper", cloth, roughness=0.9)
    body = ball(f"{name} Jumper", (0.0, 0.12, -2.15), (1.12, 0.66, 0.95), wool)
    neck = ball(
        f"{name} Neck",
        (0.0, 0.1, -1.05),
        (0.36, 0.34, 0.6),
        plain(f"{name} Neck", tuple(0.9 * c for c in tone)),
    )
    collar = ring(f"{name} Collar", 0.4, 0.12, plain(f"{name} Collar", trim, roughness=0.9))
    collar.location = (0.0, 0.1, -1.27)
    return [body, neck, collar]

# SPDX-License-Identifier: GPL-3.0-or-later
"""Lights, backdrop and cameras."""

# Blender's stubs call every pointer optional and know no properties of a type's kinds or of Cycles.
# pyright: reportOptionalMemberAccess=false, reportAttributeAccessIssue=false
# pyright: reportOptionalSubscript=false, reportArgumentType=false

from __future__ import annotations

from collections.abc import Sequence

import bpy
import numpy as np
from mathutils import Vector

from .avatars.cast import Avatar
from .avatars.materials import Colour, plain
from .avatars.meshes import mesh_object
from .shots import TWO_SHOT

Point = tuple[float, float, float]


def build_stage(avatars: Sequence[Avatar]) -> None:
    """Three lights, a wall, a camera for everybody and one for each avatar, named like it."""
    _light("Key", (-3.2, -4.4, 3.2), 430.0, 2.6, (1.0, 0.93, 0.84))
    _light("Fill", (4.2, -3.4, 0.6), 190.0, 3.0, (0.8, 0.9, 1.0))
    _light("Rim", (0.4, 3.0, 3.4), 330.0, 2.2, (1.0, 0.95, 0.9))
    _backdrop()
    _world((0.4, 0.45, 0.55), 0.5)
    roots = [Vector(bpy.data.objects[avatar.root].location) for avatar in avatars]
    centre = sum(roots, Vector()) / len(roots)
    add_camera(TWO_SHOT, centre + Vector((0.0, -8.6, 0.25)), centre + Vector((0.0, 0.0, -0.12)), 56.0)
    for avatar, root in zip(avatars, roots, strict=True):
        side = 0.3 if root.x < centre.x else -0.3
        add_camera(
            avatar.name,
            root + Vector((side * 1.2, -5.2, 0.1)),
            root + Vector((side * 0.25, 0.0, -0.08)),
            50.0,
        )


def add_camera(name: str, place: Vector, target: Vector, lens: float) -> bpy.types.Object:
    """A camera that looks from `place` at `target`; lens in millimetres."""
    camera = bpy.data.cameras.new(name)
    camera.lens = lens
    made = bpy.data.objects.new(name, camera)
    bpy.context.scene.collection.objects.link(made)
    made.location = place
    made.rotation_euler = (target - place).to_track_quat("-Z", "Y").to_euler()
    return made


def _light(name: str, place: Point, watts: float, size: float, colour: Colour) -> None:
    light = bpy.data.lights.new(name, "AREA")
    light.energy, light.size, light.color = watts, size, colour
    made = bpy.data.objects.new(name, light)
    bpy.context.scene.collection.objects.link(made)
    made.location = place
    made.rotation_euler = (Vector((0.0, 0.0, -0.2)) - Vector(place)).to_track_quat("-Z", "Y").to_euler()


def _backdrop() -> None:
    """A wall with a few large discs on it."""
    wall = np.array([(-14.0, 3.4, -7.0), (14.0, 3.4, -7.0), (14.0, 3.4, 8.0), (-14.0, 3.4, 8.0)])
    mesh_object("Wall", wall, [(0, 1, 2, 3)], [plain("Wall", (0.13, 0.3, 0.34), roughness=0.9)], levels=0)
    warm, cool = (
        plain("Disc Warm", (0.75, 0.42, 0.2), roughness=0.9),
        plain("Disc Cool", (0.2, 0.42, 0.44), roughness=0.9),
    )
    for index, (x, z, radius, material) in enumerate(
        (
            (-3.3, 1.2, 1.3, cool),
            (3.4, 0.9, 1.7, cool),
            (0.0, 1.7, 0.75, warm),
            (-5.6, -0.9, 1.0, cool),
            (6.0, -1.4, 0.9, warm),
        )
    ):
        turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        disc = np.stack([x + radius * np.cos(turn), np.full(48, 3.36), z + radius * np.sin(turn)], 1)
        mesh_object(f"Disc {index}", disc, [tuple(range(48))], [material], levels=0)


def _world(colour: Colour, strength: float) -> None:
    world = bpy.data.worlds.new("Sky")
    world.use_nodes = True
    background = world.node_tree.nodes["Background"]
    background.inputs["Color"].default_value = (*colour, 1.0)
    background.inputs["Strength"].default_value = strength
    bpy.context.scene.world = world

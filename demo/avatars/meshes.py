# SPDX-License-Identifier: GPL-3.0-or-later
"""Small helpers that turn arrays into Blender objects."""

# Blender's stubs call every pointer optional and know no properties of a type's kinds or of Cycles.
# pyright: reportOptionalMemberAccess=false, reportAttributeAccessIssue=false
# pyright: reportOptionalSubscript=false, reportArgumentType=false

from __future__ import annotations

from collections.abc import Mapping, Sequence

import bpy
import numpy as np

from .surface import Array

Colour = tuple[float, float, float]


def mesh_object(
    name: str,
    points: Array,
    faces: Sequence[tuple[int, ...]],
    materials: Sequence[bpy.types.Material],
    *,
    material_of: Sequence[int] | None = None,
    colours: Array | None = None,
    levels: int = 1,
) -> bpy.types.Object:
    """A smooth, subdivided object in the scene's collection.

    Args:
        name: Of object and mesh.
        points: float64 [n, 3].
        faces: Tuples of vertex numbers.
        materials: Its material slots.
        material_of: Slot of each face; default the first.
        colours: Colour of each vertex, [n, 3] linear, stored as attribute "Colour".
        levels: Of subdivision, in the viewport and in the picture.
    """
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(points.tolist(), [], faces)
    mesh.polygons.foreach_set("use_smooth", np.ones(len(faces), dtype=bool))
    for material in materials:
        mesh.materials.append(material)
    if material_of is not None:
        mesh.polygons.foreach_set("material_index", np.array(material_of, dtype=np.int32))
    if colours is not None:
        attribute = mesh.color_attributes.new("Colour", "FLOAT_COLOR", "POINT")
        attribute.data.foreach_set("color", np.c_[colours, np.ones(len(colours))].astype(np.float32).ravel())
    mesh.validate()
    mesh.update()
    made = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(made)
    if levels:
        modifier = made.modifiers.new("Subdivision", "SUBSURF")
        modifier.levels = modifier.render_levels = levels
    return made


def add_shape_keys(target: bpy.types.Object, moved: Mapping[str, Array]) -> None:
    """Gives an object its shape keys, all at rest."""
    target.shape_key_add(name="Basis", from_mix=False)
    target.data.shape_keys.name = target.name
    for name, points in moved.items():
        key = target.shape_key_add(name=name, from_mix=False)
        key.points.foreach_set("co", points.astype(np.float32).ravel())
        key.value = 0.0


def globe(columns: int = 24, rings: int = 14, *, reach: float = 1.0) -> tuple[Array, list[tuple[int, ...]]]:
    """A unit sphere whose pole looks to -y, cut off at `reach` (1 = whole); ring 0 is the pole."""
    points: list[tuple[float, float, float]] = [(0.0, -1.0, 0.0)]
    faces: list[tuple[int, ...]] = []
    for ring in range(1, rings + 1):
        polar = np.pi * reach * ring / rings * (0.995 if reach == 1.0 else 1.0)
        for column in range(columns):
            angle = 2 * np.pi * column / columns
            points.append((np.sin(polar) * np.cos(angle), -np.cos(polar), np.sin(polar) * np.sin(angle)))
    for column in range(columns):
        beside = (column + 1) % columns
        faces.append((0, 1 + column, 1 + beside))
        for ring in range(rings - 1):
            here, there = 1 + ring * columns, 1 + (ring + 1) * columns
            faces.append((here + column, there + column, there + beside, here + beside))
    return np.array(points), faces

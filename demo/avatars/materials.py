# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials of the avatars: matt, clay-like colours that Cycles renders with few samples."""

# Blender's stubs call every pointer optional and know no properties of a type's kinds or of Cycles.
# pyright: reportOptionalMemberAccess=false, reportAttributeAccessIssue=false
# pyright: reportOptionalSubscript=false, reportArgumentType=false

from __future__ import annotations

import bpy

Colour = tuple[float, float, float]


def plain(name: str, colour: Colour, *, roughness: float = 0.6, shine: float = 0.3) -> bpy.types.Material:
    """One colour (linear RGB)."""
    material, shader = _principled(name, roughness, shine)
    shader.inputs["Base Color"].default_value = (*colour, 1.0)
    material.diffuse_color = (*colour, 1.0)
    return material


def painted(name: str, *, roughness: float = 0.55, shine: float = 0.3) -> bpy.types.Material:
    """The mesh's own colours, from its attribute "Colour"."""
    material, shader = _principled(name, roughness, shine)
    paint = material.node_tree.nodes.new("ShaderNodeAttribute")
    paint.attribute_name = "Colour"
    material.node_tree.links.new(paint.outputs["Color"], shader.inputs["Base Color"])
    return material


def _principled(name: str, roughness: float, shine: float) -> tuple[bpy.types.Material, bpy.types.Node]:
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Roughness"].default_value = roughness
    shader.inputs["Specular IOR Level"].default_value = shine
    return material, shader

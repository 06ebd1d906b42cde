# SPDX-License-Identifier: GPL-3.0-or-later
"""A small head with ARKit shape keys, made by code."""

from __future__ import annotations

from typing import Any

import bpy

ARKIT = (
    "jawOpen",
    "mouthClose",
    "mouthFunnel",
    "mouthPucker",
    "mouthSmileLeft",
    "mouthSmileRight",
    "tongueOut",
)


def make_head(name: str = "Head", shapes: tuple[str, ...] = ARKIT) -> Any:
    """A mesh object in the scene; each shape key lifts a vertex of its own."""
    mesh = bpy.data.meshes.new(name)
    count = max(len(shapes), 3)
    mesh.from_pydata([(float(x), 0.0, 0.0) for x in range(count)], [], [(0, 1, 2)])
    head: Any = bpy.data.objects.new(name, mesh)
    scene: Any = bpy.context.scene
    scene.collection.objects.link(head)
    head.shape_key_add(name="Basis")
    for index, shape in enumerate(shapes):
        block = head.shape_key_add(name=shape)
        block.data[index].co.z = 1.0
        block.value = 0.0  # Blender 5.0 makes it 1
    return head

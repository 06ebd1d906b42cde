# SPDX-License-Identifier: GPL-3.0-or-later
"""A talking head: skin with its mouth shapes, teeth and tongue."""

# Blender's stubs call every pointer optional and know no properties of a type's kinds or of Cycles.
# pyright: reportOptionalMemberAccess=false, reportAttributeAccessIssue=false
# pyright: reportOptionalSubscript=false, reportArgumentType=false

from __future__ import annotations

import bpy
import numpy as np

from .materials import Colour, painted, plain
from .meshes import add_shape_keys, mesh_object
from .mouth import mouth_parts, mouth_shapes
from .shapes import shapes
from .surface import Array, Look, Skin, skin, smooth

THROAT: Colour = (0.11, 0.014, 0.018)


def build_head(name: str, look: Look, tone: Colour, red: Colour) -> tuple[bpy.types.Object, bpy.types.Object]:
    """The head and the parts inside its mouth, both with shape keys.

    Args:
        name: The character's.
        look: Its proportions.
        tone: Colour of the skin, linear RGB.
        red: Colour of the lips.

    Returns:
        The skin's object and the object of teeth and tongue.
    """
    rest = skin(look)
    paint = _paint(rest, tone, red)
    face = mesh_object(f"{name} Face", rest.points, rest.faces, [painted(f"{name} Skin")], colours=paint)
    add_shape_keys(face, shapes(look, rest))
    parts = mouth_parts(look)
    materials = [
        plain(f"{name} Teeth", (0.95, 0.92, 0.84), roughness=0.3, shine=0.5),
        plain(f"{name} Gums", (0.42, 0.09, 0.1), roughness=0.4),
        plain(f"{name} Tongue", (0.62, 0.16, 0.16), roughness=0.45),
    ]
    mouth = mesh_object(
        f"{name} Mouth", parts.points, parts.faces, materials, material_of=parts.materials, levels=2
    )
    add_shape_keys(mouth, mouth_shapes(parts))
    mouth.parent = face
    return face, mouth


def _paint(rest: Skin, tone: Colour, red: Colour) -> Array:
    """Skin, redder lips and cheeks, a dark mouth."""
    first, last = rest.lips
    ring = rest.ring.astype(float)
    lips = smooth(last + 1.5, last - 0.5, ring) * (ring >= first)
    dark = smooth(first + 1.2, first - 0.5, ring)
    x, y, z = rest.points.T
    blush = np.exp(-(((np.abs(x) - 0.47) / 0.17) ** 2) - ((z + 0.17) / 0.13) ** 2) * smooth(-0.1, -0.5, y)
    colours = np.tile(np.array(tone), (len(rest.points), 1))
    for share, colour in ((0.4 * blush, red), (0.85 * lips, red), (dark, THROAT)):
        colours += share[:, None] * (np.array(colour) - colours)
    return colours

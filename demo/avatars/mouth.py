# SPDX-License-Identifier: GPL-3.0-or-later
"""Teeth, gums and tongue: what is seen when the mouth opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from .shapes import jaw_turn
from .surface import Array, Look, surface

TEETH: Final = 10  # in each row
_BITE: Final = -0.028  # height of the upper teeth's edge from the slit between the lips
UPPER, LOWER, TONGUE = 0, 1, 2


@dataclass(slots=True, eq=False)
class Parts:
    """Loose parts joined into one mesh.

    Attributes:
        points: Vertices, float64 [n, 3].
        faces: Tuples of vertex numbers.
        materials: Material of each face: 0 teeth, 1 gums, 2 tongue.
        owners: `UPPER`, `LOWER` or `TONGUE` for each vertex.
    """

    points: Array = field(default_factory=lambda: np.empty((0, 3)))
    faces: list[tuple[int, ...]] = field(default_factory=list)
    materials: list[int] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)

    def add(self, points: Array, faces: list[tuple[int, ...]], material: int, owner: int) -> None:
        """Joins one more part."""
        base = len(self.points)
        self.points = np.concatenate([self.points, points])
        self.faces += [tuple(base + i for i in face) for face in faces]
        self.materials += [material] * len(faces)
        self.owners += [owner] * len(points)


def mouth_parts(look: Look) -> Parts:
    """Both rows of teeth with their gums, and the tongue, mouth closed."""
    middle = surface(look, np.zeros(1), np.zeros(1))[0]
    front = middle[1] + 0.055
    bite = middle[2] + _BITE
    parts = Parts()
    for owner, side, scale in ((UPPER, 1.0, 1.0), (LOWER, -1.0, 0.9)):
        _row(parts, look, front + (0.0 if owner == UPPER else 0.035), bite, side, scale, owner)
    tongue, faces = _tongue(look, front + 0.1, bite - 0.04)
    parts.add(tongue, faces, 2, TONGUE)
    return parts


def mouth_shapes(parts: Parts) -> dict[str, Array]:
    """Vertices of the parts at jawOpen = 1 and tongueOut = 1."""
    owners = np.array(parts.owners)
    share = np.select([owners == LOWER, owners == TONGUE], [1.0, 0.8], 0.0)[:, None]
    jaw = parts.points + jaw_turn(parts.points) * share
    tongue = owners == TONGUE
    out = parts.points.copy()
    y = parts.points[tongue, 1]
    tip = np.clip((y.max() - y) / (y.max() - y.min()), 0.0, 1.0) ** 1.5
    out[tongue, 1] -= 0.46 * tip
    out[tongue, 2] += 0.15 * tip
    return {"jawOpen": jaw, "tongueOut": out}


def _arch(look: Look, along: Array, scale: float, front: float) -> tuple[Array, Array]:
    """Places (x, y) on the dental arch at `along` from -1 (right) to 1 (left): a parabola."""
    x = 0.86 * look.mouth_width * scale * np.sin(along * 1.25) / np.sin(1.25)
    y = front + 0.3 * scale * (1 - np.cos(along * 1.25))
    return x, y


def _row(parts: Parts, look: Look, front: float, bite: float, side: float, scale: float, owner: int) -> None:
    edges = np.linspace(-1.0, 1.0, TEETH + 1)
    x, y = _arch(look, edges, scale, front)
    for i in range(TEETH):
        middle = abs(edges[i] + edges[i + 1]) / 2
        height = 0.085 * (1.0 - 0.25 * middle) * (1.0 if side > 0 else 0.85)
        ends = np.array([[x[i], y[i]], [x[i + 1], y[i + 1]]])
        points, faces = _tooth(ends, bite, bite + side * height)
        parts.add(points, faces, 0, owner)
    points, faces = _gum(look, scale, front, bite + side * 0.075, side)
    parts.add(points, faces, 1, owner)


def _tooth(ends: Array, low: float, high: float) -> tuple[Array, list[tuple[int, ...]]]:
    """A box between two points of the arch, to be rounded by subdivision; 3 levels keep its front flat."""
    along = ends[1] - ends[0]
    inward = np.array([-along[1], along[0]]) / np.hypot(*along) * 0.045
    if inward[1] < 0:
        inward = -inward
    left, right = ends[0] - 0.04 * along, ends[1] + 0.04 * along
    points = []
    for share in (0.0, 0.18, 1.0):
        z = low + (high - low) * share
        points += [(*corner, z) for corner in (left, right, right + inward, left + inward)]
    faces: list[tuple[int, ...]] = [(0, 3, 2, 1), (8, 9, 10, 11)]
    for level in (0, 4):
        for i in range(4):
            j = (i + 1) % 4
            faces.append((level + i, level + j, level + 4 + j, level + 4 + i))
    if high < low:
        faces = [face[::-1] for face in faces]
    return np.array(points), faces


def _gum(
    look: Look, scale: float, front: float, height: float, side: float
) -> tuple[Array, list[tuple[int, ...]]]:
    """A ridge along the arch that holds the teeth."""
    along = np.linspace(-1.05, 1.05, 15)
    x, y = _arch(look, along, scale, front)
    section = np.array([(-0.008, 0.0), (-0.014, 0.03), (0.02, 0.06), (0.07, 0.04), (0.06, 0.0)])
    points, faces = [], []
    size = len(section)
    for i in range(len(along)):
        for out, up in section:
            points.append((x[i] * (1 - 0.6 * out), y[i] + out, height + side * up))
    for i in range(len(along) - 1):
        for k in range(size):
            j = (k + 1) % size
            face = (i * size + k, (i + 1) * size + k, (i + 1) * size + j, i * size + j)
            faces.append(face if side > 0 else face[::-1])
    return np.array(points), faces


def _tongue(look: Look, front: float, height: float) -> tuple[Array, list[tuple[int, ...]]]:
    """A flattened spoon with a groove along its middle."""
    rings, sides = 9, 12
    points: list[tuple[float, float, float]] = []
    faces: list[tuple[int, ...]] = []
    width = 0.58 * look.mouth_width
    for i in range(rings):
        share = (i + 0.35) / (rings - 0.65)
        round_tip = np.sqrt(max(0.0, 1 - (1 - min(share / 0.45, 1.0)) ** 2))
        for k in range(sides):
            angle = 2 * np.pi * k / sides
            x = width * round_tip * np.cos(angle)
            groove = 0.02 * np.exp(-((x / 0.05) ** 2)) * max(np.sin(angle), 0.0)
            z = 0.055 * (0.35 + 0.65 * round_tip) * np.sin(angle) - groove - 0.06 * (share - 0.35) ** 2
            points.append((x, front + 0.42 * share, height + z))
    for i in range(rings - 1):
        for k in range(sides):
            j = (k + 1) % sides
            faces.append((i * sides + k, i * sides + j, (i + 1) * sides + j, (i + 1) * sides + k))
    faces.append(tuple(range(sides))[::-1])
    faces.append(tuple((rings - 1) * sides + k for k in range(sides)))
    return np.array(points), faces

# SPDX-License-Identifier: GPL-3.0-or-later
"""Bones for tests, with any roll, and what becomes of a point when they are posed as Blender poses them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from addon.lipsync.channels import CHANNELS
from addon.rigs import Bone, RigMapping

Array = NDArray[np.float64]
X, Y, Z = np.eye(3)


def bone(name: str, head: Any, tail: Any, roll: float = 0.0, parent: str | None = None) -> Bone:
    """A bone from head to tail, rolled by degrees about its length."""
    head, tail = np.asarray(head, dtype=float), np.asarray(tail, dtype=float)
    y = (tail - head) / np.linalg.norm(tail - head)
    guide = X if abs(y[0]) < 0.9 else Z
    across = guide - np.dot(guide, y) * y
    across /= np.linalg.norm(across)
    turn = math.radians(roll)
    x = math.cos(turn) * across + math.sin(turn) * np.cross(across, y)
    axes = (_vector(x), _vector(y), _vector(np.cross(x, y)))
    return Bone(name, _vector(head), _vector(tail), axes, parent, "XYZ")


def _vector(values: Array) -> tuple[float, float, float]:
    return (float(values[0]), float(values[1]), float(values[2]))


def posed(given: Bone, mapping: RigMapping, values: Mapping[str, float], point: Any) -> Array:
    """Where a point that hangs on a bone goes: scale, XYZ Euler angles about its own axes, location."""
    native = {
        control.transform: control.native(values[name])
        for name in mapping.responses
        if (control := mapping.control(name)).name == given.name
    }
    axes = np.array(given.axes).T  # columns are the local axes
    turn = np.eye(3)
    for axis, (a, b) in {"x": (1, 2), "y": (2, 0), "z": (0, 1)}.items():
        angle = native.get(f"rotation_{axis}", 0.0)
        step = np.eye(3)
        step[a, a] = step[b, b] = math.cos(angle)
        step[b, a], step[a, b] = math.sin(angle), -math.sin(angle)
        turn = step @ turn
    grown = np.array([1.0 + native.get(f"scale_{axis}", 0.0) for axis in "xyz"])
    local = axes.T @ (np.asarray(point, dtype=float) - given.head)
    way = np.array([native.get(f"location_{axis}", 0.0) for axis in "xyz"])
    return axes @ (turn @ (grown * local) + way) + given.head


def shown(mapping: RigMapping, posture: Mapping[str, float]) -> dict[str, float]:
    """Normalised values for a posture; what it does not name rests."""
    channels = {channel: np.array([posture.get(channel, 0.0)]) for channel in CHANNELS}
    return {name: float(value[0]) for name, value in mapping.project(channels).items()}

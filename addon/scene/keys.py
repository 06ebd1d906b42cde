# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes and clears keys on one F-curve; a key that Voxrig did not write is never touched.

Voxrig's keys are of Blender's key type "Generated" (4.2: "Extreme"), so that keys which the animator put
between them by hand are told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy
import numpy as np

from ..lipsync.keys import HANDLES, INTERPOLATION, SMOOTHING

SAME_FRAME = 1e-3


def _enum(name: str, *wanted: str) -> int:
    items = bpy.types.Keyframe.bl_rna.properties[name].enum_items  # pyright: ignore[reportAttributeAccessIssue]
    return next(items[identifier].value for identifier in wanted if identifier in items)


def _kind() -> int:
    return _enum("type", "GENERATED", "EXTREME")


def clear(curve: Any, spans: Sequence[tuple[float, float]]) -> None:
    """Removes Voxrig's keys in spans of frames, ends included."""
    points = curve.keyframe_points
    frames, kinds = _read(points)
    inside = np.zeros(len(frames), dtype=bool)
    for first, last in spans:
        inside |= (frames >= first - SAME_FRAME) & (frames <= last + SAME_FRAME)
    mine = inside & (kinds == _kind())
    if mine.all():
        points.clear()
    else:
        for index in np.flatnonzero(mine)[::-1]:
            points.remove(points[int(index)], fast=True)
    curve.update()


def own_frames(curve: Any, first: float, last: float) -> np.ndarray:
    """Frames of Voxrig's keys between two frames, both included."""
    frames, kinds = _read(curve.keyframe_points)
    return frames[(kinds == _kind()) & (frames >= first - SAME_FRAME) & (frames <= last + SAME_FRAME)]


def remove(curve: Any, wanted: np.ndarray) -> None:
    """Removes those of Voxrig's keys that lie on given frames."""
    points = curve.keyframe_points
    frames, kinds = _read(points)
    near = np.abs(frames[:, None] - wanted[None, :]).min(axis=1) <= SAME_FRAME
    for index in np.flatnonzero(near & (kinds == _kind()))[::-1]:
        points.remove(points[int(index)], fast=True)
    curve.update()


def shift(curve: Any, moves: Sequence[tuple[float, float, float]]) -> None:
    """Moves the keys in spans of frames, the animator's among them: what they look like stays.

    Args:
        curve: The F-curve.
        moves: First and last frame, both included, and how many frames to move by.
    """
    points = curve.keyframe_points
    columns = {name: np.empty(2 * len(points), np.float32) for name in ("co", "handle_left", "handle_right")}
    for name, column in columns.items():
        points.foreach_get(name, column)
    frames = columns["co"][::2].copy()
    for first, last, by in moves:
        inside = (frames >= first - SAME_FRAME) & (frames <= last + SAME_FRAME)
        for column in columns.values():
            column[::2][inside] += by
    for name, column in columns.items():
        points.foreach_set(name, column)
    curve.update()


def write(
    curve: Any, frames: Sequence[float], values: Sequence[float], interpolation: str = INTERPOLATION
) -> None:
    """Adds Voxrig's keys, but where the animator has a key of their own.

    Args:
        curve: The F-curve.
        frames: Scene frames, strictly increasing.
        values: One value per frame.
        interpolation: "BEZIER" or "CONSTANT".
    """
    points = curve.keyframe_points
    taken, _ = _read(points)
    wanted = np.column_stack((np.asarray(frames, np.float32), np.asarray(values, np.float32)))
    if len(taken):
        wanted = wanted[np.abs(wanted[:, :1] - taken[None, :]).min(axis=1) > SAME_FRAME]
    old, new = len(points), len(wanted)
    if not new:
        return
    points.add(new)
    co = np.empty(2 * (old + new), np.float32)
    points.foreach_get("co", co)
    co[2 * old :] = wanted.ravel()
    points.foreach_set("co", co)
    for name, value in (
        ("interpolation", _enum("interpolation", interpolation)),
        ("handle_left_type", _enum("handle_left_type", HANDLES)),
        ("handle_right_type", _enum("handle_right_type", HANDLES)),
        ("type", _kind()),
    ):
        column = np.empty(old + new, np.int32)
        points.foreach_get(name, column)
        column[old:] = value
        points.foreach_set(name, column)
    if not old:  # else the animator's own keys would be drawn otherwise
        curve.auto_smoothing = SMOOTHING
    curve.update()


def _read(points: Any) -> tuple[np.ndarray, np.ndarray]:
    co = np.empty(2 * len(points), np.float32)
    kinds = np.empty(len(points), np.int32)
    points.foreach_get("co", co)
    points.foreach_get("type", kinds)
    return co[::2], kinds

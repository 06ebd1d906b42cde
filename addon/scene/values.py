# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of what lip-sync moves, set by hand: a pose that is tried, a mouth that nothing plays any more."""

from __future__ import annotations

from typing import Any


def set_value(owner: Any, path: str, element: int, value: float) -> None:
    """Sets a property of a data-block, or an element of one, by its path.

    Raises:
        ValueError: What the path leads through is not there.
    """
    holder, _, name = path.rpartition(".")
    block = owner.path_resolve(holder) if holder else owner
    now = getattr(block, name)
    if hasattr(now, "__setitem__"):
        now[element] = value
    else:
        setattr(block, name, value if isinstance(now, float) else round(value))


def come_to_rest(owner: Any, curve: Any) -> None:
    """Gives what an F-curve of lines moves its value at rest; Blender would leave it as it was played last.

    Args:
        owner: The data-block that the curve moves.
        curve: Every line begins at rest, so its first key tells the value.
    """
    if not len(curve.keyframe_points):
        return
    rest = curve.keyframe_points[0].co.y
    try:
        set_value(owner, curve.data_path, curve.array_index, rest)
    except (ValueError, AttributeError):  # the shape key or the bone is gone
        return

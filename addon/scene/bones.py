# SPDX-License-Identifier: GPL-3.0-or-later
"""An armature's bones at rest, as plain data."""

from __future__ import annotations

from typing import Any

from ..rigs import Bone
from ..rigs.bones import Vector


def rest(armature: Any) -> tuple[Bone, ...]:
    """Every bone of an armature object, in armature space."""
    modes = {bone.name: bone.rotation_mode for bone in armature.pose.bones}
    return tuple(
        Bone(
            bone.name,
            tuple(bone.head_local),
            tuple(bone.tail_local),
            _axes(bone),
            bone.parent.name if bone.parent else None,
            modes[bone.name],
        )
        for bone in armature.data.bones
    )


def _axes(bone: Any) -> tuple[Vector, Vector, Vector]:
    x, y, z = bone.matrix_local.to_3x3().col
    return tuple(x), tuple(y), tuple(z)

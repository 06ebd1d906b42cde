# SPDX-License-Identifier: GPL-3.0-or-later
"""Skeletons of the kinds that animators have, as plain data."""

from __future__ import annotations

import numpy as np

from addon.rigs.bones import Bone, Vector

UP_Z = np.eye(3)  # faces -Y, up is Z: Blender's convention
UP_Y = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])  # faces Z, up is Y: imported from FBX


def vector(values: object) -> Vector:
    x, y, z = np.asarray(values, dtype=np.float64)
    return (float(x), float(y), float(z))


def bone(
    name: str,
    head: tuple[float, float, float],
    tail: tuple[float, float, float],
    *,
    roll: float = 0.0,
    turn: np.ndarray = UP_Z,
    mode: str = "QUATERNION",
) -> Bone:
    """A bone given in Blender's convention; `turn` brings it into the armature's own."""
    start, end = turn @ np.array(head), turn @ np.array(tail)
    y = (end - start) / np.linalg.norm(end - start)
    side = (
        turn @ np.array([1.0, 0.0, 0.0]) if abs(y @ (turn @ np.array([1.0, 0.0, 0.0]))) < 0.9 else turn[:, 1]
    )
    x = side - (side @ y) * y
    x /= np.linalg.norm(x)
    z = np.cross(x, y)
    x, z = np.cos(roll) * x - np.sin(roll) * z, np.sin(roll) * x + np.cos(roll) * z
    return Bone(name, vector(start), vector(end), (vector(x), vector(y), vector(z)), None, mode)


def trunk(names: dict[str, str], turn: np.ndarray = UP_Z, roll: float = 0.0) -> list[Bone]:
    """Hips, spine, chest, neck, head and two shoulders under the names of one kind of rig."""
    places = {
        "hips": ((0.0, 0.0, 1.0), (0.0, 0.0, 1.1)),
        "spine": ((0.0, 0.0, 1.1), (0.0, 0.0, 1.2)),
        "chest": ((0.0, 0.0, 1.2), (0.0, 0.0, 1.4)),
        "neck": ((0.0, 0.0, 1.4), (0.0, -0.02, 1.5)),
        "head": ((0.0, -0.02, 1.5), (0.0, -0.02, 1.7)),
        "left": ((0.02, 0.0, 1.38), (0.15, 0.0, 1.4)),
        "right": ((-0.02, 0.0, 1.38), (-0.15, 0.0, 1.4)),
    }
    return [bone(names[part], *places[part], roll=roll, turn=turn) for part in places if part in names]


KINDS: dict[str, dict[str, str]] = {
    "rigify": {
        "hips": "torso",
        "spine": "spine_fk",
        "chest": "chest",
        "neck": "neck",
        "head": "head",
        "left": "shoulder.L",
        "right": "shoulder.R",
    },
    "metarig": {
        "hips": "spine",
        "spine": "spine.001",
        "chest": "spine.003",
        "neck": "spine.004",
        "head": "spine.006",
        "left": "shoulder.L",
        "right": "shoulder.R",
    },
    "mixamo": {
        "hips": "mixamorig:Hips",
        "spine": "mixamorig:Spine1",
        "chest": "mixamorig:Spine2",
        "neck": "mixamorig:Neck",
        "head": "mixamorig:Head",
        "left": "mixamorig:LeftShoulder",
        "right": "mixamorig:RightShoulder",
    },
    "vroid": {
        "hips": "J_Bip_C_Hips",
        "spine": "J_Bip_C_Chest",
        "chest": "J_Bip_C_UpperChest",
        "neck": "J_Bip_C_Neck",
        "head": "J_Bip_C_Head",
        "left": "J_Bip_L_Shoulder",
        "right": "J_Bip_R_Shoulder",
    },
    "cc": {
        "hips": "CC_Base_Hip",
        "spine": "CC_Base_Spine01",
        "chest": "CC_Base_Spine02",
        "neck": "CC_Base_NeckTwist01",
        "head": "CC_Base_Head",
        "left": "CC_Base_L_Clavicle",
        "right": "CC_Base_R_Clavicle",
    },
    "unreal": {
        "hips": "pelvis",
        "spine": "spine_01",
        "chest": "spine_03",
        "neck": "neck_01",
        "head": "head",
        "left": "clavicle_l",
        "right": "clavicle_r",
    },
    "autorig": {
        "hips": "c_root.x",
        "spine": "c_spine_01.x",
        "chest": "c_spine_02.x",
        "neck": "c_neck.x",
        "head": "c_head.x",
        "left": "c_shoulder.l",
        "right": "c_shoulder.r",
    },
    "biped": {
        "hips": "Bip01 Pelvis",
        "spine": "Bip01 Spine",
        "chest": "Bip01 Spine1",
        "neck": "Bip01 Neck",
        "head": "Bip01 Head",
        "left": "Bip01 L Clavicle",
        "right": "Bip01 R Clavicle",
    },
    "mmd": {"hips": "センター", "spine": "上半身", "chest": "上半身2", "neck": "首", "head": "頭"},
}

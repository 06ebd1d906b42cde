# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender itself poses the bones: jaws of any roll open downwards in its pose matrices."""

# Blender's stubs call every pointer optional.
# pyright: reportOptionalMemberAccess=false, reportAttributeAccessIssue=false, reportOptionalIterable=false

from __future__ import annotations

import pytest

bpy = pytest.importorskip("bpy")

from addon.rigs import POSES, Body, Bone, detect_character  # noqa: E402
from tests.addon.rigs.skeletons import posed, shown  # noqa: E402

pytestmark = pytest.mark.blender

HINGE, CHIN = (0.0, 0.02, 1.6), (0.0, -0.08, 1.55)


def rolled_jaw(roll: float):
    armature = bpy.data.armatures.new("Rig")
    rig = bpy.data.objects.new("Rig", armature)
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    jaw = armature.edit_bones.new("Jaw")
    jaw.head, jaw.tail, jaw.roll = HINGE, CHIN, roll
    bpy.ops.object.mode_set(mode="OBJECT")
    return rig


@pytest.mark.parametrize("roll", [0.0, 0.6, 1.57, 2.4, -2.0, 3.14])
def test_a_jaw_of_any_roll_opens_down(roll: float) -> None:
    rig = rolled_jaw(roll)
    rest = rig.data.bones["Jaw"]
    x, y, z = (tuple(column) for column in rest.matrix_local.to_3x3().col)
    jaw = Bone("Jaw", tuple(rest.head_local), tuple(rest.tail_local), (x, y, z), None, "XYZ")
    mapping = detect_character(Body({}, (jaw,))).armature
    assert mapping is not None
    values = shown(mapping, POSES["AH"])
    bone = rig.pose.bones["Jaw"]
    bone.rotation_mode = "XYZ"
    for name, value in values.items():
        control = mapping.control(name)
        bone.rotation_euler["xyz".index(control.transform[-1])] = control.native(value)
    bpy.context.view_layer.update()
    assert bone.tail.z < CHIN[2] - 0.02
    assert abs(bone.tail.x) < 0.3 * (CHIN[2] - bone.tail.z)
    assert tuple(bone.tail) == pytest.approx(tuple(posed(jaw, mapping, values, CHIN)), abs=1e-5)

# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
"""Characters made of bones, of several meshes, of a VRM's expressions: what is keyed moves what is seen."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import bpy
import numpy as np
import pytest

from ..head import make_head
from .animation import complaints, played

pytestmark = pytest.mark.blender


def make_skull(rotation_mode: str, roll: float = 0.0) -> Any:
    """An armature that looks to -Y: a head bone with a jaw that points to the chin."""
    armature = bpy.data.armatures.new("Skull")
    skull: Any = bpy.data.objects.new("Skull", armature)
    bpy.context.scene.collection.objects.link(skull)
    bpy.context.view_layer.objects.active = skull
    bpy.ops.object.mode_set(mode="EDIT")
    head = armature.edit_bones.new("head")
    head.head, head.tail = (0.0, 0.0, 1.5), (0.0, 0.0, 1.7)
    jaw = armature.edit_bones.new("jaw")
    jaw.head, jaw.tail, jaw.roll, jaw.parent = (0.0, 0.0, 1.55), (0.0, -0.1, 1.5), roll, head
    bpy.ops.object.mode_set(mode="OBJECT")
    skull.pose.bones["jaw"].rotation_mode = rotation_mode
    return skull


def chin(scene: Any, skull: Any, frame: int) -> np.ndarray:
    scene.frame_set(frame)
    evaluated = skull.evaluated_get(bpy.context.evaluated_depsgraph_get())
    return np.array(evaluated.pose.bones["jaw"].tail)


@pytest.fixture
def skull(scene: Any) -> Any:
    from addon.properties import add_character

    made = make_skull("QUATERNION")
    add_character(scene, "Alice").armature = made
    return made


@pytest.mark.parametrize("rotation_mode", ["QUATERNION", "XYZ", "AXIS_ANGLE"])
@pytest.mark.parametrize("roll", [0.0, 90.0, -135.0, 180.0])
def test_a_jaw_bone_opens_downwards_whatever_its_roll_and_mode(
    scene: Any, rotation_mode: str, roll: float
) -> None:
    from addon.properties import add_character, add_line
    from addon.scene import apply

    from .speech import mama

    skull = make_skull(rotation_mode, math.radians(roll))
    add_character(scene, "Alice").armature = skull
    line = add_line(scene, "mama", "Alice")
    apply.apply_speech(scene, apply.request_of(scene, line), mama(2.0), beside=False)
    assert complaints(line) == ""
    rest = chin(scene, skull, -50)
    opened = min((chin(scene, skull, frame) for frame in range(1, 50)), key=lambda tail: tail[2])
    assert opened[2] < rest[2] - 0.01
    assert opened[0] == pytest.approx(rest[0], abs=0.004)
    closed = chin(scene, skull, 29)  # the middle of the second m
    assert closed == pytest.approx(rest, abs=0.003)


def test_body_animation_on_the_armature_stays(scene: Any, skull: Any) -> None:
    from addon.properties import add_line
    from addon.scene import apply

    from .animation import others_bytes
    from .speech import mama

    head = skull.pose.bones["head"]
    head.rotation_mode = "XYZ"
    for frame, angle in ((1, 0.0), (40, 0.5)):
        head.rotation_euler.y = angle
        head.keyframe_insert("rotation_euler", index=1, frame=frame)
    before = others_bytes()
    line = add_line(scene, "mama", "Alice")
    apply.apply_speech(scene, apply.request_of(scene, line), mama(2.0), beside=False)
    assert others_bytes() == before
    scene.frame_set(40)
    assert head.rotation_euler.y == pytest.approx(0.5)


def test_the_armature_is_found_through_the_mesh(scene: Any) -> None:
    from addon.properties import add_character
    from addon.scene import rig

    skull = make_skull("XYZ")
    body = make_head("Body", ("Fat", "Thin"))
    body.modifiers.new("Armature", "ARMATURE").object = skull
    character = add_character(scene, "Alice")
    character.meshes.add().object = body
    assert rig.armature_of(character) == skull
    assert "jaw" in rig.detection(character).summary


def test_a_whole_body_action_on_top_is_named(scene: Any, skull: Any) -> None:
    from addon.properties import add_line
    from addon.scene import apply

    from .speech import mama

    skull.pose.bones["jaw"].keyframe_insert("rotation_quaternion", frame=1)
    skull.animation_data.action.name = "Walk"
    line = add_line(scene, "mama", "Alice")
    apply.apply_speech(scene, apply.request_of(scene, line), mama(2.0), beside=False)
    assert "its action Walk also keys jaw" in line.warning


class Vrm:
    """The VRM add-on's own property groups, as far as expressions go, under the same names."""

    @staticmethod
    def classes() -> list[type]:
        props = bpy.props

        class FakeMesh(bpy.types.PropertyGroup):
            __annotations__ = {"mesh_object_name": props.StringProperty()}

        class FakeBind(bpy.types.PropertyGroup):
            __annotations__ = {
                "node": props.PointerProperty(type=FakeMesh),
                "index": props.StringProperty(),
                "weight": props.FloatProperty(),
            }

        class FakeExpression(bpy.types.PropertyGroup):
            __annotations__ = {"morph_target_binds": props.CollectionProperty(type=FakeBind)}

        class FakePreset(bpy.types.PropertyGroup):
            __annotations__ = {
                vowel: props.PointerProperty(type=FakeExpression) for vowel in ("aa", "ih", "ou", "ee", "oh")
            }

        class FakeExpressions(bpy.types.PropertyGroup):
            __annotations__ = {"preset": props.PointerProperty(type=FakePreset)}

        class FakeVrm1(bpy.types.PropertyGroup):
            __annotations__ = {"expressions": props.PointerProperty(type=FakeExpressions)}

        class FakeBind0(bpy.types.PropertyGroup):
            __annotations__ = {
                "mesh": props.PointerProperty(type=FakeMesh),
                "index": props.StringProperty(),
                "weight": props.FloatProperty(),
            }

        class FakeGroup(bpy.types.PropertyGroup):
            __annotations__ = {
                "preset_name": props.StringProperty(),
                "binds": props.CollectionProperty(type=FakeBind0),
            }

        class FakeMaster(bpy.types.PropertyGroup):
            __annotations__ = {"blend_shape_groups": props.CollectionProperty(type=FakeGroup)}

        class FakeVrm0(bpy.types.PropertyGroup):
            __annotations__ = {"blend_shape_master": props.PointerProperty(type=FakeMaster)}

        class FakeExtension(bpy.types.PropertyGroup):
            __annotations__ = {
                "spec_version": props.StringProperty(default="1.0"),
                "vrm1": props.PointerProperty(type=FakeVrm1),
                "vrm0": props.PointerProperty(type=FakeVrm0),
            }

        vrm1 = [FakeMesh, FakeBind, FakeExpression, FakePreset, FakeExpressions, FakeVrm1]
        return [*vrm1, FakeBind0, FakeGroup, FakeMaster, FakeVrm0, FakeExtension]


@pytest.fixture
def vrm_extension(registered: None) -> Iterator[None]:
    classes = Vrm.classes()
    for cls in classes:
        bpy.utils.register_class(cls)
    bpy.types.Armature.vrm_addon_extension = bpy.props.PointerProperty(type=classes[-1])
    yield
    del bpy.types.Armature.vrm_addon_extension
    for cls in reversed(classes):
        bpy.utils.unregister_class(cls)


SHAPES = ("口_大", "口_小", "口_U", "口_E", "口_O")


def bind_vrm1(extension: Any, shapes: Sequence[str]) -> None:
    for vowel, shape in zip(("aa", "ih", "ou", "ee", "oh"), shapes, strict=True):
        bind = getattr(extension.vrm1.expressions.preset, vowel).morph_target_binds.add()
        bind.node.mesh_object_name, bind.index, bind.weight = "Face", shape, 0.8


def bind_vrm0(extension: Any, shapes: Sequence[str]) -> None:
    extension.spec_version = "0.0"
    for vowel, shape in zip("aiueo", shapes, strict=True):
        group = extension.vrm0.blend_shape_master.blend_shape_groups.add()
        group.preset_name = vowel
        bind = group.binds.add()
        bind.mesh.mesh_object_name, bind.index, bind.weight = "Face", shape, 0.8


@pytest.mark.parametrize("bound", [bind_vrm1, bind_vrm0])
def test_a_vrms_expressions_are_spoken_through_the_shapes_they_are_bound_to(
    vrm_extension: None, scene: Any, bound: Callable[[Any, Sequence[str]], None]
) -> None:
    from addon.properties import add_character, add_line
    from addon.scene import apply

    from .speech import mama

    skull = make_skull("XYZ")
    face = make_head("Face", SHAPES)
    face.modifiers.new("Armature", "ARMATURE").object = skull
    bound(skull.data.vrm_addon_extension, SHAPES)
    add_character(scene, "Alice").meshes.add().object = face
    line = add_line(scene, "mama", "Alice")
    apply.apply_speech(scene, apply.request_of(scene, line), mama(2.0), beside=False)
    assert complaints(line) == ""
    assert 0.5 < max(played(scene, face, SHAPES[0], range(1, 50))) <= 0.8 + 1e-6
    assert max(played(scene, face, SHAPES[1], range(1, 50))) < 0.3


def test_a_character_of_several_rigs_is_one_action_with_a_slot_each(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    beard = make_head("Beard", ("Beard.jawOpen", "Beard.mouthFunnel"))
    scene.voxrig.characters[0].meshes.add().object = beard
    line = say(seconds=2.0)
    assert complaints(line) == ""
    assert played(scene, beard, "Beard.jawOpen", range(1, 50)) == pytest.approx(
        played(scene, head, "jawOpen", range(1, 50))
    )

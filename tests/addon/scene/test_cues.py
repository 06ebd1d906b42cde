# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Stepped lip-sync: held drawings on rigs, and their number on any property."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby, pairwise
from typing import Any

import pytest

from addon.lipsync.cuesets import PRESTON_BLAIR, RHUBARB

from ..head import make_head

pytestmark = pytest.mark.blender

CLOSED, REST = RHUBARB.index("A"), RHUBARB.index("X")


@pytest.fixture
def sprite(scene: Any, head: Any) -> Any:
    """An object whose property picks Alice's mouth; Alice is stepped."""
    import bpy

    obj = bpy.data.objects.new("Sprite", None)
    scene.collection.objects.link(obj)
    obj["mouth"] = 0
    chosen = scene.voxrig.characters[0].cues
    chosen.mode, chosen.use_property, chosen.property_owner = "STEPPED", True, obj
    return obj


@pytest.fixture
def spoken(scene: Any, say: Callable[..., Any]) -> Callable[..., Any]:
    """Adds a spoken line of Alice's and writes her property."""
    from addon.scene import cues

    def add(**options: Any) -> Any:
        line = say(**options)
        cues.rebuild(scene, scene.voxrig.characters[0])
        return line

    return add


def played(scene: Any, value: Callable[[], Any], frames: range = range(1, 60)) -> list[Any]:
    found = []
    for frame in frames:
        scene.frame_set(frame)
        found.append(value())
    return found


def cue_track(owner: Any) -> Any | None:
    from addon.scene.cues import CUES

    tracks = owner.animation_data.nla_tracks if owner.animation_data else ()
    return next((track for track in tracks if track.name == CUES.title), None)


def solved(scene: Any, style: Any = None) -> dict[Any, list[Any]]:
    """Alice's "mama" of two seconds, stepped on her rig, by data-block."""
    from addon.lipsync import Style
    from addon.scene import cues, rig

    from .speech import mama

    character = scene.voxrig.characters[0]
    phones = mama(2.0).timings.phones()
    found = rig.targets(character)
    return dict(cues.solve(character, found, phones, 24.0, 1.0, style or Style()))


def test_the_number_of_the_drawing_follows_the_line(
    scene: Any, sprite: Any, spoken: Callable[..., Any]
) -> None:
    spoken(seconds=2.0)
    row = played(scene, lambda: sprite["mouth"], range(1, 50))
    drawings = [RHUBARB.symbols[number] for number, _ in groupby(row)]
    assert drawings == ["X", "A", "D", "C", "A", "D", "C", "X"]
    assert row[9] == CLOSED  # "m" sounds from frame 9 on
    assert scene.voxrig.characters[0].cues.warning == ""


def test_keys_are_constant_on_whole_frames_and_held_for_the_minimum(
    scene: Any, sprite: Any, spoken: Callable[..., Any]
) -> None:
    from addon import compat

    scene.voxrig.characters[0].cues.minimum_hold = 4
    spoken(seconds=2.0)
    (strip,) = cue_track(sprite).strips
    (curve,) = compat.existing_fcurves(strip.action, compat.action_slot(strip))
    assert curve.data_path == '["mouth"]'
    frames = [key.co.x for key in curve.keyframe_points]
    assert {key.interpolation for key in curve.keyframe_points} == {"CONSTANT"}
    assert frames == [round(frame) for frame in frames]
    assert min(after - before for before, after in pairwise(frames)) >= 4
    assert {key.type for key in curve.keyframe_points} == {"GENERATED"}


def test_the_mouth_rests_before_between_and_after_lines(
    scene: Any, sprite: Any, spoken: Callable[..., Any]
) -> None:
    scene.frame_start = 11
    spoken(seconds=1.0)
    second = spoken(seconds=1.0)
    second.start_mode, second.start_frame = "FRAME", 80
    from addon.scene import cues

    cues.rebuild(scene, scene.voxrig.characters[0])
    row = played(scene, lambda: sprite["mouth"], range(1, 130))
    assert [set(row[:9]), set(row[40:75]), set(row[110:])] == [{REST}] * 3
    assert CLOSED in row[10:35]
    assert CLOSED in row[79:104]


def test_the_first_number_and_left_out_drawings_count(
    scene: Any, sprite: Any, spoken: Callable[..., Any]
) -> None:
    chosen = scene.voxrig.characters[0].cues
    chosen.property_offset = 101
    chosen.extended_shapes = {"X"}
    spoken()
    row = played(scene, lambda: sprite["mouth"])
    assert max(row) == 101 + RHUBARB.without("GH").index("X") == 107
    chosen.cue_set = "PRESTON_BLAIR"
    row = played(scene, lambda: sprite["mouth"])
    assert max(row) == 101 + PRESTON_BLAIR.index("rest")


def test_a_grease_pencil_time_offset_is_keyed(scene: Any, sprite: Any, spoken: Callable[..., Any]) -> None:
    import bpy

    data = getattr(bpy.data, "grease_pencils_v3", bpy.data.grease_pencils).new("Drawing")
    drawing = bpy.data.objects.new("Drawing", data)
    scene.collection.objects.link(drawing)
    old = hasattr(drawing, "grease_pencil_modifiers")  # before 4.3
    place, kind = ("grease_pencil_modifiers", "GP_TIME") if old else ("modifiers", "GREASE_PENCIL_TIME")
    modifier = getattr(drawing, place).new("Time Offset", kind)
    modifier.mode = "FIX"
    chosen = scene.voxrig.characters[0].cues
    chosen.property_owner, chosen.property_path = drawing, f'{place}["Time Offset"].offset'
    spoken()
    assert CLOSED in played(scene, lambda: modifier.offset)


def test_a_geometry_nodes_input_is_keyed(scene: Any, sprite: Any, spoken: Callable[..., Any]) -> None:
    import bpy

    group = bpy.data.node_groups.new("Mouths", "GeometryNodeTree")
    group.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    number = group.interface.new_socket("Mouth", in_out="INPUT", socket_type="NodeSocketInt").identifier
    group.links.new(
        group.nodes.new("NodeGroupInput").outputs[0], group.nodes.new("NodeGroupOutput").inputs[0]
    )
    plane = make_head("Plane")
    modifier = plane.modifiers.new("Mouths", "NODES")
    modifier.node_group = group
    chosen = scene.voxrig.characters[0].cues
    chosen.property_owner, chosen.property_path = plane, f'modifiers["Mouths"]["{number}"]'
    spoken()
    assert set(played(scene, lambda: modifier[number])) >= {CLOSED, REST}


def test_a_materials_image_sequence_is_keyed_on_its_node_tree(
    scene: Any, sprite: Any, head: Any, spoken: Callable[..., Any]
) -> None:
    import bpy

    from addon.scene import cues

    material = bpy.data.materials.new("Mouth")
    material.use_nodes = True
    head.data.materials.append(material)
    node = material.node_tree.nodes.new("ShaderNodeTexImage")
    node.name = "Mouth"
    character = scene.voxrig.characters[0]
    character.cues.property_owner = head
    character.cues.property_path = 'active_material.node_tree.nodes["Mouth"].image_user.frame_offset'
    spoken()
    assert CLOSED in played(scene, lambda: node.image_user.frame_offset)
    assert len(cue_track(material.node_tree).strips) == 1
    cues.clear(scene, [character.uid])
    assert cue_track(material.node_tree) is None


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ('["nose"]', 'Sprite has no property ["nose"]'),
        ("", "Sprite has no property without a data path"),
        ("location", "location is not a number"),
        ("hide_viewport", "hide_viewport is not a number"),
        ("rotation_mode", "rotation_mode is not a number"),
        ("not a path", "Sprite has no property not a path"),
        ("location[9]", "Sprite has no property location[9]"),
        ("users", "Blender cannot animate users"),
    ],
)
def test_a_property_that_takes_no_number_is_told_in_words(
    scene: Any, sprite: Any, spoken: Callable[..., Any], path: str, words: str
) -> None:
    chosen = scene.voxrig.characters[0].cues
    chosen.property_path = path
    spoken()
    assert chosen.warning.startswith(words)
    assert cue_track(sprite) is None


def test_one_of_several_numbers_is_keyed_by_its_index(
    scene: Any, sprite: Any, spoken: Callable[..., Any]
) -> None:
    scene.voxrig.characters[0].cues.property_path = "location[2]"
    spoken()
    assert CLOSED + 1 in played(scene, lambda: round(sprite.location.z) + 1)
    assert sprite.location.x == sprite.location.y == 0.0


def test_a_driven_property_is_left_alone_and_named(
    scene: Any, sprite: Any, spoken: Callable[..., Any]
) -> None:
    sprite.driver_add('["mouth"]').driver.expression = "3"
    spoken()
    assert "a driver sets" in scene.voxrig.characters[0].cues.warning
    assert cue_track(sprite) is None
    assert set(played(scene, lambda: sprite["mouth"])) == {3}


def test_switching_back_takes_out_what_was_written_and_nothing_else(
    scene: Any, sprite: Any, spoken: Callable[..., Any]
) -> None:
    import bpy

    sprite.keyframe_insert("location", frame=1)
    mine = sprite.animation_data.action
    spoken()
    assert cue_track(sprite) is not None
    scene.voxrig.characters[0].cues.use_property = False
    assert cue_track(sprite) is None
    assert sprite.animation_data.action == mine
    assert len(sprite.animation_data.nla_tracks) == 0
    assert not [action for action in bpy.data.actions if action.name.startswith("Voxrig Cues")]


def test_another_property_takes_over(scene: Any, sprite: Any, spoken: Callable[..., Any]) -> None:
    import bpy

    spoken()
    other = bpy.data.objects.new("Other", None)
    scene.collection.objects.link(other)
    other["mouth"] = 0
    scene.voxrig.characters[0].cues.property_owner = other
    assert cue_track(sprite) is None
    assert CLOSED in played(scene, lambda: other["mouth"])


def test_what_the_animator_set_on_a_strip_is_kept(
    scene: Any, sprite: Any, spoken: Callable[..., Any]
) -> None:
    from addon.scene import cues

    spoken()
    cue_track(sprite).strips[0].extrapolation = "NOTHING"
    cue_track(sprite).strips[0].blend_type = "ADD"
    cues.rebuild(scene, scene.voxrig.characters[0])
    (strip,) = cue_track(sprite).strips
    assert (strip.extrapolation, strip.blend_type) == ("NOTHING", "ADD")


def test_a_muted_and_a_trimmed_line_show_it(scene: Any, sprite: Any, spoken: Callable[..., Any]) -> None:
    from addon.scene import cues

    line = spoken(seconds=2.0)
    line.trim_end = 28  # leaves "ma"
    cues.rebuild(scene, scene.voxrig.characters[0])
    row = played(scene, lambda: sprite["mouth"])
    assert [number for number, _ in groupby(row)].count(CLOSED) == 1
    assert set(row[22:]) == {REST}
    other = spoken()
    other.start_mode, other.start_frame, line.mute = "FRAME", 80, True
    cues.rebuild(scene, scene.voxrig.characters[0])
    assert set(played(scene, lambda: sprite["mouth"], range(1, 78))) == {REST}


def test_a_line_that_breaks_in_takes_over_the_property(
    scene: Any, sprite: Any, spoken: Callable[..., Any]
) -> None:
    from addon.scene import cues

    spoken(seconds=2.0)
    second = spoken(seconds=1.0)
    second.start_mode, second.start_frame = "FRAME", 20
    cues.rebuild(scene, scene.voxrig.characters[0])
    first, other = cue_track(sprite).strips
    assert first.frame_end <= other.frame_start
    row = played(scene, lambda: sprite["mouth"], range(1, 60))
    assert set(row) <= set(range(len(RHUBARB.symbols)))
    assert row[-1] == REST


def test_any_rig_takes_postures_at_once(scene: Any, head: Any) -> None:
    scene.voxrig.characters[0].cues.mode = "STEPPED"
    ((owner, curves),) = solved(scene).items()
    assert owner == head.data.shape_keys
    (jaw,) = [curve for curve in curves if "jawOpen" in curve.path]
    assert {curve.interpolation for curve in curves} == {"CONSTANT"}
    assert all(frame == round(frame) for curve in curves for frame in curve.frames)
    assert jaw.values[0] == jaw.values[-1] == 0.0
    assert max(jaw.values) > 0.6
    assert len(jaw.frames) < 12


def test_shapes_that_are_drawings_are_shown_one_at_a_time(scene: Any) -> None:
    from addon.properties import add_character

    face = make_head("Cartoon", tuple("ABCDEF"))
    character = add_character(scene, "Cartoon")
    character.meshes.add().object = face
    character.cues.mode, character.cues.cue_set = "STEPPED", "PRESTON_BLAIR"
    ((owner, curves),) = solved(scene).items()
    assert owner == face.data.shape_keys
    shown = {curve.path.split('"')[1]: curve for curve in curves}
    assert {"A", "D"} <= set(shown) <= set("ABCDEF")  # its own set, whatever was chosen
    for curve in curves:
        assert set(curve.values) == {0.0, 1.0}
    for frame in range(1, 49):
        held = [max((f, v) for f, v in zip(c.frames, c.values, strict=True) if f <= frame)[1] for c in curves]
        assert sum(held) <= 1.0


def test_a_jaw_bone_is_stepped_too(scene: Any) -> None:
    import bpy

    from addon.properties import add_character

    rig_data = bpy.data.armatures.new("Rig")
    rig = bpy.data.objects.new("Rig", rig_data)
    scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for name, head, tail in (("head", (0, 0, 0), (0, 0, 1)), ("jaw", (0, -0.1, 0.2), (0, -0.6, 0.1))):
        bone = rig_data.edit_bones.new(name)
        bone.head, bone.tail = head, tail
    rig_data.edit_bones["jaw"].parent = rig_data.edit_bones["head"]
    bpy.ops.object.mode_set(mode="OBJECT")
    character = add_character(scene, "Rigged")
    character.armature = rig
    character.cues.mode = "STEPPED"
    ((owner, curves),) = solved(scene).items()
    assert owner == rig
    assert curves
    assert {curve.interpolation for curve in curves} == {"CONSTANT"}

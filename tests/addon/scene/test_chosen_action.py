# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
"""Keys in an action of the animator's choice: beside theirs, and out again without a trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .animation import action_bytes, complaints, played
from .test_keys import JAW, own_action

pytestmark = pytest.mark.blender


def choose(scene: Any, action: Any) -> None:
    character = scene.voxrig.characters[0]
    character.action = action
    character.key_target = "ACTION"


def test_keys_land_in_the_chosen_action_and_play(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    import bpy

    strips = say(seconds=2.0)
    as_strips = played(scene, head, "jawOpen", range(1, 50))
    choose(scene, bpy.data.actions.new("Face"))
    data = head.data.shape_keys.animation_data
    assert (data.action.name, len(data.nla_tracks)) == ("Face", 0)
    assert played(scene, head, "jawOpen", range(1, 50)) == pytest.approx(as_strips, abs=1e-5)
    assert complaints(strips) == ""


def test_an_action_with_keys_of_the_animators_is_as_before_after_clearing(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    import bpy

    from addon import compat

    action = own_action(head, JAW)
    for curve in compat.all_fcurves(action):
        for point in curve.keyframe_points:
            point.type = "GENERATED"  # as a bake leaves them
    before = action_bytes(action)
    choose(scene, action)
    say(seconds=2.0)
    assert len(compat.all_fcurves(action)[0].keyframe_points) > 3
    bpy.ops.voxrig.clear_lipsync(scope="SCENE")
    assert action_bytes(action) == before


def test_going_back_to_strips_takes_the_keys_out_of_the_action(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    action = own_action(head, 'key_blocks["mouthSmileLeft"].value')
    before = action_bytes(action)
    choose(scene, action)
    say(seconds=2.0)
    assert action_bytes(action) != before
    scene.voxrig.characters[0].key_target = "STRIPS"
    assert action_bytes(action) == before
    assert max(played(scene, head, "jawOpen", range(1, 50))) > 0.3


def test_another_active_action_is_not_replaced_but_said(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    import bpy

    own_action(head, 'key_blocks["mouthSmileLeft"].value', "Acting")
    choose(scene, bpy.data.actions.new("Face"))
    line = say(seconds=2.0)
    assert head.data.shape_keys.animation_data.action.name == "Acting"
    assert "plays the action Acting: assign Face" in line.warning


def test_no_action_chosen_is_said(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    scene.voxrig.characters[0].key_target = "ACTION"
    assert "Choose the action" in say().warning

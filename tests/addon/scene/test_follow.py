# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
"""A line is moved, trimmed and muted as a whole: its sound and its mouth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .animation import complaints, played

pytestmark = [pytest.mark.blender, pytest.mark.usefixtures("sound")]


def strip_of(scene: Any, line: Any) -> Any:
    from addon.scene import sounds

    (strip,) = sounds.strips_of(scene, line.uid)
    return strip


def test_the_mouth_follows_a_sound_that_was_moved(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    from addon.scene import follow

    line = say(seconds=2.0)
    before = played(scene, head, "jawOpen", range(1, 50))
    strip_of(scene, line).frame_start += 30
    assert [found.uid for found, _ in follow.differing(scene)] == [line.uid]
    assert follow.follow(scene) == 1
    assert played(scene, head, "jawOpen", range(31, 80)) == pytest.approx(before)
    assert max(played(scene, head, "jawOpen", range(1, 31))) == pytest.approx(0.0, abs=0.02)
    assert follow.follow(scene) == 0
    assert (line.start_mode, line.start_frame) == ("FRAME", 31)


def test_a_muted_sound_mutes_the_mouth_and_comes_back_as_it_was(
    scene: Any, head: Any, say: Callable[..., Any]
) -> None:
    from addon.scene import follow

    line = say(seconds=2.0)
    before = played(scene, head, "jawOpen", range(1, 50))
    strip_of(scene, line).mute = True
    follow.follow(scene)
    assert line.mute
    assert played(scene, head, "jawOpen", range(1, 50)) == [0.0] * 49
    line.mute = False
    assert not strip_of(scene, line).mute
    assert played(scene, head, "jawOpen", range(1, 50)) == pytest.approx(before)


def test_the_mouth_rests_where_the_sound_was_cut_off(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    from addon.scene import follow

    line = say(seconds=2.0)
    strip = strip_of(scene, line)
    strip.frame_offset_start, strip.frame_offset_end = 20, 16
    follow.follow(scene)
    assert (line.trim_start, line.trim_end) == (20, 16)
    jaw = played(scene, head, "jawOpen", range(1, 60))
    assert max(jaw[:19]) == 0.0
    assert max(jaw[19:32]) > 0.05
    assert max(jaw[33:]) == 0.0


def test_trims_set_on_the_line_reach_the_sound(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    line = say(seconds=2.0)
    line.trim_start, line.trim_end = 5, 7
    strip = strip_of(scene, line)
    assert (strip.frame_offset_start, strip.frame_offset_end) == (5, 7)


def test_a_line_of_which_nothing_is_left_says_so(scene: Any, head: Any, say: Callable[..., Any]) -> None:
    line = say(seconds=2.0)
    line.trim_start = 30
    line.trim_end = 30
    assert "trims leave nothing" in line.warning
    line.trim_end = 0
    line.trim_start = 0
    assert complaints(line) == ""
    assert line.keyed

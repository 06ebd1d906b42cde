# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""A Blender that is closed in the middle goes on when the file is opened again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..conftest import wait_for

pytestmark = pytest.mark.blender


@pytest.fixture
def file(speaking_scene: Any, tmp_path: Path) -> Path:
    """A saved file with four lines."""
    import bpy

    from addon.properties import add_character, add_line

    add_character(speaking_scene, "Alice").voice = "voices/af_heart"
    for number in ("one", "two", "three", "four"):
        add_line(speaking_scene, f"This is line {number}.", "Alice")
    path = tmp_path / "scene.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    return path


def begin() -> None:
    import bpy

    from addon.operators import run
    from addon.preferences import target

    scene = bpy.context.scene
    run.begin(scene, [line.uid for line in scene.voxrig.lines], target(bpy.context), beside=False)


def step_until_one_is_done() -> None:
    import bpy

    from addon.operators import run

    wait_for(lambda: run.step() is None and bpy.context.scene.voxrig.lines[0].duration > 0.0)


def open_again(path: Path) -> Any:
    import bpy

    bpy.ops.wm.open_mainfile(filepath=str(path))
    return bpy.context.scene


def noted() -> list[str]:
    from addon.operators import run

    entry = run.interrupted()
    return list(entry.lines) if entry else []


def done(scene: Any) -> list[bool]:
    return [line.duration > 0.0 for line in scene.voxrig.lines]


def test_lines_that_were_not_done_are_spoken_when_the_file_is_opened_again(file: Path) -> None:
    import bpy

    begin()
    step_until_one_is_done()
    bpy.ops.wm.save_mainfile()
    assert len(noted()) < 4
    scene = open_again(file)
    assert done(scene)[0]
    assert not all(done(scene))
    assert bpy.ops.voxrig.speak(scope="RESUME") == {"FINISHED"}
    assert all(done(scene))
    bpy.ops.wm.save_mainfile()
    assert noted() == []


def test_what_was_done_but_not_saved_is_done_again(file: Path) -> None:
    import bpy

    begin()
    step_until_one_is_done()
    scene = open_again(file)  # as after a crash: the journal is all there is
    assert done(scene) == [False] * 4
    assert noted() == [line.uid for line in scene.voxrig.lines]
    bpy.ops.voxrig.speak(scope="RESUME")
    assert all(done(scene))


def test_lines_that_are_gone_or_as_they_should_be_are_left_alone(file: Path) -> None:
    import bpy

    begin()
    scene = open_again(file)
    scene.voxrig.lines.clear()
    assert bpy.ops.voxrig.speak.poll() is False
    scene = open_again(file)
    bpy.ops.voxrig.speak(scope="ALL")
    bpy.ops.wm.save_mainfile()
    begin()
    scene = open_again(file)
    sounds = [line.sound.name for line in scene.voxrig.lines]
    assert bpy.ops.voxrig.speak(scope="RESUME") == {"CANCELLED"}
    assert [line.sound.name for line in scene.voxrig.lines] == sounds


def test_leaving_a_file_whose_lines_are_all_done_forgets_them(file: Path) -> None:
    import bpy

    bpy.ops.voxrig.speak(scope="ALL")
    assert len(noted()) == 4  # not saved yet
    open_again(file)
    assert noted() == []  # the animator did not want them


def test_what_was_stopped_is_not_resumed(file: Path) -> None:
    from addon.operators import run

    begin()
    assert len(noted()) == 4
    run.abandon()
    assert noted() == []


def test_a_file_that_is_saved_under_another_name_takes_its_note_along(file: Path) -> None:
    import bpy

    begin()
    other = file.with_name("other.blend")
    bpy.ops.wm.save_as_mainfile(filepath=str(other))
    assert len(noted()) == 4
    open_again(file)
    assert noted() == []
    open_again(other)
    assert len(noted()) == 4


def test_a_copy_that_is_saved_changes_nothing(file: Path) -> None:
    import bpy

    begin()
    step_until_one_is_done()
    bpy.ops.wm.save_as_mainfile(filepath=str(file.with_name("copy.blend")), copy=True)
    assert len(noted()) == 4


def test_a_file_that_was_never_saved_is_noted_once_it_is(speaking_scene: Any, tmp_path: Path) -> None:
    import bpy

    from addon.properties import add_character, add_line

    add_character(speaking_scene, "Alice").voice = "voices/af_heart"
    add_line(speaking_scene, "This is a line of some length.", "Alice")
    begin()
    assert noted() == []
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "new.blend"))
    assert len(noted()) == 1


def test_in_the_background_nothing_goes_on_by_itself(file: Path) -> None:
    import bpy

    from addon.operators import resume

    begin()
    open_again(file)
    assert len(noted()) == 4
    assert not bpy.app.timers.is_registered(resume._resume)

# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Selecting lines, moving one with the mouse, filtering and sorting the list."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.blender


@pytest.fixture
def lines(scene: Any) -> Any:
    """Six lines, of Alice and Bob by turns."""
    from addon.properties import add_character, add_line

    for name in ("Bob", "Alice"):
        add_character(scene, name).voice = "voices/af_heart"
    for index in range(6):
        add_line(scene, f"Line {index}" + "!" * index, "Alice" if index % 2 else "Bob")
    scene.voxrig.active_line = 0
    return scene.voxrig.lines


def selected(lines: Any) -> list[int]:
    return [index for index, line in enumerate(lines) if line.select]


def driven(name: str, **values: object) -> Any:
    """An operator without a window to run it."""
    import addon.operators as operators

    cls: Any = next(cls for cls in operators._CLASSES if cls.__name__ == name)
    methods = {key: value for key, value in vars(cls).items() if callable(value)}
    lists = {"rows": "lines", "choice": "active_line"}
    return type("Driven", (), {**methods, **lists, "_from": 0, "_start": 0, **values})()


def context_of(scene: Any) -> Any:
    quiet = SimpleNamespace(
        cursor_modal_set=lambda _: None,
        cursor_modal_restore=lambda: None,
        status_text_set=lambda _: None,
        modal_handler_add=lambda _: None,
    )
    system = SimpleNamespace(ui_scale=1.0)
    return SimpleNamespace(
        scene=scene,
        window=quiet,
        workspace=quiet,
        window_manager=quiet,
        area=None,
        preferences=SimpleNamespace(system=system),
    )


def test_a_click_toggles_and_shift_selects_from_the_chosen_one(scene: Any, lines: Any) -> None:
    import bpy

    bpy.ops.voxrig.select_line(uid=lines[1].uid)
    assert (selected(lines), scene.voxrig.active_line) == ([1], 1)
    shift = SimpleNamespace(shift=True)
    driven("VOXRIG_OT_select_line", uid=lines[4].uid).invoke(context_of(scene), shift)
    assert selected(lines) == [1, 2, 3, 4]
    bpy.ops.voxrig.select_line(uid=lines[4].uid)
    assert selected(lines) == [1, 2, 3]


@pytest.mark.parametrize(
    ("action", "expected"),
    [("ALL", [0, 1, 2, 3, 4, 5]), ("NONE", []), ("INVERT", [0, 2, 3, 4, 5]), ("CHARACTER", [0, 2, 4])],
)
def test_lines_are_selected_together(lines: Any, action: str, expected: list[int]) -> None:
    import bpy

    lines[1].select = True
    bpy.ops.voxrig.select_lines(action=action)
    assert selected(lines) == expected


def grab(scene: Any, line: Any, rows: list[int]) -> tuple[Any, Any]:
    """Takes hold of a line and moves the mouse by rows, up is positive."""
    context = context_of(scene)
    operator = driven("VOXRIG_OT_grab_line", uid=line.uid)
    assert operator.invoke(context, SimpleNamespace(mouse_y=500)) == {"RUNNING_MODAL"}
    for row in rows:
        event = SimpleNamespace(type="MOUSEMOVE", value="NOTHING", mouse_y=500 + 20 * row)
        assert operator.modal(context, event) == {"RUNNING_MODAL"}
    return operator, context


def texts(lines: Any) -> list[str]:
    return [line.text[5] for line in lines]


def test_a_grabbed_line_follows_the_mouse_until_the_click(scene: Any, lines: Any) -> None:
    operator, context = grab(scene, lines[1], [-1, -2, -3])
    assert texts(lines) == ["0", "2", "3", "4", "1", "5"]
    assert operator.modal(context, SimpleNamespace(type="LEFTMOUSE", value="PRESS")) == {"FINISHED"}
    assert scene.voxrig.active_line == 4


def test_esc_puts_a_grabbed_line_back(scene: Any, lines: Any) -> None:
    operator, context = grab(scene, lines[4], [1, 3, 99])
    assert texts(lines)[0] == "4"
    assert operator.modal(context, SimpleNamespace(type="ESC", value="PRESS")) == {"CANCELLED"}
    assert texts(lines) == ["0", "1", "2", "3", "4", "5"]


def test_a_line_that_was_not_moved_makes_no_undo_step(scene: Any, lines: Any) -> None:
    operator, context = grab(scene, lines[2], [-1, 0])
    assert operator.modal(context, SimpleNamespace(type="RET", value="PRESS")) == {"CANCELLED"}


def test_the_list_shows_what_is_asked_for(scene: Any, lines: Any) -> None:
    from addon.operators.states import shown

    lines[3].error = "no"
    both = list(lines)
    assert shown(scene, both) == [True] * 6
    assert shown(scene, both, words="LINE 2") == [False, False, True, False, False, False]
    assert shown(scene, both, words="bob") == [True, False] * 3
    assert shown(scene, both, character="Alice") == [False, True] * 3
    assert shown(scene, both, state="FAILED") == [False, False, False, True, False, False]
    assert shown(scene, both, character="Alice", state="OPEN") == [False, True, False, False, False, True]


def test_sorting_the_list_leaves_the_scene_as_it_is(scene: Any, lines: Any) -> None:
    from addon.operators.states import places

    lines[3].error = "no"
    both = list(lines)
    assert places(scene, both, "SCENE") == []
    assert places(scene, both, "CHARACTER") == [3, 0, 4, 1, 5, 2]
    assert places(scene, both, "LENGTH") == [5, 4, 3, 2, 1, 0]
    assert places(scene, both, "STATE") == [1, 2, 3, 0, 4, 5]
    assert texts(lines) == ["0", "1", "2", "3", "4", "5"]


@given(durations=st.lists(st.floats(0.0, 60.0), max_size=30))
@settings(max_examples=50)
def test_every_line_has_a_place_of_its_own(durations: list[float]) -> None:
    from addon.operators.states import places

    rows = [SimpleNamespace(duration=seconds, text="", character="") for seconds in durations]
    assert sorted(places(None, rows, "LENGTH")) == list(range(len(rows)))


def test_the_tooltip_of_a_state_says_what_is_wrong(scene: Any, lines: Any) -> None:
    import bpy

    from addon.operators.select import VOXRIG_OT_line_state

    lines[0].error = "There is no such voice"
    words = VOXRIG_OT_line_state.description(bpy.context, SimpleNamespace(uid=lines[0].uid))
    assert words == "Failed. There is no such voice"

# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""The window stays awake while lines are spoken by a sidecar that takes its time, 200 of them too."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from ..head import make_head
from .conftest import SlowSession

pytestmark = pytest.mark.blender

_LIMIT = 0.05  # seconds that a tick may take, as an animator feels it


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float]]:
    """Of every call to the sidecar: its deadline and how long it took."""
    from addon.client.channel import Client

    made: list[tuple[float, float]] = []
    real = Client._call

    def call(self: Any, method: Any, request: Any, seconds: float) -> Any:
        start = time.perf_counter()
        try:
            return real(self, method, request, seconds)
        finally:
            made.append((seconds, time.perf_counter() - start))

    monkeypatch.setattr(Client, "_call", call)
    return made


def dialogue(scene: Any, count: int) -> Any:
    """Four characters with a head each, and lines of a usual length."""
    from addon.properties import add_character, add_line

    names = ("Alice", "Bob", "Carol", "Dan")
    for name in names:
        character = add_character(scene, name)
        character.voice = "voices/af_heart"
        character.meshes.add().object = make_head(name)
    for index in range(count):
        add_line(scene, f"This is line number {index} of the whole scene, more or less.", names[index % 4])
    return scene.voxrig.lines


class Window:
    """Drives the operator that speaks as a window does: one timer event after the other."""

    def __init__(self, scene: Any, scope: str = "ALL") -> None:
        import bpy

        from addon.client.session import SESSION
        from addon.client.target import Connect
        from addon.operators import run
        from addon.operators.speak import VOXRIG_OT_speak, _uids
        from addon.operators.stepping import Stepping

        parts = ("is_through", "status", "give_up", "finish")
        kind = type("Driven", (Stepping,), {name: VOXRIG_OT_speak.__dict__[name] for name in parts})
        self.operator: Any = kind()
        self.operator.report = lambda kinds, words: self.reports.append(words)
        self.reports: list[str] = []
        self.ticks: list[float] = []  # seconds of work in each, whatever else the machine is doing
        self.status: list[str | None] = []
        workspace = SimpleNamespace(status_text_set=self.status.append)
        self.context = SimpleNamespace(scene=scene, workspace=workspace, window_manager=None)
        uids = _uids(bpy.context, scene, scope, "")
        target = SESSION.target
        assert isinstance(target, Connect)
        self.operator._run = run.begin(scene, uids, target, beside=False)

    def run(self, seconds: float = 120.0) -> None:
        event = SimpleNamespace(type="TIMER", value="NOTHING")
        deadline = time.monotonic() + seconds
        result = {"PASS_THROUGH"}
        while result == {"PASS_THROUGH"}:
            assert time.monotonic() < deadline, "waited in vain"
            start = time.thread_time()
            result = self.operator.modal(self.context, event)
            self.ticks.append(time.thread_time() - start)
            time.sleep(0.01)
        assert result == {"FINISHED"}


def test_a_slow_sidecar_never_keeps_the_window_waiting(
    scene: Any,
    slow_session: SlowSession,
    calls: list[tuple[float, float]],
    record_property: Callable[[str, object], None],
) -> None:
    """Three of five calls take 0.4 s: they are left alone and made again."""
    from addon.client.channel import STEP_SECONDS

    lines = dialogue(scene, 8)
    slow_session(0.4, 3)
    calls.clear()
    window = Window(scene)
    window.run()
    assert [line.duration > 0.0 for line in lines] == [True] * 8
    assert max(deadline for deadline, _ in calls) <= STEP_SECONDS < _LIMIT
    late = [took for deadline, took in calls if took >= deadline]
    assert len(late) > 5, "the sidecar was not slow"
    assert statistics.median(late) < _LIMIT
    assert sorted(window.ticks)[-2] < _LIMIT  # the first line loads what all others use
    record_property("worst_tick_seconds", max(window.ticks))


def test_a_scene_of_200_lines_is_spoken_and_only_what_changed_is_spoken_again(
    scene: Any,
    sound: None,
    slow_session: SlowSession,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    from addon.client.channel import Client

    asked: dict[str, list[str]] = {}  # by request: one that is not answered in time is sent again
    real = Client.submit

    def submit(client: Any, request_id: str, wanted: Any) -> str:
        asked[request_id] = [line.uid for line in wanted]
        return real(client, request_id, wanted)

    monkeypatch.setattr(Client, "submit", submit)
    lines = dialogue(scene, 200)
    slow_session(0.0, 0)
    window = Window(scene)
    window.run()
    assert list(asked.values()) == [[line.uid for line in lines]]
    assert sorted(window.ticks)[-2] < _LIMIT
    record_property("worst_tick_seconds", max(window.ticks))
    sounds = {line.uid: line.sound.name for line in lines}
    asked.clear()
    lines[57].text = lines[57].text.replace("whole", "entire")
    window = Window(scene, "CHANGED")
    window.run()
    assert list(asked.values()) == [[lines[57].uid]]
    assert [line.uid for line in lines if line.sound.name != sounds[line.uid]] == [lines[57].uid]
    assert window.reports == ["1 line spoken"]


def test_esc_stops_and_keeps_what_is_done(scene: Any, slow_session: SlowSession) -> None:
    session = slow_session(0.0, 0)
    lines = dialogue(scene, 30)
    window = Window(scene)
    event = SimpleNamespace(type="TIMER", value="NOTHING")
    while not any(line.duration for line in lines):
        window.operator.modal(window.context, event)
    escape = SimpleNamespace(type="ESC", value="PRESS")
    assert window.operator.modal(window.context, escape) == {"FINISHED"}
    assert not session.is_speaking
    assert window.reports[0].endswith("stopped")
    assert 0 < sum(line.duration > 0.0 for line in lines) < 30

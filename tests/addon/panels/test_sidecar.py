# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""The panel and the preferences tell what is missing and show the button that mends it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from addon.client.errors import SidecarError, WheelsError
from addon.client.launcher import LaunchError
from addon.client.target import Connect, Launch
from addon.client.versions import VersionError

from ..conftest import preferences
from .layout import Layout, Sidebar, drawn

pytestmark = pytest.mark.blender


@pytest.fixture
def session(scene: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Nothing is installed, started or set; Blender may go online."""
    import addon.preferences
    from addon import compat
    from addon.client.session import SESSION, State
    from addon.operators import install

    monkeypatch.setattr(install, "_installation", [])
    monkeypatch.setattr(addon.preferences, "installations", lambda: tmp_path)
    monkeypatch.setattr(compat, "online_access", lambda: True)
    monkeypatch.delenv("VOXRIG_SIDECAR_PYTHON", raising=False)
    own = preferences()
    before = own.reach, own.python, own.address
    own.reach, own.python = "LAUNCH", ""
    for name, value in (("state", State.STOPPED), ("reason", ""), ("failure", None), ("target", None)):
        monkeypatch.setattr(SESSION, name, value)
    yield SESSION
    own.reach, own.python, own.address = before


def panel() -> str:
    from addon.panels.sidecar import VOXRIG_PT_sidecar

    return drawn(VOXRIG_PT_sidecar)


def fail(session: Any, target: Launch | Connect, failure: SidecarError | LaunchError) -> str:
    from addon.client.session import State

    session.state, session.target, session.failure = State.FAILED, target, failure
    session.reason = str(failure)
    return panel()


def test_at_first_the_sidecar_is_installed(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from addon import compat

    words = panel()
    assert "not installed yet" in words
    assert "voxrig.install_sidecar Install Sidecar voxrig.locate_python" in words
    assert "voxrig.start_sidecar" not in words
    monkeypatch.setattr(compat, "online_access", lambda: False)
    assert "voxrig.show_preferences Allow Online Access" in panel()


def test_one_that_is_there_is_started(session: Any) -> None:
    preferences().python = sys.executable
    words = panel()
    assert "voxrig.start_sidecar Start" in words
    assert "voxrig.install_sidecar" not in words


def test_one_that_runs_already_is_connected_to(session: Any) -> None:
    own = preferences()
    own.reach, own.address = "CONNECT", "127.0.0.1:50051"
    words = panel()
    assert "voxrig.start_sidecar Connect" in words
    assert "voxrig.install_sidecar" not in words


def test_what_install_sidecar_has_made_is_found_without_being_set(session: Any, tmp_path: Path) -> None:
    import bpy

    from addon.client.installer import MARK
    from addon.preferences import target

    (tmp_path / "0.1.0-1").mkdir()
    (tmp_path / "0.1.0-1" / MARK).touch()
    assert "voxrig.start_sidecar Start" in panel()
    found = target(bpy.context)
    assert Path(found.python).is_relative_to(tmp_path / "0.1.0-1")
    words = fail(session, found, VersionError("It is of another version", is_newer=False))
    assert "It is of another version voxrig.install_sidecar Update Sidecar" in words


def test_one_of_another_version_elsewhere_is_explained(session: Any) -> None:
    own = preferences()
    own.reach, own.address = "CONNECT", "127.0.0.1:50051"
    words = fail(session, Connect(own.address, own.token), VersionError("It is newer", is_newer=True))
    assert "It is newer Get the add-on of that version" in words
    assert "voxrig.start_sidecar Try Again" in words
    assert "voxrig.install_sidecar" not in words


def test_another_computer_wants_online_access(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from addon import compat

    own = preferences()
    own.reach, own.address = "CONNECT", "farm.example:50051"
    monkeypatch.setattr(compat, "online_access", lambda: False)
    words = panel()
    assert "farm.example is another computer" in words
    assert "voxrig.show_preferences Allow Online Access" in words
    own.address = "farm"
    assert "voxrig.preferences Set the Address" in panel()


def test_wheels_that_do_not_load_are_installed_anew(session: Any) -> None:
    own = preferences()
    own.reach, own.address = "CONNECT", "127.0.0.1:50051"
    words = fail(session, Connect(own.address, own.token), WheelsError("gRPC cannot be loaded"))
    assert "gRPC cannot be loaded" in words
    assert "voxrig.show_preferences Reinstall the Add-on" in words


def test_what_fails_for_its_own_reason_can_be_tried_again_and_its_log_copied(session: Any) -> None:
    import bpy

    preferences().python = sys.executable
    words = fail(session, Launch(sys.executable), LaunchError("It ended", "a long log"))
    assert "It ended voxrig.start_sidecar Try Again voxrig.copy_log" in words
    assert bpy.ops.voxrig.copy_log.poll()


def test_the_preferences_say_the_same(session: Any) -> None:
    from addon.preferences import VOXRIG_preferences

    class Own:
        layout = Layout([])

        def __getattr__(self, name: str) -> Any:
            return getattr(preferences(), name)

    own: Any = Own()
    VOXRIG_preferences.draw(own, Sidebar())
    words = " ".join(own.layout.drawn)
    assert "voxrig.install_sidecar Install Sidecar" in words
    assert "favourites" not in words
    assert words.index("voxrig.install_sidecar") < words.index(".storage")

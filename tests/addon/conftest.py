# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""The add-on in real Blender, registered once, and a real sidecar process that the tests share."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
_REGISTERED = pytest.StashKey[bool]()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Blender hangs at exit while a handler of Python's is registered."""
    if session.config.stash.get(_REGISTERED, False):
        import addon_utils  # pyright: ignore[reportMissingImports]  # comes with bpy

        addon_utils.disable("addon")
        session.config.stash[_REGISTERED] = False


@pytest.fixture(scope="session")
def sidecar_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    python = os.environ.get("VOXRIG_SIDECAR_PYTHON", "")
    if not python:
        pytest.skip("VOXRIG_SIDECAR_PYTHON does not name the Python of the sidecar; `nox -s tests` sets it")
    os.environ["PYTHONPATH"] = str(ROOT)  # the sidecar starts in a folder of its own
    os.environ["VOXRIG_DATA_DIR"] = str(tmp_path_factory.mktemp("data"))  # not among the developer's voices
    return python


@pytest.fixture(scope="session")
def registered(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Blender with the add-on switched on, as the preferences do it; its files are not the developer's."""
    os.environ["BLENDER_USER_DATAFILES"] = str(tmp_path_factory.mktemp("datafiles"))
    import bpy  # noqa: F401  # which makes the next one importable

    # isort: split
    import addon_utils  # pyright: ignore[reportMissingImports]

    addon_utils.enable("addon", default_set=True)
    pytestconfig.stash[_REGISTERED] = True


@pytest.fixture
def scene(registered: None) -> Iterator[Any]:
    """The scene of a new, empty file."""
    import bpy

    from addon.client.session import SESSION

    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    yield bpy.context.scene
    SESSION.cancel()


@pytest.fixture
def sound(scene: Any) -> None:
    """Skips where this Blender can load no sound, as 4.2's module on PyPI."""
    from addon import compat

    if not compat.has_sound():
        pytest.skip("this Blender was built without sound")


@pytest.fixture
def speaking_scene(scene: Any, sidecar_python: str) -> Any:
    """A scene whose sidecar is ready to speak; started once, kept for all tests."""
    import bpy

    from addon.client.session import SESSION, State

    preferences().reach, preferences().python = "LAUNCH", sidecar_python
    if SESSION.state is not State.READY:
        bpy.ops.voxrig.start_sidecar()
    return scene


@pytest.fixture
def no_sidecar(registered: None) -> Iterator[Any]:
    """The add-on's session as it is at first; the sidecar that the tests share is laid aside meanwhile."""
    from addon.client.session import SESSION

    shared = dict(vars(SESSION))
    SESSION.__init__()
    SESSION.unhurried = shared["unhurried"]
    yield SESSION
    SESSION.stop()
    vars(SESSION).update(shared)


def preferences() -> Any:
    import bpy

    return bpy.context.preferences.addons["addon"].preferences


def wait_for(condition: Any, seconds: float = 60.0) -> None:
    """Until the condition holds; fails the test if it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)

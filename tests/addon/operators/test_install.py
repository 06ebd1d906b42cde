# SPDX-License-Identifier: GPL-3.0-or-later
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportCallIssue=false
# (Blender's stubs know neither the add-on's properties nor its operators)
"""Install Sidecar in real Blender, with a tiny sidecar in the place of the large one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..conftest import preferences
from ..tiny import make_package

pytestmark = pytest.mark.blender


@pytest.fixture
def installing(scene: Any, no_sidecar: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """The module of the operator: it installs a tiny sidecar into a folder of the test, and may go online."""
    import addon.preferences
    from addon import compat
    from addon.operators import install

    home = tmp_path / "home"
    for module in (addon.preferences, install):
        monkeypatch.setattr(module, "installations", lambda: home)
    monkeypatch.setattr(install, "_installation", [])
    monkeypatch.setattr(install, "find_package", lambda *_: make_package(tmp_path))
    monkeypatch.setattr(install, "GIGABYTES", 0)
    monkeypatch.setattr(compat, "online_access", lambda: True)
    monkeypatch.delenv("VOXRIG_SIDECAR_PYTHON", raising=False)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    before = preferences().python
    yield install
    preferences().python = before


def test_it_is_installed_and_started(installing: Any, tmp_path: Path) -> None:
    import bpy

    from addon.client.installer import installed_python
    from addon.client.session import SESSION
    from addon.client.target import Launch
    from addon.preferences import target

    preferences().python = sys.executable  # which makes the environment
    assert bpy.ops.voxrig.install_sidecar() == {"FINISHED"}
    python = installed_python(tmp_path / "home")
    assert Path(python).is_file()
    assert preferences().python == ""
    assert target(bpy.context) == Launch(python) == SESSION.target


def test_what_fails_is_told_and_its_log_kept(
    installing: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import bpy

    monkeypatch.setattr(installing, "find_pythons", lambda _: [["/no/python"]])
    with pytest.raises(RuntimeError, match=r"No Python 3\.11 or 3\.12"):
        bpy.ops.voxrig.install_sidecar()
    monkeypatch.setattr(
        installing, "find_package", lambda *_: make_package(tmp_path, "raise SystemExit('no')")
    )
    monkeypatch.setattr(installing, "find_pythons", lambda _: [[sys.executable]])
    with pytest.raises(RuntimeError, match="does not work"):
        bpy.ops.voxrig.install_sidecar()
    assert "-m pip install" in installing.log_of_failure()


def test_a_disk_that_is_too_small_is_named_before_it_is_full(
    installing: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import bpy

    monkeypatch.setattr(installing, "GIGABYTES", 10**6)
    with pytest.raises(RuntimeError, match="Free 1500000 GB"):
        bpy.ops.voxrig.install_sidecar()
    assert installing.installation() is None


def test_offline_or_without_a_package_the_button_is_grey(
    installing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import bpy

    from addon import compat

    assert bpy.ops.voxrig.install_sidecar.poll()
    monkeypatch.setattr(compat, "online_access", lambda: False)
    assert not bpy.ops.voxrig.install_sidecar.poll()
    monkeypatch.setattr(compat, "online_access", lambda: True)
    monkeypatch.setattr(installing, "find_package", lambda *_: None)
    assert not bpy.ops.voxrig.install_sidecar.poll()


def test_a_python_can_be_chosen_but_not_a_folder(installing: Any, tmp_path: Path) -> None:
    import bpy

    bpy.ops.voxrig.locate_python(filepath=sys.executable)
    assert preferences().python == sys.executable
    with pytest.raises(RuntimeError, match="the program itself"):
        bpy.ops.voxrig.locate_python(filepath=str(tmp_path))


def test_switching_the_add_on_off_stops_it(installing: Any, tmp_path: Path) -> None:
    from addon.client.installer import Installer, Stage

    installer = Installer(tmp_path / "home", make_package(tmp_path), [[sys.executable]])
    installing._installation[:] = [installer]
    installer.tick()
    assert installing.is_installing()
    installing.abandon()
    assert installer.stage is Stage.CANCELLED

# SPDX-License-Identifier: GPL-3.0-or-later
"""An installation is whole or not there, whatever happens: real environments, a tiny sidecar."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from addon.client.installer import (
    MARK,
    Installer,
    Package,
    Stage,
    find_package,
    find_pythons,
    installed_python,
)

from ..conftest import wait_for
from ..tiny import make_package

pytestmark = pytest.mark.grpc

PYTHON = [sys.executable]


def install(home: Path, package: Package, pythons: list[list[str]] | None = None) -> Installer:
    installer = Installer(home, package, [PYTHON] if pythons is None else pythons)
    wait_for(lambda: installer.tick() is not None or not installer.is_busy, 120)
    return installer


def folders(home: Path) -> list[Path]:
    return [path for path in home.iterdir() if path.is_dir()]


def test_it_is_installed_checked_and_found(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert installed_python(home) == ""
    done = install(home, make_package(tmp_path))
    assert (done.stage, done.reason) == (Stage.DONE, "")
    assert done.last_line() == "tiny doctor"
    assert installed_python(home) == done.python
    said = subprocess.run(
        [done.python, "-I", "-m", "sidecar", "hello"], capture_output=True, text=True, check=True
    )
    assert said.stdout == "tiny hello\n"


def test_one_that_does_not_work_leaves_the_one_before_as_it_was(tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = install(home, make_package(tmp_path))
    broken = make_package(tmp_path / "new", "raise SystemExit('libfoo is missing')", "0.2.0")
    failed = install(home, broken)
    assert failed.stage is Stage.FAILED
    assert "does not work" in failed.reason
    assert "libfoo is missing" in failed.log_tail()
    assert installed_python(home) == before.python
    wait_for(lambda: len(folders(home)) == 1)

    after = install(home, make_package(tmp_path / "newer", version="0.2.1"))
    assert installed_python(home) == after.python
    after.remove_others()
    wait_for(lambda: len(folders(home)) == 1)
    assert Path(after.python).exists()


def test_what_pip_refuses_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    package = make_package(tmp_path)
    package.source.write_bytes(b"not a wheel")
    failed = install(tmp_path / "home", package)
    assert failed.stage is Stage.FAILED
    assert failed.reason.startswith("pip failed: ")
    wait_for(lambda: folders(tmp_path / "home") == [])


@pytest.mark.parametrize("stage", [Stage.PYTHON, Stage.ENVIRONMENT])
def test_stopped_in_the_middle_it_leaves_nothing(tmp_path: Path, stage: Stage) -> None:
    home = tmp_path / "home"
    installer = Installer(home, make_package(tmp_path), [PYTHON])
    wait_for(lambda: installer.tick() is not None or installer.stage is stage)
    installer.tick()  # its process runs
    process = installer._process
    assert process is not None
    installer.cancel()
    assert (installer.stage, installer.is_busy) == (Stage.CANCELLED, False)
    assert process.poll() is not None
    wait_for(lambda: folders(home) == [])
    assert installed_python(home) == ""


def test_a_half_made_one_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "0.1.0-1" / "bin").mkdir(parents=True)  # as a crash leaves it
    assert installed_python(tmp_path) == ""
    (tmp_path / "0.1.0-1" / MARK).touch()
    assert installed_python(tmp_path) != ""


def test_a_python_that_does_not_suit_is_passed_over(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    installer = Installer(tmp_path / "home", make_package(tmp_path), [["/no/python"], [str(old)], PYTHON])
    wait_for(lambda: installer.tick() is not None or installer.stage is not Stage.PYTHON)
    assert installer.stage is Stage.ENVIRONMENT
    installer.cancel()


def test_without_a_python_it_says_what_to_install(tmp_path: Path) -> None:
    failed = install(tmp_path / "home", make_package(tmp_path), [["/no/python"]])
    assert failed.stage is Stage.FAILED
    assert "install Python 3.12" in failed.reason
    assert folders(tmp_path / "home") == []


def test_the_python_that_is_chosen_comes_first() -> None:
    assert find_pythons("")[0] == PYTHON
    assert find_pythons("/bin/sh")[:2] == [["/bin/sh"], PYTHON]
    assert PYTHON in find_pythons("/no/python")


def test_the_sidecar_comes_with_the_zip_or_with_the_checkout(tmp_path: Path) -> None:
    assert find_package(tmp_path / "addon", "0.1.0") is None
    (tmp_path / "sidecar").mkdir()
    (tmp_path / "pyproject.toml").touch()
    checkout = find_package(tmp_path / "addon", "0.1.0")
    assert checkout is not None
    assert checkout.source == tmp_path
    bundled = make_package(tmp_path / "addon" / "sidecar_package")
    assert find_package(tmp_path / "addon", "0.1.0") == bundled

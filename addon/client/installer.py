# SPDX-License-Identifier: GPL-3.0-or-later
"""Installs a sidecar into an environment of its own, step by step, with a Python that is there.

Each installation has a folder of its own, and counts once a mark lies in it: the last thing that is done. So
what stops in the middle, for whatever reason, leaves the installation before it as it was.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from ..locale import translated

MARK: Final = "installed.txt"  # holds the version
PACKAGE: Final = "sidecar_package"  # folder in the add-on's zip, filled by build_addon.py
_LOG: Final = "install.log"
_BIN: Final = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
_MORE_PATH: Final = (
    "/opt/homebrew/bin",
    "/usr/local/bin",
)  # unknown to what macOS starts by a click
_TAIL_BYTES: Final = 4_000
_SUITABLE: Final = "import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))"
_REMOVE: Final = "import shutil, sys; [shutil.rmtree(path, ignore_errors=True) for path in sys.argv[1:]]"
_QUIET_PIP: Final = ("--no-input", "--disable-pip-version-check", "--progress-bar", "off")
_REASONS: Final = {
    "No space left on device": "The disk is full",
    "not enough space": "The disk is full",
    "No matching distribution found": "pip found no package that fits; is this computer online?",
    "Temporary failure in name resolution": "This computer is not online",
    "Could not fetch URL": "The packages could not be fetched; is this computer online?",
}


@dataclass(frozen=True, slots=True)
class Package:
    """What is installed.

    Attributes:
        source: The sidecar's wheel, or a checkout of it.
        constraints: The versions that it was tested with.
        version: Of the sidecar.
    """

    source: Path
    constraints: Path
    version: str


class Stage(Enum):
    """How far an installation is."""

    PYTHON = "Looking for Python 3.11 or 3.12"
    ENVIRONMENT = "Making an environment"
    PACKAGES = "Installing packages"
    CHECK = "Trying the sidecar"
    DONE = "The sidecar is installed"
    FAILED = "The sidecar was not installed"
    CANCELLED = "Stopped"


class Installer:
    """One installation. Advanced by `tick`, which never waits.

    Attributes:
        stage: How far it is.
        reason: Why it failed, in words.
    """

    def __init__(
        self,
        home: Path,
        package: Package,
        pythons: Sequence[Sequence[str]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepares it.

        Args:
            home: Folder of all installations; made if missing.
            package: What is installed.
            pythons: Commands to try, in this order; the first that is 3.11 or 3.12 and can make an
                environment is taken.
            clock: Seconds.

        Raises:
            OSError: The folder cannot be written.
        """
        self.stage = Stage.PYTHON
        self.reason = ""
        self._home, self._package, self._pythons = home, package, [list(command) for command in pythons]
        self._clock, self._started = clock, clock()
        home.mkdir(parents=True, exist_ok=True)
        self._folder = _new_folder(home, package.version)
        self.log = home / _LOG
        self.log.write_bytes(b"")
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.cancel)

    @property
    def is_busy(self) -> bool:
        """Whether ticks lead on."""
        return self.stage in _STEPS

    @property
    def seconds(self) -> int:
        """Since it began."""
        return int(self._clock() - self._started)

    @property
    def python(self) -> str:
        """The Python of the new environment."""
        return str(self._folder.joinpath(*_BIN))

    def last_line(self) -> str:
        """What pip said last."""
        return next(reversed(self.log_tail().splitlines()), "").strip()

    def log_tail(self) -> str:
        """The end of the log."""
        with self.log.open("rb") as log:
            log.seek(max(log.seek(0, os.SEEK_END) - _TAIL_BYTES, 0))
            return log.read().decode("utf-8", "replace").strip()

    def tick(self) -> None:
        """Sees whether the step has ended, and begins the next."""
        if not self.is_busy:
            return
        if self._process is None:
            self._begin()
            return
        code = self._process.poll()
        if code is None:
            return
        self._process = None
        if self.stage is Stage.PYTHON and code:
            self._pythons.pop(0)  # it does not suit
        elif code:
            self._fail(_reason(self.stage, self.log_tail()))
        elif self.stage is Stage.CHECK:
            self._finish()
        else:
            self.stage = _STEPS[_STEPS.index(self.stage) + 1]

    def cancel(self) -> None:
        """Ends it. What is half made is removed, by a process of its own that nobody waits for."""
        if self.is_busy:
            self._end(Stage.CANCELLED)

    def remove_others(self) -> None:
        """Removes all installations but this one, in the same way; call it when none of them runs."""
        _remove(self._python(), [path for path in _folders(self._home) if path != self._folder])

    def _begin(self) -> None:
        if self.stage is Stage.PYTHON and not self._pythons:
            self._fail(
                "No Python 3.11 or 3.12 was found that can make an environment: install Python 3.12, or "
                "choose one with Locate Python"
            )
            return
        command = self._command()
        try:
            with self.log.open("ab") as log:
                log.write(f"\n> {subprocess.list2cmdline(command)}\n".encode())
                log.flush()
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd=self._home,
                    env=_environment(),
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                    start_new_session=True,  # so that what it starts ends with it
                )
        except OSError as error:
            if self.stage is Stage.PYTHON:
                self._pythons.pop(0)
            else:
                words = translated("{path} cannot be run: {reason}")
                self._fail(words.format(path=command[0], reason=error.strerror))

    def _command(self) -> list[str]:
        package = self._package
        match self.stage:
            case Stage.PYTHON:
                return [*self._python(), "-I", "-c", _SUITABLE]
            case Stage.ENVIRONMENT:
                return [*self._python(), "-I", "-m", "venv", str(self._folder)]
            case Stage.PACKAGES:
                pip = [self.python, "-I", "-m", "pip", "install", *_QUIET_PIP]
                return [*pip, "--constraint", str(package.constraints), str(package.source)]
        return [self.python, "-I", "-m", "sidecar", "doctor"]

    def _python(self) -> list[str]:
        return self._pythons[0]

    def _finish(self) -> None:
        (self._folder / MARK).write_text(self._package.version, encoding="utf-8")
        self._end(Stage.DONE)

    def _fail(self, reason: str) -> None:
        self.reason = reason
        self._end(Stage.FAILED)

    def _end(self, stage: Stage) -> None:
        atexit.unregister(self.cancel)
        if self._process is not None:
            _kill(self._process)
            self._process = None
        self.stage = stage
        if stage is not Stage.DONE and self._folder.exists():
            _remove(self._python() if self._pythons else [], [self._folder])


_STEPS: Final = (Stage.PYTHON, Stage.ENVIRONMENT, Stage.PACKAGES, Stage.CHECK)


def find_package(addon: Path, version: str) -> Package | None:
    """The sidecar that goes with the add-on in this folder: in its zip, or the checkout around it."""
    wheel = next(iter(sorted((addon / PACKAGE).glob("voxrig-*.whl"))), None)
    if wheel is not None:
        return Package(wheel, wheel.with_name("constraints.txt"), version)
    checkout = addon.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "sidecar").is_dir():
        return Package(checkout, checkout / "constraints" / "sidecar.txt", version)
    return None


def find_pythons(preferred: str) -> list[list[str]]:
    """Commands that may run a suitable Python: the one preferred, Blender's own, then what is on the path."""
    names = [*filter(None, (preferred, sys.executable)), "python3.12", "python3.11"]
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), *_MORE_PATH))
    commands = [[found] for found in (shutil.which(name, path=path) for name in names) if found]
    launcher = shutil.which("py") if os.name == "nt" else None
    return commands + ([[launcher, "-3.12"], [launcher, "-3.11"]] if launcher else [])


def installed_python(home: Path) -> str:
    """The Python of the newest installation that is whole; empty without one."""
    marks = sorted(home.glob(f"*/{MARK}"), key=lambda mark: mark.stat().st_mtime)
    return str(marks[-1].parent.joinpath(*_BIN)) if marks else ""


def _new_folder(home: Path, version: str) -> Path:
    """A folder for one more installation, made at once so that nobody else takes it."""
    number = 1
    while True:
        folder = home / f"{version}-{number}"
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def _folders(home: Path) -> list[Path]:
    return [path for path in home.iterdir() if path.is_dir()]


def _environment() -> dict[str, str]:
    """Without what Blender sets for its own Python."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def _remove(python: Sequence[str], folders: Sequence[Path]) -> None:
    """Removes folders. A whole environment takes seconds, so a process of the Python given does it."""
    if not python:
        for folder in folders:  # nothing is in it yet
            shutil.rmtree(folder, ignore_errors=True)
    elif folders:
        subprocess.Popen(
            [*python, "-I", "-c", _REMOVE, *map(str, folders)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            start_new_session=True,  # it goes on when Blender ends
        )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and, where that can be done, what it has started."""
    if os.name == "nt":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _reason(stage: Stage, tail: str) -> str:
    """Why a step failed, in words."""
    known = next((words for sign, words in _REASONS.items() if sign in tail), "")
    last = next(reversed(tail.splitlines()), translated("its log is empty"))
    if known:
        return known
    match stage:
        case Stage.ENVIRONMENT:
            return translated("Python cannot make an environment: {reason}").format(reason=last)
        case Stage.PACKAGES:
            return translated("pip failed: {reason}").format(reason=last)
    return "What was installed does not work; its log tells what is missing"

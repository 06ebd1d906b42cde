# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts and stops a sidecar of our own, without ever waiting for it."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from ..locale import translated
from .target import Connect

_LOG_TAIL = 2_000  # characters of the log in an error
_STOP_SECONDS = 3.0


class LaunchError(Exception):
    """The sidecar did not start, or ended; the message says why.

    Attributes:
        log: The end of its log.
    """

    def __init__(self, message: str, log: str = "") -> None:
        super().__init__(message)
        self.log = log


class NoPythonError(LaunchError):
    """The Python that should run it cannot be run itself."""


class NoPackageError(LaunchError):
    """The Python has no sidecar installed."""


class Process:
    """A running sidecar, started by us; it ends with Blender."""

    def __init__(self, python: str) -> None:
        """Starts the process and returns at once.

        Raises:
            NoPythonError: The Python cannot be run.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="voxrig-"))
        self.log = self._folder / "sidecar.log"
        self._ready = self._folder / "ready.json"
        command = [
            python,
            "-m",
            "sidecar",
            "serve",
            "--address",
            "127.0.0.1:0",
            "--ready-file",
            str(self._ready),
        ]
        command += ["--exit-with-parent", str(os.getpid())]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # no console pops up on Windows
        try:
            with self.log.open("wb") as log:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd=self._folder,
                    env=environment,
                    creationflags=flags,
                )
        except OSError as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            words = translated("Sidecar Python, {path}, cannot be run ({reason}): mend it in the preferences")
            raise NoPythonError(words.format(path=python, reason=error.strerror)) from error
        atexit.register(self.stop)

    def address(self) -> Connect | None:
        """Where it listens; None while it starts.

        Raises:
            LaunchError: It has ended.
        """
        self.check()
        try:
            ready = json.loads(self._ready.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return Connect(ready["address"], ready["token"])

    def check(self) -> None:
        """Passes while the process runs.

        Raises:
            LaunchError: It has ended.
        """
        code = self._process.poll()
        if code is not None:
            raise _failure(code, self.log_tail())

    def log_tail(self) -> str:
        """The end of its log."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-_LOG_TAIL:].strip()

    def stop(self) -> None:
        """Ends the process and clears up; may be called twice."""
        atexit.unregister(self.stop)
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(_STOP_SECONDS)
        shutil.rmtree(self._folder, ignore_errors=True)


def _failure(code: int, tail: str) -> LaunchError:
    if "No module named sidecar" in tail:
        return NoPackageError(
            "Sidecar Python has no voxrig installed: use Install Sidecar, or choose another Python", tail
        )
    last = tail.splitlines()[-1] if tail else translated("its log is empty")
    words = translated("The sidecar ended (exit code {code}): {last}")
    return LaunchError(words.format(code=code, last=last), tail)

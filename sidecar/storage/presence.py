# SPDX-License-Identifier: GPL-3.0-or-later
"""Which sidecars of a folder are alive: each holds a file lock, which the system takes from the dead."""

from __future__ import annotations

import secrets
import threading
from pathlib import Path

from filelock import FileLock, Timeout

from sidecar.errors import UnavailableError


class Presence:
    """This sidecar among those of a folder. Calls may come from any thread."""

    def __init__(self, folder: Path) -> None:
        """Nothing is locked before `show`."""
        self.id = secrets.token_hex(8)
        self._folder = folder
        self._lock: FileLock | None = None
        self._showing = threading.Lock()

    def show(self) -> None:
        """Lets the others know that this sidecar lives, until it ends or `close` is called.

        Raises:
            UnavailableError: The folder cannot be written.
        """
        with self._showing:
            if self._lock is not None:
                return
            try:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                lock = FileLock(self._path(self.id), thread_local=False)
                lock.acquire(blocking=False)
            except (OSError, NotImplementedError) as error:
                raise UnavailableError(
                    "DATA_UNAVAILABLE", f"cannot write in {self._folder}: {error}"
                ) from error
            self._lock = lock

    def lives(self, other: str) -> bool:
        """Whether a sidecar is alive; while two ask at once about a dead one, each may think that it is."""
        if other == self.id:
            return True
        path = self._path(other)
        if not path.exists():
            return False
        try:
            with FileLock(path, blocking=False):
                path.unlink(missing_ok=True)
        except Timeout:
            return True
        return False

    def close(self) -> None:
        """Ends like a sidecar that is gone."""
        with self._showing:
            if self._lock is not None:
                self._lock.release()
                self._path(self.id).unlink(missing_ok=True)
                self._lock = None

    def _path(self, sidecar: str) -> Path:
        return self._folder / f"{sidecar}.lock"

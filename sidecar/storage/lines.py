# SPDX-License-Identifier: GPL-3.0-or-later
"""Spoken lines on disk, as bytes by key: bounded, the least recently used go first (diskcache).

Several processes may share one folder. Nothing but plain bytes goes in or comes out: the library would pickle
what else it is given, and a pickle runs whatever its writer likes.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import diskcache
from diskcache.core import MODE_BINARY, UNKNOWN

from sidecar.errors import UnavailableError
from sidecar.files import write_atomically

_log = logging.getLogger(__name__)

PERSONAL = "sha256:"
"""What the id of a personal voice's artefact starts with; other parts of a key are an engine's own voices."""
_DATABASE = "cache.db"
_BUSY_SECONDS = 5
_CULLED_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class LinesState:
    """What is kept.

    Attributes:
        entries: Lines.
        byte_count: What they take on the disk.
        hits: Lines that were found since the folder was made or cleared.
        misses: Lines that were looked for in vain.
    """

    entries: int = 0
    byte_count: int = 0
    hits: int = 0
    misses: int = 0


class KeptLines:
    """Bytes by key. A key is a digest and the parts of the voice, with spaces between. Any thread may call.

    Every method raises UnavailableError if the folder cannot be used.
    """

    def __init__(self, folder: Path, byte_limit: int) -> None:
        """The folder is made when the first line is kept; a limit of 0 keeps none and finds none."""
        self.folder = folder
        self.byte_limit = byte_limit
        self._opening = threading.Lock()
        self._opened: Any = None  # the library's own hints contradict its documentation

    def get(self, key: str) -> bytes | None:
        """What is kept under a key."""
        if not (self.byte_limit and self._exists):
            return None
        with self._errors_told() as cache:
            try:
                return cache.get(key)
            except ForeignEntryError as error:
                _log.warning("a spoken line in %s is refused and removed: %s", self.folder, error)
                cache.delete(key)
                return None

    def has(self, key: str) -> bool:
        """Whether something is kept under a key; neither counted nor taken as a use."""
        if not (self.byte_limit and self._exists):
            return False
        with self._errors_told() as cache:
            return key in cache

    def put(self, key: str, content: bytes) -> None:
        """Keeps something as long as there is room."""
        if self.byte_limit:
            with self._errors_told() as cache:
                cache.set(key, content)

    def discard(self, key: str) -> None:
        """Removes what is kept under a key, if there is anything."""
        if self._exists:
            with self._errors_told() as cache:
                cache.delete(key)

    def forget(self, parts: Collection[str]) -> int:
        """Removes what was spoken with all of these parts, alone or mixed with others; gives the number."""
        return self._remove_where(lambda key: set(parts) <= _parts(key))

    def retain(self, artefacts: Collection[str]) -> int:
        """Removes what was spoken with personal voices other than these; gives the number."""
        kept = set(artefacts)
        return self._remove_where(
            lambda key: any(part.startswith(PERSONAL) and part not in kept for part in _parts(key))
        )

    def clear(self) -> int:
        """Removes everything, also what killed writers have left; gives the number of lines."""
        if not self._exists:
            return 0
        with self._errors_told() as cache:
            count = cache.clear()
            cache.stats(reset=True)
            cache.check(fix=True)
        return count

    def state(self) -> LinesState:
        """What is kept."""
        if not self._exists:
            return LinesState()
        with self._errors_told() as cache:
            hits, misses = cache.stats()
            return LinesState(len(cache), cache.volume(), hits, misses)

    @property
    def _exists(self) -> bool:
        return (self.folder / _DATABASE).exists()

    def _remove_where(self, condition: Callable[[str], bool]) -> int:
        if not self._exists:
            return 0
        with self._errors_told() as cache:
            return sum(bool(cache.delete(key)) for key in [key for key in cache if condition(key)])

    @contextmanager
    def _errors_told(self) -> Iterator[Any]:
        try:
            yield self._open()
        except (OSError, sqlite3.Error, diskcache.Timeout) as error:
            reason = str(error) or "it is busy"
            raise UnavailableError(
                "CACHE_UNAVAILABLE", f"the folder of spoken lines {self.folder} cannot be used: {reason}"
            ) from error

    def _open(self) -> Any:
        with self._opening:
            if self._opened is None:
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                try:
                    self._opened = self._connected()
                except sqlite3.OperationalError:  # busy, full, or not to be written
                    raise
                except sqlite3.DatabaseError as error:
                    _log.warning("the folder of spoken lines %s is made anew: %s", self.folder, error)
                    shutil.rmtree(self.folder)
                    self.folder.mkdir(mode=0o700)
                    self._opened = self._connected()
                self._opened.cull()  # the limit may have been lowered
            return self._opened

    def _connected(self) -> diskcache.Cache:
        return diskcache.Cache(
            str(self.folder),
            timeout=_BUSY_SECONDS,
            disk=_PlainDisk,
            eviction_policy="least-recently-used",
            size_limit=self.byte_limit,
            cull_limit=_CULLED_AT_ONCE,
            statistics=1,
        )


class ForeignEntryError(ValueError):
    """Something in the folder was not written by Voxrig."""


class _PlainDisk(diskcache.Disk):
    """Text keys and values of bytes, each in a file of its own that is whole or not there."""

    def put(self, key: Any) -> Any:
        """A key for the database, and that it is plain."""
        if not isinstance(key, str):
            _refuse(f"a key of type {type(key).__name__}")
        return key, True

    def get(self, key: Any, raw: bool) -> str:
        """A key out of the database; one that is not plain text is nobody's."""
        return key if raw and isinstance(key, str) else ""

    def store(self, value: Any, read: bool, key: Any = UNKNOWN) -> Any:  # noqa: ARG002
        """Writes a value; gives size, mode, file and no value for the database."""
        if read or not isinstance(value, bytes):
            _refuse(f"a value of type {type(value).__name__}")
        name, path = self.filename()
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(Path(path), value, mode=0o600)
        return len(value), MODE_BINARY, name, None

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> bytes:  # noqa: ARG002
        """Reads a value."""
        if mode != MODE_BINARY or read or filename is None:
            _refuse(f"a value of mode {mode}")
        if not self._is_inside(filename):
            _refuse(f"a file outside, {filename!r},")
        return Path(self._directory, filename).read_bytes()

    def remove(self, file_path: str) -> None:
        """Removes a value's file."""
        if self._is_inside(file_path):
            super().remove(file_path)

    def _is_inside(self, name: str) -> bool:
        folder = Path(self._directory).resolve()
        return (folder / name).resolve().is_relative_to(folder)


def _refuse(what: str) -> NoReturn:
    raise ForeignEntryError(f"{what} is not ours")


def _parts(key: str) -> set[str]:
    return set(key.split(" ")[1:])

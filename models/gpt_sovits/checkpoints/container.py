# SPDX-License-Identifier: GPL-3.0-or-later
"""The outside of official checkpoint files: a zip archive of torch, its first two bytes sometimes replaced.

The replaced bytes name a version: 03 (LoRA of v3), 04 (LoRA of v4), 05 (v2Pro) and 06 (v2ProPlus); 00 to 02
are reserved. The archive is whole once they are "PK" again.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from models.gpt_sovits.checkpoints.errors import CheckpointError, UnsafeCheckpointError

PATCHED_HEADERS = {b"03": "v3", b"04": "v4", b"05": "v2Pro", b"06": "v2ProPlus"}
"""First bytes in place of "PK", and the version they stand for."""
_RESERVED_HEADERS = (b"00", b"01", b"02")
_ZIP_HEADER = b"PK"
_AFTER_HEADER = b"\x03\x04"
_PICKLE = "data.pkl"
_MAX_FILE_BYTES = 2 << 30
_MAX_PICKLE_BYTES = 16 << 20
_MAX_ENTRIES = 20_000
_ENCRYPTED = 0x1


@dataclass(frozen=True, eq=False, slots=True)
class Container:
    """A file's archive, in memory.

    Attributes:
        name: The file's, for messages.
        archive: The zip archive with its own header.
        pickle: The archive's description of what it holds; bytes that nothing has interpreted yet.
        sha256: Hex digest of the file as it was given.
        hint: The version that a replaced header names; the contents may say otherwise.
    """

    name: str
    archive: bytearray
    pickle: bytes
    sha256: str
    hint: str | None


def read_container(path: Path) -> Container:
    """Reads a file; nothing of it is decompressed or unpickled.

    Raises:
        CheckpointError: There is no such file, it is no archive of torch, or its header is unknown.
        UnsafeCheckpointError: The archive promises more than the file can hold.
    """
    content = _read(path)
    sha256 = hashlib.sha256(content).hexdigest()
    hint = _restore_header(path.name, content)
    return Container(path.name, content, _read_pickle(path.name, content), sha256, hint)


def _read(path: Path) -> bytearray:
    if not path.is_file():
        raise CheckpointError(f"{path.name}: there is no such file")
    try:
        with path.open("rb") as file:
            content = bytearray(file.read(_MAX_FILE_BYTES + 1))
    except OSError as error:
        raise CheckpointError(f"{path.name}: it cannot be read ({error.strerror})") from error
    if len(content) > _MAX_FILE_BYTES:
        raise CheckpointError(f"{path.name}: it is larger than 2 GiB, no voice of GPT-SoVITS is")
    return content


def _restore_header(name: str, content: bytearray) -> str | None:
    header = bytes(content[:2])
    if header == _ZIP_HEADER or content[2:4] != _AFTER_HEADER:
        return None  # If it is no archive, the archive's reader says so.
    if header in _RESERVED_HEADERS:
        raise CheckpointError(
            f"{name}: its header {header.decode()} is reserved and belongs to no version of GPT-SoVITS"
        )
    if header in PATCHED_HEADERS:
        content[:2] = _ZIP_HEADER
    return PATCHED_HEADERS.get(header)


def _read_pickle(name: str, content: bytearray) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read(_find_pickle(name, archive.infolist(), len(content)))
    except CheckpointError:
        raise
    except Exception as error:  # wild bytes make the archive's reader fail in any way
        raise CheckpointError(
            f"{name}: it is damaged or no checkpoint file of PyTorch, a zip archive ({error})"
        ) from error


def _check_sizes(name: str, entries: list[zipfile.ZipInfo], size: int) -> None:
    """Refuses what would unpack to more than it is: torch stores, it never compresses."""
    if len(entries) > _MAX_ENTRIES:
        raise UnsafeCheckpointError(f"{name}: its archive has {len(entries)} entries, more than any voice")
    if len({entry.filename for entry in entries}) < len(entries):
        raise UnsafeCheckpointError(f"{name}: its archive holds two entries of one name")
    for entry in entries:
        if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & _ENCRYPTED:
            raise UnsafeCheckpointError(
                f"{name}: its entry {entry.filename} is compressed or encrypted, which PyTorch never does"
            )
    if max(sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)) > size:
        raise UnsafeCheckpointError(f"{name}: its archive promises more bytes than the file has")


def _find_pickle(name: str, entries: list[zipfile.ZipInfo], size: int) -> zipfile.ZipInfo:
    _check_sizes(name, entries, size)
    found = [entry for entry in entries if entry.filename.split("/")[1:] == [_PICKLE]]
    if len(found) != 1:
        raise CheckpointError(f"{name}: it is a zip archive, but none that PyTorch saved a checkpoint in")
    if found[0].file_size > _MAX_PICKLE_BYTES:
        raise UnsafeCheckpointError(f"{name}: its {_PICKLE} has {found[0].file_size} bytes, far too many")
    return found[0]

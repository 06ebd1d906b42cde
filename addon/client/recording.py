# SPDX-License-Identifier: GPL-3.0-or-later
"""A recording to make a voice of: a sound file, on disk or in memory, and which part of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 512 << 20
"""The largest file that the contract lets a client send."""
_HEAD: Final = 12
_MPEG_SYNC, _MPEG_LAYER = 0xE0, 0x06


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording.

    Attributes:
        name: Its file's name, for messages.
        content: The file's path, or its bytes.
        start: Where in it to start, in seconds.
        end: Where in it to end, in seconds; 0 for its end.
    """

    name: str
    content: Path | bytes
    start: float = 0.0
    end: float = 0.0

    @property
    def size(self) -> int:
        """Bytes of the file.

        Raises:
            OSError: If there is no such file.
        """
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size

    def read(self, offset: int, size: int) -> bytes:
        """A piece of the file, shorter at its end.

        Raises:
            OSError: If it cannot be read.
        """
        if isinstance(self.content, bytes):
            return self.content[offset : offset + size]
        with self.content.open("rb") as file:
            file.seek(offset)
            return file.read(size)


def is_sound(content: Path | bytes) -> bool:
    """Whether the sidecar's library, libsndfile, reads files of this kind, by their first bytes.

    Raises:
        OSError: If the file cannot be read.
    """
    head = Recording("", content).read(0, _HEAD)
    form = head[8:12]
    if head[:4] in (b"RIFF", b"RIFX", b"RF64"):
        return form == b"WAVE"
    if head[:4] == b"FORM":
        return form in (b"AIFF", b"AIFC")
    if head[:4] in (b"fLaC", b"OggS", b"caff", b".snd", b"riff") or head[:3] == b"ID3":
        return True
    # MPEG audio of layers I to III; layer 0 is AAC, which it does not read.
    return (
        len(head) > 1
        and head[0] == 0xFF
        and head[1] & _MPEG_SYNC == _MPEG_SYNC
        and bool(head[1] & _MPEG_LAYER)
    )

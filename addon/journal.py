# SPDX-License-Identifier: GPL-3.0-or-later
"""What was asked for and is not saved yet: outlives a Blender that is closed or crashes; no bpy."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from .exports.files import write


@dataclass(frozen=True, slots=True)
class Entry:
    """Lines of one scene that are to be spoken.

    Attributes:
        blend: Path of the .blend file.
        scene: Name of the scene.
        lines: Ids of the lines.
    """

    blend: str
    scene: str
    lines: tuple[str, ...]


class Journal:
    """One small file per .blend, in a folder of the add-on's own."""

    def __init__(self, folder: Path) -> None:
        """Makes nothing until there is something to note."""
        self._folder = folder

    def note(self, entry: Entry) -> None:
        """Takes the place of what was noted of this .blend before.

        Raises:
            OSError: It cannot be written. What was there before is still there then.
        """
        write(self._path(entry.blend), json.dumps(asdict(entry), ensure_ascii=False, indent=1) + "\n")

    def find(self, blend: str) -> Entry | None:
        """What is noted of a .blend; None if there is nothing, or nothing that can be read."""
        try:
            data = json.loads(self._path(blend).read_text(encoding="utf-8"))
            entry = Entry(str(data["blend"]), str(data["scene"]), tuple(map(str, data["lines"])))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            return None  # somebody else's doing: the lines can be spoken by hand
        return entry if entry.blend == blend and entry.lines else None

    def forget(self, blend: str) -> None:
        """Takes out what is noted of a .blend.

        Raises:
            OSError: It cannot be removed.
        """
        self._path(blend).unlink(missing_ok=True)

    def _path(self, blend: str) -> Path:
        return self._folder / f"{hashlib.sha256(blend.encode()).hexdigest()[:32]}.json"

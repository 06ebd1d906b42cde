# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a file complete or not at all."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Final

_LONGEST: Final = 40  # letters of a text in a file's name


def write(path: Path, text: str) -> None:
    """Writes a text as UTF-8 with plain line feeds, through a temporary file beside it.

    Raises:
        OSError: If the file cannot be written. What was there before is still there then.
    """

    def fill(unfinished: Path) -> None:
        with unfinished.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)

    write_through(path, fill)


def write_through(path: Path, fill: Callable[[Path], None]) -> None:
    """Lets a temporary file beside the wanted one be filled, and puts it in its place when it is whole.

    Args:
        path: The file; its folders are made.
        fill: Writes the file whose path it is given.

    Raises:
        OSError: If the file cannot be written. What was there before is still there then, also if `fill`
            raises anything.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".voxrig-{uuid.uuid4().hex}.part")
    try:
        fill(unfinished)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def plain(text: str) -> str:
    """A text as part of a file's name, on any system; empty if it has no letter."""
    return "-".join(re.findall(r"\w+", text))[:_LONGEST].rstrip("-")

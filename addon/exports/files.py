# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a file complete or not at all."""

from __future__ import annotations

import uuid
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Writes a text as UTF-8 with plain line feeds, through a temporary file beside it.

    Raises:
        OSError: If the file cannot be written. What was there before is still there then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".voxrig-{uuid.uuid4().hex}.part")
    try:
        with unfinished.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise

# SPDX-License-Identifier: GPL-3.0-or-later
"""Notices that whoever started the sidecar is gone, so that it never outlives a crashed Blender."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable

import psutil

_INTERVAL_SECONDS = 1.0


async def parent_gone(pid: int) -> None:
    """Returns when the process has ended, even if its number is given to another one.

    Raises:
        ValueError: There is no such process.
    """
    try:
        parent = psutil.Process(pid)
    except psutil.NoSuchProcess:
        raise ValueError(f"there is no process {pid}") from None
    while _lives(parent):
        await asyncio.sleep(_INTERVAL_SECONDS)


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def on_stdin_closed(action: Callable[[], object]) -> None:
    """Calls `action`, from another thread, when standard input ends: its writer has closed it or is gone."""

    def drain() -> None:
        while sys.stdin.buffer.read(4096):
            pass
        action()

    threading.Thread(target=drain, name="stdin", daemon=True).start()

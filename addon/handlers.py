# SPDX-License-Identifier: GPL-3.0-or-later
"""Between files: what is being spoken belongs to the file that is left."""

from __future__ import annotations

import bpy
from bpy.app.handlers import persistent

from .client.session import SESSION
from .operators import run, watch


@persistent
def _load_pre(*_: object) -> None:
    run.abandon()


def register() -> None:
    """Adds the handler."""
    bpy.app.handlers.load_pre.append(_load_pre)


def unregister() -> None:
    """Removes the handler and the timer, and ends the sidecar that was started here."""
    if _load_pre in bpy.app.handlers.load_pre:
        bpy.app.handlers.load_pre.remove(_load_pre)
    watch.stop()
    run.abandon()
    SESSION.stop()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Goes on with what was not done when the file was closed, once its window is there."""

from __future__ import annotations

from typing import Any, Final

import bpy

from . import run

_SECONDS: Final = 0.5  # until the window of a file that was just opened is drawn


def schedule() -> None:
    """Looks whether there is something to resume. In background Blender nothing goes on by itself."""
    if not bpy.app.background and run.interrupted() is not None and not bpy.app.timers.is_registered(_resume):
        bpy.app.timers.register(_resume, first_interval=_SECONDS)


def stop() -> None:
    """Resumes nothing."""
    if bpy.app.timers.is_registered(_resume):
        bpy.app.timers.unregister(_resume)


def _resume() -> float | None:
    manager: Any = bpy.context.window_manager
    if not manager.windows:
        return _SECONDS
    speak: Any = bpy.ops.voxrig.speak  # pyright: ignore[reportAttributeAccessIssue]
    with bpy.context.temp_override(window=manager.windows[0]):
        if speak.poll():
            speak(scope="RESUME")
    return None

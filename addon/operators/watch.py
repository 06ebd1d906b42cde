# SPDX-License-Identifier: GPL-3.0-or-later
"""Follows the sidecar while nobody speaks, so that the panels tell the truth; also redraws them."""

from __future__ import annotations

from typing import Any

import bpy

from ..client.session import SESSION, State
from ..properties.voices import fit_rows

_STARTING_SECONDS, _CALM_SECONDS = 0.25, 1.0
_AREAS = ("VIEW_3D", "SEQUENCE_EDITOR")


def start() -> None:
    """Begins to follow the sidecar; in background Blender, where timers never fire, does nothing."""
    if not bpy.app.background and not bpy.app.timers.is_registered(_tick):
        bpy.app.timers.register(_tick, first_interval=_STARTING_SECONDS, persistent=True)


def stop() -> None:
    """Follows it no more."""
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)


def redraw() -> None:
    """Draws the sidebars and the preferences anew in every window."""
    manager: Any = bpy.context.window_manager
    fit_rows(bpy.context)
    for window in manager.windows:
        for area in window.screen.areas:
            if area.type == "PREFERENCES":
                area.tag_redraw()
            if area.type in _AREAS:
                for region in (region for region in area.regions if region.type == "UI"):
                    region.tag_redraw()


def _tick() -> float | None:
    before = SESSION.state
    if not SESSION.is_speaking:  # else the operator that speaks takes the steps
        SESSION.tick()
    if SESSION.state is not before or fit_rows(bpy.context):
        redraw()
    if not SESSION.is_up:
        return None
    return _CALM_SECONDS if SESSION.state is State.READY else _STARTING_SECONDS

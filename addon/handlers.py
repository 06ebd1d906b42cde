# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's own events: leaving a file ends what is under way, opening it goes on; mouths follow sounds."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.app.handlers import persistent

from .client.session import SESSION
from .operators import enrol, install, listen, resume, run, watch
from .scene import follow


@persistent
def _load_pre(*_: object) -> None:
    run.leave()
    enrol.abandon()
    SESSION.end_trial()


@persistent
def _load_post(*_: object) -> None:
    resume.schedule()


@persistent
def _save_post(path: str, *_: object) -> None:
    run.saved(path)


@persistent
def _depsgraph_update_post(scene: Any, *_: object) -> None:
    """Sees that a sound was moved; the change itself must not happen while Blender evaluates."""
    if bpy.app.background or _is_playing() or bpy.app.timers.is_registered(_follow):
        return
    if follow.differing(scene):
        bpy.app.timers.register(_follow, first_interval=0.0)


def _is_playing() -> bool:
    screen: Any = bpy.context.screen
    return bool(screen and screen.is_animation_playing)


def _follow() -> None:
    for scene in bpy.data.scenes:
        follow.follow(scene)


def _handlers() -> tuple[tuple[Any, Any], ...]:
    """Blender's lists and what is in them of ours."""
    return (
        (bpy.app.handlers.load_pre, _load_pre),
        (bpy.app.handlers.load_post, _load_post),
        (bpy.app.handlers.save_post, _save_post),
        (bpy.app.handlers.depsgraph_update_post, _depsgraph_update_post),
    )


def register() -> None:
    """Adds the handlers."""
    SESSION.unhurried = bpy.app.background
    for handlers, own in _handlers():
        handlers.append(own)


def unregister() -> None:
    """Removes handlers and timers, and ends the sidecar that was started here."""
    for handlers, own in _handlers():
        if own in handlers:
            handlers.remove(own)
    if bpy.app.timers.is_registered(_follow):
        bpy.app.timers.unregister(_follow)
    resume.stop()
    watch.stop()
    install.abandon()
    run.leave()
    listen.stop()
    SESSION.end_enrolment()
    SESSION.stop()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is registered with Blender, in order."""

from __future__ import annotations

from . import handlers, headless, menus, operators, panels, preferences, properties, shortcuts
from .locale import blender as translations

_PARTS = (preferences, properties, operators, panels, menus, shortcuts, handlers, headless, translations)


def register() -> None:
    """Registers every part; if one fails, those before it are taken back."""
    done = []
    try:
        for part in _PARTS:
            part.register()
            done.append(part)
    except BaseException:
        for part in reversed(done):
            part.unregister()
        raise


def unregister() -> None:
    """Unregisters every part in reverse."""
    for part in reversed(_PARTS):
        part.unregister()

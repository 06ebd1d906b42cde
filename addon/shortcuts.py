# SPDX-License-Identifier: GPL-3.0-or-later
"""Shortcuts that are suggested in the preferences; none is there unless the animator wants it."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import bpy


class _Shortcut(NamedTuple):
    operator: str
    properties: dict[str, str]
    key: str  # with Ctrl and Alt


_SUGGESTED: Final = {
    "SPEAK": _Shortcut("voxrig.speak", {"scope": "CHANGED"}, "D"),
    "AUDITION": _Shortcut("voxrig.audition_line", {}, "H"),
    "SHOW": _Shortcut("voxrig.show_line", {}, "J"),
}
ITEMS: Final = (
    ("SPEAK", "Speak Changed: Ctrl Alt D", "Speak the lines that have changed, from any editor", 1),
    ("AUDITION", "Audition Line: Ctrl Alt H", "Hear the chosen line, from any editor", 2),
    ("SHOW", "Go to Line: Ctrl Alt J", "Go to the chosen line's first frame, from any editor", 4),
)
_assigned: list[tuple[Any, Any]] = []  # keymaps and their items


def assign(wanted: set[str]) -> None:
    """Lets these shortcuts of ITEMS be there, and no others. Blender's own keymap can change their keys."""
    clear()
    manager: Any = bpy.context.window_manager
    configuration = manager.keyconfigs.addon
    if configuration is None:  # background Blender
        return
    for name in sorted(wanted):
        shortcut = _SUGGESTED[name]
        keymap: Any = configuration.keymaps.new(name="Window", space_type="EMPTY")
        item = keymap.keymap_items.new(shortcut.operator, shortcut.key, "PRESS", ctrl=True, alt=True)
        for key, value in shortcut.properties.items():
            setattr(item.properties, key, value)
        _assigned.append((keymap, item))


def clear() -> None:
    """Takes them all back."""
    for keymap, item in _assigned:
        keymap.keymap_items.remove(item)
    _assigned.clear()


def register() -> None:
    """Adds those that the animator has chosen."""
    from .preferences import preferences  # which needs this module

    found = preferences(bpy.context)
    assign(set(found.shortcuts) if found else set())


def unregister() -> None:
    """Takes them all back."""
    clear()

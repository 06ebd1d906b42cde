# SPDX-License-Identifier: GPL-3.0-or-later
"""Voxrig casts voices to characters and rigs their lips, inside Blender."""

from __future__ import annotations


def register() -> None:
    """Called by Blender when the add-on is switched on."""
    from .registration import register as register_all  # here, so that addon.lipsync needs no bpy

    register_all()


def unregister() -> None:
    """Called by Blender when the add-on is switched off; leaves nothing running."""
    from .registration import unregister as unregister_all

    unregister_all()

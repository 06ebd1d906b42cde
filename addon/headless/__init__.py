# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's command line: `blender scene.blend --command voxrig speak …`."""

from __future__ import annotations

from typing import Any

import bpy

from .command import main

_registered: list[Any] = []


def register() -> None:
    """Makes the command known."""
    _registered.append(bpy.utils.register_cli_command("voxrig", main))


def unregister() -> None:
    """Takes it back."""
    while _registered:
        bpy.utils.unregister_cli_command(_registered.pop())

# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the add-on keeps files of its own; updates of the add-on leave them alone."""

from __future__ import annotations

from pathlib import Path

import bpy


def own_folder(name: str) -> Path:
    """A folder of the extension's own, or else among Blender's files. It may not exist yet."""
    try:
        return Path(bpy.utils.extension_path_user(__package__ or "", path=name))
    except ValueError:  # as in a checkout
        return Path(bpy.utils.user_resource("DATAFILES", path=f"voxrig/{name}"))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the add-on keeps files of its own; updates of the add-on leave them alone."""

from __future__ import annotations

from pathlib import Path

import bpy


def journal_folder() -> Path:
    """Where it is noted what was asked for and not saved yet. It may not exist yet."""
    try:
        return Path(bpy.utils.extension_path_user(__package__ or "", path="journal"))
    except ValueError:  # it is no extension, as in a checkout
        return Path(bpy.utils.user_resource("DATAFILES", path="voxrig/journal"))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by test_first_run.py in a Blender of its own: installs a zip and, with its button, the sidecar; speaks.

Usage: install_sidecar.py ZIP RESULT.json
"""

# The stubs take bpy.context for a module and know no operators of add-ons.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import bpy

MODULE = "bl_ext.user_default.voxrig"


def main(archive: str, result: str) -> None:
    bpy.ops.extensions.package_install_files(filepath=archive, repo="user_default", enable_on_install=True)
    bpy.context.preferences.system.use_online_access = True
    preferences: Any = importlib.import_module(f"{MODULE}.preferences")
    lacked = preferences.lacking(bpy.context).name
    done = bpy.ops.voxrig.install_sidecar()
    scene: Any = bpy.context.scene
    bpy.ops.voxrig.add_character(name="Ada")
    bpy.ops.voxrig.add_line()
    line = scene.voxrig.lines[0]
    line.character, line.text = "Ada", "I was installed by a button."
    bpy.ops.voxrig.speak(scope="ALL")
    found = {
        "lacked": lacked,
        "done": sorted(done),
        "python": preferences.target(bpy.context).python,
        "home": str(preferences.installations()),
        "error": line.error,
        "duration": line.duration,
    }
    bpy.ops.preferences.addon_disable(module=MODULE)
    Path(result).write_text(json.dumps(found), encoding="utf-8")


main(*sys.argv[1:])

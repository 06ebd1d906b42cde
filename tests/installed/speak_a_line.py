# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by test_installed.py in a Blender of its own: installs a zip, speaks a line with it, tells how it went.

Usage: speak_a_line.py ZIP SIDECAR_PYTHON RESULT.json
"""

# The stubs take bpy.context for a module and know no operators of add-ons.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import bpy

MODULE = "bl_ext.user_default.voxrig"
SHAPES = ("jawOpen", "mouthClose", "mouthFunnel", "mouthPucker", "mouthPressLeft", "mouthPressRight")
Found = dict[str, Any]


def main(archive: str, sidecar_python: str, result: str) -> None:
    before = [name for name in ("grpc", "google.protobuf") if _is_importable(name)]
    # The sidecar that it starts shall not inherit Blender's packages.
    os.environ["PYTHONPATH"] = os.environ["SIDECAR_PATH"]
    bpy.ops.extensions.package_install_files(filepath=archive, repo="user_default", enable_on_install=True)
    found: Found = {"importable_before": before, "enabled": MODULE in bpy.context.preferences.addons}
    found |= _packages()
    preferences: Any = bpy.context.preferences.addons[MODULE].preferences
    preferences.reach, preferences.python = "LAUNCH", sidecar_python
    face = _face()
    scene: Any = bpy.context.scene
    bpy.ops.voxrig.add_character(name="Ada")
    bpy.ops.voxrig.add_line()
    line = scene.voxrig.lines[0]
    line.character, line.text = "Ada", "My map."
    bpy.ops.voxrig.speak(scope="ALL")
    found |= _spoken(scene, line, face)
    bpy.ops.preferences.addon_disable(module=MODULE)
    found["gone"] = not hasattr(bpy.types.Scene, "voxrig")
    Path(result).write_text(json.dumps(found), encoding="utf-8")


def _is_importable(name: str) -> bool:
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def _packages() -> Found:
    import google.protobuf
    import grpc

    return {"grpc": grpc.__file__, "protobuf": google.protobuf.__file__}


def _face() -> Any:
    mesh = bpy.data.meshes.new("Face")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    face = bpy.data.objects.new("Face", mesh)
    bpy.context.scene.collection.objects.link(face)
    for number, name in enumerate(("Basis", *SHAPES)):
        face.shape_key_add(name=name).data[0].co.z = 0.1 * number
    face.select_set(True)
    return face


def _spoken(scene: Any, line: Any, face: Any) -> Found:
    opening = []
    fps = scene.render.fps / scene.render.fps_base
    for frame in range(line.placed_frame, line.placed_frame + int(line.duration * fps)):
        scene.frame_set(frame)
        opening.append(face.data.shape_keys.key_blocks["jawOpen"].value)
    strips = [strip for strip in scene.sequence_editor.strips if strip.type == "SOUND"]
    return {
        "error": line.error,
        "warning": line.warning,
        "duration": line.duration,
        "phonemes": json.loads(line.phonemes)["sounds"],
        "sounds": [(strip.sound.packed_file.size if strip.sound.packed_file else 0) for strip in strips],
        "widest": max(opening),
    }


main(*sys.argv[1:])

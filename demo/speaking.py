# SPDX-License-Identifier: GPL-3.0-or-later
"""Casts the avatars, imports the dialogue and speaks it: all through the add-on's own operators."""
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import bpy

import addon
from addon.client.speech import Timings
from addon.preferences import PYTHON_VARIABLE

from .avatars.cast import Avatar
from .dialogue import Line
from .shots import Spoken


@contextlib.contextmanager
def voxrig() -> Iterator[None]:
    """The add-on, registered, with a sidecar of its own that ends with it.

    Raises:
        RuntimeError: If the sidecar does not start.
    """
    if not os.environ.get(PYTHON_VARIABLE):
        raise RuntimeError(f"{PYTHON_VARIABLE} names no Python that has the sidecar: run `nox -s demo`")
    # The sidecar need not be installed there: this checkout will do.
    root = str(Path(__file__).resolve().parent.parent)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    addon.register()
    try:
        bpy.ops.voxrig.start_sidecar()
        yield
    finally:
        addon.unregister()


def cast(avatars: Sequence[Avatar], voices: Mapping[str, str]) -> None:
    """Makes each avatar a character with its meshes and its voice."""
    for avatar in avatars:
        for chosen in bpy.context.selected_objects:
            chosen.select_set(False)
        for name in avatar.meshes:
            bpy.data.objects[name].select_set(True)
        bpy.ops.voxrig.add_character(name=avatar.name)
        _settings().characters[-1].voice = voices[avatar.name]


def import_dialogue(lines: Sequence[Line], gap: float) -> None:
    """Adds the lines, with `gap` seconds between them."""
    names = {character.name.upper(): character.name for character in _settings().characters}
    _settings().gap = gap
    _settings().storage = "PACKED"
    for line in lines:
        if line.character.upper() not in names:
            raise RuntimeError(f"{line.character!r} is not in the cast: {', '.join(names)}")
        bpy.ops.voxrig.add_line()
        added = _settings().lines[_settings().active_line]
        added.character, added.text = names[line.character.upper()], line.text
        added.language = line.language or "AUTO"
        added.start_mode = "AUTO"


def speak_all() -> list[Spoken]:
    """Speaks every line and fits the frame range; the lines as they lie on the timeline.

    Raises:
        RuntimeError: If a line was not spoken, or its mouth does not move, in the add-on's words.
    """
    bpy.ops.voxrig.speak(scope="ALL")
    for line in _settings().lines:
        if line.error or line.warning:
            raise RuntimeError(f"{line.character}: {line.text!r}: {line.error or line.warning}")
    bpy.ops.voxrig.fit_range()
    return [_spoken(line) for line in _settings().lines]


def _spoken(line: Any) -> Spoken:
    timings = Timings.from_json(line.phonemes)
    scene = bpy.context.scene
    end = line.placed_frame + timings.duration * scene.render.fps / scene.render.fps_base
    words = tuple(word.text for word in timings.words)
    return Spoken(line.character, line.text, line.placed_frame, end, tuple(timings.phones()), words)


def _settings() -> Any:
    return bpy.context.scene.voxrig

# SPDX-License-Identifier: GPL-3.0-or-later
"""The rig presets that are known here: the animator's own files first, then those of the add-on."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import bpy

from ..locale import translated
from ..rigs import Preset, load_presets

_PACKAGE = (__package__ or "").rpartition(".")[0]

Stamp = tuple[tuple[str, int], ...]


def folder() -> Path:
    """Where the animator's preset files are; it may not exist yet."""
    try:
        return Path(bpy.utils.extension_path_user(_PACKAGE, path="rigs"))
    except ValueError:  # not installed as an extension, but run from a checkout
        return Path(bpy.utils.user_resource("CONFIG", path="voxrig")) / "rigs"


def stamp() -> Stamp:
    """Tells whether the animator's files have changed."""
    place = folder()
    return (
        tuple(sorted((path.name, path.stat().st_mtime_ns) for path in place.glob("*.json")))
        if place.is_dir()
        else ()
    )


def load() -> tuple[tuple[Preset, ...], str]:
    """All presets, and why the animator's own are not among them, in words; empty if they are."""
    return _load(str(folder()), stamp())


@lru_cache(maxsize=4)
def _load(place: str, _stamp: Stamp) -> tuple[tuple[Preset, ...], str]:
    try:
        return tuple(load_presets(Path(place))), ""
    except (OSError, ValueError) as error:
        words = translated("Your own rig presets are left out: {reason}")
        return tuple(load_presets()), words.format(reason=error)

# SPDX-License-Identifier: GPL-3.0-or-later
"""An animator's mapping as a preset file, to be used on other characters."""

from __future__ import annotations

import json
import math
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ..locale import translated
from .controls import Kind
from .detect import assign, detect
from .mapping import Response, RigMapping, terms_to_json
from .names import bone_words, side_of
from .presets import load_presets

_LEAST: Final = 0.6  # share of the richest mesh's shapes that another character must have


def write_preset(path: Path, title: str, parts: Mapping[str, RigMapping]) -> None:
    """Saves a character's mappings in the form of the presets that come with the add-on.

    Shapes that belong to a known kind of rig are saved by the names they have there, others without the owner
    that all of a mesh share ("Alice.grin"): so they are found on characters that spell them otherwise. Bones
    are saved with their own axes.

    Args:
        path: The file; an older one is replaced in one step. Its name becomes the preset's id.
        title: What the animator calls it.
        parts: The mapping per data-block.

    Raises:
        ValueError: If the parts do not go into one preset; the message says why.
        OSError: If the file cannot be written.
    """
    shapes: dict[str, Any] = {}
    bones: dict[str, Any] = {}
    for part, mapping in parts.items():
        names = _portable(mapping)
        for response in mapping.responses.values():
            control = response.control
            if control.kind is Kind.SHAPE:
                name, aliases = names[control.name]
                _add(shapes, name, _shape(response, aliases), part)
            elif control.kind is Kind.BONE:
                entry = bones.setdefault(control.name, _bone(control.name))
                if (motion := _motion(response)) not in entry["motions"]:
                    entry["motions"].append(motion)
            else:
                words = translated("{part}: a preset holds shape keys and bones, not the property {name}")
                raise ValueError(words.format(part=part, name=control.name))
    if not shapes and not bones:
        raise ValueError("There is nothing to save: the mapping moves no shape key and no bone.")
    largest = max(len(mapping.shapes) for mapping in parts.values()) or len(bones)
    least = max(1, math.ceil(_LEAST * largest))
    head = {"id": path.stem, "title": title, "required": [], "least": least}
    _replace(path, {**head, "shapes": shapes, "bones": bones})


def _add(shapes: dict[str, Any], name: str, entry: dict[str, Any], part: str) -> None:
    if shapes.setdefault(name, entry) != entry:
        words = translated(
            "{part}: the shape {name} moves differently on another mesh; a preset can hold only one of them"
        )
        raise ValueError(words.format(part=part, name=name))


def _portable(mapping: RigMapping) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Per shape key the name and the aliases it is found by on other characters."""
    keys = mapping.shapes
    owners = [match[0] if (match := re.match(r".*[.:|](?=.)", key)) else "" for key in keys]
    shared = owners[0] if len(keys) > 1 and len(set(owners)) == 1 else ""
    names: dict[str, tuple[str, tuple[str, ...]]] = {key: (key.removeprefix(shared), ()) for key in keys}
    preset = next((preset for preset in load_presets() if preset.id == mapping.preset), detect(keys).preset)
    if preset is None:
        return names
    known = {key: (name, preset.shapes[name].aliases) for name, key in assign(preset, keys).items()}
    taken = {name for name, _ in known.values()}
    return {key: known.get(key, (key if plain in taken else plain, ())) for key, (plain, _) in names.items()}


def _shape(response: Response, aliases: Sequence[str]) -> dict[str, Any]:
    control = response.control
    fields = {
        "limit": (response.high, 1.0),
        "gain": (response.gain, 1.0),
        "low": (response.low, 0.0),
        "scale": (control.scale, 1.0),
        "offset": (control.offset, 0.0),
    }
    entry: dict[str, Any] = {"aliases": list(aliases)} if aliases else {}
    return entry | _unusual(fields) | {"terms": terms_to_json(response.terms)}


def _bone(name: str) -> dict[str, Any]:
    """A bone by its name without owner and side: they are written beside it."""
    entry: dict[str, Any] = {"aliases": [" ".join(bone_words(name))], "motions": []}
    return entry | ({"side": side} if (side := side_of(name)) else {})


def _motion(response: Response) -> dict[str, Any]:
    control = response.control
    fields = {
        "gain": (response.gain, 1.0),
        "low": (response.low, 0.0),
        "high": (response.high, 1.0),
        "offset": (control.offset, 0.0),
    }
    axis = {"transform": control.transform, "by": control.scale}
    return axis | _unusual(fields) | {"terms": terms_to_json(response.terms)}


def _unusual(fields: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """The fields that differ from their default."""
    return {field: value for field, (value, default) in fields.items() if value != default}


def _replace(path: Path, data: Mapping[str, Any]) -> None:
    """Writes beside the file, then takes its place: a full disk never leaves half a preset."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(suffix=".tmp", prefix=path.stem, dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, indent=2)
            file.write("\n")
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise

# SPDX-License-Identifier: GPL-3.0-or-later
"""Known kinds of rigs, each a JSON file in `presets/`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .mapping import Term, terms_from_json

_FOLDER = Path(__file__).parent / "presets"


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of a preset.

    Attributes:
        name: As the preset's own documentation writes it.
        aliases: Other spellings, beside case, underscores, sides and prefixes, which always count.
        terms: What moves it.
        limit: Its highest value.
        weight: What finding it adds to the score.
    """

    name: str
    aliases: tuple[str, ...]
    terms: tuple[Term, ...]
    limit: float = 1.0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Fallback:
    """What other shapes do when one is missing.

    Attributes:
        missing: Name of the absent shape.
        replace: Terms that take the place of a present shape's own.
        add: Terms added to a present shape's own.
        says: The consequence, in words for the animator.
    """

    missing: str
    replace: Mapping[str, tuple[Term, ...]]
    add: Mapping[str, tuple[Term, ...]]
    says: str


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of rig.

    Attributes:
        id: Short name, e.g. "arkit".
        title: For people, e.g. "ARKit 52".
        shapes: Its mouth shapes by name.
        required: Shapes of which one per group must be present, or the rig is not this kind.
        least: How many of the shapes must be present.
        fallbacks: What stands in for missing shapes.
    """

    id: str
    title: str
    shapes: Mapping[str, Shape]
    required: tuple[tuple[str, ...], ...]
    least: int
    fallbacks: tuple[Fallback, ...]


def load_presets() -> list[Preset]:
    """All presets that come with the add-on, in order of file name.

    Raises:
        ValueError: If a file is malformed; the message names it.
    """
    return list(_shipped())


@lru_cache(maxsize=1)
def _shipped() -> tuple[Preset, ...]:
    return tuple(read_preset(path) for path in sorted(_FOLDER.glob("*.json")))


def read_preset(path: Path) -> Preset:
    """One preset file.

    Raises:
        ValueError: If the file is malformed; the message names the file and what is wrong.
        OSError: If it cannot be read.
    """
    try:
        return _preset(json.loads(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"preset {path.name}: {error!r}") from error


def _preset(data: Mapping[str, Any]) -> Preset:
    shapes = {
        name: Shape(
            name,
            tuple(entry.get("aliases", ())),
            terms_from_json(entry["terms"], name),
            float(entry.get("limit", 1.0)),
            float(entry.get("weight", 1.0)),
        )
        for name, entry in data["shapes"].items()
    }
    fallbacks = tuple(
        Fallback(
            entry["missing"],
            {name: terms_from_json(terms, name) for name, terms in entry.get("replace", {}).items()},
            {name: terms_from_json(terms, name) for name, terms in entry.get("add", {}).items()},
            entry["says"],
        )
        for entry in data.get("fallbacks", ())
    )
    required = tuple(tuple(group) for group in data["required"])
    named = {name for group in required for name in group} | {fallback.missing for fallback in fallbacks}
    named |= {name for fallback in fallbacks for name in (*fallback.replace, *fallback.add)}
    unknown = sorted(named - shapes.keys())
    if unknown:
        raise ValueError(f"names shapes it does not define: {', '.join(unknown)}")
    return Preset(data["id"], data["title"], shapes, required, int(data["least"]), fallbacks)

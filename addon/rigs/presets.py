# SPDX-License-Identifier: GPL-3.0-or-later
"""Known kinds of rigs, each a JSON file in `presets/`; an animator's own lie in a folder of theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from .bones import DIRECTIONS
from .controls import TRANSFORMS
from .mapping import Term, terms_from_json

_FOLDER: Final = Path(__file__).parent / "presets"
_HINGES: Final = ("open", "up")
_ACROSS: Final = ("wide", "tall", "deep")


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape key of a preset.

    Attributes:
        name: As the preset's own documentation writes it.
        aliases: Other spellings, beside case, underscores, sides and prefixes, which always count.
        terms: What moves it.
        limit: Its highest value.
        weight: What finding it adds to the score.
        gain: Strength of all terms together.
        low: Its lowest value.
        scale: Value of the shape key per 1.
        offset: Value of the shape key at rest.
        optional: Whether a rig without it is complete all the same.
    """

    name: str
    aliases: tuple[str, ...]
    terms: tuple[Term, ...]
    limit: float = 1.0
    weight: float = 1.0
    gain: float = 1.0
    low: float = 0.0
    scale: float = 1.0
    offset: float = 0.0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Motion:
    """One thing that a bone does.

    Attributes:
        kind: "hinge" turns about the character's left-right axis, "move" and "scale" say so, "transform" is
            one of the bone's own axes.
        towards: "open" or "up" for a hinge, a direction of `bones.DIRECTIONS`, "wide", "tall" or "deep", or
            one of `controls.TRANSFORMS`.
        amount: Degrees, mouth widths, size at the end, or native units.
        terms: What moves it.
        gain: Strength of all terms together.
        low: Lowest normalised value.
        high: Highest normalised value.
        offset: Native value at rest; only of a transform.
    """

    kind: str
    towards: str
    amount: float
    terms: tuple[Term, ...]
    gain: float = 1.0
    low: float = 0.0
    high: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class BoneShape:
    """One bone of a preset.

    Attributes:
        name: What the preset calls it, e.g. "jaw".
        aliases: Names it has in armatures, the preferred first; prefixes count.
        side: "left", "right" or None for a bone in the middle.
        avoid: Words that a name must not contain.
        motions: What it does.
        weight: What finding it adds to the score.
        optional: Whether a rig without it is complete all the same.
        without: Bones that do the same better: it stays still where one of them is there.
    """

    name: str
    aliases: tuple[str, ...]
    side: str | None
    avoid: tuple[str, ...]
    motions: tuple[Motion, ...]
    weight: float = 1.0
    optional: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fallback:
    """What other shapes do when one is missing.

    Attributes:
        missing: Name of the absent shape.
        replace: Terms that take the place of a present shape's own.
        add: Terms added to a present shape's own.
        says: The consequence, in words for the animator; empty if it looks the same.
        without: Shapes of which none may be there either; else they stand in and nothing is said.
    """

    missing: str
    replace: Mapping[str, tuple[Term, ...]]
    add: Mapping[str, tuple[Term, ...]]
    says: str
    without: tuple[str, ...] = ()

    def applies(self, found: Mapping[str, object]) -> bool:
        """Whether the shape is missing among those found."""
        return self.missing not in found and not any(name in found for name in self.without)


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of rig.

    Attributes:
        id: Short name, e.g. "arkit".
        title: For people, e.g. "ARKit 52".
        shapes: Its mouth shapes by name.
        required: Shapes or bones of which one per group must be present, or the rig is not this kind.
        least: How many of the shapes and bones must be present.
        fallbacks: What stands in for missing shapes.
        bones: Its bones by name.
        uses_jaw_bone: The armature's jaw opens too, though shapes open the lips: teeth and chin hang on it.
        cues: The shape that shows each mouth of a cue set, e.g. Rhubarb's; empty if it is no such set.
        personal: Whether it is an animator's own.
        handicap: Taken off when it is compared with others: names of everyday words fit many rigs a little.
    """

    id: str
    title: str
    shapes: Mapping[str, Shape]
    required: tuple[tuple[str, ...], ...]
    least: int
    fallbacks: tuple[Fallback, ...]
    bones: Mapping[str, BoneShape] = field(default_factory=dict)
    uses_jaw_bone: bool = False
    cues: Mapping[str, str] = field(default_factory=dict)
    personal: bool = False
    handicap: float = 0.0


def load_presets(folder: Path | None = None) -> list[Preset]:
    """All presets.

    Args:
        folder: The animator's own preset files; it may not exist.

    Returns:
        Their own first, then those that come with the add-on, in order of file name.

    Raises:
        ValueError: If a file is malformed; the message names it and the field.
        OSError: If a file cannot be read.
    """
    own = sorted(folder.glob("*.json")) if folder and folder.is_dir() else []
    return [_own(path, path.stat().st_mtime_ns, path.stat().st_size) for path in own] + list(_shipped())


@lru_cache(maxsize=1)
def _shipped() -> tuple[Preset, ...]:
    return tuple(read_preset(path) for path in sorted(_FOLDER.glob("*.json")))


@lru_cache(maxsize=64)
def _own(path: Path, _changed: int, _size: int) -> Preset:
    return read_preset(path, personal=True)


def read_preset(path: Path, *, personal: bool = False) -> Preset:
    """One preset file.

    Raises:
        ValueError: If the file is malformed; the message names the file and the field.
        OSError: If it cannot be read.
    """
    try:
        return _preset(json.loads(path.read_text(encoding="utf-8")), personal)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        reason = f"the field {error} is missing" if isinstance(error, KeyError) else str(error)
        raise ValueError(f"preset {path.name}: {reason}") from error


def _preset(data: Any, personal: bool) -> Preset:
    if not isinstance(data, Mapping):
        raise TypeError(f"must hold an object, not {type(data).__name__}")
    shapes = {name: _shape(name, entry) for name, entry in data.get("shapes", {}).items()}
    bones = {name: _bone(name, entry) for name, entry in data.get("bones", {}).items()}
    fallbacks = tuple(_fallback(entry) for entry in data.get("fallbacks", ()))
    required = tuple(tuple(group) for group in data["required"])
    cues = {str(cue): str(shape) for cue, shape in data.get("cues", {}).items()}
    named = {name for group in required for name in group} - bones.keys()
    named |= {
        name for entry in fallbacks for name in (entry.missing, *entry.replace, *entry.add, *entry.without)
    }
    unknown = sorted((named | set(cues.values())) - shapes.keys())
    if unknown:
        raise ValueError(f"names shapes it does not define: {', '.join(unknown)}")
    return Preset(
        str(data["id"]),
        str(data["title"]),
        shapes,
        required,
        int(data["least"]),
        fallbacks,
        bones,
        bool(data.get("uses_jaw_bone", False)),
        cues,
        personal,
        _number(data, "handicap", "preset", 0.0),
    )


def _shape(name: str, entry: Mapping[str, Any]) -> Shape:
    return Shape(
        name,
        tuple(str(alias) for alias in entry.get("aliases", ())),
        terms_from_json(_field(entry, "terms", name), name),
        limit=_number(entry, "limit", name, 1.0),
        weight=_number(entry, "weight", name, 1.0),
        gain=_number(entry, "gain", name, 1.0),
        low=_number(entry, "low", name, 0.0),
        scale=_number(entry, "scale", name, 1.0),
        offset=_number(entry, "offset", name, 0.0),
        optional=bool(entry.get("optional", False)),
    )


def _bone(name: str, entry: Mapping[str, Any]) -> BoneShape:
    side = entry.get("side")
    if side not in (None, "left", "right"):
        raise ValueError(f"{name}: side must be left or right, not {side!r}")
    return BoneShape(
        name,
        tuple(str(alias) for alias in entry.get("aliases", (name,))),
        side,
        tuple(str(word) for word in entry.get("avoid", ())),
        tuple(_motion(name, motion) for motion in _field(entry, "motions", name)),
        _number(entry, "weight", name, 1.0),
        bool(entry.get("optional", False)),
        tuple(str(other) for other in entry.get("without", ())),
    )


_KINDS: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "hinge": (_HINGES, "degrees"),
    "move": (DIRECTIONS, "by"),
    "scale": (_ACROSS, "to"),
    "transform": (TRANSFORMS, "by"),
}
"""Per kind of motion what it may say, and in which field its amount stands."""


def _motion(bone: str, entry: Mapping[str, Any]) -> Motion:
    kind = next((kind for kind in _KINDS if kind in entry), None)
    if kind is None:
        raise ValueError(f"{bone}: a motion needs one of {', '.join(_KINDS)}")
    known, amount = _KINDS[kind]
    if entry[kind] not in known:
        raise ValueError(f"{bone}: {kind} must be one of {', '.join(known)}, not {entry[kind]!r}")
    _field(entry, amount, bone)
    return Motion(
        kind,
        str(entry[kind]),
        _number(entry, amount, bone, 0.0),
        terms_from_json(_field(entry, "terms", bone), bone),
        gain=_number(entry, "gain", bone, 1.0),
        low=_number(entry, "low", bone, 0.0),
        high=_number(entry, "high", bone, 1.0),
        offset=_number(entry, "offset", bone, 0.0),
    )


def _fallback(entry: Mapping[str, Any]) -> Fallback:
    where = f"fallback for {_field(entry, 'missing', 'fallback')}"
    return Fallback(
        str(entry["missing"]),
        {name: terms_from_json(terms, name) for name, terms in entry.get("replace", {}).items()},
        {name: terms_from_json(terms, name) for name, terms in entry.get("add", {}).items()},
        str(_field(entry, "says", where)),
        tuple(str(name) for name in entry.get("without", ())),
    )


def _field(entry: Mapping[str, Any], key: str, where: str) -> Any:
    if key not in entry:
        raise ValueError(f"{where}: {key} is missing")
    return entry[key]


def _number(entry: Mapping[str, Any], key: str, where: str, default: float) -> float:
    value = entry.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e9:
        raise ValueError(f"{where}: {key} must be a number, not {value!r}")
    return float(value)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a character can be keyed, and the keys that make it say something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ..lipsync import Keys, Style
from ..properties import DIALS
from ..rigs import Body, CharacterDetection, Response, RigMapping, detect_character
from . import bones, custom, presets, vrm
from .channels import curves
from .values import set_value

Array = NDArray[np.float64]

_OF = "\n"  # between a target's number and its control's id; no name in Blender has one
_NO_TRACE = 0.35  # the weakest whole movement in a preset; less would pass for a trace of one


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A data-block of a character that can be keyed.

    Attributes:
        owner: What carries the animation: a Key data-block, an armature object, any other.
        object: The object that shows it.
        mapping: What moves it; None if nothing does.
        reason: In words what was recognised, or why nothing was.
    """

    owner: Any
    object: Any
    mapping: RigMapping | None
    reason: str


def armature_of(character: Any) -> Any | None:
    """The character's armature: the chosen one, else the one that deforms its meshes or carries them."""
    if character.armature:
        return character.armature
    for obj in _meshes(character):
        deforming = (m.object for m in obj.modifiers if m.type == "ARMATURE" and m.object)
        found = next(deforming, obj.parent if obj.parent and obj.parent.type == "ARMATURE" else None)
        if found is not None:
            return found
    return None


def body_of(character: Any) -> Body:
    """What a character consists of, in names."""
    armature = armature_of(character)
    return Body(
        {obj.name: _shapes(obj) for obj in _distinct(_meshes(character))},
        bones.rest(armature) if armature else (),
        vrm.expressions(armature) if armature else {},
    )


def mesh_named(character: Any, name: str) -> Any:
    """The character's mesh object of that name."""
    return next(obj for obj in _meshes(character) if obj.name == name)


def detection(character: Any) -> CharacterDetection:
    """What is recognised of a character: its meshes by name, its armature."""
    body = body_of(character)
    expressions = tuple((name, tuple(binds)) for name, binds in body.expressions.items())
    meshes, rest = tuple(body.meshes.items()), tuple(body.bones)
    return _detect_character(meshes, rest, expressions, presets.stamp(), bpy.app.translations.locale)


def targets(character: Any) -> list[Target]:
    """A character's data-blocks that can be keyed; those of linked libraries are left out.

    Each Key data-block stands once, though several objects may share it.
    """
    if character.mapping.use:
        found = custom.targets(character.mapping)
        return [
            Target(owner, obj, mapping, "Mapped by hand") for owner, obj, mapping in found if editable(owner)
        ]
    seen = detection(character)
    result = []
    for obj in _distinct(_meshes(character)):
        part = seen.meshes[obj.name]
        if obj.data.shape_keys is not None and editable(obj.data.shape_keys):
            mapping = part.mapping() if part else None
            result.append(Target(obj.data.shape_keys, obj, mapping, f"{obj.name}: {part.reason}"))
        else:
            result.append(Target(None, obj, None, f"{obj.name}: {part.reason}"))
    armature = armature_of(character)
    if armature is not None and seen.armature is not None and editable(armature):
        result.append(Target(armature, armature, seen.armature, f"{armature.name}: {seen.bones}"))
    return result


def style_of(character: Any, line: Any | None = None) -> Style:
    """The dials of a line, its own or the character's."""
    group = line.style if line is not None and line.use_style else character.style
    return Style(**{name: float(getattr(group, name)) for name in DIALS})


class Joined:
    """All targets of a character as one rig, so that a line is solved once for all of them.

    Lip-sync knows only movements away from rest and back: a control that moves to both sides is two of them.
    And it does without traces: a control that an animator has turned low is shown to it larger than it is.
    """

    def __init__(self, found: Sequence[Target]) -> None:
        self._found = found
        self._mappings = {number: t.mapping for number, t in enumerate(found) if t.mapping is not None}

    def project(self, channels: Mapping[str, Array]) -> dict[str, Array]:
        """Values by number of the target, id of the control, and side of rest."""
        result: dict[str, Array] = {}
        for number, mapping in self._mappings.items():
            for name, values in mapping.project(channels).items():
                enlarged = values * _enlargement(mapping.responses[name])
                two_sided = mapping.responses[name].low < 0.0
                result[f"{number}{_OF}{name}"] = np.maximum(enlarged, 0.0) if two_sided else enlarged
                if two_sided:
                    result[f"{number}{_OF}{name}{_OF}"] = np.maximum(-enlarged, 0.0)
        return result

    def reads(self, name: str) -> frozenset[str]:
        """The articulators that move a control."""
        number, control, *_ = name.split(_OF)
        return self._mappings[int(number)].reads(control)

    def split(self, keyed: Mapping[str, Keys]) -> list[tuple[Target, RigMapping, dict[str, Keys]]]:
        """Keys per target, with its mapping; targets that nothing moves are absent."""
        result: dict[int, dict[str, Keys]] = {}
        for name, keys in keyed.items():
            number, control, *below = name.split(_OF)
            own = result.setdefault(int(number), {})
            size = 1.0 / _enlargement(self._mappings[int(number)].responses[control])
            own[control] = both_sides(own.get(control), keys, -size if below else size)
        return [
            (self._found[number], self._mappings[number], keys) for number, keys in sorted(result.items())
        ]


def _enlargement(response: Response) -> float:
    """How much larger a control is shown to the lip-sync, so that its whole movement is no trace."""
    strongest = max((abs(term.gain) for term in response.terms), default=0.0) * abs(response.gain)
    whole = min(strongest, max(response.high, -response.low))
    return _NO_TRACE / whole if 0.0 < whole < _NO_TRACE else 1.0


def both_sides(one: Keys | None, other: Keys, scale: float) -> Keys:
    """The keys of a control's one side, if there are any, and those of its other side, scaled."""
    if one is None:
        return replace(other, values=np.float32(scale) * other.values)
    frames = np.union1d(one.frames, other.frames)
    values = one.at(frames) + scale * other.at(frames)
    return Keys(frames, values.astype(np.float32), one.interpolation)


def pose(found: Sequence[Target], posture: Mapping[str, float]) -> None:
    """Puts the controls into a posture of the articulators."""
    channels = {name: np.array([value]) for name, value in posture.items()}
    for target in found:
        if target.mapping is None:
            continue
        values = target.mapping.project(channels)
        keys = {name: Keys(np.zeros(1), value.astype(np.float32)) for name, value in values.items()}
        for curve in curves(target.owner, target.mapping, keys):
            set_value(target.owner, curve.path, curve.element, curve.values[0])


def why_no_rig(character: Any, found: Sequence[Target]) -> str:
    """Why a character cannot speak, in words; empty if it can."""
    if any(target.mapping is not None and target.mapping.responses for target in found):
        return ""
    if character.mapping.use:
        return "The mapping by hand has no control: add one, or go back to the automatic mapping"
    if not found:
        return "The character has no mesh: add its face in the Cast panel"
    return " ".join(target.reason for target in found)


def label(path: str) -> str:
    """A curve's place in words: its shape key's or bone's name."""
    return path.split('"')[1] if '"' in path else path


def _meshes(character: Any) -> list[Any]:
    return [entry.object for entry in character.meshes if entry.object and entry.object.type == "MESH"]


def _distinct(objects: Sequence[Any]) -> list[Any]:
    """Objects without those that share another's shape keys."""
    result: list[Any] = []
    for obj in objects:
        key = obj.data.shape_keys
        if key is None or all(other.data.shape_keys != key for other in result):
            result.append(obj)
    return result


def editable(owner: Any) -> bool:
    """Whether a data-block can be animated here: it is no linked one, or overridden."""
    return owner.library is None or owner.override_library is not None


def _shapes(obj: Any) -> tuple[str, ...]:
    key = obj.data.shape_keys if obj and obj.type == "MESH" else None
    return tuple(block.name for block in key.key_blocks) if key else ()


@lru_cache(maxsize=64)
def _detect_character(
    meshes: Any, rest: Any, expressions: Any, _stamp: presets.Stamp, _language: str
) -> CharacterDetection:
    return detect_character(Body(dict(meshes), rest, dict(expressions)), presets.load()[0])

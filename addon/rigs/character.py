# SPDX-License-Identifier: GPL-3.0-or-later
"""What a whole character can show: all its meshes, its armature, a VRM's expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ..lipsync.channels import JAW
from ..locale import translated
from .armature import BoneFit, fit_bones
from .bones import Bone
from .detect import (
    Detection,
    assign,
    detect,
    lacking,
    reason,
    response_of,
    score_of,
    terms_for,
)
from .expressions import Bind, from_expressions
from .mapping import RigMapping
from .presets import Preset, load_presets

_NAMED: Final = 4  # shapes of a mesh that follows, before the others are only counted


@dataclass(frozen=True, slots=True)
class Body:
    """What a character consists of.

    Attributes:
        meshes: Names of the shape keys by an id of the mesh, e.g. its object's name.
        bones: Of its armature, all of them.
        expressions: What a VRM's expressions are bound to, by name ("aa", or "a" of VRM 0.x).
    """

    meshes: Mapping[str, Sequence[str]]
    bones: Sequence[Bone] = ()
    expressions: Mapping[str, Sequence[Bind]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CharacterDetection:
    """The outcome; true if anything of the character can speak.

    Attributes:
        meshes: Per mesh what it is; false ones say why they stay still.
        leader: Id of the mesh that leads, None if no mesh speaks.
        armature: How bones answer, None if they stay still.
        bones: In words: which bones move, or why none does.
        missing: Shapes or bones of the leading preset that the whole character lacks.
        summary: In words, in one paragraph.
    """

    meshes: Mapping[str, Detection]
    leader: str | None
    armature: RigMapping | None
    bones: str
    missing: tuple[str, ...]
    summary: str

    def __bool__(self) -> bool:
        return self.leader is not None or self.armature is not None

    def mappings(self) -> dict[str, RigMapping]:
        """The mapping of every mesh that moves."""
        return {name: found.mapping() for name, found in self.meshes.items() if found}


def detect_character(body: Body, presets: Sequence[Preset] | None = None) -> CharacterDetection:
    """Recognise a character's rig: every preset is tried on every mesh and on the armature.

    The best face leads. Meshes that have shapes of its preset follow it with the same movements (teeth,
    tongue, beard), and what they have fills what the face lacks. Bones open the jaw where no shape does, or
    where the preset says that teeth and chin hang on the jaw bone.

    Args:
        body: The character.
        presets: Presets to try; default all that come with the add-on.
    """
    known = load_presets() if presets is None else list(presets)
    single = {name: detect(shapes, known) for name, shapes in body.meshes.items()}
    leader = max((name for name in single if single[name]), key=lambda name: single[name].rank, default=None)
    expressive = from_expressions(body.expressions, body.meshes, known)
    best = max((found.rank for found in expressive.values()), default=0.0)
    if expressive and (leader is None or best >= single[leader].rank):
        leader = next(name for name in body.meshes if name in expressive)
        single |= expressive
        meshes = _led(body, single, leader, expressive)
    elif leader is not None:
        meshes = _led(body, single, leader, {})
    else:
        meshes = single
    armature, fit, bones = _bones(body, meshes, leader, known)
    missing = meshes[leader].missing if leader else fit.missing if fit and armature else ()
    return CharacterDetection(
        meshes, leader, armature, bones, missing, _summary(meshes, leader, bones, bool(body.bones))
    )


def _led(
    body: Body, single: Mapping[str, Detection], leader: str, fixed: Mapping[str, Detection]
) -> dict[str, Detection]:
    """Every mesh's detection once the leader is known; those in `fixed` stay as they are."""
    preset = single[leader].preset
    assert preset is not None  # noqa: S101  # a leader has one
    shares = {name: assign(preset, shapes) for name, shapes in body.meshes.items() if name not in fixed}
    # A beard with two of the face's shapes may pass for a small rig of another kind: it follows all the same.
    shares = {
        name: found
        for name, found in shares.items()
        if not single[name] or single[name].preset == preset or len(found) >= len(single[name].found)
    }
    together = {
        shape: key
        for found in [single[name].found for name in fixed] + list(shares.values())
        for shape, key in found.items()
    }
    terms = terms_for(preset, together)
    missing = lacking(preset, together)
    result = dict(single)
    for name, found in shares.items():
        if not found:
            continue
        responses = {key: response_of(preset.shapes[part], key, terms[part]) for part, key in found.items()}
        given = RigMapping(preset.id, responses)
        words = reason(preset, together) if name == leader else _follows(leader, found)
        leads = "" if name == leader else leader
        result[name] = Detection(preset, score_of(preset, found), found, missing, words, leads, given)
    for name in fixed:
        if name != leader:
            result[name] = replace(single[name], leader=leader, reason=_follows(leader, single[name].found))
    return result


def _follows(leader: str, found: Mapping[str, str]) -> str:
    names = list(found.values())
    if len(names) > _NAMED:
        words = translated("Follows {leader} with {names} and {count} more.")
    else:
        words = translated("Follows {leader} with {names}.")
    return words.format(leader=leader, names=", ".join(names[:_NAMED]), count=len(names) - _NAMED)


def _bones(
    body: Body, meshes: Mapping[str, Detection], leader: str | None, known: Sequence[Preset]
) -> tuple[RigMapping | None, BoneFit | None, str]:
    """What the armature does, and why, in words."""
    if not body.bones:
        return None, None, ""
    fits = [fit for preset in known if preset.bones and (fit := fit_bones(preset, body.bones))]
    fit = max(fits, key=lambda fit: (fit.preset.personal, fit.score), default=None)
    if fit is None:
        words = translated("None of the {count} bones is a known jaw.")
        return None, None, words.format(count=len(body.bones))
    jaw = fit.found.get("jaw")
    preset = meshes[leader].preset if leader else None
    if not _opens(meshes) or preset == fit.preset:
        names = ", ".join(bone.name for bone in fit.found.values())
        words = translated("{preset}: moves {names}.").format(preset=fit.preset.title, names=names)
        return fit.mapping(body.bones), fit, words
    if jaw and (fit.preset.uses_jaw_bone or (preset and preset.uses_jaw_bone)):
        words = translated("The bone {name} opens with the shapes: teeth and chin hang on it.")
        return fit.mapping(body.bones, ("jaw",)), fit, words.format(name=jaw.name)
    return None, fit, translated("The bones stay still: shapes open the mouth.")


def _opens(meshes: Mapping[str, Detection]) -> bool:
    """Whether a shape of some mesh opens with the jaw."""
    mappings = [found.mapping() for found in meshes.values() if found]
    return any(JAW in mapping.reads(name) for mapping in mappings for name in mapping.responses)


def _summary(meshes: Mapping[str, Detection], leader: str | None, bones: str, boned: bool) -> str:
    if leader is None:
        silent = [f"{name}: {found.reason}" for name, found in meshes.items()]
        if not meshes and not boned:
            return translated("The character has neither a mesh nor an armature.")
        return " ".join([*([bones] if bones else []), *silent])
    own = [leader] + [name for name, found in meshes.items() if found and not found.leader and name != leader]
    lines = [f"{name}: {meshes[name].reason}" for name in own]
    following = [name for name, found in meshes.items() if found and found.leader]
    if following:
        words = translated("{name} follows {leader}." if len(following) == 1 else "{name} follow {leader}.")
        lines.append(words.format(name=", ".join(following), leader=leader))
    return " ".join([*lines, *([bones] if bones else [])])

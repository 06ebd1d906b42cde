# SPDX-License-Identifier: GPL-3.0-or-later
"""A VRM's mouth expressions, keyed through the shapes they are bound to: the VRM add-on need not be there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..locale import translated
from .controls import Control, Kind
from .detect import Detection, lacking, reason, score_of, terms_for
from .mapping import Response, RigMapping, Term
from .presets import Preset

_PRESET: Final = "vrm"
_VRM0: Final = {"a": "aa", "i": "ih", "u": "ou", "e": "ee", "o": "oh"}


@dataclass(frozen=True, slots=True)
class Bind:
    """One shape key that an expression moves.

    Attributes:
        mesh: Id of the mesh, as in `Body.meshes`.
        shape: Name of its shape key.
        weight: Value of the shape key when the expression is fully on.
    """

    mesh: str
    shape: str
    weight: float


def from_expressions(
    expressions: Mapping[str, Sequence[Bind]], meshes: Mapping[str, Sequence[str]], presets: Sequence[Preset]
) -> dict[str, Detection]:
    """What the meshes do for a VRM's vowels.

    Args:
        expressions: The binds per expression, of VRM 1.0 ("aa") or 0.x ("a"); others are not looked at.
        meshes: Names of the shape keys that each mesh has; binds of others are dead.
        presets: The known presets; VRM's own must be among them.

    Returns:
        Per mesh that a vowel moves its detection; empty if the vowels cannot speak.
    """
    preset = next((preset for preset in presets if preset.id == _PRESET), None)
    if preset is None:
        return {}
    vowels: dict[str, list[Bind]] = {}
    for name, binds in expressions.items():
        vowel = name if name in preset.shapes else _VRM0.get(name.lower(), "")
        alive = [bind for bind in binds if bind.shape in meshes.get(bind.mesh, ()) and bind.weight > 0.0]
        if vowel in preset.shapes and alive:
            vowels.setdefault(vowel, []).extend(alive)
    if len(vowels) < preset.least or not all(set(group) & vowels.keys() for group in preset.required):
        return {}
    terms = terms_for(preset, vowels)
    return {
        mesh: _detection(preset, mesh, vowels, terms)
        for mesh in meshes
        if any(bind.mesh == mesh for binds in vowels.values() for bind in binds)
    }


def _detection(
    preset: Preset, mesh: str, vowels: Mapping[str, Sequence[Bind]], terms: Mapping[str, tuple[Term, ...]]
) -> Detection:
    """One mesh: what a shape does is the sum of what the expressions that move it do."""
    sums: dict[str, list[Term]] = {}
    found: dict[str, str] = {}
    for vowel, binds in vowels.items():
        for bind in binds:
            if bind.mesh == mesh:
                sums.setdefault(bind.shape, []).extend(term.times(bind.weight) for term in terms[vowel])
                found.setdefault(vowel, bind.shape)
    responses = {shape: Response(Control(Kind.SHAPE, shape), tuple(parts)) for shape, parts in sums.items()}
    words = translated("Through the VRM's expressions. {reason}").format(reason=reason(preset, vowels))
    return Detection(
        preset,
        score_of(preset, vowels),
        found,
        lacking(preset, vowels),
        words,
        given=RigMapping(preset.id, responses),
    )

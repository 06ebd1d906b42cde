# SPDX-License-Identifier: GPL-3.0-or-later
"""Which bones of an armature are a preset's, and how they answer the articulators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .bones import Bone, Face, measured, moved, scaled, turned
from .controls import Control, Kind
from .mapping import HIGHEST, Response, RigMapping, control_id
from .names import bone_words, side_of
from .presets import BoneShape, Motion, Preset

_MECHANISM: Final = frozenset({"mch", "org", "ik", "target", "wgt", "vis"})  # helpers that nobody poses
_DEFORMING: Final = "def"  # moved by others where a control exists as well


@dataclass(frozen=True, slots=True)
class BoneFit:
    """A preset laid over an armature; true if it fits.

    Attributes:
        preset: The preset.
        found: The actual bone per bone of the preset.
        missing: Bones of the preset that are not there.
        score: Sum of the weights of the bones found, optional ones aside: how much speaks for this preset.
        fits: Whether the bones suffice.
    """

    preset: Preset
    found: Mapping[str, Bone]
    missing: tuple[str, ...]
    score: float
    fits: bool

    def __bool__(self) -> bool:
        return self.fits

    def mapping(self, bones: Sequence[Bone], only: Iterable[str] | None = None) -> RigMapping:
        """How the bones answer.

        Args:
            bones: All bones of the armature: the face is measured by them.
            only: Bones of the preset to move; default all that were found.
        """
        face = measured(bones, self.found)
        kept = self.found.keys() if only is None else set(only)
        answers = [
            response
            for name, bone in self.found.items()
            if name in kept
            for response in _responses(bone, face, self.preset.bones[name].motions)
        ]
        return RigMapping(self.preset.id, {control_id(answer.control): answer for answer in answers})


def fit_bones(preset: Preset, bones: Sequence[Bone]) -> BoneFit:
    """Finds a preset's bones in an armature."""
    found: dict[str, Bone] = {}
    used: set[str] = set()
    for name, shape in preset.bones.items():
        if any(other in found for other in shape.without):
            continue
        ranks = {
            bone.name: rank for bone in bones if (rank := _rank(shape, bone.name)) and bone.name not in used
        }
        best = min(
            (bone for bone in bones if bone.name in ranks), key=lambda bone: ranks[bone.name], default=None
        )
        if best:
            found[name] = best
            used.add(best.name)
    wanted = [shape for shape in preset.bones.values() if not shape.optional]
    score = sum(shape.weight for shape in wanted if shape.name in found)
    lacking = [group for group in preset.required if not any(name in found for name in group)]
    missing = tuple(shape.name for shape in wanted if shape.name not in found)
    fits = bool(preset.bones) and not lacking and len(found) >= min(preset.least, len(preset.bones))
    return BoneFit(preset, found, missing, score, fits)


def _rank(shape: BoneShape, name: str) -> tuple[int, int, int] | None:
    """How well a bone's name fits, lower is better; None if it does not."""
    endings = _endings(name)
    for place, alias in enumerate(shape.aliases):
        wanted = bone_words(alias)
        first = endings.get("".join(wanted))
        if first is not None:
            spelled = set(bone_words(name))
            helper = _MECHANISM & spelled - set(wanted)
            if helper or side_of(name) != shape.side or spelled & set(shape.avoid):
                return None
            return (place, int(_DEFORMING in spelled), first)
    return None


@lru_cache(maxsize=8192)
def _endings(name: str) -> Mapping[str, int]:
    """Every ending of a bone's name that begins at a word, joined, with how many words stand before it."""
    spelled = bone_words(name)
    return {"".join(spelled[first:]): first for first in range(len(spelled))}


def _responses(bone: Bone, face: Face, motions: Iterable[Motion]) -> Iterator[Response]:
    """The responses of one bone; motions that share an axis are added up."""
    axes: dict[str, list[tuple[float, Motion]]] = {}
    for motion in motions:
        for transform, amount in _shares(bone, face, motion):
            axes.setdefault(transform, []).append((amount, motion))
    for transform, parts in axes.items():
        yield _added(bone, transform, parts)


def _shares(bone: Bone, face: Face, motion: Motion) -> list[tuple[str, float]]:
    if motion.kind == "hinge":
        return turned(bone, face, motion.amount if motion.towards == "open" else -motion.amount)
    if motion.kind == "move":
        return moved(bone, face, motion.towards, motion.amount)
    if motion.kind == "scale":
        return scaled(bone, face, motion.towards, motion.amount)
    return [(motion.towards, motion.amount)]


def _added(bone: Bone, transform: str, parts: Sequence[tuple[float, Motion]]) -> Response:
    """One control for all motions along an axis: its unit is that of the largest."""
    scale = max((amount for amount, _ in parts), key=abs)
    offset = max((motion.offset for _, motion in parts), key=abs)
    control = Control(Kind.BONE, bone.name, transform, scale, offset)
    if len(parts) == 1:
        motion = parts[0][1]
        return Response(control, motion.terms, motion.gain, motion.low, motion.high)
    low = high = 0.0
    terms = []
    for amount, motion in parts:
        share = amount / scale
        ends = sorted((share * motion.low, share * motion.high))
        low, high = low + ends[0], high + ends[1]
        terms += [term.times(share * motion.gain) for term in motion.terms]
    return Response(control, tuple(terms), 1.0, max(low, -HIGHEST), min(high, HIGHEST))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Which kind of rig a set of shape key names belongs to, and what it can and cannot do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..locale import together, translated
from .controls import Control, Kind
from .mapping import Response, RigMapping, Term
from .names import matches
from .presets import Preset, Shape, load_presets

_RICHER: Final = 0.02  # per shape: of two rigs on one mesh, the one that can show more wins


@dataclass(frozen=True, slots=True)
class Detection:
    """The outcome; true when a preset was recognised.

    Attributes:
        preset: The preset that fits best, None if none fits.
        score: Weighted share of the preset's shapes that were found, 0 to 1.
        found: Name of the actual shape key per shape of the preset.
        missing: Shapes of the preset that were not found.
        reason: In words: what was recognised and what is missing, or why nothing was.
        leader: Id of the mesh that this one follows, empty if it speaks by itself.
        given: The mapping where it is not the preset's plain one: of a mesh that follows, of a VRM's
            expressions.
    """

    preset: Preset | None
    score: float
    found: Mapping[str, str]
    missing: tuple[str, ...]
    reason: str
    leader: str = ""
    given: RigMapping | None = None

    def __bool__(self) -> bool:
        return self.preset is not None

    @property
    def rank(self) -> float:
        """By what the better of two is chosen: an animator's own, then the more complete, then the richer."""
        rank = self.score + _RICHER * len(self.found)
        return rank + float(self.preset.personal) - self.preset.handicap if self.preset else rank

    def mapping(self) -> RigMapping:
        """The mapping for the shape keys that were found, fallbacks for the missing ones applied.

        Raises:
            ValueError: If no preset was recognised; the message is the reason.
        """
        if self.preset is None:
            raise ValueError(self.reason)
        return self.given or mapping_for(self.preset, self.found)


def detect(names: Iterable[str], presets: Sequence[Preset] | None = None) -> Detection:
    """Recognise a rig by the names of one mesh's shape keys.

    Args:
        names: Shape key names of a mesh, the basis may be among them.
        presets: Presets to try; default all that come with the add-on.

    Returns:
        The best detection; one without a preset, and false, if none fits.
    """
    available = list(dict.fromkeys(names))
    known = load_presets() if presets is None else presets
    candidates = [_fit(preset, available) for preset in known if preset.shapes]
    fitting = [candidate for candidate in candidates if candidate]
    if fitting:
        return max(fitting, key=lambda candidate: candidate.rank)
    if not available:
        return Detection(None, 0.0, {}, (), translated("There are no shape keys."))
    nearest = max(candidates, key=lambda candidate: candidate.score, default=None)
    if nearest is None or not nearest.found:
        words = translated("None of the {count} shape keys has a known mouth shape's name.")
        return Detection(None, 0.0, {}, (), words.format(count=len(available)))
    return nearest


def _fit(preset: Preset, available: Sequence[str]) -> Detection:
    found = assign(preset, available)
    missing = lacking(preset, found)
    score = score_of(preset, found)
    groups = [group for group in preset.required if not any(name in found for name in group)]
    numbers = {"count": len(found), "total": len(preset.shapes), "preset": preset.title}
    if groups:
        needs = together((together(group, "{first} or {then}") for group in groups), "{first}; {then}")
        words = translated(
            "Only {count} of {total} shapes of {preset} were found; it cannot speak without {names}."
        )
        return Detection(None, score, found, missing, words.format(**numbers, names=needs))
    if len(found) < preset.least:
        words = translated(
            "Only {count} of {total} shapes of {preset} were found; at least {least} are needed."
        )
        return Detection(None, score, found, missing, words.format(**numbers, least=preset.least))
    return Detection(preset, score, found, missing, reason(preset, found))


def assign(preset: Preset, available: Sequence[str]) -> dict[str, str]:
    """The closest name for each shape of a preset; a key serves one shape only."""
    pairs: list[tuple[int, int, int, str, str]] = []
    for order, (name, shape) in enumerate(preset.shapes.items()):
        for place, key in enumerate(available):
            extra = matches(key, (name, *shape.aliases))
            if extra is not None:
                pairs.append((extra, order, place, name, key))
    found: dict[str, str] = {}
    used: set[str] = set()
    for _, _, _, name, key in sorted(pairs):
        if name not in found and key not in used:
            found[name] = key
            used.add(key)
    return {name: found[name] for name in preset.shapes if name in found}


def score_of(preset: Preset, found: Mapping[str, object]) -> float:
    """Weighted share of a preset's shapes that were found, optional ones beside."""
    wanted = [shape for shape in preset.shapes.values() if not shape.optional]
    total = sum(shape.weight for shape in wanted)
    return sum(shape.weight for shape in wanted if shape.name in found) / total if total else 0.0


def lacking(preset: Preset, found: Mapping[str, object]) -> tuple[str, ...]:
    """Shapes of a preset that a complete rig would have and that were not found."""
    return tuple(name for name, shape in preset.shapes.items() if name not in found and not shape.optional)


def reason(preset: Preset, found: Mapping[str, object]) -> str:
    """What was recognised, what is missing and what that means, in words."""
    missing = lacking(preset, found)
    notes = [
        translated(fallback.says)
        for fallback in preset.fallbacks
        if fallback.says and fallback.applies(found)
    ]
    if missing:
        words = translated("{preset}: {count} of {total} mouth shapes found; missing {names}.")
    else:
        words = translated("{preset}: all {count} mouth shapes found.")
    words = words.format(
        preset=preset.title, count=len(found), total=len(found) + len(missing), names=", ".join(missing)
    )
    return " ".join([words, *notes])


def mapping_for(preset: Preset, found: Mapping[str, str]) -> RigMapping:
    """A mapping for the shapes in `found` (preset shape -> shape key name), with the preset's fallbacks."""
    terms = terms_for(preset, found)
    return RigMapping(
        preset.id, {key: response_of(preset.shapes[name], key, terms[name]) for name, key in found.items()}
    )


def terms_for(preset: Preset, found: Mapping[str, object]) -> dict[str, tuple[Term, ...]]:
    """What moves each of the shapes that were found, fallbacks for the others applied."""
    terms: dict[str, tuple[Term, ...]] = {name: preset.shapes[name].terms for name in found}
    for fallback in preset.fallbacks:
        if not fallback.applies(found):
            continue
        terms.update({name: instead for name, instead in fallback.replace.items() if name in found})
        for name, extra in fallback.add.items():
            if name in found:
                terms[name] = (*terms[name], *extra)
    return terms


def response_of(shape: Shape, key: str, terms: tuple[Term, ...]) -> Response:
    """How a shape key answers as a shape of a preset."""
    control = Control(Kind.SHAPE, key, "", shape.scale, shape.offset)
    return Response(control, terms, shape.gain, shape.low, shape.limit)

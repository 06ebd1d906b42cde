# SPDX-License-Identifier: GPL-3.0-or-later
"""Which kind of rig a set of shape key names belongs to, and what it can and cannot do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .mapping import RigMapping, Term
from .names import matches
from .presets import Preset, load_presets

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
    """

    preset: Preset | None
    score: float
    found: Mapping[str, str]
    missing: tuple[str, ...]
    reason: str

    def __bool__(self) -> bool:
        return self.preset is not None

    def mapping(self) -> RigMapping:
        """The mapping for the shape keys that were found, fallbacks for the missing ones applied.

        Raises:
            ValueError: If no preset was recognised; the message is the reason.
        """
        if self.preset is None:
            raise ValueError(self.reason)
        return mapping_for(self.preset, self.found)


def detect(names: Iterable[str], presets: Sequence[Preset] | None = None) -> Detection:
    """Recognise a rig by its shape key names.

    Args:
        names: Shape key names of a mesh, the basis may be among them.
        presets: Presets to try; default all that come with the add-on.

    Returns:
        The best detection; one without a preset, and false, if none fits.
    """
    available = list(dict.fromkeys(names))
    candidates = [_fit(preset, available) for preset in (load_presets() if presets is None else presets)]
    fitting = [candidate for candidate in candidates if candidate]
    if fitting:
        return max(fitting, key=lambda candidate: candidate.score + _RICHER * len(candidate.found))
    if not available:
        return Detection(None, 0.0, {}, (), "There are no shape keys.")
    nearest = max(candidates, key=lambda candidate: candidate.score, default=None)
    if nearest is None or not nearest.found:
        return Detection(
            None, 0.0, {}, (), f"None of the {len(available)} shape keys has a known mouth shape's name."
        )
    return nearest


def _fit(preset: Preset, available: Sequence[str]) -> Detection:
    found = _assign(preset, available)
    missing = tuple(name for name in preset.shapes if name not in found)
    total = sum(shape.weight for shape in preset.shapes.values())
    score = sum(preset.shapes[name].weight for name in found) / total
    lacking = [group for group in preset.required if not any(name in found for name in group)]
    count = f"{len(found)} of {len(preset.shapes)} shapes of {preset.title}"
    if lacking:
        needs = "; ".join(" or ".join(group) for group in lacking)
        return Detection(
            None, score, found, missing, f"Only {count} were found; it cannot speak without {needs}."
        )
    if len(found) < preset.least:
        return Detection(
            None, score, found, missing, f"Only {count} were found; at least {preset.least} are needed."
        )
    notes = [fallback.says for fallback in preset.fallbacks if fallback.missing in missing]
    words = f"{preset.title}: all {len(found)} mouth shapes found."
    if missing:
        words = " ".join([f"{preset.title}: {count} found; missing {', '.join(missing)}.", *notes])
    return Detection(preset, score, found, missing, words)


def _assign(preset: Preset, available: Sequence[str]) -> dict[str, str]:
    """The closest name for each shape; a key serves one shape only."""
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


def mapping_for(preset: Preset, found: Mapping[str, str]) -> RigMapping:
    """A mapping for the shapes in `found` (preset shape -> shape key name), with the preset's fallbacks."""
    terms: dict[str, tuple[Term, ...]] = {name: preset.shapes[name].terms for name in found}
    for fallback in preset.fallbacks:
        if fallback.missing in found:
            continue
        terms.update({name: instead for name, instead in fallback.replace.items() if name in found})
        for name, extra in fallback.add.items():
            if name in found:
                terms[name] = (*terms[name], *extra)
    limits = {found[name]: preset.shapes[name].limit for name in found if preset.shapes[name].limit != 1.0}
    return RigMapping(preset.id, {found[name]: terms[name] for name in found}, limits)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Blends: voices mixed by weight."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from sidecar.engines.base import STOCK_ENGINE, VoiceMix
from sidecar.errors import PreconditionError, Violation
from sidecar.voices.voice import Voice

MAX_COMPONENTS = 16
MAX_WEIGHT = 1e30  # so that sums stay finite


class VoiceIncompleteError(PreconditionError):
    """A blend of voices that are gone."""

    def __init__(self, voice_id: str, missing: Sequence[str]) -> None:
        super().__init__(
            "VOICE_INCOMPLETE",
            f"the blend {voice_id} is made of voices that are gone: {', '.join(missing)}; mix it anew",
        )


def component_violations(
    components: Sequence[tuple[str, float]], find: Callable[[str], Voice | None]
) -> list[Violation]:
    """What is wrong with the voices and weights of a new blend."""
    if not 1 <= len(components) <= MAX_COMPONENTS:
        return [Violation("components", f"has {len(components)} voices; 1 to {MAX_COMPONENTS} can be mixed")]
    violations = []
    for i, (name, weight) in enumerate(components):
        try:
            problem = _problem(name, find(name))
        except VoiceIncompleteError as error:
            problem = error.message
        if problem:
            violations.append(Violation(f"components[{i}].voice", problem))
        if not 0 < weight <= MAX_WEIGHT:
            violations.append(
                Violation(f"components[{i}].weight", f"{weight:g} is not above 0 and at most {MAX_WEIGHT:g}")
            )
    return violations


def _problem(name: str, voice: Voice | None) -> str | None:
    if voice is None:
        return f"there is no voice {name!r}"
    if voice.engine != STOCK_ENGINE:
        return f"{name} is a voice of {voice.engine}; only voices of {STOCK_ENGINE} can be mixed"
    return None


def flattened(
    components: Sequence[tuple[str, float]], get: Callable[[str], Voice]
) -> tuple[tuple[str, float], ...]:
    """The same blend with the blends in it replaced by what they are made of; weights sum to 1."""
    total = math.fsum(weight for _, weight in components)
    shares: dict[str, float] = {}
    for name, weight in components:
        for part, share in get(name).components or ((name, 1.0),):
            shares[part] = shares.get(part, 0.0) + share * weight / total
    return tuple((part, share) for part, share in shares.items() if share > 0)


def mixed(components: Sequence[tuple[str, float]], voices: Mapping[str, Voice]) -> VoiceMix:
    """What the engine must mix for a blend of these voices."""
    shares: dict[str, float] = {}
    for name, weight in components:
        for part, share in voices[name].mix:
            shares[part] = shares.get(part, 0.0) + share * weight
    total = math.fsum(shares.values())
    return tuple((part, share / total) for part, share in shares.items())

# SPDX-License-Identifier: GPL-3.0-or-later
"""Which voices there are, and what the engine must mix for each."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sidecar.engines.base import Gender, VoiceInfo, VoiceMix
from sidecar.errors import InvalidRequestError, NotFoundError, PreconditionError, Violation
from sidecar.voices.blends import Blend, BlendStore, Component

_log = logging.getLogger(__name__)

MAX_COMPONENTS = 16
_VOICE_ID = re.compile(r"[a-z][a-z0-9_-]{0,62}")


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that a character can have.

    Attributes:
        id: Such as "af_heart".
        display_name: Such as "Heart".
        kind: Whether it came with the engine or was mixed.
        language: BCP-47 tag of the language it was made in; of a blend, its heaviest component's.
        gender: How it is heard; None if mixed.
        mix: The stock voices in it; weights sum to 1.
    """

    id: str
    display_name: str
    kind: Literal["stock", "blend"]
    language: str
    gender: Gender | None
    mix: VoiceMix


class VoiceRegistry:
    """Stock voices and blends behind one door."""

    def __init__(self, stock: Sequence[VoiceInfo], blends: BlendStore) -> None:
        """Takes the engine's voices and the user's."""
        self._stock: Mapping[str, Voice] = {
            info.id: Voice(info.id, info.display_name, "stock", info.language, info.gender, ((info.id, 1.0),))
            for info in sorted(stock, key=lambda info: info.id)
        }
        self._blends = blends

    def voices(self, language: str = "") -> list[Voice]:
        """Stock voices, then blends, each by id; of one language ("en-US", or "en" for all English)."""
        everyone = [*self._stock.values(), *self._usable_blends()]
        wanted = language.lower()
        return [
            voice
            for voice in everyone
            if not wanted
            or voice.language.lower() == wanted
            or voice.language.lower().startswith(wanted + "-")
        ]

    def find(self, voice_id: str) -> Voice | None:
        """A voice, or None if there is none of this id.

        Raises:
            PreconditionError: It is a blend whose file is damaged.
        """
        if voice_id in self._stock:
            return self._stock[voice_id]
        if not _VOICE_ID.fullmatch(voice_id):
            return None  # and never a path
        blend = self._blends.get(voice_id)
        return self._of_blend(blend) if blend else None

    def get(self, voice_id: str) -> Voice:
        """A voice.

        Raises:
            NotFoundError: There is none of this id.
        """
        voice = self.find(voice_id)
        if voice is None:
            raise unknown_voice(voice_id)
        return voice

    def create_blend(
        self, voice_id: str, components: Sequence[tuple[str, float]], display_name: str = ""
    ) -> Voice:
        """Mixes voices, keeps the blend, and gives it back. Blends in it are resolved to stock voices.

        Args:
            voice_id: Of the new voice.
            components: (voice id, weight) pairs; weights are positive and are divided by their sum.
            display_name: Empty for the id.

        Raises:
            InvalidRequestError: Names every wrong field of CreateBlendRequest.
            AlreadyExistsError: There is a voice of this id.
        """
        violations = self._blend_violations(voice_id, components, display_name)
        if violations:
            raise InvalidRequestError(violations)
        blend = Blend(
            id=voice_id,
            display_name=display_name.strip() or voice_id,
            components=tuple(
                Component(voice=name, weight=weight) for name, weight in self._flattened(components).items()
            ),
        )
        self._blends.add(blend)
        return self._of_blend(blend)

    def delete(self, voice_id: str) -> None:
        """Removes a blend.

        Raises:
            NotFoundError: There is no such voice.
            PreconditionError: It is a stock voice.
        """
        if voice_id in self._stock:
            raise PreconditionError("VOICE_IS_STOCK", f"{voice_id} is a stock voice and cannot be deleted")
        if not (_VOICE_ID.fullmatch(voice_id) and self._blends.remove(voice_id)):
            raise unknown_voice(voice_id)

    def _usable_blends(self) -> Iterator[Voice]:
        for blend in self._blends.all():
            try:
                yield self._of_blend(blend)
            except PreconditionError as error:
                _log.warning("%s", error)

    def _blend_violations(
        self, voice_id: str, components: Sequence[tuple[str, float]], display_name: str
    ) -> list[Violation]:
        violations = []
        if not _VOICE_ID.fullmatch(voice_id):
            violations.append(
                Violation("voice_id", 'needs 1 to 63 of a-z, 0-9, "_" and "-", starting with a letter')
            )
        elif voice_id in self._stock:
            violations.append(Violation("voice_id", f"{voice_id} is a stock voice; choose another id"))
        if len(display_name) > 100 or not display_name.isprintable():
            violations.append(Violation("display_name", "needs at most 100 printable characters"))
        if not 1 <= len(components) <= MAX_COMPONENTS:
            violations.append(
                Violation("components", f"has {len(components)} voices; 1 to {MAX_COMPONENTS} can be mixed")
            )
        for i, (name, weight) in enumerate(components[:MAX_COMPONENTS]):
            if self.find(name) is None:
                violations.append(Violation(f"components[{i}].voice", f"there is no voice {name!r}"))
            if not (math.isfinite(weight) and weight > 0):
                violations.append(Violation(f"components[{i}].weight", f"{weight:g} is not above 0"))
        return violations

    def _flattened(self, components: Sequence[tuple[str, float]]) -> dict[str, float]:
        total = math.fsum(weight for _, weight in components)
        shares: dict[str, float] = {}
        for name, weight in components:
            for stock, share in self.get(name).mix:
                shares[stock] = shares.get(stock, 0.0) + share * weight / total
        return {stock: share for stock, share in shares.items() if share > 0}

    def _of_blend(self, blend: Blend) -> Voice:
        parts = [self._stock.get(part.voice) for part in blend.components]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            missing = [part.voice for part in blend.components if part.voice not in self._stock]
            raise PreconditionError(
                "VOICE_INCOMPLETE", f"the blend {blend.id} is made of unknown voices: {', '.join(missing)}"
            )
        total = math.fsum(part.weight for part in blend.components)
        mix = tuple((part.voice, part.weight / total) for part in blend.components)
        heaviest = max(mix, key=lambda part: part[1])[0]
        alike = all(part.gender == known[0].gender for part in known)
        gender = known[0].gender if alike else None
        return Voice(blend.id, blend.display_name, "blend", self._stock[heaviest].language, gender, mix)


def unknown_voice(voice_id: str) -> NotFoundError:
    """What is said of a voice that does not exist."""
    return NotFoundError("VOICE_NOT_FOUND", f"there is no voice {voice_id!r}; `voxrig voices` lists them")

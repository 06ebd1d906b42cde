# SPDX-License-Identifier: GPL-3.0-or-later
"""A voice as the registry gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sidecar.engines.base import STOCK_ENGINE, Gender, VoiceMix
from sidecar.voices.attestation import Attestation

Kind = Literal["stock", "blend", "cloned", "trained", "imported"]
NEUTRAL = "neutral"
"""The way of speaking that every voice has."""
LOOSE_BELOW = 0.75
"""A cloned voice less similar than this is only loosely similar, and its maker is told."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like the person a cloned voice is.

    Attributes:
        similarity: Of voice and recording, cosine of speaker embeddings.
        nearest_stock: Id of the stock voice that is most like the recording.
        nearest_stock_similarity: Of that stock voice and the recording.
    """

    similarity: float
    nearest_stock: str
    nearest_stock_similarity: float


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that a character can have.

    Attributes:
        id: Such as "af_heart".
        display_name: Such as "Heart".
        kind: Where it comes from.
        language: BCP-47 tag of the language it was made in; of a blend, its heaviest component's.
        gender: How it is heard; None if mixed or not known.
        mix: What the engine mixes: stock voices' ids and artefacts; weights sum to 1.
        languages: BCP-47 tags of what it speaks.
        engine: Name of the engine that speaks in it.
        model_version: Of an imported voice's own networks, such as "v2Pro".
        owner: Principal's id; None for stock voices.
        revision: From 1.
        license: SPDX identifier of a stock voice's licence.
        components: Of a blend, (voice id, weight) pairs; weights sum to 1.
        attestation: Of a personal voice.
        attested_by: Principal's id.
        likeness: Of a cloned voice.
        other_deliveries: Ways of speaking besides neutral, each with what the engine mixes for it.
        has_preview: Whether a sample is kept.
        created: When this revision was made.
    """

    id: str
    display_name: str
    kind: Kind
    language: str
    gender: Gender | None
    mix: VoiceMix
    languages: tuple[str, ...]
    engine: str = STOCK_ENGINE
    model_version: str = ""
    owner: str | None = None
    revision: int = 1
    license: str = ""
    components: tuple[tuple[str, float], ...] = ()
    attestation: Attestation | None = None
    attested_by: str | None = None
    likeness: Likeness | None = None
    other_deliveries: Mapping[str, VoiceMix] = field(default_factory=dict)
    has_preview: bool = False
    created: datetime | None = None

    @property
    def deliveries(self) -> tuple[str, ...]:
        """Ways of speaking, neutral first."""
        return (NEUTRAL, *sorted(self.other_deliveries))

    def delivery_called(self, text: str) -> str:
        """The delivery that a script's word for how a line is said names; "" if it names none."""
        wanted = text.strip().casefold()
        return next((known for known in self.deliveries if known.casefold() == wanted), "")

    def mix_for(self, delivery: str) -> VoiceMix | None:
        """What the engine mixes for a delivery, "" being neutral; None if the voice has no such delivery."""
        return self.mix if delivery in ("", NEUTRAL) else self.other_deliveries.get(delivery)

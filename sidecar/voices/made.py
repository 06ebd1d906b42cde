# SPDX-License-Identifier: GPL-3.0-or-later
"""A voice that has just been made, ready to be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sidecar.engines.base import Gender
from sidecar.voices.voice import NEUTRAL, Likeness

if TYPE_CHECKING:
    from sidecar.voices.recording import Recording


@dataclass(frozen=True, slots=True, eq=False)
class MadeVoice:
    """A voice and what is known of it.

    Attributes:
        engine: Name of the engine that speaks in it.
        artefacts: What the engine speaks with, by delivery; neutral is always among them.
        preview: Speech with the new voice.
        preview_text: What it says.
        likeness: How like the recording the preview is; None if that was not measured.
        gender: How the voice sounds; None if not known.
        weights: Networks of the voice's own, by what they do, which its artefacts name by their digests.
        model_version: Of these networks.
    """

    engine: str
    artefacts: Mapping[str, bytes]
    preview: Recording
    preview_text: str
    likeness: Likeness | None = None
    gender: Gender | None = None
    weights: Mapping[str, bytes] = field(default_factory=dict)
    model_version: str = ""

    @property
    def neutral(self) -> bytes:
        """The artefact of the neutral delivery."""
        return self.artefacts[NEUTRAL]

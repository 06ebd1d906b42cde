# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of a personal voice before it is made: its name, and on whose word it may be used."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sidecar.errors import Violation

VOICE_ID = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_MAX_NAME, _MAX_SPEAKER, _MAX_DETAILS = 100, 200, 1_000


class Ground(StrEnum):
    """Why a person's voice may be used."""

    SELF = "self"
    CONSENT = "consent"
    LICENCE = "licence"


@dataclass(frozen=True, slots=True)
class Attestation:
    """Somebody's word that a person's voice may be used; who gives it and when is kept with the voice.

    Attributes:
        speaker: Whose voice it is.
        ground: Why it may be used.
        details: Where that can be looked up.
    """

    speaker: str
    ground: Ground | None
    details: str = ""


@dataclass(frozen=True, slots=True)
class PersonalVoiceSpec:
    """A personal voice as it is asked for.

    Attributes:
        voice_id: Of the voice.
        display_name: What a person calls it; empty for the id.
        language: BCP-47 tag of what is spoken in the recording.
        attestation: On whose word it is made.
        replace: Give the caller's own voice of this id a new revision.
    """

    voice_id: str
    display_name: str
    language: str
    attestation: Attestation
    replace: bool = False


def naming_violations(voice_id: str, display_name: str, stock: Collection[str]) -> Iterator[Violation]:
    """What is wrong with a new voice's id and name."""
    if not VOICE_ID.fullmatch(voice_id):
        yield Violation("voice_id", 'needs 1 to 63 of a-z, 0-9, "_" and "-", starting with a letter')
    elif voice_id in stock:
        yield Violation("voice_id", f"{voice_id} is a stock voice; choose another id")
    if not _is_text(display_name, _MAX_NAME):
        yield Violation("display_name", f"needs at most {_MAX_NAME} printable characters")


def attestation_violations(attestation: Attestation) -> Iterator[Violation]:
    """What an attestation lacks."""
    if not (attestation.speaker.strip() and _is_text(attestation.speaker, _MAX_SPEAKER)):
        yield Violation(
            "attestation.speaker", f"say whose voice it is, in 1 to {_MAX_SPEAKER} printable characters"
        )
    if attestation.ground is None:
        yield Violation(
            "attestation.ground",
            "say why the voice may be used: it is your own, the speaker agreed, or a licence allows it",
        )
    if not _is_text(attestation.details.replace("\n", " "), _MAX_DETAILS):
        yield Violation("attestation.details", f"needs at most {_MAX_DETAILS:,} printable characters")
    elif attestation.ground in (Ground.CONSENT, Ground.LICENCE) and not attestation.details.strip():
        yield Violation(
            "attestation.details", "say where the consent or the licence can be looked up, such as its name"
        )


def _is_text(text: str, most: int) -> bool:
    return len(text) <= most and text.isprintable()

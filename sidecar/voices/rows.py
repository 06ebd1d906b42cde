# SPDX-License-Identifier: GPL-3.0-or-later
"""A personal voice's rows -> the voice."""

from __future__ import annotations

from typing import cast

from models.gpt_sovits.version import Version
from sidecar.engines.base import Gender, VoiceMix
from sidecar.storage.tables import RevisionRow, VoiceRow
from sidecar.synthesis.frontend.gpt_sovits import phone_languages
from sidecar.voices.attestation import Attestation, Ground
from sidecar.voices.voice import NEUTRAL, STOCK_ENGINE, Kind, Likeness, Voice


def personal_voice(row: VoiceRow, languages: tuple[str, ...]) -> Voice:
    """The newest revision of a personal voice.

    Args:
        row: With its revisions.
        languages: What stock voices speak.
    """
    revision = row.revisions[-1]
    engine, model_version = revision.artefacts[0].engine, revision.model_version or ""
    mixes: dict[str, VoiceMix] = {known.delivery: ((known.blob, 1.0),) for known in revision.artefacts}
    return Voice(
        row.id,
        row.display_name,
        cast(Kind, row.kind),
        row.language,
        cast("Gender | None", revision.gender),
        mixes.pop(NEUTRAL),
        languages_of(engine, model_version, languages),
        engine=engine,
        model_version=model_version,
        owner=row.owner,
        revision=revision.number,
        attestation=_attestation(revision),
        attested_by=revision.attested_by,
        likeness=_likeness(revision),
        other_deliveries=mixes,
        has_preview=revision.preview_blob is not None,
        created=revision.created,
    )


def languages_of(engine: str, model_version: str, stock: tuple[str, ...]) -> tuple[str, ...]:
    """BCP-47 tags of what a voice speaks.

    Args:
        engine: Of the voice.
        model_version: Of its own networks, if it has any.
        stock: What stock voices speak, and all others of their engine.
    """
    return stock if engine == STOCK_ENGINE else phone_languages(Version(model_version).inventory)


def _attestation(revision: RevisionRow) -> Attestation | None:
    if revision.speaker is None or revision.ground is None:
        return None
    return Attestation(revision.speaker, Ground(revision.ground), revision.ground_details or "")


def _likeness(revision: RevisionRow) -> Likeness | None:
    if revision.similarity is None or revision.nearest_stock is None:
        return None
    return Likeness(revision.similarity, revision.nearest_stock, revision.nearest_stock_similarity or 0.0)

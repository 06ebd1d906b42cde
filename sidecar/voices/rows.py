# SPDX-License-Identifier: GPL-3.0-or-later
"""A personal voice's rows -> the voice, and the other way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from models.gpt_sovits.version import Version
from sidecar.engines.base import STOCK_ENGINE, Gender, VoiceMix
from sidecar.storage.blobs import blob_id
from sidecar.storage.tables import ArtefactRow, RevisionRow, VoiceRow, WeightsRow
from sidecar.synthesis.frontend.gpt_sovits import phone_languages
from sidecar.voices.attestation import Attestation, Ground
from sidecar.voices.voice import NEUTRAL, Kind, Likeness, Voice

if TYPE_CHECKING:
    from sidecar.voices.made import MadeVoice


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


def revision_row(
    number: int, attestation: Attestation, attested_by: str, made: MadeVoice, preview: bytes
) -> RevisionRow:
    """A new revision of a personal voice, with its artefacts and networks.

    Args:
        number: From 1.
        attestation: Checked.
        attested_by: Principal's id.
        made: The voice.
        preview: The sample that is kept.
    """
    likeness = made.likeness
    return RevisionRow(
        number=number,
        created=datetime.now(UTC),
        gender=made.gender,
        speaker=attestation.speaker.strip(),
        ground=attestation.ground,
        ground_details=attestation.details.strip(),
        attested_by=attested_by,
        similarity=likeness.similarity if likeness else None,
        nearest_stock=likeness.nearest_stock if likeness else None,
        nearest_stock_similarity=likeness.nearest_stock_similarity if likeness else None,
        preview_blob=blob_id(preview),
        preview_text=made.preview_text,
        model_version=made.model_version or None,
        artefacts=[
            ArtefactRow(engine=made.engine, delivery=delivery, blob=blob_id(content))
            for delivery, content in made.artefacts.items()
        ],
        weights=[WeightsRow(kind=kind, blob=blob_id(content)) for kind, content in made.weights.items()],
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

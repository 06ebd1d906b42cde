# SPDX-License-Identifier: GPL-3.0-or-later
"""A personal voice's rows -> the voice."""

from __future__ import annotations

from typing import cast

from sidecar.engines.base import Gender
from sidecar.storage.tables import RevisionRow, VoiceRow
from sidecar.voices.attestation import Attestation, Ground
from sidecar.voices.voice import NEUTRAL, Kind, Likeness, Voice


def personal_voice(row: VoiceRow, languages: tuple[str, ...]) -> Voice:
    """The newest revision of a personal voice.

    Args:
        row: With its revisions.
        languages: What voices of its engine speak.
    """
    revision = row.revisions[-1]
    (artefact,) = (known.blob for known in revision.artefacts if known.delivery == NEUTRAL)
    return Voice(
        row.id,
        row.display_name,
        cast(Kind, row.kind),
        row.language,
        cast("Gender | None", revision.gender),
        ((artefact, 1.0),),
        languages,
        owner=row.owner,
        revision=revision.number,
        attestation=_attestation(revision),
        attested_by=revision.attested_by,
        likeness=_likeness(revision),
        deliveries=tuple(sorted({known.delivery for known in revision.artefacts})),
        has_preview=revision.preview_blob is not None,
        created=revision.created,
    )


def _attestation(revision: RevisionRow) -> Attestation | None:
    if revision.speaker is None or revision.ground is None:
        return None
    return Attestation(revision.speaker, Ground(revision.ground), revision.ground_details or "")


def _likeness(revision: RevisionRow) -> Likeness | None:
    if revision.similarity is None or revision.nearest_stock is None:
        return None
    return Likeness(revision.similarity, revision.nearest_stock, revision.nearest_stock_similarity or 0.0)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Loose blobs: those that perhaps no voice needs. They are noted in the database, so that none is ever lost.

A file system takes no part in the database's transactions. So a blob is noted as loose before the transaction
in which it is written and a voice begins to need it, and struck out in that; after a crash the note is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sidecar.storage.blobs import BlobStore
from sidecar.storage.tables import ArtefactRow, LooseBlobRow, RevisionRow, WeightsRow

_WRITING = timedelta(hours=1)
"""How long somebody may take between noting a blob and needing it."""


def note_before_writing(session: Session, blobs: Iterable[str]) -> None:
    """Notes blobs that are about to be written."""
    _note(session, blobs, datetime.now(UTC) + _WRITING)


def note_unneeded(session: Session, blobs: Iterable[str]) -> None:
    """Notes blobs whose voice is being deleted."""
    _note(session, blobs, datetime.now(UTC))


def needed(session: Session, blobs: Iterable[str]) -> None:
    """Strikes out blobs that a voice needs from now on."""
    session.execute(delete(LooseBlobRow).where(LooseBlobRow.blob.in_(list(blobs))))


def sweep(session: Session, store: BlobStore) -> int:
    """Removes the loose blobs that no voice needs; gives their number.

    A blob is written in the transaction that begins to need it, and one writes at a time: whatever is loose
    now is left over. The note of a blob that is still to come stays, for that writer too may crash.

    Args:
        session: One that writes: nobody may begin to need a blob meanwhile.
        store: Where the blobs are.

    Raises:
        UnavailableError: A blob cannot be removed.
    """
    noted = list(session.scalars(select(LooseBlobRow)))
    blobs = [row.blob for row in noted]
    in_use = {
        *session.scalars(select(ArtefactRow.blob).where(ArtefactRow.blob.in_(blobs))),
        *session.scalars(select(WeightsRow.blob).where(WeightsRow.blob.in_(blobs))),
        *session.scalars(select(RevisionRow.preview_blob).where(RevisionRow.preview_blob.in_(blobs))),
    }
    removed = sum(store.remove(blob) for blob in blobs if blob not in in_use)
    now = datetime.now(UTC)
    for row in noted:
        if row.removable <= now:
            session.delete(row)
    return removed


def _note(session: Session, blobs: Iterable[str], removable: datetime) -> None:
    for blob in blobs:
        known = session.get(LooseBlobRow, blob)
        if known is None:
            session.add(LooseBlobRow(blob=blob, removable=removable))
        else:
            known.removable = max(known.removable, removable)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches in the database of a data folder. Each is held by one sidecar of the folder, until that is gone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from sidecar.errors import UnavailableError
from sidecar.storage.database import Database
from sidecar.storage.presence import Presence
from sidecar.storage.tables import BatchLineRow, BatchRow

_RETRY_SECONDS = 2.0
_LINE_BYTES = 500
"""What a row takes besides the request in it, roughly."""


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A line as it is stored; see `BatchLineRow`."""

    position: int
    line_id: str
    spec: bytes
    state: str
    revision: int
    sound_key: str = ""
    from_cache: bool = False
    error_code: int = 0
    error_reason: str = ""
    error_field: str = ""
    error_message: str = ""


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """A batch as it is stored; see `BatchRow`. `ended` is None while a line is open."""

    id: str
    owner: str
    request_id: str
    fingerprint: str
    encoding: int
    revision: int
    ended: datetime | None
    lines: tuple[StoredLine, ...] = ()


class BatchStore:
    """The batches of a data folder, as one of its sidecars sees them. Calls block; any thread may call.

    Every method raises UnavailableError or PreconditionError if the database or the folder cannot be used.
    """

    def __init__(self, database: Database, presence: Presence, byte_limit: int) -> None:
        """Takes the folder's database, this sidecar, and the bytes of requests that are kept."""
        self._database = database
        self._presence = presence
        self._byte_limit = byte_limit

    def add(self, batch: StoredBatch) -> StoredBatch:
        """Stores a new batch, held by this sidecar, and drops the oldest that ended if all take too much.

        Returns:
            The batch; or the one that its owner made of this request id before, without its lines.
        """
        self._presence.show()
        with self._database.write() as session:
            known = session.scalar(
                select(BatchRow).where(BatchRow.owner == batch.owner, BatchRow.request_id == batch.request_id)
            )
            if known is not None:
                return _stored(known, ())
            byte_count = sum(len(line.spec) + _LINE_BYTES for line in batch.lines)
            session.execute(
                insert(BatchRow).values(
                    id=batch.id,
                    owner=batch.owner,
                    request_id=batch.request_id,
                    fingerprint=batch.fingerprint,
                    encoding=batch.encoding,
                    holder=self._presence.id,
                    revision=batch.revision,
                    byte_count=byte_count,
                    ended=batch.ended,
                )
            )
            session.execute(insert(BatchLineRow), [_columns(batch.id, line) for line in batch.lines])
            self._make_room(session)
        return batch

    def take(self, batch_id: str, owner: str) -> StoredBatch | None:
        """A batch of somebody's, held by this sidecar from now on; None if there is none.

        Raises:
            UnavailableError: Another sidecar that is alive speaks it.
        """
        with self._database.read() as session:
            row = session.get(BatchRow, batch_id)
            if row is None or row.owner != owner:
                return None
            holder, ended = row.holder, row.ended is not None
        if holder != self._presence.id and not ended and self._presence.lives(holder):
            raise UnavailableError(
                "BATCH_ELSEWHERE",
                "another sidecar on this machine speaks these lines; ask that one, or try again when it ends",
                retry_seconds=_RETRY_SECONDS,
            )
        return self._take(batch_id, holder)

    def take_left(self, known: Collection[str]) -> list[StoredBatch]:
        """Batches that are not done and that nobody speaks, held by this sidecar from now on.

        Args:
            known: Ids of those that this sidecar speaks already.
        """
        with self._database.read() as session:
            open_ones = select(BatchRow.id, BatchRow.holder).where(BatchRow.ended.is_(None))
            found = [(row.id, row.holder) for row in session.execute(open_ones) if row.id not in known]
        others = {holder for _, holder in found} - {self._presence.id}
        alive = {holder for holder in others if self._presence.lives(holder)}
        taken = (self._take(batch_id, holder) for batch_id, holder in found if holder not in alive)
        return [batch for batch in taken if batch is not None]

    def save(self, batch: StoredBatch) -> None:
        """Stores how far a batch is, and those of its lines that are given."""
        with self._database.write() as session:
            session.execute(
                update(BatchRow)
                .where(BatchRow.id == batch.id)
                .values(revision=batch.revision, ended=batch.ended)
            )
            for line in batch.lines:
                columns = _columns(batch.id, line)
                for fixed in ("batch_id", "position", "line_id", "spec"):
                    del columns[fixed]
                session.execute(
                    update(BatchLineRow)
                    .where(BatchLineRow.batch_id == batch.id, BatchLineRow.position == line.position)
                    .values(**columns)
                )

    def drop_old(self, keep: timedelta) -> list[str]:
        """Drops the batches that ended longer ago than this; gives their ids."""
        with self._database.read() as session:
            old = list(session.scalars(select(BatchRow.id).where(BatchRow.ended < datetime.now(UTC) - keep)))
        if old:
            with self._database.write() as session:
                _drop(session, old)
        return old

    def close(self) -> None:
        """Lets other sidecars have what this one holds."""
        self._presence.close()

    def _take(self, batch_id: str, holder: str) -> StoredBatch | None:
        """The batch, unless yet another sidecar has taken it in the meantime."""
        self._presence.show()
        with self._database.write() as session:
            row = session.get(BatchRow, batch_id)
            if row is None or row.holder != holder:
                return None
            row.holder = self._presence.id
            lines = session.scalars(
                select(BatchLineRow).where(BatchLineRow.batch_id == batch_id).order_by(BatchLineRow.position)
            )
            return _stored(row, tuple(_stored_line(line) for line in lines))

    def _make_room(self, session: Session) -> None:
        held = session.scalar(select(func.sum(BatchRow.byte_count))) or 0
        ended = select(BatchRow.id, BatchRow.byte_count).where(BatchRow.ended.is_not(None))
        for batch_id, byte_count in session.execute(ended.order_by(BatchRow.ended)).all():
            if held <= self._byte_limit:
                break
            _drop(session, [batch_id])
            held -= byte_count


def _drop(session: Session, batch_ids: Sequence[str]) -> None:
    session.execute(delete(BatchLineRow).where(BatchLineRow.batch_id.in_(batch_ids)))
    session.execute(delete(BatchRow).where(BatchRow.id.in_(batch_ids)))


def _columns(batch_id: str, line: StoredLine) -> dict[str, object]:
    names = StoredLine.__slots__
    return {"batch_id": batch_id, **{name: getattr(line, name) for name in names}}


def _stored_line(row: BatchLineRow) -> StoredLine:
    return StoredLine(**{name: getattr(row, name) for name in StoredLine.__slots__})


def _stored(row: BatchRow, lines: tuple[StoredLine, ...]) -> StoredBatch:
    return StoredBatch(
        row.id, row.owner, row.request_id, row.fingerprint, row.encoding, row.revision, row.ended, lines
    )

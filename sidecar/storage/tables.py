# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables. A change here needs a migration in `migrations/versions`; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcTime(TypeDecorator[datetime]):
    """A moment. SQLite forgets time zones, so all moments are kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Into the database."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Out of the database."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Constraints have names, so that migrations can change them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class PrincipalRow(Base):
    """Somebody who owns voices."""

    __tablename__ = "principals"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    created: Mapped[datetime] = mapped_column(UtcTime)


class TokenRow(Base):
    """A way for a principal to show who they are; the token itself is not kept."""

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    principal_id: Mapped[str] = mapped_column(ForeignKey("principals.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created: Mapped[datetime] = mapped_column(UtcTime)
    expires: Mapped[datetime | None] = mapped_column(UtcTime)
    last_used: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked: Mapped[datetime | None] = mapped_column(UtcTime)
    principal: Mapped[PrincipalRow] = relationship(lazy="joined")


class VoiceRow(Base):
    """A voice that somebody made; stock voices are the engine's and have no row."""

    __tablename__ = "voices"

    id: Mapped[str] = mapped_column(String(63), primary_key=True)
    owner: Mapped[str] = mapped_column(ForeignKey("principals.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    display_name: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(35))
    revisions: Mapped[list[RevisionRow]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="RevisionRow.number"
    )
    components: Mapped[list[ComponentRow]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ComponentRow.position"
    )


class RevisionRow(Base):
    """What a voice was made of at one time. Blends have one, without recording or preview."""

    __tablename__ = "revisions"

    voice_id: Mapped[str] = mapped_column(ForeignKey("voices.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[datetime] = mapped_column(UtcTime)
    gender: Mapped[str | None] = mapped_column(String(16))
    speaker: Mapped[str | None] = mapped_column(String(200))
    ground: Mapped[str | None] = mapped_column(String(16))
    ground_details: Mapped[str | None] = mapped_column(String(1_000))
    attested_by: Mapped[str | None] = mapped_column(ForeignKey("principals.id"))
    similarity: Mapped[float | None] = mapped_column(Double)
    nearest_stock: Mapped[str | None] = mapped_column(String(63))
    nearest_stock_similarity: Mapped[float | None] = mapped_column(Double)
    preview_blob: Mapped[str | None] = mapped_column(String(71), index=True)
    preview_text: Mapped[str | None] = mapped_column(Text)
    model_version: Mapped[str | None] = mapped_column(String(16))
    artefacts: Mapped[list[ArtefactRow]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    weights: Mapped[list[WeightsRow]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class ArtefactRow(Base):
    """What an engine needs to speak in a voice, for one way of speaking."""

    __tablename__ = "artefacts"
    __table_args__ = (
        ForeignKeyConstraint(["voice_id", "number"], ["revisions.voice_id", "revisions.number"]),
    )

    voice_id: Mapped[str] = mapped_column(String(63), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    engine: Mapped[str] = mapped_column(String(32), primary_key=True)
    delivery: Mapped[str] = mapped_column(String(64), primary_key=True)
    blob: Mapped[str] = mapped_column(String(71), index=True)


class WeightsRow(Base):
    """A network that a voice came with; its artefacts name it. Several voices may share one."""

    __tablename__ = "weights"
    __table_args__ = (
        ForeignKeyConstraint(["voice_id", "number"], ["revisions.voice_id", "revisions.number"]),
    )

    voice_id: Mapped[str] = mapped_column(String(63), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    blob: Mapped[str] = mapped_column(String(71), index=True)


class ComponentRow(Base):
    """A voice in a blend, by its id: it may be a stock voice, or be gone."""

    __tablename__ = "components"

    voice_id: Mapped[str] = mapped_column(ForeignKey("voices.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    component: Mapped[str] = mapped_column(String(63))
    weight: Mapped[float] = mapped_column(Double)


class LooseBlobRow(Base):
    """A blob that perhaps no voice needs: noted before it is written, and when its voice is deleted.

    What is not noted is never removed, so that two databases may share a file system.
    """

    __tablename__ = "loose_blobs"

    blob: Mapped[str] = mapped_column(String(71), primary_key=True)
    removable: Mapped[datetime] = mapped_column(UtcTime)


class BatchRow(Base):
    """The lines of a scene that somebody wants spoken. Its owner may be known to another database."""

    __tablename__ = "batches"
    __table_args__ = (UniqueConstraint("owner", "request_id", name="uq_batches_owner_request_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    request_id: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    encoding: Mapped[int]
    holder: Mapped[str] = mapped_column(String(32), index=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    byte_count: Mapped[int] = mapped_column(BigInteger)
    ended: Mapped[datetime | None] = mapped_column(UtcTime, index=True)


class BatchLineRow(Base):
    """A line of a batch: what to speak, how far it is, and the key of its sound among the spoken lines."""

    __tablename__ = "batch_lines"

    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[str] = mapped_column(String(64))
    spec: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(BigInteger)
    sound_key: Mapped[str] = mapped_column(Text)
    from_cache: Mapped[bool]
    error_code: Mapped[int]
    error_reason: Mapped[str] = mapped_column(String(64))
    error_field: Mapped[str] = mapped_column(Text)
    error_message: Mapped[str] = mapped_column(Text)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Which voices there are, for whom, and what the engine must mix for each."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from sidecar.engines.base import STOCK_ENGINE, Gender, VoiceInfo
from sidecar.errors import (
    AlreadyExistsError,
    InvalidRequestError,
    NotFoundError,
    PreconditionError,
    UnavailableError,
    Violation,
)
from sidecar.principals import Principal
from sidecar.storage import loose
from sidecar.storage.blobs import BlobStore, blob_id
from sidecar.storage.database import Database
from sidecar.storage.lines import KeptLines
from sidecar.storage.tables import ArtefactRow, ComponentRow, PrincipalRow, RevisionRow, VoiceRow
from sidecar.voices.attestation import (
    VOICE_ID,
    PersonalVoiceSpec,
    attestation_violations,
    naming_violations,
)
from sidecar.voices.blends import VoiceIncompleteError, component_violations, flattened, mixed
from sidecar.voices.permission import Use, permits
from sidecar.voices.preview import preview_flac
from sidecar.voices.rows import languages_of, personal_voice, revision_row
from sidecar.voices.voice import Voice

if TYPE_CHECKING:
    from sidecar.voices.made import MadeVoice

_log = logging.getLogger(__name__)

_STOCK_LICENSE = "Apache-2.0"  # Kokoro's


class VoiceRegistry:
    """Stock voices and those in the database. `seen_by` shows them to somebody."""

    def __init__(
        self,
        stock: Sequence[VoiceInfo],
        languages: tuple[str, ...],
        database: Database,
        blobs: BlobStore,
        spoken: KeptLines | None = None,
    ) -> None:
        """Takes the voices and where things are.

        Args:
            stock: The engine's voices.
            languages: What they all speak.
            database: Where other voices are kept.
            blobs: Where their files are.
            spoken: Where lines are kept that were spoken with them, and must not outlive them.
        """
        self.stock: Mapping[str, Voice] = {
            info.id: Voice(
                info.id,
                info.display_name,
                "stock",
                info.language,
                info.gender,
                ((info.id, 1.0),),
                languages,
                license=_STOCK_LICENSE,
            )
            for info in sorted(stock, key=lambda info: info.id)
        }
        self.languages = languages
        self.database = database
        self.blobs = blobs
        self._spoken = spoken

    def seen_by(self, principal: Principal) -> SeenVoices:
        """The voices as somebody may see, use and change them."""
        return SeenVoices(self, principal)

    def sweep(self) -> int:
        """Removes what deleted voices and crashes have left: blobs, and lines that were spoken with them.

        Returns:
            The number of blobs.

        Raises:
            VoxrigError: The database, the blobs or the spoken lines cannot be used.
        """
        try:
            with self.database.write() as session:
                return loose.sweep(session, self.blobs)
        finally:
            self.sweep_spoken()  # after the blobs: whoever speaks with one now looks for it when done

    def sweep_spoken(self) -> None:
        """Removes the lines spoken with artefacts that are no voice's newest any more, blends included.

        Raises:
            VoxrigError: The database or the spoken lines cannot be used.
        """
        if self._spoken is None:
            return
        newest = select(RevisionRow.voice_id, func.max(RevisionRow.number)).group_by(RevisionRow.voice_id)
        current = select(ArtefactRow.blob).where(tuple_(ArtefactRow.voice_id, ArtefactRow.number).in_(newest))
        with self.database.read() as session:
            artefacts = session.scalars(current).all()
        self._spoken.retain(artefacts)


@dataclass(frozen=True)
class SeenVoices:
    """The registry in somebody's hands. Calls block: keep them off the event loop."""

    registry: VoiceRegistry
    principal: Principal

    def voices(self, language: str = "") -> list[Voice]:
        """Stock voices, blends, personal voices, each by id; of one language ("en-US", or "en" for all)."""
        wanted = language.lower()
        return [
            voice
            for voice in self._everyone()
            if not wanted
            or voice.language.lower() == wanted
            or voice.language.lower().startswith(wanted + "-")
        ]

    def find(self, voice_id: str) -> Voice | None:
        """A voice that may be spoken with, or None if there is none of this id.

        Raises:
            VoiceIncompleteError: It is a blend of voices that are gone.
        """
        if voice_id in self.registry.stock:
            return self.registry.stock[voice_id]
        with self.registry.database.read() as session:
            row = self._row(session, voice_id, Use.SPEAK)
            return self._voice(session, row) if row else None

    def get(self, voice_id: str) -> Voice:
        """A voice.

        Raises:
            NotFoundError: There is none of this id.
            VoiceIncompleteError: It is a blend of voices that are gone.
        """
        voice = self.find(voice_id)
        if voice is None:
            raise unknown_voice(voice_id)
        return voice

    def preview(self, voice_id: str) -> tuple[bytes, str]:
        """The sample of a personal voice: a FLAC file and what is said in it.

        Raises:
            NotFoundError: There is no such voice, or it has no sample.
            PreconditionError: The sample is damaged.
        """
        with self.registry.database.read() as session:
            row = self._row(session, voice_id, Use.SPEAK)
            revision = row.revisions[-1] if row else None
        if revision is None and voice_id not in self.registry.stock:
            raise unknown_voice(voice_id)
        if revision is None or revision.preview_blob is None:
            raise NotFoundError("PREVIEW_NOT_FOUND", f"{voice_id} has no preview; let it speak instead")
        try:
            return self.registry.blobs.get(revision.preview_blob), revision.preview_text or ""
        except PreconditionError:
            self.get(voice_id)  # if it was deleted meanwhile, that is what to tell
            raise

    def create_blend(
        self, voice_id: str, components: Sequence[tuple[str, float]], display_name: str = ""
    ) -> Voice:
        """Mixes voices, keeps the blend, and gives it back. Blends in it are resolved to their parts.

        Args:
            voice_id: Of the new voice.
            components: (voice id, weight) pairs; weights are positive and are divided by their sum.
            display_name: Empty for the id.

        Raises:
            InvalidRequestError: Names every wrong field of CreateBlendRequest.
            AlreadyExistsError: There is a voice of this id.
        """
        violations = [
            *naming_violations(voice_id, display_name, self.registry.stock),
            *component_violations(components, self.find),
        ]
        if violations:
            raise InvalidRequestError(violations)
        parts = flattened(components, self.get)
        heaviest = self.get(max(parts, key=lambda part: part[1])[0])
        with self.registry.database.write() as session:
            if (taken := session.get(VoiceRow, voice_id)) is not None:
                raise self._taken(taken)
            self._make_known(session)
            row = VoiceRow(
                id=voice_id,
                owner=self.principal.id,
                kind="blend",
                display_name=display_name.strip() or voice_id,
                language=heaviest.language,
                revisions=[RevisionRow(number=1, created=datetime.now(UTC))],
                components=[
                    ComponentRow(position=i, component=part, weight=weight)
                    for i, (part, weight) in enumerate(parts)
                ],
            )
            session.add(row)
            session.flush()
            return self._voice(session, row)

    def check_new(self, spec: PersonalVoiceSpec, languages: Sequence[str] = ()) -> None:
        """Whether a personal voice could be made as asked.

        Args:
            spec: What is asked.
            languages: That it will speak; empty for those of stock voices.

        Raises:
            InvalidRequestError: Names every wrong field of PersonalVoiceSpec.
            AlreadyExistsError: There is a voice of this id that may not be replaced.
        """
        violations = [
            *naming_violations(spec.voice_id, spec.display_name, self.registry.stock),
            *attestation_violations(spec.attestation),
        ]
        spoken = languages or self.registry.languages
        if spec.language not in spoken:
            known = ", ".join(spoken)
            violations.append(
                Violation("language", f"{spec.language!r} is not supported; use one of {known}")
            )
        if violations:
            raise InvalidRequestError(violations)
        with self.registry.database.read() as session:
            self._replaceable(session, spec)

    def add_personal(
        self,
        spec: PersonalVoiceSpec,
        kind: Literal["cloned", "trained", "imported"],
        made: MadeVoice,
    ) -> Voice:
        """Keeps a person's voice, or its new revision: all of it or nothing.

        Raises:
            InvalidRequestError: Names every wrong field of PersonalVoiceSpec.
            AlreadyExistsError: There is a voice of this id that may not be replaced.
            VoxrigError: The database or the blobs cannot be used.
        """
        self.check_new(spec, languages_of(made.engine, made.model_version, self.registry.languages))
        flac = preview_flac(made.preview)
        blobs = {blob_id(blob): blob for blob in (flac, *made.artefacts.values(), *made.weights.values())}
        with self.registry.database.write() as session:
            loose.note_before_writing(session, blobs)
        with self.registry.database.write() as session:
            row = self._replaceable(session, spec)
            if row is None:
                self._make_known(session)
                row = VoiceRow(id=spec.voice_id, owner=self.principal.id, kind=kind, revisions=[])
                session.add(row)
            row.kind, row.language = kind, spec.language
            row.display_name = spec.display_name.strip() or spec.voice_id
            number = max((known.number for known in row.revisions), default=0) + 1
            row.revisions.append(revision_row(number, spec.attestation, self.principal.id, made, flac))
            loose.needed(session, blobs)
            session.flush()
            for content in blobs.values():
                self.registry.blobs.put(content)  # while nobody else may write, and so remove it
            voice = self._voice(session, row)
        if number > 1:
            self._sweep_later_if_not_now(spec.voice_id, self.registry.sweep_spoken)
        return voice

    def delete(self, voice_id: str) -> None:
        """Removes a voice with all its revisions, and then the blobs that no other voice needs.

        Raises:
            NotFoundError: There is no such voice.
            PreconditionError: It is a stock voice.
        """
        if voice_id in self.registry.stock:
            raise PreconditionError("VOICE_IS_STOCK", f"{voice_id} is a stock voice and cannot be deleted")
        with self.registry.database.write() as session:
            row = self._row(session, voice_id, Use.CHANGE)
            if row is None:
                raise unknown_voice(voice_id)
            loose.note_unneeded(session, _blobs_of(row))
            session.delete(row)
        # Only now: a blob must not be gone while its voice may still be there.
        self._sweep_later_if_not_now(voice_id, self.registry.sweep)

    def _sweep_later_if_not_now(self, voice_id: str, sweep: Callable[[], object]) -> None:
        try:
            sweep()
        except UnavailableError as error:
            _log.warning("what is left of %s will be removed later: %s", voice_id, error)

    def _everyone(self) -> Iterator[Voice]:
        yield from self.registry.stock.values()
        with self.registry.database.read() as session:
            own = select(VoiceRow).where(VoiceRow.owner == self.principal.id).order_by(VoiceRow.id)
            rows = [row for row in session.scalars(own) if permits(self.principal, row.owner, Use.SEE)]
            for row in sorted(rows, key=lambda row: row.kind != "blend"):
                try:
                    yield self._voice(session, row)
                except VoiceIncompleteError as error:
                    _log.warning("%s", error)

    def _row(self, session: Session, voice_id: str, use: Use) -> VoiceRow | None:
        """A voice's row if this use of it is allowed; of others nobody hears that they exist."""
        row = session.get(VoiceRow, voice_id) if VOICE_ID.fullmatch(voice_id) else None
        return row if row is not None and permits(self.principal, row.owner, use) else None

    def _replaceable(self, session: Session, spec: PersonalVoiceSpec) -> VoiceRow | None:
        """The row that a new revision goes to; None if the id is free."""
        row = session.get(VoiceRow, spec.voice_id)
        if row is None:
            return None
        own = permits(self.principal, row.owner, Use.CHANGE) and row.kind != "blend"
        if not (own and spec.replace):
            raise self._taken(row, "replace it, " if own else "")
        return row

    def _taken(self, row: VoiceRow, remedy: str = "") -> AlreadyExistsError:
        if permits(self.principal, row.owner, Use.CHANGE):
            remedy += "delete it first, or "
        return AlreadyExistsError(
            "VOICE_EXISTS", f"there is a voice {row.id!r} already; {remedy}choose another id"
        )

    def _make_known(self, session: Session) -> None:
        """Notes who owns the voice that is to come."""
        if session.get(PrincipalRow, self.principal.id) is None:
            principal = self.principal
            session.add(PrincipalRow(id=principal.id, name=principal.name, created=datetime.now(UTC)))
            session.flush()

    def _voice(self, session: Session, row: VoiceRow) -> Voice:
        if row.kind != "blend":
            return personal_voice(row, self.registry.languages)
        parts: dict[str, Voice] = {}
        for part in row.components:
            known = self.registry.stock.get(part.component)
            own = None if known else self._row(session, part.component, Use.SPEAK)
            if own is not None and own.kind != "blend":  # its id may have been given to a blend since
                known = personal_voice(own, self.registry.languages)
            if known is not None and known.engine == STOCK_ENGINE:
                parts[part.component] = known
        missing = [part.component for part in row.components if part.component not in parts]
        if missing:
            raise VoiceIncompleteError(row.id, missing)
        components = tuple((part.component, part.weight) for part in row.components)
        genders: set[Gender | None] = {voice.gender for voice in parts.values()}
        return Voice(
            row.id,
            row.display_name,
            "blend",
            row.language,
            genders.pop() if len(genders) == 1 else None,
            mixed(components, parts),
            self.registry.languages,
            owner=row.owner,
            components=components,
            created=row.revisions[-1].created,
        )


def _blobs_of(row: VoiceRow) -> set[str]:
    kept = {one.blob for revision in row.revisions for one in (*revision.artefacts, *revision.weights)}
    return kept | {revision.preview_blob for revision in row.revisions if revision.preview_blob}


def unknown_voice(voice_id: str) -> NotFoundError:
    """What is said of a voice that does not exist."""
    return NotFoundError("VOICE_NOT_FOUND", f"there is no voice {voice_id!r}; `voxrig voices` lists them")

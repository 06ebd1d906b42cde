# SPDX-License-Identifier: GPL-3.0-or-later
"""A batch: the lines of a scene, how far each is, and the number of changes so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto

from sidecar.errors import InvalidRequestError, NotFoundError, VoxrigError
from sidecar.storage.batches import StoredBatch, StoredLine
from sidecar.synthesis.encoding import Encoding
from sidecar.synthesis.request import SpeechRequest
from sidecar.synthesis.scheduler import Job
from sidecar.synthesis.speech import Speech

_UNSAVED_REVISIONS = 1 << 20
"""More changes than a sidecar can have told of and not yet stored when it is killed."""


class LineState(Enum):
    """How far a line is."""

    QUEUED = auto()
    SPEAKING = auto()
    DONE = auto()
    FAILED = auto()
    CANCELLED = auto()


_OPEN = (LineState.QUEUED, LineState.SPEAKING)


@dataclass(frozen=True, slots=True)
class LineFailure:
    """Why a line could not be spoken, as the client is told: of several wrong fields the first is named."""

    code: int
    reason: str
    field: str
    message: str

    @classmethod
    def of(cls, error: VoxrigError) -> LineFailure:
        """What is told of an error."""
        violations = error.violations if isinstance(error, InvalidRequestError) else ()
        message = violations[0].message if len(violations) == 1 else error.message
        return cls(int(error.code), error.reason, violations[0].field if violations else "", message)


@dataclass(slots=True, eq=False)
class Line:
    """One line of a batch.

    Attributes:
        position: In the batch, from 0.
        id: The client's.
        spec: What to speak, as the client has put it: who may speak with which voice is asked when it speaks.
        state: How far it is.
        revision: The batch's revision at the last change.
        failure: Why it failed.
        sound_key: What its sound is found by when it is done.
        from_cache: Whether it is done because it was spoken before.
        job: Its place in the scheduler.
    """

    position: int
    id: str
    spec: bytes
    state: LineState = LineState.QUEUED
    revision: int = 0
    failure: LineFailure | None = None
    sound_key: str = ""
    from_cache: bool = False
    job: Job[Speech] | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is neither done, failed nor cancelled."""
        return self.state in _OPEN

    def stored(self) -> StoredLine:
        """For the store."""
        failure = self.failure or LineFailure(0, "", "", "")
        return StoredLine(
            self.position,
            self.id,
            self.spec,
            self.state.name,
            self.revision,
            self.sound_key,
            self.from_cache,
            failure.code,
            failure.reason,
            failure.field,
            failure.message,
        )

    @classmethod
    def restored(cls, stored: StoredLine) -> Line:
        """Out of the store; what was being spoken waits again."""
        line = cls(stored.position, stored.line_id, stored.spec, LineState[stored.state], stored.revision)
        line.sound_key, line.from_cache = stored.sound_key, stored.from_cache
        if line.state is LineState.FAILED:
            line.failure = LineFailure(
                stored.error_code, stored.error_reason, stored.error_field, stored.error_message
            )
        return line


@dataclass(slots=True, eq=False)
class Batch:
    """The lines of a scene, by their ids.

    Attributes:
        id: Last part of its name.
        owner: Id of the principal who submitted it.
        request_id: The client's.
        fingerprint: Of the request's content.
        encoding: Of the bytes that are fetched.
        lines: In the scene's order.
        revision: Of the last change.
        ended: When the last line ended; None while one is open.
        unsaved: Lines whose change is not stored yet.
        touched: When somebody asked last, on the event loop's clock.
    """

    id: str
    owner: str
    request_id: str
    fingerprint: str
    encoding: Encoding
    lines: Mapping[str, Line]
    revision: int = 0
    ended: datetime | None = None
    unsaved: set[Line] = field(default_factory=set)
    touched: float = 0.0

    @property
    def finished(self) -> bool:
        """Whether no line will change any more."""
        return self.ended is not None

    def change(self, line: Line, state: LineState) -> None:
        """Moves a line on and counts the change."""
        self.revision += 1
        line.state, line.revision = state, self.revision
        if state is not LineState.SPEAKING:  # to the store, what is being spoken waits
            self.unsaved.add(line)
        if line.is_open:
            self.ended = None
        elif not any(known.is_open for known in self.lines.values()):
            self.ended = datetime.now(UTC)

    def changed_since(self, revision: int) -> list[Line]:
        """The lines that changed after a revision, the longest ago first."""
        return sorted(
            (line for line in self.lines.values() if line.revision > revision), key=lambda line: line.revision
        )

    def stored(self, lines: Sequence[Line] = ()) -> StoredBatch:
        """For the store, with these of its lines."""
        return StoredBatch(
            self.id,
            self.owner,
            self.request_id,
            self.fingerprint,
            self.encoding,
            self.revision,
            self.ended,
            tuple(line.stored() for line in lines),
        )

    @classmethod
    def restored(cls, stored: StoredBatch) -> Batch:
        """Out of the store.

        Lines that are open change anew, with revisions above all that a client can have been told: nobody
        misses a change that was told and then lost.
        """
        batch = cls(
            stored.id,
            stored.owner,
            stored.request_id,
            stored.fingerprint,
            Encoding(stored.encoding),
            {line.line_id: Line.restored(line) for line in stored.lines},
            stored.revision,
            stored.ended,
        )
        waiting = [line for line in batch.lines.values() if line.is_open]
        if waiting:
            batch.revision += _UNSAVED_REVISIONS
        for line in waiting:
            batch.change(line, LineState.QUEUED)
        return batch


def line_of(batch: Batch, line_id: str) -> Line:
    """A line of a batch.

    Raises:
        NotFoundError: There is none of this id.
    """
    line = batch.lines.get(line_id)
    if line is None:
        raise NotFoundError("LINE_NOT_FOUND", f"the batch has no line {line_id!r}")
    return line


def speaking_order(
    lines: Sequence[tuple[Line, SpeechRequest]], *, like_lengths: bool
) -> list[tuple[Line, SpeechRequest]]:
    """The order to speak lines in: the scene's, so that its first line is heard first.

    Args:
        lines: In the scene's order.
        like_lengths: Put lines of like length one after the other instead: to within a factor of two, the
            shortest first, in the scene's order among themselves.
    """
    if not like_lengths:
        return list(lines)
    return sorted(lines, key=lambda spoken: len(spoken[1].text).bit_length())

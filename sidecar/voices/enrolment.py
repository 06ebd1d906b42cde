# SPDX-License-Identifier: GPL-3.0-or-later
"""Enrolments: recordings on their way to voices, in memory and in a file that has no name.

Nothing is left of an enrolment that is given up, not even after a crash: the recording lies in a temporary
file that the system removes when the process ends, and the voice appears in the registry in one transaction.
"""

from __future__ import annotations

import asyncio
import math
import secrets
import tempfile
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from sidecar.errors import (
    AlreadyExistsError,
    ExhaustedError,
    InvalidRequestError,
    JobCancelledError,
    NotFoundError,
    PreconditionError,
    Violation,
    VoxrigError,
    told,
)
from sidecar.principals import Principal
from sidecar.voices.attestation import PersonalVoiceSpec
from sidecar.voices.quality import QualityReport, Verdict, assess, kept_speech
from sidecar.voices.recording import Recording, read_recording
from sidecar.voices.registry import VoiceRegistry
from sidecar.voices.voice import Voice

if TYPE_CHECKING:
    from sidecar.voices.made import MadeVoice

T = TypeVar("T")

MAX_BYTES = 512 << 20
"""Ten minutes of stereo at 96 kHz in 32 bits, and some more."""
MAX_PIECE_BYTES = 1 << 20
_MAX_OPEN = 16


class EnrolmentState(Enum):
    """How far an enrolment is."""

    RECEIVING = auto()
    ASSESSING = auto()
    ASSESSED = auto()
    REFUSED = auto()
    CLONING = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class RecordingSpec:
    """The recording that is to come.

    Attributes:
        file_name: For messages only.
        total_bytes: Size of its file.
        start_seconds: Where in it to start.
        end_seconds: Where in it to end; None for its end.
    """

    file_name: str
    total_bytes: int
    start_seconds: float = 0.0
    end_seconds: float | None = None

    def violations(self) -> list[Violation]:
        """What is wrong with it, before any of it has been seen."""
        found = []
        if len(self.file_name) > 1_000:
            found.append(Violation("file_name", "needs at most 1,000 characters"))
        if not 1 <= self.total_bytes <= MAX_BYTES:
            found.append(
                Violation(
                    "total_bytes",
                    f"the file has {self.total_bytes:,} bytes; 1 to {MAX_BYTES:,} are taken: "
                    "cut out about a minute of speech",
                )
            )
        ends = (self.start_seconds, self.start_seconds + 1 if self.end_seconds is None else self.end_seconds)
        if not all(map(math.isfinite, ends)) or not 0 <= ends[0] < ends[1]:
            found.append(Violation("end_seconds", "must come after start_seconds, and neither before 0"))
        return found


@dataclass(slots=True, eq=False)
class Enrolment:
    """One recording and what becomes of it.

    Attributes:
        id: Unguessable.
        owner: Who enrols.
        request_id: The client's.
        recording: What is to come.
        file: What has come; it has no name in any folder.
        received_bytes: Size of that.
        state: How far it is.
        report: What the recording is like.
        speech: Its best stretches, while a voice may still be made of them.
        voice: The voice made of it.
        error: Why it failed.
    """

    id: str
    owner: Principal
    request_id: str
    recording: RecordingSpec
    file: BinaryIO
    received_bytes: int = 0
    state: EnrolmentState = EnrolmentState.RECEIVING
    report: QualityReport | None = None
    speech: Recording | None = None
    voice: Voice | None = None
    error: VoxrigError | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    forget: asyncio.TimerHandle | None = None

    def move(self, state: EnrolmentState) -> None:
        """Goes on to a state and wakes who waits for it."""
        self.state = state
        self.changed.set()

    def fail(self, error: Exception) -> None:
        """Ends it with an error."""
        self.error = told(error)
        self.changed.set()

    async def settled(self) -> None:
        """Waits until the work under way is over.

        Raises:
            VoxrigError: The enrolment's own error.
        """
        while self.error is None and self.state in (EnrolmentState.ASSESSING, EnrolmentState.CLONING):
            self.changed.clear()
            await self.changed.wait()
        if self.error is not None:
            raise self.error


Assess = Callable[[BinaryIO, float, float | None], tuple[QualityReport, Recording | None]]
"""(file, start, end) -> the report and, if the recording is good enough, its best stretches. Blocks."""
Clone = Callable[[Recording, str], "MadeVoice"]
"""(speech, language) -> the voice. Blocks."""


class Enrolments:
    """All enrolments of the process. All methods belong to the event loop's thread."""

    def __init__(self, voices: VoiceRegistry, assess: Assess, clone: Clone, *, keep_seconds: float) -> None:
        """Takes what assesses a recording, what makes a voice of it, and how long to wait for a client."""
        self._voices = voices
        self._assess = assess
        self._clone = clone
        self._keep_seconds = keep_seconds
        self._open: dict[str, Enrolment] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="enrolment")
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, owner: Principal, request_id: str, recording: RecordingSpec) -> Enrolment:
        """Begins an enrolment, or gives the one that this request has begun already.

        Raises:
            InvalidRequestError: The recording cannot be taken.
            AlreadyExistsError: The request's id was used for another recording.
            ExhaustedError: Too many enrolments are open.
        """
        for known in self._open.values():
            if known.owner == owner and known.request_id == request_id:
                if known.recording != recording:
                    raise AlreadyExistsError(
                        "REQUEST_ID_USED", f"{request_id!r} has begun another enrolment; use a new one"
                    )
                self._touch(known)
                return known
        if violations := recording.violations():
            raise InvalidRequestError(violations)
        if len(self._open) >= _MAX_OPEN:
            raise ExhaustedError(
                "TOO_MANY_ENROLMENTS",
                f"{_MAX_OPEN} enrolments are open already; confirm or cancel one, or try again later",
                retry_seconds=10.0,
            )
        # Closed by `_drop`: it outlives this call.
        file = tempfile.TemporaryFile(prefix="voxrig-")  # noqa: SIM115
        enrolment = Enrolment(secrets.token_urlsafe(12), owner, request_id, recording, file)
        self._open[enrolment.id] = enrolment
        self._touch(enrolment)
        return enrolment

    def find(self, owner: Principal, enrolment_id: str) -> Enrolment:
        """An enrolment of a principal's.

        Raises:
            NotFoundError: There is none of this id, or it is somebody else's.
        """
        enrolment = self._open.get(enrolment_id)
        if enrolment is None or enrolment.owner != owner:
            raise NotFoundError(
                "ENROLMENT_NOT_FOUND",
                "there is no such enrolment, or it was forgotten after "
                f"{self._keep_seconds / 60:.0f} minutes without a call; begin again",
            )
        self._touch(enrolment)
        return enrolment

    def receive(self, enrolment: Enrolment, offset: int, data: bytes) -> None:
        """Takes the next piece of the recording; with the last one it is assessed.

        Raises:
            InvalidRequestError: The piece does not fit.
            VoxrigError: The enrolment's own error.
        """
        if enrolment.error is not None:
            raise enrolment.error
        received, total = enrolment.received_bytes, enrolment.recording.total_bytes
        if offset >= 0 and offset + len(data) <= received:
            return  # sent again, because the answer was lost
        if offset != received:
            raise _wrong("offset_bytes", f"is {offset}, but {received} bytes have arrived so far")
        if not 1 <= len(data) <= MAX_PIECE_BYTES:
            raise _wrong("data", f"has {len(data)} bytes; a piece has 1 to {MAX_PIECE_BYTES}")
        if received + len(data) > total:
            raise _wrong("data", f"goes beyond the {total} bytes that were announced")
        enrolment.file.write(data)  # into the page cache: less than a millisecond
        enrolment.received_bytes += len(data)
        if enrolment.received_bytes == total:
            enrolment.move(EnrolmentState.ASSESSING)
            self._start(enrolment, self._assessing(enrolment))

    async def confirm(self, enrolment: Enrolment, spec: PersonalVoiceSpec) -> None:
        """Begins to make the voice of an assessed recording.

        Raises:
            InvalidRequestError: With every wrong field of the voice.
            AlreadyExistsError: There is a voice of this id.
            PreconditionError: The recording is not assessed, was refused, or its voice is being made.
            VoxrigError: The enrolment's own error.
        """
        if enrolment.error is not None:
            raise enrolment.error
        await self.check(enrolment.owner, spec)
        speech, enrolment.speech = enrolment.speech, None
        if speech is None:
            raise PreconditionError(
                "ENROLMENT_NOT_ASSESSED",
                f"the enrolment is {enrolment.state.name}; only an ASSESSED one can be confirmed",
            )
        enrolment.move(EnrolmentState.CLONING)
        self._start(enrolment, self._cloning(enrolment, speech, spec))

    async def check(self, owner: Principal, spec: PersonalVoiceSpec) -> None:
        """Raises InvalidRequestError or AlreadyExistsError if a voice cannot be made as asked."""
        await asyncio.to_thread(self._voices.seen_by(owner).check_new, spec)

    def cancel(self, enrolment: Enrolment) -> None:
        """Forgets an enrolment; work under way is finished and thrown away."""
        if self._open.pop(enrolment.id, None) is None:
            return
        if enrolment.forget is not None:
            enrolment.forget.cancel()
        if enrolment.state is EnrolmentState.RECEIVING:
            enrolment.file.close()
        enrolment.fail(JobCancelledError("CANCELLED", "the enrolment was cancelled"))

    def close(self) -> None:
        """Forgets all of them."""
        for enrolment in list(self._open.values()):
            self.cancel(enrolment)
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _assessing(self, enrolment: Enrolment) -> None:
        spec = enrolment.recording
        with enrolment.file:
            report, speech = await self._in_thread(
                lambda: self._assess(enrolment.file, spec.start_seconds, spec.end_seconds)
            )
        enrolment.report, enrolment.speech = report, speech
        enrolment.move(EnrolmentState.REFUSED if speech is None else EnrolmentState.ASSESSED)

    async def _cloning(self, enrolment: Enrolment, speech: Recording, spec: PersonalVoiceSpec) -> None:
        cloned = await self._in_thread(lambda: self._clone(speech, spec.language))
        if enrolment.error is None:  # from here on it can't be cancelled any more
            voices = self._voices.seen_by(enrolment.owner)
            enrolment.voice = await asyncio.to_thread(voices.add_personal, spec, "cloned", cloned)
        enrolment.move(EnrolmentState.DONE)

    def _start(self, enrolment: Enrolment, work: Coroutine[None, None, None]) -> None:
        async def guarded() -> None:
            try:
                await work
            except Exception as error:  # told to whoever asks for the enrolment
                enrolment.fail(error)
            self._touch(enrolment)

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _in_thread(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    def _touch(self, enrolment: Enrolment) -> None:
        """Puts off the moment when an enrolment that nobody asks for is forgotten."""
        if enrolment.forget is not None:
            enrolment.forget.cancel()
        if enrolment.id in self._open:
            loop = asyncio.get_running_loop()
            enrolment.forget = loop.call_later(self._keep_seconds, self.cancel, enrolment)


def assess_recording(
    file: Path | BinaryIO, start_seconds: float, end_seconds: float | None, segmentation: Path | None = None
) -> tuple[QualityReport, Recording | None]:
    """Reads a recording and listens to it; takes seconds.

    Args:
        file: Any sound file, by its path or open for reading.
        start_seconds: Where in it to start.
        end_seconds: Where in it to end; None for its end.
        segmentation: The user's own pyannote checkpoint, if not the one that comes with the program.

    Returns:
        The report and, unless the recording is refused, its best stretches.

    Raises:
        InvalidRequestError: It is no sound file, too short or too long.
    """
    recording = read_recording(file, start_seconds, end_seconds)
    report = assess(recording, segmentation)
    refused = report.verdict is Verdict.REFUSE
    return report, None if refused else kept_speech(recording, report)


def _wrong(field_name: str, message: str) -> InvalidRequestError:
    return InvalidRequestError([Violation(field_name, message)])

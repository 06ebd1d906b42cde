# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a voice of a recording, one short step at a time: a state machine beside `job.SpeechJob`."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, Protocol

from ..locale import translated
from .errors import SidecarError
from .recording import MOST_BYTES, Recording
from .report import Report, read_report
from .retry import Patience
from .voice import Voice, read_voice

PIECE_BYTES: Final = 1 << 18
_POLL_SECONDS: Final = 0.2
_RESTARTS: Final = 2


class Ground(Enum):
    """Why a person's voice may be used; the contract's numbers."""

    SELF = 1
    CONSENT = 2
    LICENCE = 3


@dataclass(frozen=True, slots=True)
class PersonalVoice:
    """The voice that is to be made, and on whose word.

    Attributes:
        voice_id: The last part of its resource name.
        title: What a person calls it.
        language: BCP-47 tag of the language spoken in the recording.
        speaker: Whose voice it is.
        ground: Why it may be used.
        details: Where that can be looked up.
        replace: Take the place of the animator's voice of this id.
    """

    voice_id: str
    title: str
    language: str
    speaker: str
    ground: Ground
    details: str = ""
    replace: bool = False


class Stage(Enum):
    """How far an enrolment is."""

    SENDING = 1
    ASSESSING = 2
    ASSESSED = 3
    REFUSED = 4
    CLONING = 5
    DONE = 6
    FAILED = 7


_WAITING: Final = (Stage.ASSESSED, Stage.REFUSED, Stage.DONE, Stage.FAILED)


@dataclass(frozen=True, slots=True)
class EnrolmentStatus:
    """An enrolment as the sidecar has it; `report` from ASSESSED on, `voice` in DONE."""

    name: str
    stage: Stage
    received: int = 0
    report: Report | None = None
    voice: Voice | None = None


class EnrolmentClient(Protocol):
    """What an enrolment asks of the sidecar (`channel.Client`); every call may raise SidecarError."""

    def begin_enrolment(self, request_id: str, recording: Recording) -> EnrolmentStatus:
        """Begins an enrolment; the same request id gives the same one again."""
        ...

    def upload(self, enrolment: str, offset: int, data: bytes) -> int:
        """Sends a piece; bytes that have arrived so far."""
        ...

    def enrolment(self, name: str) -> EnrolmentStatus:
        """How far it is."""
        ...

    def confirm_enrolment(self, enrolment: str, voice: PersonalVoice) -> EnrolmentStatus:
        """Begins to make the voice."""
        ...

    def cancel_enrolment(self, name: str) -> None:
        """Forgets it."""
        ...


class Enrolment:
    """A recording on its way to a voice.

    A tick makes at most one call and carries at most 256 KiB. A sidecar that does not answer is asked again
    for half a minute; one that has forgotten the enrolment gets the recording once more, unasked.

    Attributes:
        recording: What is sent.
        stage: How far it is.
        report: What the recording is like, from ASSESSED on.
        voice: The voice, in DONE.
        reason: Why it failed, in words.
        wrong: What the sidecar did not like about the voice that was asked for, by field ("speaker").
    """

    def __init__(self, recording: Recording) -> None:
        """Nothing is sent before the first tick."""
        self.recording = recording
        self.stage = Stage.SENDING
        self.report: Report | None = None
        self.voice: Voice | None = None
        self.reason = ""
        self.wrong: Mapping[str, str] = MappingProxyType({})
        self._request_id = uuid.uuid4().hex
        self._name = ""
        self._size = 0
        self._sent = 0
        self._wanted: PersonalVoice | None = None
        self._unsure = False
        self._next_call = 0.0
        self._patience = Patience()
        self._restarts = 0

    @property
    def is_busy(self) -> bool:
        """Whether ticks lead on: not while it waits for the animator, nor at its end."""
        return self.stage not in _WAITING or (self.stage is Stage.ASSESSED and self._wanted is not None)

    @property
    def progress(self) -> float:
        """Of the sending, 0 to 1."""
        if self.stage is not Stage.SENDING:
            return 1.0
        return self._sent / self._size if self._size else 0.0

    def confirm(self, voice: PersonalVoice) -> None:
        """Asks for the voice; the ticks do it.

        Raises:
            RuntimeError: The recording is not assessed.
        """
        if self.stage is not Stage.ASSESSED:
            raise RuntimeError("only an assessed recording can be confirmed")
        self._wanted, self.wrong = voice, MappingProxyType({})

    def tick(self, client: EnrolmentClient, now: float) -> None:
        """Takes one step.

        Args:
            client: The sidecar, which may be another one than at the tick before.
            now: A monotonic clock, seconds.
        """
        if not self.is_busy or now < self._next_call:
            return
        try:
            self._step(client, now)
        except SidecarError as error:
            self._mishap(error, now)
        except OSError as error:
            self.fail(translated("The recording cannot be read: {reason}").format(reason=error.strerror))
        else:
            self._patience.answered()

    def fail(self, reason: str) -> None:
        """Ends it, with a sentence for the animator."""
        self.stage, self.reason = Stage.FAILED, reason

    def cancel(self, client: EnrolmentClient | None) -> None:
        """Ends it. The sidecar is told, if it still listens and has not made the voice."""
        if client is not None and self._name and self.stage is not Stage.DONE:
            with contextlib.suppress(SidecarError):  # forgotten in ten minutes at the latest
                client.cancel_enrolment(self._name)
        self.fail("Stopped")

    def _step(self, client: EnrolmentClient, now: float) -> None:
        if not self._name:
            self._begin(client)
        elif self._unsure or self.stage in (Stage.ASSESSING, Stage.CLONING):
            self._note(client.enrolment(self._name))
            self._unsure = False
            self._next_call = now + _POLL_SECONDS
        elif self.stage is Stage.SENDING:
            self._send(client)
        elif self._wanted is not None:
            self._note(client.confirm_enrolment(self._name, self._wanted))

    def _begin(self, client: EnrolmentClient) -> None:
        self._size = self.recording.size
        if not 0 < self._size <= MOST_BYTES:
            self.fail(
                "The recording is empty"
                if not self._size
                else "The recording's file is over 512 MB: cut out about a minute of speech"
            )
            return
        self._note(client.begin_enrolment(self._request_id, self.recording))

    def _send(self, client: EnrolmentClient) -> None:
        data = self.recording.read(self._sent, PIECE_BYTES)
        if not data or self._sent + len(data) > self._size:
            client.cancel_enrolment(self._name)
            self.fail("The recording's file was changed while it was sent: check it again")
            return
        self._sent = client.upload(self._name, self._sent, data)
        if self._sent >= self._size:
            self.stage = Stage.ASSESSING

    def _note(self, status: EnrolmentStatus) -> None:
        self._name, self.stage, self._sent = status.name, status.stage, status.received
        self.report = status.report or self.report
        self.voice = status.voice

    def _mishap(self, error: SidecarError, now: float) -> None:
        again = self._patience.next_try(now) if error.retryable else None
        if again is not None:
            self._next_call = again
            # It may have heard what it did not answer: a voice is asked for once.
            self._unsure = self._unsure or self.stage is Stage.ASSESSED
        elif error.code == "NOT_FOUND" and self._name and self._restarts < _RESTARTS:
            self._restart()
        elif self.stage is Stage.ASSESSED:
            self._wanted, self._unsure = None, False
            fields = error.fields or {"": str(error)}
            self.wrong = {path.rpartition(".")[2]: _sentence(words) for path, words in fields.items()}
        else:
            self.fail("; ".join(map(_sentence, error.fields.values())) or str(error))

    def _restart(self) -> None:
        """The sidecar was started anew, or has waited too long: it knows the enrolment no more."""
        self._restarts += 1
        self._request_id, self._name, self._sent = uuid.uuid4().hex, "", 0
        self.stage, self._unsure = Stage.SENDING, False


def read_status(message: Any) -> EnrolmentStatus:
    """An enrolment from the contract's message."""
    return EnrolmentStatus(
        message.name,
        Stage(message.state),
        message.received_bytes,
        read_report(message.report) if message.HasField("report") else None,
        read_voice(message.voice) if message.HasField("voice") else None,
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]

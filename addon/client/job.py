# SPDX-License-Identifier: GPL-3.0-or-later
"""Speaks lines, one short step at a time: a state machine for a modal operator or a plain loop."""

from __future__ import annotations

import contextlib
import uuid
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from .channel import LineState, LineStatus, Progress
from .errors import SidecarError
from .retry import Patience
from .speech import LineRequest, Speech, Timings

BATCH_LINES: Final = 200
_POLL_SECONDS: Final = 0.15
_RESUBMISSIONS: Final = 2
_BYTES_PER_SAMPLE: Final = 2


class SpeechClient(Protocol):
    """What the job asks of the sidecar (`channel.Client`); every call may raise SidecarError."""

    def submit(self, request_id: str, lines: Sequence[LineRequest]) -> str:
        """Queues lines; the batch's name."""
        ...

    def poll(self, batch: str, since: int) -> Progress:
        """What is new in a batch."""
        ...

    def fetch(self, batch: str, uid: str, offset: int) -> bytes:
        """A piece of a line's audio."""
        ...

    def cancel(self, batch: str) -> None:
        """Stops a batch."""
        ...


@dataclass(frozen=True, slots=True)
class Speaking:
    """The sidecar has begun a line."""

    request: LineRequest


@dataclass(frozen=True, slots=True)
class Done:
    """A line is spoken."""

    request: LineRequest
    speech: Speech


@dataclass(frozen=True, slots=True)
class Failed:
    """A line could not be spoken; the reason is for the animator."""

    request: LineRequest
    reason: str


Event = Speaking | Done | Failed


@dataclass(slots=True)
class _Download:
    """Audio of a finished line on its way."""

    uid: str
    timings: Timings
    byte_count: int
    data: bytearray


class SpeechJob:
    """Lines on their way to being spoken.

    Each line ends in exactly one Done or Failed, unless the job is cancelled. A tick makes at most one call
    and carries at most 1 MiB. A sidecar that does not answer is asked again for half a minute.
    """

    def __init__(self, client: SpeechClient, lines: Iterable[LineRequest]) -> None:
        """Nothing is sent before the first tick.

        Raises:
            ValueError: Two lines have the same id.
        """
        requests = list(lines)
        self._client = client
        self._open = {line.uid: line for line in requests}
        if len(self._open) != len(requests):
            raise ValueError("two lines of the job have the same uid")
        self.total = len(requests)
        self.speaking: str | None = None
        self._waiting = deque(requests)
        self._batch: str | None = None
        self._sent: list[LineRequest] = []
        self._request_id = ""
        self._revision = 0
        self._batch_finished = False
        self._downloads: deque[_Download] = deque()
        self._next_call = 0.0
        self._patience = Patience()
        self._resubmissions = 0

    @property
    def finished(self) -> bool:
        """Whether every line has ended."""
        return not self._open

    @property
    def ended(self) -> int:
        """How many lines are done or failed."""
        return self.total - len(self._open)

    @property
    def progress(self) -> float:
        """0 to 1; a line being spoken counts a third, one being fetched two thirds."""
        if not self.total:
            return 1.0
        begun = (1 if self.speaking in self._open else 0) + len(self._downloads)
        return min((self.ended + begun / 3) / self.total, 1.0)

    @property
    def open_requests(self) -> list[LineRequest]:
        """The lines that have not ended."""
        return list(self._open.values())

    def is_open(self, uid: str) -> bool:
        """Whether a line has not ended."""
        return uid in self._open

    def tick(self, now: float) -> list[Event]:
        """Takes one step.

        Args:
            now: A monotonic clock, seconds.

        Returns:
            What has happened, in order.
        """
        if self.finished or now < self._next_call:
            return []
        try:
            events = self._step(now)
        except SidecarError as error:
            return self._mishap(error, now)
        self._patience.answered()
        return events

    def cancel(self) -> None:
        """Ends the job; lines that have not ended never will. The sidecar is told, if it still listens."""
        self._open.clear()
        self._waiting.clear()
        self._downloads.clear()
        if self._batch is not None and not self._batch_finished:
            with contextlib.suppress(SidecarError):  # a sidecar that is gone speaks no more either
                self._client.cancel(self._batch)

    def _step(self, now: float) -> list[Event]:
        if self._batch is None:
            self._submit()
            return []
        return self._fetch(self._batch) if self._downloads else self._poll(self._batch, now)

    def _submit(self) -> None:
        if not self._request_id:  # else the same lines under the same id, until an answer comes
            self._sent = [self._waiting.popleft() for _ in range(min(BATCH_LINES, len(self._waiting)))]
            self._request_id = uuid.uuid4().hex
        self._batch = self._client.submit(self._request_id, self._sent)
        self._revision, self._batch_finished = 0, False

    def _poll(self, batch: str, now: float) -> list[Event]:
        news = self._client.poll(batch, self._revision)
        self._revision, self._batch_finished = news.revision, news.finished
        self._next_call = now + _POLL_SECONDS
        events = [event for status in news.lines for event in self._note(status)]
        if self._downloads:
            self._next_call = now
        elif news.finished:
            events += self._close_batch()
        return events

    def _note(self, status: LineStatus) -> list[Event]:
        request = self._open.get(status.uid)
        if request is None:
            return []
        if status.state is LineState.SPEAKING:
            self.speaking = status.uid
            return [Speaking(request)]
        if status.state is LineState.FAILED:
            return [self._fail(status.uid, status.reason or "The sidecar gave no reason")]
        if status.state is LineState.CANCELLED:
            return [self._fail(status.uid, "The sidecar stopped the line")]
        if status.state is LineState.DONE and all(d.uid != status.uid for d in self._downloads):
            if status.timings is None or not _consistent(status.timings, status.byte_count):
                return [self._fail(status.uid, "The sidecar's answer was damaged: speak the line again")]
            self._downloads.append(_Download(status.uid, status.timings, status.byte_count, bytearray()))
        return []

    def _fetch(self, batch: str) -> list[Event]:
        download = self._downloads[0]
        data = self._client.fetch(batch, download.uid, len(download.data))
        download.data += data
        if len(download.data) < download.byte_count and data:
            return []
        self._downloads.popleft()
        request = self._open[download.uid]
        if len(download.data) != download.byte_count:
            events: list[Event] = [
                self._fail(download.uid, "The sidecar's answer was damaged: speak the line again")
            ]
        else:
            del self._open[download.uid]
            audio = bytes(download.data)
            events = [Done(request, Speech(audio, download.timings.heard(audio)))]
        if self._batch_finished and not self._downloads:
            events += self._close_batch()
        return events

    def _close_batch(self) -> list[Event]:
        lost = [line.uid for line in self._sent if line.uid in self._open]
        self._batch, self._sent, self._request_id = None, [], ""
        return [self._fail(uid, "The sidecar forgot the line: speak it again") for uid in lost]

    def _fail(self, uid: str, reason: str) -> Failed:
        return Failed(self._open.pop(uid), reason)

    def _mishap(self, error: SidecarError, now: float) -> list[Event]:
        again = self._patience.next_try(now) if error.retryable else None
        if again is not None:
            self._next_call = again
            return []
        if error.code == "NOT_FOUND" and self._batch is not None and self._resubmissions < _RESUBMISSIONS:
            self._resubmit()
            return []
        return [self._fail(uid, str(error)) for uid in list(self._open)]

    def _resubmit(self) -> None:
        """The sidecar was started anew and knows the batch no more."""
        self._resubmissions += 1
        self._downloads.clear()
        self._waiting.extendleft(line for line in reversed(self._sent) if line.uid in self._open)
        self._batch, self._sent, self._request_id = None, [], ""


def _consistent(timings: Timings, byte_count: int) -> bool:
    return timings.sample_rate > 0 and 0 < timings.sample_count * _BYTES_PER_SAMPLE == byte_count

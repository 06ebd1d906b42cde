# SPDX-License-Identifier: GPL-3.0-or-later
"""One batch of lines at the sidecar: what it has told of each, and the sound on its way."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from .channel import LineState, LineStatus, Progress
from .errors import SidecarError
from .speech import LineRequest, Speech

DAMAGED: Final = "The sidecar's answer was damaged: speak the line again"
_BYTES_PER_SAMPLE: Final = 2
_SETBACKS: Final = 3  # how often a line that was done may be not done after all


class SpeechClient(Protocol):
    """What a batch asks of the sidecar (`channel.Client`); every call may raise SidecarError."""

    def submit(self, request_id: str, lines: Sequence[LineRequest]) -> str:
        """Queues lines; the batch's name."""
        ...

    def poll(self, batch: str, since: int) -> Progress:
        """What is new in a batch."""
        ...

    def fetch(self, batch: str, uid: str, offset: int) -> bytes:
        """A piece of a line's audio."""
        ...

    def cancel(self, batch: str, uids: Sequence[str] = ()) -> None:
        """Stops lines of a batch, all of them if none is named."""
        ...


@dataclass(frozen=True, slots=True)
class Speaking:
    """The sidecar has begun a line."""

    request: LineRequest


@dataclass(frozen=True, slots=True)
class Done:
    """A line is spoken; `cached` if the sidecar had kept it from before."""

    request: LineRequest
    speech: Speech
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """A line could not be spoken; the reason is for the animator."""

    request: LineRequest
    reason: str


Event = Speaking | Done | Failed


@dataclass(slots=True)
class _Download:
    """Audio of a finished line on its way."""

    status: LineStatus
    data: bytearray = field(default_factory=bytearray)

    @property
    def complete(self) -> bool:
        return len(self.data) >= self.status.byte_count


class Batch:
    """Lines that were submitted together. Every method that takes a client makes one call, or none.

    Attributes:
        request_id: Ours: submitting it twice makes one batch.
        name: The sidecar's; empty until it has answered.
        open: Lines that have not ended, by id, in order.
        returned: Lines that the sidecar gave back unspoken because they were withdrawn.
        next_poll: When to ask what is new.
        finished: No line will change any more.
    """

    def __init__(self, lines: Iterable[LineRequest]) -> None:
        """Nothing is sent yet."""
        self.request_id = uuid.uuid4().hex
        self.name = ""
        self.open = {line.uid: line for line in lines}
        self.lines = list(self.open.values())
        self.returned: list[LineRequest] = []
        self.next_poll = 0.0
        self.finished = False
        self._revision = 0
        self._states: dict[str, LineState] = {}
        self._withdrawn: set[str] = set()
        self._downloads: deque[_Download] = deque()
        self._setbacks = 0

    @property
    def has_downloads(self) -> bool:
        """Whether sound is on its way or has arrived."""
        return bool(self._downloads)

    @property
    def has_arrived(self) -> bool:
        """Whether a line is here and has only to be taken."""
        return bool(self._downloads) and self._downloads[0].complete

    @property
    def begun(self) -> float:
        """How much of the open lines is done: a third of one being spoken, two of one on its way."""
        speaking = sum(self.is_speaking(uid) for uid in self.open)
        return (speaking + 2 * bool(self._downloads)) / 3

    def is_due(self, now: float) -> bool:
        """Whether it is time to ask what is new."""
        return now >= self.next_poll and not self.finished

    def is_speaking(self, uid: str) -> bool:
        """Whether the sidecar is at work on a line."""
        return uid in self.open and self._states.get(uid) is LineState.SPEAKING

    def submit(self, client: SpeechClient) -> None:
        """Sends the lines."""
        self.name = client.submit(self.request_id, self.lines)

    def withdraw(self, client: SpeechClient) -> None:
        """Takes back the lines that are not begun; the next polls return them."""
        waiting = self.waiting
        client.cancel(self.name, waiting)
        self._withdrawn.update(waiting)
        self.next_poll = 0.0

    @property
    def waiting(self) -> list[str]:
        """Lines that are not begun, as far as is known, and not withdrawn."""
        return [
            uid
            for uid in self.open
            if self._states.get(uid, LineState.QUEUED) is LineState.QUEUED and uid not in self._withdrawn
        ]

    def poll(self, client: SpeechClient) -> list[Event]:
        """Asks what is new."""
        news = client.poll(self.name, self._revision)
        self._revision, self.finished = news.revision, news.finished
        events = [event for status in news.lines for event in self._note(status)]
        if self.finished:
            on_their_way = {download.status.uid for download in self._downloads}
            lost = [uid for uid in self.open if uid not in on_their_way]
            events += [self.fail(uid, "The sidecar forgot the line: speak it again") for uid in lost]
        return events

    def fetch(self, client: SpeechClient) -> list[Event]:
        """Reads a piece of the sound that is on its way."""
        download = self._downloads[0]
        try:
            data = client.fetch(self.name, download.status.uid, len(download.data))
        except SidecarError as error:
            if error.code != "FAILED_PRECONDITION" or self._setbacks >= _SETBACKS:
                raise
            self._setbacks += 1  # it was started anew, and speaks the line again
            self.look_anew()
            return []
        download.data += data
        if data or download.complete:
            return []
        self._downloads.popleft()
        return [self.fail(download.status.uid, DAMAGED)]

    def take(self) -> Done | Failed:
        """The line that has arrived."""
        download = self._downloads.popleft()
        status, audio = download.status, bytes(download.data)
        if len(audio) != status.byte_count or status.timings is None:
            return self.fail(status.uid, DAMAGED)
        timings = status.timings()
        if timings.sample_rate <= 0 or timings.sample_count * _BYTES_PER_SAMPLE != len(audio):
            return self.fail(status.uid, DAMAGED)
        speech = Speech(audio, timings.heard(audio), status.sureness)
        return Done(self.open.pop(status.uid), speech, status.cached)

    def look_anew(self) -> None:
        """The sidecar may have been started anew: what it has told may hold no more."""
        self._revision, self.finished, self.next_poll = 0, False, 0.0
        self._downloads.clear()
        self._states.clear()

    def fail(self, uid: str, reason: str) -> Failed:
        """Ends a line."""
        return Failed(self.open.pop(uid), reason)

    def _note(self, status: LineStatus) -> list[Event]:
        request = self.open.get(status.uid)
        if request is None:
            return []
        before = self._states.get(status.uid)
        self._states[status.uid] = status.state
        if status.state is LineState.SPEAKING:
            return [Speaking(request)] if before is not LineState.SPEAKING else []
        if status.state is LineState.FAILED:
            return [self.fail(status.uid, status.reason or "The sidecar gave no reason")]
        if status.state is LineState.CANCELLED:
            if status.uid not in self._withdrawn:
                return [self.fail(status.uid, "The sidecar stopped the line")]
            self.returned.append(self.open.pop(status.uid))
        elif status.state is LineState.DONE and before is not LineState.DONE:
            if status.byte_count <= 0:
                return [self.fail(status.uid, DAMAGED)]
            self._downloads.append(_Download(status))
        return []

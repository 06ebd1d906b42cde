# SPDX-License-Identifier: GPL-3.0-or-later
"""Speaks lines, one short step at a time: a state machine for a modal operator or a plain loop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from .batch import Batch, Done, Event, Failed, SpeechClient
from .errors import SidecarError
from .pace import Pace
from .retry import Patience
from .speech import LineRequest

BATCH_LINES: Final = 200
_IN_FLIGHT: Final = 4  # batches: enough for the sidecar to group by, few enough to poll
_LEAST_LINES: Final = 8  # of a batch that was halved for want of an answer
_POLL_SECONDS: Final = 0.15
_RESUBMISSIONS: Final = 5
_BUSY_SECONDS: Final = 5.0  # until a full queue is asked again, unless it says when
_SLOW_SECONDS: Final = 0.4  # at most, until one that is there and did not answer in time is asked again
_PATIENCE_SECONDS: Final = 120.0  # a sidecar that is started anew loads its voice first


class SpeechJob:
    """Lines on their way to being spoken, hundreds at once.

    Each line ends in exactly one Done or Failed, unless the job is cancelled. A tick makes at most one call
    and carries at most one piece of a line's sound, or hands out one line that has arrived. A sidecar that
    does not answer is asked again for two minutes, one whose queue is full for as long as it takes.

    Attributes:
        total: How many lines there are.
        paused: No line is begun.
    """

    def __init__(self, client: SpeechClient, lines: Iterable[LineRequest]) -> None:
        """Nothing is sent before the first tick.

        Raises:
            ValueError: Two lines have the same id.
        """
        requests = list(lines)
        self._open = {line.uid: line for line in requests}
        if len(self._open) != len(requests):
            raise ValueError("two lines of the job have the same uid")
        self.total = len(requests)
        self.paused = False
        self._client = client
        self._order = {line.uid: place for place, line in enumerate(requests)}
        self._waiting = requests
        self._unsent: Batch | None = None
        self._batches: list[Batch] = []
        self._batch_lines = BATCH_LINES
        self._next_call = self._next_submit = 0.0
        self._patience = Patience(_PATIENCE_SECONDS)
        self._calling: Batch | None = None
        self._unanswered = self._resubmissions = 0
        self._pace = Pace()

    @property
    def client(self) -> SpeechClient:
        """The sidecar that speaks."""
        return self._client

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
        return min((self.ended + sum(batch.begun for batch in self._batches)) / self.total, 1.0)

    @property
    def seconds_left(self) -> float | None:
        """How long the open lines will take; None while that cannot be told."""
        if self.paused:
            return None
        return self._pace.seconds_left(sum(len(line.text) for line in self._open.values()))

    @property
    def open_requests(self) -> list[LineRequest]:
        """The lines that have not ended."""
        return list(self._open.values())

    def is_open(self, uid: str) -> bool:
        """Whether a line has not ended."""
        return uid in self._open

    def is_speaking(self, uid: str) -> bool:
        """Whether the sidecar is at work on a line."""
        return any(batch.is_speaking(uid) for batch in self._batches)

    def is_due(self, now: float) -> bool:
        """Whether a tick would do something."""
        if self.finished:
            return False
        if self._arrived() is not None:
            return True
        return now >= self._next_call and (
            self._may_submit(now)
            or any(self._may_withdraw(b) or b.has_downloads or b.is_due(now) for b in self._batches)
        )

    def pause(self) -> None:
        """Begins no more lines: the next ticks take back from the sidecar those that are not begun."""
        self.paused = True

    def resume(self) -> None:
        """Goes on."""
        self.paused = False

    def tick(self, now: float) -> list[Event]:
        """Takes one step.

        Args:
            now: A monotonic clock, seconds.

        Returns:
            What has happened, in order.
        """
        if self.finished:
            return []
        arrived = self._arrived()
        if arrived is not None:
            return self._settle([arrived.take()], arrived, now)
        if now < self._next_call:
            return []
        if self.paused:
            self._pace.stop(now)
        else:
            self._pace.start(now)
        called: Batch | None = None
        try:
            called, events = self._step(now)
        except SidecarError as error:
            return self._mishap(error, now)
        if called is not None:
            self._patience.answered()
            self._unanswered = 0
        return events

    def cancel(self) -> list[str]:
        """Ends the job; lines that have not ended never will.

        Returns:
            The batches that the sidecar is still to be told of.
        """
        self._open.clear()
        self._waiting.clear()
        self._unsent = None
        left = [batch.name for batch in self._batches if batch.open and not batch.finished]
        self._batches.clear()
        return left

    def reconnect(self, client: SpeechClient) -> None:
        """Goes on with a sidecar that was started in place of one that ended; it knows its batches."""
        self._client = client
        self._next_call = 0.0
        self._patience.answered()
        for batch in self._batches:
            batch.look_anew()

    def _step(self, now: float) -> tuple[Batch | None, list[Event]]:
        """One call; the batch that it was about, None if there was nothing to do."""
        self._calling = batch = next((b for b in self._batches if self._may_withdraw(b)), None)
        if batch is not None:
            batch.withdraw(self._client)
            return batch, []
        if self._may_submit(now):
            return self._submit(), []
        self._calling = batch = next((b for b in self._batches if b.is_due(now)), None)
        if batch is not None:
            events = batch.poll(self._client)
            batch.next_poll = now + _POLL_SECONDS
            return batch, self._settle(events, batch, now)
        self._calling = batch = next((b for b in self._batches if b.has_downloads), None)
        if batch is not None:
            return batch, self._settle(batch.fetch(self._client), batch, now)
        return None, []

    def _may_submit(self, now: float) -> bool:
        if now < self._next_submit:
            return False
        if self._unsent is not None:
            return True  # even when paused: it may have been heard, and only its answer lost
        return bool(self._waiting) and not self.paused and len(self._batches) < _IN_FLIGHT

    def _may_withdraw(self, batch: Batch) -> bool:
        return self.paused and bool(batch.waiting)

    def _arrived(self) -> Batch | None:
        return next((batch for batch in self._batches if batch.has_arrived), None)

    def _submit(self) -> Batch:
        if self._unsent is None:
            self._unsent = Batch(self._waiting[: self._batch_lines])
            del self._waiting[: self._batch_lines]
        self._calling = batch = self._unsent
        batch.submit(self._client)
        self._batches.append(batch)
        self._unsent = None
        return batch

    def _settle(self, events: list[Event], batch: Batch, now: float) -> list[Event]:
        """Counts what has ended and clears up after a batch that has."""
        for event in events:
            if isinstance(event, Done | Failed):
                del self._open[event.request.uid]
            if isinstance(event, Done) and not event.cached:
                self._pace.note(now, len(event.request.text))
        if batch.returned:
            self._wait_again(batch.returned)
            batch.returned = []
        if not batch.open:
            self._batches.remove(batch)
        return events

    def _wait_again(self, lines: Iterable[LineRequest]) -> None:
        self._waiting = sorted([*self._waiting, *lines], key=lambda line: self._order[line.uid])

    def _mishap(self, error: SidecarError, now: float) -> list[Event]:
        submitting = self._calling is self._unsent is not None
        if submitting and error.code == "RESOURCE_EXHAUSTED":
            self._next_submit = now + (error.retry_seconds or _BUSY_SECONDS)
            if not self._batches:
                self._halve(1)
            return []
        if error.code == "NOT_FOUND" and not submitting and self._resubmissions < _RESUBMISSIONS:
            self._resubmit()
            return []
        again = self._patience.next_try(now) if error.retryable else None
        if again is None:
            return self._fail_all(str(error))
        self._next_call = min(again, now + _SLOW_SECONDS) if error.code == "DEADLINE_EXCEEDED" else again
        self._unanswered += 1
        if error.code == "UNAVAILABLE":
            for batch in self._batches:
                batch.look_anew()
        elif submitting and self._unanswered > 2:  # it may take too long to read
            self._halve(_LEAST_LINES)
        return []

    def _halve(self, least: int) -> None:
        """Sends half of the lines at once from now on."""
        batch = self._unsent
        if batch is None or len(batch.lines) <= least:
            return
        self._batch_lines = max(len(batch.lines) // 2, least)
        self._unsent = None
        self._wait_again(batch.lines)

    def _resubmit(self) -> None:
        """The sidecar knows the batch no more."""
        self._resubmissions += 1
        batch = self._calling
        if batch is not None:
            self._batches.remove(batch)
            self._wait_again(batch.open.values())

    def _fail_all(self, reason: str) -> list[Event]:
        events: list[Event] = [Failed(line, reason) for line in self._open.values()]
        self.cancel()
        return events

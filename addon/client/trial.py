# SPDX-License-Identifier: GPL-3.0-or-later
"""A line spoken only to be listened to; the scene never hears of it."""

from __future__ import annotations

from .batch import Done, Failed, SpeechClient
from .job import SpeechJob
from .speech import LineRequest
from .voice import Clip, Voice


class Trial:
    """One line on its way to the ear.

    Attributes:
        request: The line.
        clip: How it sounds, at the end.
        reason: Why it could not be spoken, in words.
    """

    def __init__(self, request: LineRequest) -> None:
        self.request = request
        self.clip: Clip | None = None
        self.reason = ""
        self._job: SpeechJob | None = None

    @property
    def is_busy(self) -> bool:
        """Whether ticks lead on."""
        return self.clip is None and not self.reason

    def tick(self, client: SpeechClient, now: float, voice: Voice | None) -> None:
        """Takes one step.

        Args:
            client: The sidecar.
            now: A monotonic clock, seconds.
            voice: Who speaks, as far as the sidecar has told.
        """
        if not self.is_busy:
            return
        if self._job is None:
            self._job = SpeechJob(client, [self.request.spoken_by(voice)])
        for event in self._job.tick(now):
            if isinstance(event, Done):
                self.clip = Clip(event.speech.audio, event.speech.timings.sample_rate)
            elif isinstance(event, Failed):
                self.fail(event.reason)

    def fail(self, reason: str) -> None:
        """Ends it, with a sentence for the animator."""
        self.reason = reason

    def cancel(self) -> list[str]:
        """Ends it; the batches that the sidecar is still to be told of."""
        self.fail("Stopped")
        return self._job.cancel() if self._job is not None else []

# SPDX-License-Identifier: GPL-3.0-or-later
"""The sidecar as the add-on sees it, from stopped to ready, and the job it is at work on."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from enum import Enum

from .batch import Event, Failed
from .channel import Client
from .enrolment import Enrolment, Stage
from .errors import SidecarError
from .job import SpeechJob
from .launcher import LaunchError, Process
from .recording import Recording
from .speech import LineRequest
from .target import Launch, Target
from .trial import Trial
from .versions import check_version
from .voice import Voice

_CHECK_SECONDS = 0.25  # between looks at a sidecar that starts
_CONNECT_SECONDS = 20.0
_LAUNCH_SECONDS = 120.0  # a cold disk takes its time to import PyTorch
_RELAUNCHES = 2  # in one run: what kills a sidecar twice will do so again
_FAREWELLS = 5  # how often a sidecar that does not answer is told of a batch that nobody wants


class State(Enum):
    """How far the sidecar is."""

    STOPPED = "Stopped"
    STARTING = "Starting"
    LOADING = "Loading the voice"
    READY = "Ready"
    FAILED = "Failed"


class Session:
    """One sidecar and what it is at work on. Advanced by `tick`; nothing here waits for long.

    Attributes:
        state: How far the sidecar is.
        reason: Why it failed, in words.
        failure: What it failed with, or None.
        target: How it was last started or connected to.
        voices: What can be cast; known once it is ready, kept when it stops.
        job: The lines being spoken, or None.
        enrolment: The recording that is to become a voice, or None. It lives in memory alone.
        trial: The line that was last listened to outside the scene, or None.
        unhurried: There is no window to keep awake: calls wait for their answer.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.state = State.STOPPED
        self.reason = ""
        self.failure: SidecarError | LaunchError | None = None
        self.target: Target | None = None
        self.voices: list[Voice] = []
        self.job: SpeechJob | None = None
        self.enrolment: Enrolment | None = None
        self.trial: Trial | None = None
        self.unhurried = False
        self._clock = clock
        self._wanted: list[LineRequest] = []
        self._paused = False
        self._unwanted: deque[tuple[str, int]] = deque()  # batches to be told of, how often it was tried
        self._relaunches = 0
        self._process: Process | None = None
        self._client: Client | None = None
        self._next_check = 0.0
        self._deadline = 0.0
        self._is_checked = False  # whether the sidecar's version is one that works with ours

    @property
    def is_up(self) -> bool:
        """Whether a sidecar is there or on its way."""
        return self.state in (State.STARTING, State.LOADING, State.READY)

    @property
    def is_speaking(self) -> bool:
        """Whether lines are being spoken or wait for the sidecar."""
        return bool(self._wanted) or self.job is not None

    @property
    def owns_process(self) -> bool:
        """Whether the sidecar was started from here."""
        return self._process is not None

    @property
    def progress(self) -> float:
        """Of the lines being spoken, 0 to 1."""
        return self.job.progress if self.job else 0.0

    @property
    def open_requests(self) -> list[LineRequest]:
        """The lines that wait or are being spoken."""
        return self.job.open_requests if self.job else list(self._wanted)

    @property
    def is_paused(self) -> bool:
        """Whether lines wait because they were told to."""
        return self._paused and self.is_speaking

    @property
    def seconds_left(self) -> float | None:
        """How long the open lines will take; None while that cannot be told."""
        return self.job.seconds_left if self.job else None

    @property
    def is_due(self) -> bool:
        """Whether another tick would move lines on at once."""
        return self.state is State.READY and self.job is not None and self.job.is_due(self._clock())

    @property
    def counts(self) -> tuple[int, int]:
        """Lines ended, lines in all."""
        return (self.job.ended, self.job.total) if self.job else (0, len(self._wanted))

    def is_open(self, uid: str) -> bool:
        """Whether a line waits or is being spoken."""
        if self.job is not None:
            return self.job.is_open(uid)
        return any(line.uid == uid for line in self._wanted)

    def is_being_spoken(self, uid: str) -> bool:
        """Whether the sidecar is at work on this line right now."""
        return self.job is not None and self.job.is_speaking(uid)

    @property
    def is_enrolling(self) -> bool:
        """Whether a recording is on its way, and not waiting for the animator."""
        return self.enrolment is not None and self.enrolment.is_busy

    @property
    def is_trying(self) -> bool:
        """Whether a line to listen to is on its way."""
        return self.trial is not None and self.trial.is_busy

    @property
    def client(self) -> Client:
        """The sidecar's calls, which wait for its answer.

        Raises:
            SidecarError: It is not ready.
        """
        if self._client is None or self.state is not State.READY:
            raise SidecarError("The sidecar is not running", "UNAVAILABLE")
        return self._client

    @property
    def reader(self) -> Client | None:
        """The calls that the sidecar answers also while it loads its voice; None before it answers at all."""
        return self._client if self.state in (State.LOADING, State.READY) else None

    def refresh_voices(self) -> None:
        """Asks anew which voices there are.

        Raises:
            SidecarError: It cannot tell.
        """
        self.voices = self.client.voices()

    def find_voice(self, name: str) -> Voice | None:
        """The voice of a resource name, if the sidecar has told of it."""
        return next((voice for voice in self.voices if voice.name == name), None)

    def start(self, target: Target) -> None:
        """Begins to start the sidecar or to connect to it; `tick` does the rest."""
        self.stop()
        self._begin(target)

    def _begin(self, target: Target) -> None:
        self.reason, self.failure, self.target = "", None, target
        self._is_checked = False
        try:
            if isinstance(target, Launch):
                self._process = Process(target.python)
            else:
                self._client = Client(target, unhurried=self.unhurried)
        except (LaunchError, SidecarError) as error:
            self._fail(error)
            return
        self.state = State.STARTING
        self._next_check = 0.0
        self._deadline = self._clock() + (_LAUNCH_SECONDS if self._process else _CONNECT_SECONDS)

    def stop(self) -> None:
        """Ends all work, the connection and the process started from here. A report that is there stays."""
        self.cancel()
        if self.is_enrolling:
            self.end_enrolment()
        self.end_trial()
        while self._unwanted and self._client is not None and self._say_farewell(self._client):
            pass  # a sidecar keeps its batches when it ends
        self._unwanted.clear()
        self._disconnect()
        self.state = State.STOPPED

    def speak(self, lines: Iterable[LineRequest]) -> None:
        """Speaks lines as soon as the sidecar is ready.

        Raises:
            RuntimeError: Other lines are being spoken.
        """
        if self.is_speaking:
            raise RuntimeError("lines are being spoken already")
        self._wanted = list(lines)
        self._paused, self._relaunches = False, 0

    def pause(self) -> None:
        """Begins no more lines until `resume`; those that are being spoken are finished."""
        self._paused = True
        if self.job is not None:
            self.job.pause()

    def resume(self) -> None:
        """Goes on with the lines that were paused."""
        self._paused = False
        if self.job is not None:
            self.job.resume()

    def cancel(self) -> None:
        """Speaks no more lines; the sidecar is told at the next ticks."""
        self._wanted = []
        if self.job is not None:
            self._unwanted += [(batch, 0) for batch in self.job.cancel()]
            self.job = None

    def enrol(self, recording: Recording) -> None:
        """Has a recording assessed as soon as the sidecar is ready; an earlier one is given up."""
        self.end_enrolment()
        self.enrolment = Enrolment(recording)

    def end_enrolment(self) -> None:
        """Gives the recording up, wherever it is. A voice that is made already stays."""
        if self.enrolment is not None:
            self.enrolment.cancel(self._client)
            self.enrolment = None

    def listen(self, line: LineRequest) -> None:
        """Speaks a line outside the scene as soon as the sidecar is ready; an earlier one is given up."""
        self.end_trial()
        self.trial = Trial(line)

    def end_trial(self) -> None:
        """Gives up the line to listen to."""
        if self.trial is not None:
            self._unwanted += [(batch, 0) for batch in self.trial.cancel()]
            self.trial = None

    def tick(self) -> list[Event]:
        """Takes one short step; what has happened to lines. Without a sidecar they fail."""
        now = self._clock()
        self._watch_process()
        if self.state in (State.STARTING, State.LOADING) and now >= self._next_check:
            self._next_check = now + _CHECK_SECONDS
            self._advance(now)
        if not self.is_up:
            return self._give_up()
        if self.state is not State.READY or self._client is None:
            return []
        if self.enrolment is not None:
            self._enrol(self.enrolment, self._client, now)
        if self.trial is not None:
            self.trial.tick(self._client, now, self.find_voice(self.trial.request.voice))
        if self._unwanted:
            self._say_farewell(self._client)
            return []
        return self._speak(self._client, now)

    def _speak(self, client: Client, now: float) -> list[Event]:
        if self._wanted:
            # Not before now is it known what the voices can do.
            lines = [line.spoken_by(self.find_voice(line.voice)) for line in self._wanted]
            self.job, self._wanted = SpeechJob(client, lines), []
            if self._paused:
                self.job.pause()
        if self.job is None:
            return []
        if self.job.client is not client:
            self.job.reconnect(client)
        events = self.job.tick(now)
        if self.job.finished:
            self.job = None
        return events

    def _say_farewell(self, client: Client) -> bool:
        """Tells the sidecar of a batch that nobody wants any more; False if it does not answer."""
        batch, tries = self._unwanted.popleft()
        try:
            client.cancel(batch)
        except SidecarError as error:
            if error.retryable and tries < _FAREWELLS:
                self._unwanted.append((batch, tries + 1))
            return not error.retryable
        return True

    def _enrol(self, enrolment: Enrolment, client: Client, now: float) -> None:
        was_busy = enrolment.is_busy
        enrolment.tick(client, now)
        if was_busy and enrolment.stage is Stage.DONE and enrolment.voice is not None:
            new = enrolment.voice
            self.voices = [*(voice for voice in self.voices if voice.name != new.name), new]

    def _watch_process(self) -> None:
        if self._process is None or not self.is_up:
            return
        try:
            self._process.check()
        except LaunchError as error:
            if self.state is State.READY and self.is_speaking and self._relaunches < _RELAUNCHES:
                self._relaunch()
            else:
                self._fail(error)

    def _relaunch(self) -> None:
        """Starts the sidecar in place of the one that has died at work; it knows its batches."""
        self._relaunches += 1
        self._disconnect()
        if self.target is not None:
            self._begin(self.target)

    def _advance(self, now: float) -> None:
        try:
            if self._client is None and self._process is not None:
                address = self._process.address()
                if address is None:
                    return
                self._client = Client(address, unhurried=self.unhurried)
            if self._client is not None:
                self._look(self._client)
                self._deadline = now + _CONNECT_SECONDS
        except LaunchError as error:
            self._fail(error)
        except SidecarError as error:
            if not error.retryable or now > self._deadline:
                self._fail(error)

    def _look(self, client: Client) -> None:
        if not self._is_checked:
            check_version(client)
            self._is_checked = True
        if client.is_ready():
            self.voices = client.voices(patient=False)
            self.state = State.READY
        else:
            self.state = State.LOADING

    def _give_up(self) -> list[Event]:
        """Fails all that waits, for the reason that there is no sidecar."""
        reason = self.reason or "The sidecar is not running"
        if self.enrolment is not None and self.enrolment.is_busy:
            self.enrolment.fail(reason)
        if self.trial is not None and self.trial.is_busy:
            self.trial.fail(reason)
        job, wanted = self.job, self._wanted
        self.job, self._wanted = None, []
        if job is not None:
            wanted = job.open_requests
            job.cancel()
        return [Failed(line, reason) for line in wanted]

    def _fail(self, failure: SidecarError | LaunchError) -> None:
        self.state, self.reason, self.failure = State.FAILED, str(failure), failure
        self._disconnect()

    def _disconnect(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
        if self._process is not None:
            self._process.stop()
            self._process = None


SESSION = Session()
"""The add-on's one session: it outlives files and undo, and ends with the add-on."""

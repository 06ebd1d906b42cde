# SPDX-License-Identifier: GPL-3.0-or-later
"""The job's state machine against a sidecar that misbehaves as a real one cannot be made to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.client.batch import Done, Event, Failed, Speaking
from addon.client.channel import LineState, LineStatus, Progress
from addon.client.errors import SidecarError
from addon.client.job import BATCH_LINES, SpeechJob
from addon.client.speech import LineRequest, Sound, Timings

pytestmark = pytest.mark.unit

RATE = 24_000


def lines(count: int) -> list[LineRequest]:
    return [LineRequest(f"line{index}", f"text {index}", "voices/af_heart") for index in range(count)]


def audio_of(uid: str, samples: int) -> bytes:
    return (uid.encode() * (2 * samples))[: 2 * samples]


@dataclass
class Unreliable:
    """Speaks one line per poll; every call fails as `mishaps` says, in turn."""

    mishaps: list[str | None]
    fails: frozenset[str] = frozenset()
    samples: int = 1_000
    piece: int = 700
    batches: dict[str, list[LineRequest]] = field(default_factory=dict)
    polls: dict[str, int] = field(default_factory=dict)
    withdrawn: dict[str, list[str]] = field(default_factory=dict)
    calls: int = 0

    def _call(self) -> None:
        self.calls += 1
        code = self.mishaps.pop(0) if self.mishaps else None
        if code:
            raise SidecarError(f"made to fail with {code}", code)

    def submit(self, request_id: str, lines: Sequence[LineRequest]) -> str:
        """The batch exists although the answer may be lost."""
        self.batches.setdefault(request_id, list(lines))
        assert self.batches[request_id] == list(lines), "the same id must mean the same lines"
        self._call()
        return request_id

    def poll(self, batch: str, since: int) -> Progress:
        """Revisions count the lines that are spoken or were withdrawn."""
        self._call()
        gone = self.withdrawn.get(batch, [])
        kept = [line.uid for line in self.batches[batch] if line.uid not in gone]
        done = self.polls[batch] = min(self.polls.get(batch, 0) + 1, len(kept))
        statuses = [self._status(uid) for uid in kept[:done]]
        if done < len(kept):
            statuses.append(LineStatus(kept[done], LineState.SPEAKING))
        statuses += [LineStatus(uid, LineState.CANCELLED) for uid in gone]
        return Progress(done, statuses, done == len(kept))

    def _status(self, uid: str) -> LineStatus:
        if uid in self.fails:
            return LineStatus(uid, LineState.FAILED, reason="it cannot be said")
        timings = Timings(RATE, self.samples, (Sound("sil", 0, self.samples, 0, None),), ())
        return LineStatus(uid, LineState.DONE, byte_count=2 * self.samples, timings=lambda: timings)

    def fetch(self, batch: str, uid: str, offset: int) -> bytes:
        self._call()
        return audio_of(uid, self.samples)[offset : offset + self.piece]

    def cancel(self, batch: str, uids: Sequence[str] = ()) -> None:
        self._call()
        begun = self.polls.get(batch, 0) + 1
        waiting = [line.uid for line in self.batches[batch][begun:]]
        self.withdrawn.setdefault(batch, []).extend(uid for uid in waiting if uid in uids)


def run(job: SpeechJob, seconds: float = 600.0) -> list[Event]:
    events: list[Event] = []
    clock = 0.0
    while not job.finished and clock < seconds:
        events += job.tick(clock)
        clock += 0.05
    assert job.finished, "the job must come to an end"
    return events


@given(
    count=st.integers(0, 12),
    failing=st.frozensets(st.integers(0, 11)),
    mishaps=st.lists(
        st.sampled_from(
            [None, None, "UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "NOT_FOUND", "INTERNAL"]
        ),
        max_size=20,
    ),
    piece=st.integers(1, 5_000),
)
def test_every_line_ends_exactly_once_whatever_happens(
    count: int, failing: frozenset[int], mishaps: list[str | None], piece: int
) -> None:
    client = Unreliable(mishaps, frozenset(f"line{index}" for index in failing), samples=40, piece=piece)
    job = SpeechJob(client, lines(count))
    ends = [event for event in run(job) if isinstance(event, Done | Failed)]
    assert sorted(event.request.uid for event in ends) == sorted(line.uid for line in lines(count))
    assert job.progress == 1.0
    for event in ends:
        if isinstance(event, Done):
            assert event.speech.audio == audio_of(event.request.uid, 40)


def test_a_lost_answer_does_not_make_a_second_batch() -> None:
    client = Unreliable(["UNAVAILABLE", "UNAVAILABLE"])
    assert len([e for e in run(SpeechJob(client, lines(3))) if isinstance(e, Done)]) == 3
    assert len(client.batches) == 1


def test_a_failed_line_says_why_and_the_others_go_on() -> None:
    events = run(SpeechJob(Unreliable([], frozenset({"line1"})), lines(3)))
    assert [(e.request.uid, e.reason) for e in events if isinstance(e, Failed)] == [
        ("line1", "it cannot be said")
    ]
    assert [e.request.uid for e in events if isinstance(e, Done)] == ["line0", "line2"]


def test_a_sidecar_that_knows_the_batch_no_more_gets_the_open_lines_again() -> None:
    client = Unreliable([None, None, None, "NOT_FOUND"], piece=5_000)  # submit, poll, fetch, poll
    events = run(SpeechJob(client, lines(3)))
    assert len([e for e in events if isinstance(e, Done)]) == 3
    assert [len(batch) for batch in client.batches.values()] == [3, 2]


def test_a_sidecar_that_was_started_anew_goes_on_with_its_batches() -> None:
    client, anew = Unreliable([]), Unreliable([])
    job = SpeechJob(client, lines(4))
    for clock in (0.0, 0.1):
        job.tick(clock)  # submitted, one line spoken
    anew.batches = client.batches
    job.reconnect(anew)
    assert len([e for e in run(job) if isinstance(e, Done)]) == 4
    assert len(client.batches) == 1


def test_a_line_that_was_done_and_is_spoken_again_is_waited_for() -> None:
    client = Unreliable([None, None, "FAILED_PRECONDITION"])  # submit, poll, fetch
    assert len([e for e in run(SpeechJob(client, lines(3))) if isinstance(e, Done)]) == 3


def test_a_line_that_is_never_really_done_fails_in_the_end() -> None:
    client = Unreliable([])

    def fetch(batch: str, uid: str, offset: int) -> bytes:
        raise SidecarError("The line is not done", "FAILED_PRECONDITION")

    client.fetch = fetch  # type: ignore[method-assign]
    (failed,) = run(SpeechJob(client, lines(1)))
    assert isinstance(failed, Failed)


def test_a_silent_sidecar_is_given_up_in_words() -> None:
    job = SpeechJob(Unreliable(["UNAVAILABLE"] * 10_000), lines(2))
    ends = run(job, seconds=300.0)
    assert [type(event) for event in ends] == [Failed, Failed]


def test_retries_slow_down() -> None:
    client = Unreliable(["UNAVAILABLE"] * 10_000)
    job = SpeechJob(client, lines(1))
    run(job, seconds=300.0)
    assert client.calls < 60  # in two minutes


def test_a_full_queue_is_waited_for_as_long_as_it_takes() -> None:
    client = Unreliable(["RESOURCE_EXHAUSTED"] * 100)
    assert len([e for e in run(SpeechJob(client, lines(3)), 3_600.0) if isinstance(e, Done)]) == 3


def test_a_queue_that_is_smaller_than_a_batch_gets_smaller_batches() -> None:
    class Small(Unreliable):
        def submit(self, request_id: str, lines: Sequence[LineRequest]) -> str:
            if len(lines) > 30:
                raise SidecarError("at most 30 lines may wait", "RESOURCE_EXHAUSTED", retry_seconds=1.0)
            return super().submit(request_id, lines)

    client = Small([])
    events = run(SpeechJob(client, lines(100)))
    assert len([e for e in events if isinstance(e, Done)]) == 100
    assert max(len(batch) for batch in client.batches.values()) <= 30


def test_a_refusal_is_not_asked_again() -> None:
    client = Unreliable(["UNAUTHENTICATED"])
    events = run(SpeechJob(client, lines(2)))
    assert [type(event) for event in events] == [Failed, Failed]


def test_many_lines_go_in_several_batches_at_once() -> None:
    client = Unreliable([])
    job = SpeechJob(client, lines(2 * BATCH_LINES + 5))
    for tick in range(3):
        job.tick(tick * 0.01)
    assert [len(batch) for batch in client.batches.values()] == [BATCH_LINES, BATCH_LINES, 5]
    assert len([e for e in run(job) if isinstance(e, Done)]) == 2 * BATCH_LINES + 5


def test_lines_are_fetched_while_others_are_spoken() -> None:
    events = [
        (type(event), event.request.uid)
        for event in run(SpeechJob(Unreliable([], samples=40), lines(3)))
        if isinstance(event, Speaking | Done)
    ]
    assert events.index((Done, "line0")) < events.index((Speaking, "line2"))


def test_cancelling_ends_it_and_names_what_the_sidecar_is_to_be_told() -> None:
    client = Unreliable([])
    job = SpeechJob(client, lines(3))
    job.tick(0.0)
    job.tick(1.0)
    assert job.cancel() == list(client.batches)
    assert job.finished
    assert job.tick(2.0) == []


@given(
    paused_at=st.integers(0, 30),
    pause=st.integers(1, 60),
    mishaps=st.lists(st.sampled_from([None, None, "UNAVAILABLE", "DEADLINE_EXCEEDED"]), max_size=10),
)
def test_pausing_takes_back_what_is_not_begun_and_resuming_loses_nothing(
    paused_at: int, pause: int, mishaps: list[str | None]
) -> None:
    client = Unreliable(mishaps, samples=40)
    job = SpeechJob(client, lines(12))
    events: list[Event] = []
    for step in range(paused_at):
        events += job.tick(step * 0.05)
    job.pause()
    for step in range(paused_at, paused_at + pause):
        events += job.tick(step * 0.05)
    job.resume()
    clock = (paused_at + pause) * 0.05
    while not job.finished and clock < 600.0:
        events += job.tick(clock)
        clock += 0.05
    done = [event.request.uid for event in events if isinstance(event, Done)]
    assert sorted(done) == sorted(line.uid for line in lines(12))


def test_while_it_is_paused_no_line_is_begun() -> None:
    client = Unreliable([])
    job = SpeechJob(client, lines(6))
    for clock in (0.0, 0.2):
        job.tick(clock)
    job.pause()
    for step in range(100):
        job.tick(1.0 + step * 0.2)
    begun = job.ended
    assert begun <= 2
    assert not job.is_due(30.0)
    for step in range(100):
        job.tick(40.0 + step * 0.2)
    assert job.ended == begun


def test_the_time_left_follows_the_speed_of_the_lines_before() -> None:
    job = SpeechJob(Unreliable([], samples=40), lines(40))
    told = []
    clock = 0.0
    while not job.finished:
        job.tick(clock)
        clock += 0.05
        told.append((clock, job.seconds_left))
    end = clock
    assert told[0][1] is None
    middle, left = next((when, left) for when, left in told if when > end / 2)
    assert left is not None
    assert middle + left == pytest.approx(end, rel=0.1)


def test_a_tick_makes_one_call() -> None:
    client = Unreliable([], piece=50)
    job = SpeechJob(client, lines(20))
    clock = 0.0
    while not job.finished:
        before = client.calls
        job.tick(clock)
        assert client.calls - before <= 1
        clock += 0.05


def test_audio_of_the_wrong_length_is_refused() -> None:
    client = Unreliable([], samples=40)
    client.fetch = lambda batch, uid, offset: b"" if offset else b"too short"  # type: ignore[method-assign]
    (failed,) = run(SpeechJob(client, lines(1)))
    assert isinstance(failed, Failed)
    assert "damaged" in failed.reason


def test_two_lines_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="same uid"):
        SpeechJob(Unreliable([]), [*lines(1), *lines(1)])

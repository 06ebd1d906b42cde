# SPDX-License-Identifier: GPL-3.0-or-later
"""The job's state machine against a sidecar that misbehaves as a real one cannot be made to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.client.channel import LineState, LineStatus, Progress
from addon.client.errors import SidecarError
from addon.client.job import BATCH_LINES, Done, Event, Failed, SpeechJob
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
    cancelled: list[str] = field(default_factory=list)

    def _call(self) -> None:
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
        self._call()
        done = self.polls[batch] = min(self.polls.get(batch, 0) + 1, len(self.batches[batch]))
        statuses = [self._status(line.uid) for line in self.batches[batch][since:done]]
        return Progress(done, statuses, done == len(self.batches[batch]))

    def _status(self, uid: str) -> LineStatus:
        if uid in self.fails:
            return LineStatus(uid, LineState.FAILED, reason="it cannot be said")
        timings = Timings(RATE, self.samples, (Sound("sil", 0, self.samples, 0, None),), ())
        return LineStatus(uid, LineState.DONE, byte_count=2 * self.samples, timings=timings)

    def fetch(self, batch: str, uid: str, offset: int) -> bytes:
        self._call()
        return audio_of(uid, self.samples)[offset : offset + self.piece]

    def cancel(self, batch: str) -> None:
        self.cancelled.append(batch)


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


def test_a_sidecar_that_was_started_anew_gets_the_open_lines_again() -> None:
    client = Unreliable([None, None, None, "NOT_FOUND"], piece=5_000)  # submit, poll, fetch, poll
    events = run(SpeechJob(client, lines(3)))
    assert len([e for e in events if isinstance(e, Done)]) == 3
    assert [len(batch) for batch in client.batches.values()] == [3, 2]


def test_a_silent_sidecar_is_given_up_in_words() -> None:
    job = SpeechJob(Unreliable(["UNAVAILABLE"] * 10_000), lines(2))
    ends = run(job, seconds=120.0)
    assert [type(event) for event in ends] == [Failed, Failed]


def test_retries_slow_down() -> None:
    client = Unreliable(["UNAVAILABLE"] * 10_000)
    job = SpeechJob(client, lines(1))
    run(job, seconds=120.0)
    assert 10_000 - len(client.mishaps) < 20  # in half a minute


def test_a_refusal_is_not_asked_again() -> None:
    client = Unreliable(["UNAUTHENTICATED"])
    events = run(SpeechJob(client, lines(2)))
    assert [type(event) for event in events] == [Failed, Failed]


def test_many_lines_go_in_several_batches() -> None:
    client = Unreliable([])
    run(SpeechJob(client, lines(BATCH_LINES + 5)))
    assert [len(batch) for batch in client.batches.values()] == [BATCH_LINES, 5]


def test_cancelling_tells_the_sidecar_and_ends() -> None:
    client = Unreliable([])
    job = SpeechJob(client, lines(3))
    job.tick(0.0)
    job.tick(1.0)
    job.cancel()
    assert job.finished
    assert client.cancelled == list(client.batches)
    assert job.tick(2.0) == []


def test_audio_of_the_wrong_length_is_refused() -> None:
    client = Unreliable([], samples=40)
    client.fetch = lambda batch, uid, offset: b"" if offset else b"too short"  # type: ignore[method-assign]
    (failed,) = run(SpeechJob(client, lines(1)))
    assert isinstance(failed, Failed)
    assert "damaged" in failed.reason


def test_two_lines_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="same uid"):
        SpeechJob(Unreliable([]), [*lines(1), *lines(1)])

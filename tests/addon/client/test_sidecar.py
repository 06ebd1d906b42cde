# SPDX-License-Identifier: GPL-3.0-or-later
"""The client against a real sidecar process, without Blender."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import pytest

from addon.client.batch import Done, Event, Failed
from addon.client.channel import Client
from addon.client.errors import SidecarError
from addon.client.launcher import LaunchError, Process
from addon.client.session import Session, State
from addon.client.speech import LineRequest, Timings
from addon.client.target import Connect, Launch

from ..conftest import wait_for

pytestmark = pytest.mark.grpc


@pytest.fixture(scope="module")
def session(sidecar_python: str) -> Iterator[Session]:
    session = Session()
    session.start(Launch(sidecar_python))
    wait_for(lambda: session.tick() is None or session.state in (State.READY, State.FAILED), 180)
    assert session.state is State.READY, session.reason
    yield session
    session.stop()
    assert session.state is State.STOPPED


def speak(session: Session, *lines: LineRequest) -> list[Event]:
    session.speak(lines)
    events: list[Event] = []
    deadline = time.monotonic() + 120
    while session.is_speaking and time.monotonic() < deadline:
        events += session.tick()
        time.sleep(0.02)
    return events


def test_a_line_comes_back_with_times_that_tile_it(session: Session) -> None:
    text = "Good morning, Bob."
    *_, done = speak(session, LineRequest("a", text, "voices/af_heart"))
    assert isinstance(done, Done)
    timings = done.speech.timings
    assert len(done.speech.audio) == 2 * timings.sample_count
    edges = [timings.sounds[0].start, *(sound.end for sound in timings.sounds)]
    assert [sound.start for sound in timings.sounds] == edges[:-1]
    assert edges[0] == 0
    assert edges[-1] == timings.sample_count
    assert [text[word.char_start : word.char_end] for word in timings.words] == [
        w.text for w in timings.words
    ]
    assert any(sound.stress == 1 for sound in timings.sounds)
    assert Timings.from_json(timings.to_json()) == timings


def test_a_bad_line_fails_in_words_and_the_next_is_spoken(session: Session) -> None:
    events = speak(
        session,
        LineRequest("bad", "Hello.", "voices/nobody"),
        LineRequest("good", "Hello.", "voices/af_heart"),
    )
    (failed,) = [event for event in events if isinstance(event, Failed)]
    (done,) = [event for event in events if isinstance(event, Done)]
    assert failed.request.uid == "bad"
    assert "nobody" in failed.reason
    assert done.request.uid == "good"


def test_the_voices_are_known_once_it_is_ready(session: Session) -> None:
    heart = next(voice for voice in session.voices if voice.name == "voices/af_heart")
    assert (heart.language, heart.gender) == ("en-US", "female")
    assert len(session.voices) >= 54


def test_a_tick_is_short_and_no_thread_is_started(session: Session) -> None:
    session.speak([LineRequest(str(index), "One, two, three.", "voices/af_heart") for index in range(3)])
    before = threading.active_count()
    longest = 0.0
    while session.is_speaking:
        started = time.perf_counter()
        session.tick()
        longest = max(longest, time.perf_counter() - started)
        time.sleep(0.02)
    assert threading.active_count() == before
    assert longest < 0.5


def test_cancelling_in_the_middle_leaves_the_sidecar_free(session: Session) -> None:
    session.speak(
        [LineRequest(str(index), "A long line of many words. " * 20, "voices/af_heart") for index in range(5)]
    )
    wait_for(lambda: session.tick() is None or session.is_being_spoken("0"))
    session.cancel()
    assert not session.is_speaking
    assert isinstance(speak(session, LineRequest("next", "Yes.", "voices/af_heart"))[-1], Done)


def test_a_wrong_token_is_said_in_words(session: Session) -> None:
    assert session._process is not None
    address = session._process.address()
    assert address is not None
    client = Client(Connect(address.address, "not the token"))
    with pytest.raises(SidecarError, match="token in the add-on's preferences"):
        client.voices()
    client.close()


def test_nobody_there_is_noticed_at_once() -> None:
    client = Client(Connect("127.0.0.1:9", "token"))
    started = time.monotonic()
    with pytest.raises(SidecarError) as error:
        client.is_ready()
    assert error.value.retryable
    assert time.monotonic() - started < 2.0
    client.close()


def test_a_python_without_voxrig_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    session = Session()
    session.start(Launch(sys.executable))
    session.speak([LineRequest("a", "Hello.", "voices/af_heart")])
    events: list[Event] = []
    wait_for(lambda: events.extend(session.tick()) or not session.is_speaking)
    (failed,) = events
    assert isinstance(failed, Failed)
    assert "no voxrig installed" in failed.reason
    assert session.state is State.FAILED


def test_no_such_python_says_so() -> None:
    with pytest.raises(LaunchError, match="no/such/python"):
        Process("no/such/python")


def test_a_sidecar_that_dies_fails_the_lines_in_words(sidecar_python: str) -> None:
    session = Session()
    session.start(Launch(sidecar_python))
    assert session._process is not None
    session._process._process.kill()
    session.speak([LineRequest("a", "Hello.", "voices/af_heart")])
    events: list[Event] = []
    wait_for(lambda: events.extend(session.tick()) or not session.is_speaking)
    (failed,) = events
    assert isinstance(failed, Failed)
    assert "ended" in failed.reason


def test_a_sidecar_that_dies_at_work_is_started_anew_and_goes_on(sidecar_python: str) -> None:
    session = Session()
    session.start(Launch(sidecar_python))
    wait_for(lambda: session.tick() is None or session.state in (State.READY, State.FAILED), 180)
    session.speak(
        [LineRequest(str(i), f"This is line {i} of the scene.", "voices/af_heart") for i in range(6)]
    )
    events: list[Event] = []
    wait_for(lambda: events.extend(session.tick()) or any(isinstance(event, Done) for event in events))
    assert session._process is not None
    session._process._process.kill()
    wait_for(lambda: events.extend(session.tick()) or not session.is_speaking, 180)
    session.stop()
    assert sorted(event.request.uid for event in events if isinstance(event, Done)) == list("012345")
    assert not any(isinstance(event, Failed) for event in events)


def test_what_is_paused_waits_and_goes_on(session: Session) -> None:
    session.speak([LineRequest(str(i), f"This is the line {i}.", "voices/af_heart") for i in range(6)])
    events: list[Event] = []
    wait_for(lambda: events.extend(session.tick()) or any(isinstance(event, Done) for event in events))
    session.pause()
    still: list[int] = []

    def has_settled() -> bool:
        events.extend(session.tick())
        still.append(session.counts[0])
        return len(still) > 100 and len(set(still[-100:])) == 1

    wait_for(has_settled)
    assert session.is_paused
    assert session.counts[0] < 6
    session.resume()
    wait_for(lambda: events.extend(session.tick()) or not session.is_speaking)
    assert sorted(event.request.uid for event in events if isinstance(event, Done)) == list("012345")

# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes: submit, poll, fetch, cancel."""

from __future__ import annotations

import time
import uuid

import grpc
import pytest

from protos.voxrig.v1 import speech_pb2
from tests.sidecar.conftest import Running, failure, spec

pytestmark = pytest.mark.grpc


def long() -> speech_pb2.SpeechSpec:
    """A line that nobody has spoken before, and that takes a while."""
    text = "This line goes on for quite a while, so that there is time to do something in the middle of it. "
    return spec(f"{uuid.uuid4().hex[:6]}. {text * 3}")


def submit(
    sidecar: Running, lines: dict[str, speech_pb2.SpeechSpec], request_id: str = ""
) -> speech_pb2.SubmitBatchResponse:
    return sidecar.speech.SubmitBatch(
        speech_pb2.SubmitBatchRequest(
            request_id=request_id or str(uuid.uuid4()),
            lines=[speech_pb2.BatchLine(line_id=line_id, spec=line) for line_id, line in lines.items()],
        )
    )


def finish(sidecar: Running, batch: str, revision: int = 0) -> dict[str, list[speech_pb2.LineStatus]]:
    """Polls to the end; every status that was told of each line after a revision."""
    told: dict[str, list[speech_pb2.LineStatus]] = {}
    end = time.monotonic() + 90
    while time.monotonic() < end:
        answer = sidecar.speech.PollBatch(speech_pb2.PollBatchRequest(batch=batch, since_revision=revision))
        assert answer.revision >= revision
        revision = answer.revision
        for status in answer.lines:
            told.setdefault(status.line_id, []).append(status)
        if answer.finished:
            return told
        time.sleep(0.05)
    raise AssertionError("the batch does not finish")


def fetch(sidecar: Running, batch: str, line_id: str, step: int = 0) -> bytes:
    data = b""
    while True:
        answer = sidecar.speech.FetchAudio(
            speech_pb2.FetchAudioRequest(batch=batch, line_id=line_id, offset_bytes=len(data), max_bytes=step)
        )
        data += answer.data
        if len(data) == answer.total_bytes:
            return data
        assert answer.data


def test_a_bad_line_fails_alone(sidecar: Running) -> None:
    lines = {
        "good": spec("The first line."),
        "bad": spec("", speed=7),
        "unspeakable": spec("[x](/hi)"),
        "also good": spec("你好。", voice="zf_xiaobei"),
        "fails late": spec("Hi.", lexicon=[speech_pb2.LexiconEntry(word="hi", phonemes="§")]),
    }
    batch = submit(sidecar, lines).batch
    last = {line_id: statuses[-1] for line_id, statuses in finish(sidecar, batch).items()}
    assert {line_id: status.state for line_id, status in last.items()} == {
        "good": speech_pb2.LINE_STATE_DONE,
        "bad": speech_pb2.LINE_STATE_FAILED,
        "unspeakable": speech_pb2.LINE_STATE_FAILED,
        "also good": speech_pb2.LINE_STATE_DONE,
        "fails late": speech_pb2.LINE_STATE_FAILED,
    }
    bad = last["bad"].error
    assert (bad.code, bad.reason, bad.field) == (3, "INVALID_REQUEST", "text")
    assert "empty" in bad.message
    assert "speed" in bad.message
    assert last["fails late"].error.field == "lexicon[0].phonemes"
    for line_id in ("good", "also good"):
        status = last[line_id]
        data = fetch(sidecar, batch, line_id, step=10_000)
        assert len(data) == status.audio_byte_count == 2 * status.timings.sample_count
        assert status.timings.phonemes[-1].end_sample == status.timings.sample_count


def test_a_batch_line_is_the_single_line(sidecar: Running) -> None:
    line = spec("Said once, said twice.", seed=3)
    batch = submit(sidecar, {"a": line}).batch
    status = finish(sidecar, batch)["a"][-1]
    single = sidecar.speech.Synthesize(speech_pb2.SynthesizeRequest(spec=line))
    assert fetch(sidecar, batch, "a") == single.audio.data
    assert status.timings == single.timings


def test_polls_tell_only_what_changed(sidecar: Running) -> None:
    batch = submit(sidecar, {"a": spec("One."), "b": spec("Two.")}).batch
    told = finish(sidecar, batch)
    for statuses in told.values():
        states = [status.state for status in statuses]
        assert states == sorted(set(states))  # queued, speaking, done: forward, and never told twice
    everything = sidecar.speech.PollBatch(speech_pb2.PollBatchRequest(batch=batch))
    assert {status.line_id for status in everything.lines} == {"a", "b"}
    again = speech_pb2.PollBatchRequest(batch=batch, since_revision=everything.revision)
    assert not sidecar.speech.PollBatch(again).lines


def test_submitting_again_gives_the_same_batch(sidecar: Running) -> None:
    request_id = str(uuid.uuid4())
    first = submit(sidecar, {"a": spec("Once.")}, request_id)
    assert submit(sidecar, {"a": spec("Once.")}, request_id) == first
    error = failure(lambda: submit(sidecar, {"a": spec("Something else.")}, request_id))
    assert (error.code, error.reason) == (grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")


def test_cancelled_lines_stop_and_finished_ones_stay(sidecar: Running) -> None:
    lines = {"done": spec("Short."), "running": long(), "waiting": long()}
    batch = submit(sidecar, lines).batch
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        answer = sidecar.speech.PollBatch(speech_pb2.PollBatchRequest(batch=batch))
        states = {status.line_id: status.state for status in answer.lines}
        if states["done"] == speech_pb2.LINE_STATE_DONE:
            break
        time.sleep(0.02)
    sidecar.speech.CancelBatch(speech_pb2.CancelBatchRequest(batch=batch))
    answer = sidecar.speech.PollBatch(speech_pb2.PollBatchRequest(batch=batch))
    assert answer.finished
    assert {status.line_id: status.state for status in answer.lines} == {
        "done": speech_pb2.LINE_STATE_DONE,
        "running": speech_pb2.LINE_STATE_CANCELLED,
        "waiting": speech_pb2.LINE_STATE_CANCELLED,
    }
    assert fetch(sidecar, batch, "done")


def test_one_line_can_be_cancelled(sidecar: Running) -> None:
    batch = submit(sidecar, {"a": spec("One."), "b": spec("Two.")}).batch
    sidecar.speech.CancelBatch(speech_pb2.CancelBatchRequest(batch=batch, line_ids=["b"]))
    last = {line_id: statuses[-1].state for line_id, statuses in finish(sidecar, batch).items()}
    assert last == {"a": speech_pb2.LINE_STATE_DONE, "b": speech_pb2.LINE_STATE_CANCELLED}


def test_a_single_line_goes_before_a_scene(sidecar: Running) -> None:
    batch = submit(sidecar, {str(i): long() for i in range(6)}).batch
    sidecar.speech.Synthesize(speech_pb2.SynthesizeRequest(spec=spec("Me first.")))
    answer = sidecar.speech.PollBatch(speech_pb2.PollBatchRequest(batch=batch))
    assert not answer.finished
    sidecar.speech.CancelBatch(speech_pb2.CancelBatchRequest(batch=batch))


@pytest.mark.parametrize(
    ("request_id", "line_ids", "fields"),
    [
        ("x", [], {"lines"}),
        ("x", ["a", "a"], {"lines[1].line_id"}),
        ("", ["", "b" * 65], {"request_id", "lines[0].line_id", "lines[1].line_id"}),
        ("x" * 65, [str(i) for i in range(1001)], {"request_id", "lines"}),
    ],
    ids=["no lines", "same id twice", "ids too short or long", "too many lines"],
)
def test_a_bad_batch_is_refused_whole(
    sidecar: Running, request_id: str, line_ids: list[str], fields: set[str]
) -> None:
    request = speech_pb2.SubmitBatchRequest(
        request_id=request_id, lines=[speech_pb2.BatchLine(line_id=i, spec=spec("Hi.")) for i in line_ids]
    )
    error = failure(lambda: sidecar.speech.SubmitBatch(request))
    assert error.code == grpc.StatusCode.INVALID_ARGUMENT
    assert set(error.fields) == fields


def test_unknown_batches_and_lines_are_not_found(sidecar: Running) -> None:
    nowhere = "batches/0123456789abcdef"
    for call in (
        lambda: sidecar.speech.PollBatch(speech_pb2.PollBatchRequest(batch=nowhere)),
        lambda: sidecar.speech.CancelBatch(speech_pb2.CancelBatchRequest(batch=nowhere)),
        lambda: sidecar.speech.FetchAudio(speech_pb2.FetchAudioRequest(batch=nowhere, line_id="a")),
    ):
        error = failure(call)
        assert (error.code, error.reason) == (grpc.StatusCode.NOT_FOUND, "BATCH_NOT_FOUND")
    batch = submit(sidecar, {"a": spec("Hi."), "b": long()}).batch
    error = failure(lambda: fetch(sidecar, batch, "z"))
    assert (error.code, error.reason) == (grpc.StatusCode.NOT_FOUND, "LINE_NOT_FOUND")
    error = failure(lambda: fetch(sidecar, batch, "b"))
    assert (error.code, error.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "LINE_NOT_DONE")
    sidecar.speech.CancelBatch(speech_pb2.CancelBatchRequest(batch=batch, line_ids=["b"]))
    finish(sidecar, batch)
    bad = speech_pb2.FetchAudioRequest(batch=batch, line_id="a", offset_bytes=10**9, max_bytes=-1)
    error = failure(lambda: sidecar.speech.FetchAudio(bad))
    assert set(error.fields) == {"offset_bytes", "max_bytes"}

# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes outlive the sidecar, and what was spoken before costs nothing: real processes, killed at work."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

import grpc
import pytest

from protos.voxrig.v1 import audio_pb2, speech_pb2, voice_pb2
from tests.sidecar.conftest import ROOT, Running, Start, failure, spec, wait_for
from tests.sidecar.services.test_batch import fetch, finish, long, submit

pytestmark = pytest.mark.grpc

DONE, FAILED = speech_pb2.LINE_STATE_DONE, speech_pb2.LINE_STATE_FAILED


def poll(sidecar: Running, batch: str, since: int = 0) -> speech_pb2.PollBatchResponse:
    return sidecar.speech.PollBatch(speech_pb2.PollBatchRequest(batch=batch, since_revision=since))


def states(sidecar: Running, batch: str) -> dict[str, int]:
    return {status.line_id: status.state for status in poll(sidecar, batch).lines}


def kill(sidecar: Running) -> None:
    sidecar.process.kill()
    sidecar.process.wait(30)
    sidecar.channel.close()


def voxrig(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sidecar", *arguments],
        cwd=ROOT,
        env={**os.environ, "VOXRIG_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


def test_a_killed_sidecar_goes_on_where_it_was(start_sidecar: Start, tmp_path: Path) -> None:
    first = start_sidecar(VOXRIG_DATA_DIR=str(tmp_path)).wait_until_loaded()
    request_id = str(uuid.uuid4())
    lines = {
        **{
            f"line {i}": spec(f"This is line number {i} of a scene that is broken off.", seed=i)
            for i in range(6)
        },
        "bad": spec("", speed=7),
    }
    batch = submit(first, lines, request_id).batch
    first.speech.CancelBatch(speech_pb2.CancelBatchRequest(batch=batch, line_ids=["line 5"]))
    wait_for(lambda: states(first, batch)["line 1"] == DONE, "two lines are spoken")
    told = poll(first, batch).revision
    heard = fetch(first, batch, "line 0")
    kill(first)

    second = start_sidecar(VOXRIG_DATA_DIR=str(tmp_path))
    answer = poll(second, batch, told)  # at once: its engine is being loaded
    assert not answer.finished
    assert {status.line_id for status in answer.lines} >= {"line 3", "line 4"}
    second.wait_until_loaded()
    news = finish(second, batch, told)
    assert {line_id: last[-1].state for line_id, last in news.items()} == dict.fromkeys(news, DONE)
    assert set(news) >= {"line 2", "line 3", "line 4"}
    everything = {status.line_id: status for status in poll(second, batch).lines}
    assert {line_id: status.state for line_id, status in everything.items()} == {
        **{f"line {i}": DONE for i in range(5)},
        "line 5": speech_pb2.LINE_STATE_CANCELLED,
        "bad": FAILED,
    }
    assert "speed" in everything["bad"].error.message
    assert fetch(second, batch, "line 0") == heard
    for i in range(5):
        assert len(fetch(second, batch, f"line {i}")) == everything[f"line {i}"].audio_byte_count

    assert submit(second, lines, request_id).batch == batch
    error = failure(lambda: submit(second, {"a": spec("Something else.")}, request_id))
    assert (error.code, error.reason) == (grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")

    again = submit(second, lines)
    cached = {line_id: last[-1].from_cache for line_id, last in finish(second, again.batch).items()}
    assert cached == {**{f"line {i}": i != 5 for i in range(6)}, "bad": False}
    assert fetch(second, again.batch, "line 0") == heard


def test_two_sidecars_of_one_folder_share_what_was_spoken_but_no_line(
    sidecar: Running, start_sidecar: Start
) -> None:
    """Every window of Blender starts a sidecar of its own."""
    one = start_sidecar(VOXRIG_DATA_DIR=str(sidecar.data)).wait_until_loaded()
    two = sidecar
    line = spec("Both windows want this line.", seed=11)
    said = one.speech.Synthesize(speech_pb2.SynthesizeRequest(spec=line))
    other = submit(two, {"a": line})
    status = finish(two, other.batch)["a"][-1]
    assert status.from_cache
    assert status.timings == said.timings
    assert fetch(two, other.batch, "a") == said.audio.data

    batch = submit(
        one, {str(i): spec(f"Line {i} of the first window, which is long enough.") for i in range(6)}
    ).batch
    error = failure(lambda: poll(two, batch))
    assert (error.code, error.reason) == (grpc.StatusCode.UNAVAILABLE, "BATCH_ELSEWHERE")
    assert error.retry_seconds
    kill(one)
    news = finish(two, batch)
    assert {line_id: last[-1].state for line_id, last in news.items()} == {str(i): DONE for i in range(6)}


def test_what_was_evicted_before_it_was_fetched_is_spoken_again(start_sidecar: Start, tmp_path: Path) -> None:
    first = start_sidecar(VOXRIG_DATA_DIR=str(tmp_path)).wait_until_loaded()
    line = spec("This line is lost before anybody has fetched it.")
    batch = submit(first, {"a": line, "b": spec("And this one too.")}).batch
    finish(first, batch)
    heard, told = fetch(first, batch, "a"), poll(first, batch).revision
    wait_for(lambda: poll(first, batch, told).finished, "it is finished")
    first.stop()
    assert "removed 2 lines" in voxrig(tmp_path, "cache", "clear")

    second = start_sidecar(VOXRIG_DATA_DIR=str(tmp_path)).wait_until_loaded()
    error = failure(lambda: fetch(second, batch, "a"))
    assert (error.code, error.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "LINE_NOT_DONE")
    news = finish(second, batch, told)
    assert {line_id: last[-1].state for line_id, last in news.items()} == {"a": DONE}
    assert fetch(second, batch, "a") == heard

    finish(second, batch)  # told of from the start, the other line is found lost, and spoken again too
    told = poll(second, batch).revision
    time.sleep(1.0)  # all is stored; from here on nobody needs the database
    (tmp_path / "voxrig.db").rename(tmp_path / "elsewhere.db")
    (tmp_path / "voxrig.db").write_text("Not a database. " * 1_000)
    for _ in range(20):
        assert poll(second, batch, told).finished
    assert fetch(second, batch, "a") == heard


def test_a_line_said_before_is_the_same_whole_and_as_a_stream(sidecar: Running) -> None:
    line = spec("Once spoken, this sentence is only read. And this one, too.", seed=5)
    first = sidecar.speech.Synthesize(speech_pb2.SynthesizeRequest(spec=line))
    again = sidecar.speech.Synthesize(speech_pb2.SynthesizeRequest(spec=line))
    assert again == first
    parts = list(sidecar.speech.StreamSynthesize(speech_pb2.StreamSynthesizeRequest(spec=line)))
    assert b"".join(part.chunk.audio for part in parts) == first.audio.data
    assert [phoneme for part in parts for phoneme in part.chunk.phonemes] == list(first.timings.phonemes)
    assert max(len(part.chunk.audio) for part in parts) <= 2 * 0.2 * 24_000
    assert parts[-1].summary.sample_count == first.timings.sample_count
    floats = speech_pb2.SynthesizeRequest(spec=line, encoding=audio_pb2.AUDIO_ENCODING_PCM_F32LE)
    assert len(sidecar.speech.Synthesize(floats).audio.data) == 2 * len(first.audio.data)


def test_a_line_said_before_waits_for_nobody(sidecar: Running) -> None:
    line = spec("This line jumps every queue.")
    sidecar.speech.Synthesize(speech_pb2.SynthesizeRequest(spec=line))
    endless = "This one keeps the engine busy for as long as it takes, which is quite a while. " * 12
    busy = sidecar.speech.Synthesize.future(
        speech_pb2.SynthesizeRequest(spec=spec(f"{uuid.uuid4().hex}. {endless}"))
    )
    waiting = submit(sidecar, {"a": spec(f"{uuid.uuid4().hex}. {endless}"), "b": line})
    sidecar.speech.Synthesize(speech_pb2.SynthesizeRequest(spec=line))
    wait_for(lambda: states(sidecar, waiting.batch)["b"] == DONE, "the known line is done")
    assert states(sidecar, waiting.batch)["a"] != DONE
    assert not busy.done()
    busy.cancel()
    sidecar.speech.CancelBatch(speech_pb2.CancelBatchRequest(batch=waiting.batch))


def test_many_unchanged_lines_are_done_without_the_engine(sidecar: Running) -> None:
    lines = {str(i): spec("One of two hundred lines.", seed=i % 4) for i in range(200)}
    finish(sidecar, submit(sidecar, {str(i): lines[str(i)] for i in range(4)}).batch)
    told = finish(sidecar, submit(sidecar, lines).batch)
    assert all(last[-1].state == DONE and last[-1].from_cache for last in told.values())
    assert len(told) == 200


def test_a_voice_that_is_deleted_while_its_line_waits_fails_that_line_alone(sidecar: Running) -> None:
    parts = [voice_pb2.WeightedVoice(voice=f"voices/{voice}", weight=1) for voice in ("af_heart", "am_adam")]
    sidecar.voices.CreateBlend(voice_pb2.CreateBlendRequest(voice_id="leaving", components=parts))
    batch = submit(sidecar, {"a": long(), "b": spec("Nobody says this.", voice="leaving")}).batch
    sidecar.voices.DeleteVoice(voice_pb2.DeleteVoiceRequest(name="voices/leaving"))
    told = finish(sidecar, batch)
    assert told["a"][-1].state == DONE
    assert (told["b"][-1].state, told["b"][-1].error.field) == (FAILED, "voice")
    assert "leaving" in told["b"][-1].error.message

# SPDX-License-Identifier: GPL-3.0-or-later
"""The enrolment's state machine against a sidecar that misbehaves as a real one cannot be made to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.client.enrolment import (
    PIECE_BYTES,
    Enrolment,
    EnrolmentStatus,
    Ground,
    PersonalVoice,
    Stage,
)
from addon.client.errors import SidecarError
from addon.client.recording import Recording
from addon.client.report import Measures, Report, Verdict
from addon.client.voice import Voice, VoiceKind

pytestmark = pytest.mark.unit

MARIA = PersonalVoice("maria", "Maria", "en-US", "Maria Rossi", Ground.CONSENT, "release form 12")
REPORT = Report(Verdict.ACCEPT, Measures(60.0, 50.0, None, None, None, None, None, 1), ())


def recording(size: int = 3 * PIECE_BYTES + 5) -> Recording:
    return Recording(
        "maria.wav", bytes(index % 251 for index in range(64)) * (size // 64) + b"x" * (size % 64)
    )


@dataclass
class Held:
    """An enrolment inside the sidecar."""

    recording: Recording
    data: bytearray = field(default_factory=bytearray)
    stage: Stage = Stage.SENDING
    polls: int = 0


@dataclass
class Unreliable:
    """Assesses at the third poll and clones at the third after that; every call fails as `mishaps` says.

    A mishap comes after the work is done, as when an answer is lost; NOT_FOUND forgets everything.
    """

    mishaps: list[str | None] = field(default_factory=list)
    refuses: bool = False
    rejects: list[SidecarError] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=dict)
    made: list[PersonalVoice] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    calls: int = 0

    def _answer(self) -> None:
        self.calls += 1
        code = self.mishaps.pop(0) if self.mishaps else None
        if code == "NOT_FOUND":
            self.held.clear()
        if code:
            raise SidecarError(f"made to fail with {code}", code)

    def _find(self, name: str) -> Held:
        if name not in self.held:
            raise SidecarError("there is no such enrolment", "NOT_FOUND")
        return self.held[name]

    def _status(self, name: str) -> EnrolmentStatus:
        one = self._find(name)
        report = REPORT if one.stage not in (Stage.SENDING, Stage.ASSESSING) else None
        voice = (
            Voice("voices/maria", "Maria", "en-US", "", VoiceKind.CLONED) if one.stage is Stage.DONE else None
        )
        return EnrolmentStatus(name, one.stage, len(one.data), report, voice)

    def begin_enrolment(self, request_id: str, recording: Recording) -> EnrolmentStatus:
        name = f"enrolments/{request_id}"
        self.held.setdefault(name, Held(recording))
        self._answer()
        return self._status(name)

    def upload(self, enrolment: str, offset: int, data: bytes) -> int:
        one = self._find(enrolment)
        assert 1 <= len(data) <= PIECE_BYTES
        if offset + len(data) > len(one.data):
            assert offset == len(one.data), "the sidecar takes pieces in order"
            one.data += data
        if len(one.data) == one.recording.size and one.stage is Stage.SENDING:
            one.stage = Stage.ASSESSING
        self._answer()
        return len(one.data)

    def enrolment(self, name: str) -> EnrolmentStatus:
        one = self._find(name)
        if one.stage in (Stage.ASSESSING, Stage.CLONING):
            one.polls += 1
            if one.polls % 3 == 0:
                self._advance(one)
        self._answer()
        return self._status(name)

    def _advance(self, one: Held) -> None:
        if one.stage is Stage.CLONING:
            one.stage = Stage.DONE
        else:
            one.stage = Stage.REFUSED if self.refuses else Stage.ASSESSED

    def confirm_enrolment(self, enrolment: str, voice: PersonalVoice) -> EnrolmentStatus:
        one = self._find(enrolment)
        if self.rejects:
            raise self.rejects.pop(0)
        if one.stage is not Stage.ASSESSED:
            raise SidecarError("only an ASSESSED one can be confirmed", "FAILED_PRECONDITION")
        one.stage = Stage.CLONING
        self.made.append(voice)
        self._answer()
        return self._status(enrolment)

    def cancel_enrolment(self, name: str) -> None:
        self.cancelled.append(name)
        self.held.pop(name, None)


def run(enrolment: Enrolment, client: Unreliable, seconds: float = 600.0, start: float = 0.0) -> Stage:
    clock = start
    while enrolment.is_busy and clock < start + seconds:
        enrolment.tick(client, clock)
        clock += 0.05
    assert not enrolment.is_busy, "it must come to an end"
    return enrolment.stage


def assessed(client: Unreliable) -> Enrolment:
    enrolment = Enrolment(recording(100))
    assert run(enrolment, client) is Stage.ASSESSED
    return enrolment


def test_a_recording_is_sent_whole_reported_on_and_becomes_a_voice() -> None:
    client, enrolment = Unreliable(), Enrolment(recording())
    assert run(enrolment, client) is Stage.ASSESSED
    (held,) = client.held.values()
    assert bytes(held.data) == recording().content
    assert enrolment.report == REPORT
    enrolment.confirm(MARIA)
    assert run(enrolment, client) is Stage.DONE
    assert client.made == [MARIA]
    assert enrolment.voice is not None
    assert enrolment.voice.name == "voices/maria"


MISHAPS = st.lists(
    st.sampled_from([None, None, "UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED"]), max_size=20
)


@given(size=st.integers(1, 3 * PIECE_BYTES), mishaps=MISHAPS)
def test_lost_answers_neither_damage_the_recording_nor_make_two_voices(
    size: int, mishaps: list[str | None]
) -> None:
    client, enrolment = Unreliable(mishaps), Enrolment(recording(size))
    assert run(enrolment, client) is Stage.ASSESSED
    enrolment.confirm(MARIA)
    assert run(enrolment, client, start=600.0) is Stage.DONE
    assert [bytes(held.data) for held in client.held.values()] == [recording(size).content]
    assert client.made == [MARIA]


@given(mishaps=st.lists(st.sampled_from([None, "UNAVAILABLE", "NOT_FOUND", "INTERNAL"]), max_size=12))
def test_it_comes_to_an_end_whatever_happens(mishaps: list[str | None]) -> None:
    client, enrolment = Unreliable(mishaps), Enrolment(recording(200))
    if run(enrolment, client) is Stage.ASSESSED:
        enrolment.confirm(MARIA)
        run(enrolment, client, start=600.0)
    assert enrolment.stage in (Stage.ASSESSED, Stage.DONE, Stage.FAILED)
    assert (enrolment.stage is Stage.FAILED) == bool(enrolment.reason)


@pytest.mark.parametrize("calls_before", [1, 2, 4])  # after begin, the upload, a poll
def test_a_sidecar_that_was_started_anew_gets_the_recording_again(calls_before: int) -> None:
    client = Unreliable([*[None] * calls_before, "NOT_FOUND"])
    enrolment = Enrolment(recording(100))
    assert run(enrolment, client) is Stage.ASSESSED
    assert [bytes(held.data) for held in client.held.values()] == [recording(100).content]


def test_one_that_was_forgotten_while_the_report_was_read_is_made_unasked() -> None:
    client = Unreliable()
    enrolment = assessed(client)
    client.held.clear()
    enrolment.confirm(MARIA)
    assert run(enrolment, client) is Stage.DONE
    assert client.made == [MARIA]


def test_a_recording_that_is_refused_the_second_time_is_not_made() -> None:
    client = Unreliable()
    enrolment = assessed(client)
    client.held.clear()
    client.refuses = True
    enrolment.confirm(MARIA)
    assert run(enrolment, client) is Stage.REFUSED
    assert client.made == []


def test_what_is_wrong_with_the_voice_is_told_by_field_and_can_be_mended() -> None:
    client = Unreliable()
    enrolment = assessed(client)
    fields = {"voice.attestation.speaker": "has 201 characters; 1 to 200 are needed"}
    client.rejects = [SidecarError("the whole of it", "INVALID_ARGUMENT", "", fields)]
    enrolment.confirm(MARIA)
    assert run(enrolment, client) is Stage.ASSESSED
    assert enrolment.wrong == {"speaker": "Has 201 characters; 1 to 200 are needed"}
    enrolment.confirm(MARIA)
    assert enrolment.wrong == {}
    assert run(enrolment, client) is Stage.DONE


def test_a_voice_of_that_name_leaves_the_report_where_it_is() -> None:
    client = Unreliable(rejects=[SidecarError("There is a voice maria", "ALREADY_EXISTS")])
    enrolment = assessed(client)
    enrolment.confirm(MARIA)
    assert run(enrolment, client) is Stage.ASSESSED
    assert enrolment.wrong == {"": "There is a voice maria"}


def test_a_recording_that_cannot_be_read_says_why_in_its_own_words() -> None:
    client = Unreliable()

    def fail(name: str) -> EnrolmentStatus:
        fields = {"recording": "it is 1.2 s long; at least 10 s are needed"}
        raise SidecarError("recording: it is 1.2 s long", "INVALID_ARGUMENT", "", fields)

    client.enrolment = fail  # type: ignore[method-assign]
    enrolment = Enrolment(recording(100))
    assert run(enrolment, client) is Stage.FAILED
    assert enrolment.reason == "It is 1.2 s long; at least 10 s are needed"


def test_a_silent_sidecar_is_given_up_in_words_without_many_calls() -> None:
    client = Unreliable(["UNAVAILABLE"] * 10_000)
    enrolment = Enrolment(recording(100))
    assert run(enrolment, client, seconds=120.0) is Stage.FAILED
    assert "UNAVAILABLE" in enrolment.reason
    assert client.calls < 20


def test_one_call_and_at_most_a_mebibyte_per_tick() -> None:
    client, enrolment = Unreliable(), Enrolment(recording())
    for tick in range(3):
        enrolment.tick(client, tick * 0.05)
        assert client.calls == tick + 1
    assert enrolment.progress == pytest.approx(2 / 3, abs=0.01)


def test_cancelling_tells_the_sidecar() -> None:
    client, enrolment = Unreliable(), Enrolment(recording())
    enrolment.tick(client, 0.0)
    enrolment.tick(client, 0.1)
    enrolment.cancel(client)
    assert client.held == {}
    assert not enrolment.is_busy
    enrolment.tick(client, 0.2)
    assert client.calls == 2


def test_a_voice_that_is_made_is_not_taken_back() -> None:
    client = Unreliable()
    enrolment = assessed(client)
    enrolment.confirm(MARIA)
    run(enrolment, client)
    enrolment.cancel(client)
    assert client.cancelled == []


def test_a_file_that_is_gone_or_changes_says_so(tmp_path: Path) -> None:
    path = tmp_path / "maria.wav"
    gone = Enrolment(Recording("maria.wav", path))
    assert run(gone, Unreliable()) is Stage.FAILED
    assert gone.reason == "The recording cannot be read: No such file or directory"
    path.write_bytes(bytes(2 * PIECE_BYTES))
    client, shrinking = Unreliable(), Enrolment(Recording("maria.wav", path))
    shrinking.tick(client, 0.0)
    shrinking.tick(client, 0.1)
    path.write_bytes(bytes(100))
    assert run(shrinking, client) is Stage.FAILED
    assert "changed" in shrinking.reason
    assert client.held == {}


def test_an_empty_file_is_not_sent() -> None:
    client, enrolment = Unreliable(), Enrolment(Recording("maria.wav", b""))
    assert run(enrolment, client) is Stage.FAILED
    assert enrolment.reason == "The recording is empty"
    assert client.calls == 0


def test_only_an_assessed_recording_can_be_confirmed() -> None:
    with pytest.raises(RuntimeError, match="assessed"):
        Enrolment(recording()).confirm(MARIA)

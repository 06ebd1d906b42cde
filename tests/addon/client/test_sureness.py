# SPDX-License-Identifier: GPL-3.0-or-later
"""How far the mouth can be trusted, in words; nothing is said where it can."""

from __future__ import annotations

import pytest

from addon.client.stubs import timing_pb2
from addon.client.sureness import SURE, Sureness, TimingSource, read_sureness

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("source", "confidence", "word"),
    [
        (TimingSource.DURATIONS, 1.0, ""),
        (TimingSource.ATTENTION, 0.9, ""),
        (TimingSource.ATTENTION, 0.5, ""),
        (TimingSource.ATTENTION, 0.49, "unsure"),
        (TimingSource.PROPORTIONAL, 0.0, "estimated"),
    ],
)
def test_the_animator_is_told_where_the_mouth_is_worth_a_look(
    source: TimingSource, confidence: float, word: str
) -> None:
    note = Sureness(source, confidence).note
    assert word in note
    assert bool(note) is bool(word)


def test_it_is_read_from_the_contract() -> None:
    message = timing_pb2.SpeechTimings(timing_source=timing_pb2.TIMING_SOURCE_ATTENTION, confidence=0.5)
    assert read_sureness(message) == Sureness(TimingSource.ATTENTION, 0.5)
    assert {f"TIMING_SOURCE_{source.name}": source.value for source in TimingSource} == {
        name: value for name, value in timing_pb2.TimingSource.items() if value
    }


def test_a_voice_that_tells_nothing_has_chosen_the_times_itself() -> None:
    assert read_sureness(timing_pb2.SpeechTimings()) == SURE
    assert SURE.note == ""

# SPDX-License-Identifier: GPL-3.0-or-later
"""Pauses are what is quiet beside the speech, whatever the noise under it."""

from __future__ import annotations

import numpy as np
import pytest

from sidecar.voices.pauses import pauses_in, quiet_frames

pytestmark = pytest.mark.unit


def power(*stretches: tuple[float, float]) -> np.ndarray:
    """Frames of 10 ms of so many seconds at so many dB."""
    return np.concatenate([np.full(round(100 * seconds), 10 ** (db / 10)) for seconds, db in stretches])


@pytest.mark.parametrize("floor", [-100.0, -60.0, -45.0])
def test_pauses_lie_between_the_speech(floor: float) -> None:
    found = pauses_in(power((0.5, floor), (2, -20), (0.3, floor), (3, -22), (0.4, floor)))
    assert [(round(p.start_seconds, 2), round(p.end_seconds, 2)) for p in found] == [
        (0, 0.5),
        (2.5, 2.8),
        (5.8, 6.2),
    ]


def test_the_closure_of_a_stop_is_no_pause() -> None:
    assert len(pauses_in(power((2, -20), (0.1, -80), (2, -20)))) == 2


def test_the_ends_are_pauses_without_length_where_speech_begins_and_ends_a_recording() -> None:
    first, last = pauses_in(power((3, -20)))
    assert (first.start_seconds, first.end_seconds) == (0, 0)
    assert (last.start_seconds, last.end_seconds) == (3, 3)


def test_weak_sounds_are_heard_where_it_is_quiet() -> None:
    frames = power((1, -20), (0.2, -55), (1, -90))
    assert quiet_frames(frames).sum() == 100


def test_speech_hardly_above_its_noise_has_no_pauses() -> None:
    assert len(pauses_in(power((2, -20), (0.5, -32), (2, -20)))) == 2

# SPDX-License-Identifier: GPL-3.0-or-later
"""The measures of a good performance, on real timings: Kokoro-82M at speeds 1.0 and 1.4."""

from __future__ import annotations

import numpy as np
import pytest

from addon.lipsync import animate
from addon.lipsync.bezier import evaluate
from addon.lipsync.dense import sample
from tests.addon.lipsync.oracle import (
    LABIALS,
    LABIODENTALS,
    RIGS,
    SIBILANTS,
    Viewer,
    near,
    played,
    spoken_lines,
)

pytestmark = pytest.mark.unit
LINES = spoken_lines()


@pytest.mark.parametrize("rig", sorted(RIGS))
@pytest.mark.parametrize("fps", [24.0, 25.0, 30.0, 60.0])
def test_every_contact_is_seen_and_no_other(rig: str, fps: float) -> None:
    for _, phones in LINES:
        keys = animate(phones, RIGS[rig], fps, start_frame=1.0)
        frames = np.arange(-10.0, phones[-1].end * fps + 20.0)
        seen = Viewer(rig, played(keys, frames), frames)
        sealed, bitten, narrow = seen.sealed(), seen.bitten(), seen.narrow()
        allowed = np.zeros(len(frames), dtype=bool)
        for index, phone in enumerate(phones):
            around = near(phones, index, frames, fps, 1.0)
            if phone.symbol[0] in LABIALS:
                assert np.any(sealed & around), (index, phone)
                allowed |= near(phones, index, frames, fps, 1.5)
            elif phone.symbol in LABIODENTALS:
                assert np.any(bitten & around), (index, phone)
            elif phone.symbol in SIBILANTS:
                assert np.any(narrow & around), (index, phone)
            elif phone.symbol == "sil":
                allowed |= around
        if rig != "vrm":  # a vowel-only rig has the same face for closed and for at rest
            assert not np.any(sealed & ~allowed)


@pytest.mark.parametrize(("rig", "most"), [("arkit", 75.0), ("oculus", 65.0), ("vrm", 40.0)])
def test_keys_are_sparse_and_true_to_the_curve(rig: str, most: float) -> None:
    count, seconds = 0, 0.0
    for line, phones in LINES:
        if line["speed"] != 1.0:
            continue
        keys = animate(phones, RIGS[rig], 24.0)
        dense = sample(phones, RIGS[rig], 24.0)
        for name, key in keys.items():
            drawn = evaluate(key.frames, key.values.astype(np.float64), dense.frames)
            assert np.max(np.abs(drawn - dense.shapes[name])) <= 0.02 + 1e-6
        count += sum(len(key.frames) for key in keys.values())
        seconds += phones[-1].end
    assert count / seconds <= most


def test_no_pose_is_held_away_from_the_sound() -> None:
    """Contacts are put on frames, but on average neither early nor late, and never by a frame."""
    shifts = [
        moment.frame - 1.0 - moment.time * 24.0
        for _, phones in LINES
        for moment in sample(phones, RIGS["oculus"], 24.0, start_frame=1.0).moments
    ]
    assert abs(np.mean(shifts)) < 0.1
    assert np.max(np.abs(shifts)) < 1.0


def test_stressed_vowels_reach_their_own_shape() -> None:
    own = {"viseme_aa": "ɑa", "viseme_E": "ɛe", "viseme_I": "iɪ", "viseme_O": "oɔ", "viseme_U": "u"}
    peaks: list[float] = []
    for _, phones in LINES:
        keys = animate(phones, RIGS["oculus"], 30.0, start_frame=1.0)
        frames = np.arange(-10.0, phones[-1].end * 30.0 + 20.0)
        seen = Viewer("oculus", played(keys, frames), frames)
        for index, phone in enumerate(phones):
            for shape, vowels in own.items():
                if phone.stress == 1 and phone.symbol.removesuffix("ː") in vowels:
                    peaks.append(float(seen.shape(shape)[near(phones, index, frames, 30.0, 0.5)].max()))
    assert len(peaks) > 30
    assert np.median(peaks) >= 0.8

# SPDX-License-Identifier: GPL-3.0-or-later
"""Held drawings as keys: on whole frames, only where the value changes, contacts exact on any rig."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addon.lipsync import Keys, Phone, Style
from addon.lipsync.cuesets import CUE_SETS, PRESTON_BLAIR, RHUBARB
from addon.lipsync.stepped import ExposureSheet, drawings, expose, numbers, poses
from tests.addon.lipsync.oracle import LABIALS, LABIODENTALS, RIGS, Viewer, near, spoken_lines, utter

pytestmark = pytest.mark.unit

MAMA = utter("m 'ɑ m ə", each=0.16)


def held(keys: Keys, frames: np.ndarray) -> np.ndarray:
    """Values at frames as Blender holds CONSTANT keys."""
    at = np.clip(np.searchsorted(keys.frames, frames, side="right") - 1, 0, None)
    return keys.values[at].astype(np.float64)


def view(rig: str, sheet: ExposureSheet, style: Style | None = None) -> Viewer:
    frames = np.arange(float(sheet.frames[0]), float(sheet.frames[-1]) + 1.0)
    return Viewer(
        rig, {name: held(keys, frames) for name, keys in poses(sheet, RIGS[rig], style).items()}, frames
    )


def assert_stepped(keys: Keys) -> None:
    assert keys.interpolation == "CONSTANT"
    assert len(keys.frames) == len(keys.values) >= 2
    np.testing.assert_array_equal(keys.frames, np.round(keys.frames))
    assert np.all(np.diff(keys.frames) >= 1.0)
    assert np.all(np.diff(keys.values)[:-1] != 0.0)  # the last key marks the line's end, changed or not


def test_a_sheet_says_which_drawing_begins_on_which_frame() -> None:
    sheet = expose(MAMA, RHUBARB, 24.0, start_frame=101.0)
    assert sheet.frames[0] == 101
    assert sheet.frames[-1] == 101 + np.ceil(MAMA[-1].end * 24.0)
    assert sheet.symbols[:3] == ("X", "A", "D")
    assert len(sheet.frames) == len(sheet.symbols) + 1


def test_a_line_moved_by_whole_frames_is_the_same_line() -> None:
    here, there = (expose(MAMA, RHUBARB, 24.0, start_frame=start) for start in (1.25, -98.75))
    assert here.symbols == there.symbols
    assert [frame - 100 for frame in here.frames] == list(there.frames)


@pytest.mark.parametrize("cue_set", CUE_SETS.values(), ids=lambda cue_set: cue_set.id)
def test_of_the_drawings_one_is_shown_at_a_time(cue_set) -> None:
    for _, phones in spoken_lines()[:6]:
        sheet = expose(phones, cue_set, 24.0, start_frame=1.0)
        keys = drawings(sheet, {symbol: f"Mouth {symbol}" for symbol in cue_set.symbols})
        frames = np.arange(sheet.frames[0], sheet.frames[-1])
        total = np.sum([held(key, frames) for key in keys.values()], axis=0)
        np.testing.assert_array_equal(total, np.ones(len(frames)))
        for first, symbol in zip(sheet.frames, sheet.symbols, strict=False):
            assert held(keys[f"Mouth {symbol}"], np.array([float(first)])) == 1.0
        for key in keys.values():
            assert_stepped(key)


def test_a_drawing_without_a_shape_shows_its_fallback_and_rest_may_do_without() -> None:
    shapes = {symbol: symbol for symbol in "ABCDEF"}
    keys = drawings(expose(utter("f 'ɑ l 'ɑ", each=0.16), RHUBARB, 24.0), shapes)
    assert set(keys) == {"B", "C", "D"}
    assert keys["B"].values.max() == 1.0  # for G
    assert all(key.values[0] == key.values[-1] == 0.0 for key in keys.values())


@pytest.mark.parametrize("cue_set", CUE_SETS.values(), ids=lambda cue_set: cue_set.id)
@pytest.mark.parametrize("rig", sorted(RIGS.keys() & {"arkit", "oculus", "vrm"}))
@pytest.mark.parametrize("fps", [24.0, 30.0, 60.0])
def test_any_rig_holds_the_postures_with_exact_contacts(rig: str, fps: float, cue_set) -> None:
    for _, phones in spoken_lines():
        sheet = expose(phones, cue_set, fps, start_frame=1.0)
        seen = view(rig, sheet)
        sealed, bitten = seen.sealed(), seen.bitten()
        for index, phone in enumerate(phones):
            around = near(phones, index, seen.frames, fps, 1.5)
            if phone.symbol[0] in LABIALS:
                assert np.any(sealed & around), (index, phone)
            elif phone.symbol in LABIODENTALS:
                assert np.any(bitten & around), (index, phone)


def test_a_posture_is_taken_at_once_and_held() -> None:
    sheet = expose(MAMA, RHUBARB, 24.0, start_frame=1.0)
    keys = poses(sheet, RIGS["arkit"])
    for key in keys.values():
        assert_stepped(key)
        assert set(key.frames) <= {float(frame) for frame in sheet.frames}
        assert key.values[-1] == 0.0
    opened = sheet.frames[sheet.symbols.index("D")]
    jaw = held(keys["jawOpen"], np.array([opened - 1.0, opened, opened + 1.0]))
    assert jaw[0] == 0.0
    assert jaw[1] == jaw[2] > 0.6


def test_dials_scale_postures_but_never_contacts() -> None:
    phones = utter("m 'a v 'a s 'u", each=0.16)
    sheets = {gain: expose(phones, RHUBARB, 24.0, style=Style(intensity=gain)) for gain in (0.5, 1.4)}
    soft, loud = (view("arkit", sheet, Style(intensity=gain)) for gain, sheet in sheets.items())
    assert soft.shape("jawOpen").max() < 0.5 < loud.shape("jawOpen").max()
    for seen in (soft, loud):
        assert np.any(seen.sealed())
        assert np.any(seen.bitten())
        assert np.any(seen.narrow())


def test_a_number_picks_the_drawing() -> None:
    sheet = expose(MAMA, RHUBARB, 24.0, start_frame=1.0)
    keys = numbers(sheet, offset=10)
    assert keys is not None
    assert_stepped(keys)
    expected = [10 + RHUBARB.index(symbol) for symbol in (*sheet.symbols, "X")]
    np.testing.assert_array_equal(held(keys, np.array(sheet.frames, dtype=np.float64)), expected)


def test_left_out_drawings_leave_no_holes_in_the_numbers() -> None:
    smaller = RHUBARB.without("GH")
    keys = numbers(expose(utter("f 'ɑ l 'ɑ", each=0.16), smaller, 24.0))
    assert keys is not None
    assert keys.values.max() == 6.0  # X, behind A to F


def test_nothing_said_moves_nothing() -> None:
    silent = expose([Phone("sil", 0.0, 2.0)], PRESTON_BLAIR, 24.0)
    assert poses(silent, RIGS["arkit"]) == {}
    assert drawings(silent, {"MBP": "MBP"}) == {}
    empty = expose([], PRESTON_BLAIR, 24.0)
    assert numbers(empty) is None
    assert drawings(empty, {"MBP": "MBP"}) == poses(empty, RIGS["arkit"]) == {}


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([*"pbmfvsʃtklhwaiuə", "sil"]), st.floats(0.01, 0.3)),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from((24.0, 24000 / 1001, 30.0, 60.0)),
    st.floats(-10.0, 500.0),
)
def test_every_key_changes_the_value_on_a_whole_frame(
    rows: list[tuple[str, float]], fps: float, start_frame: float
) -> None:
    phones, clock = [], 0.0
    for symbol, length in rows:
        phones.append(Phone(symbol, clock, clock + length))
        clock += length
    sheet = expose(phones, RHUBARB, fps, start_frame=start_frame)
    assert sheet.frames[0] == np.floor(start_frame)
    for key in [*poses(sheet, RIGS["oculus"]).values(), numbers(sheet)]:
        assert key is not None
        assert_stepped(key)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_impossible_frames_are_refused_by_name(value: float) -> None:
    with pytest.raises(ValueError, match="start_frame"):
        expose(MAMA, RHUBARB, 24.0, start_frame=value)
    with pytest.raises(ValueError, match="fps"):
        expose(MAMA, RHUBARB, value)

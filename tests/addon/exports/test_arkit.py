# SPDX-License-Identifier: GPL-3.0-or-later
"""ARKit curves as Live Link Face writes them."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.exports import arkit

pytestmark = pytest.mark.unit

# The header of a recording of the app.
RECORDED = (
    "Timecode,BlendshapeCount,EyeBlinkLeft,EyeLookDownLeft,EyeLookInLeft,EyeLookOutLeft,EyeLookUpLeft,"
    "EyeSquintLeft,EyeWideLeft,EyeBlinkRight,EyeLookDownRight,EyeLookInRight,EyeLookOutRight,EyeLookUpRight,"
    "EyeSquintRight,EyeWideRight,JawForward,JawRight,JawLeft,JawOpen,MouthClose,MouthFunnel,MouthPucker,"
    "MouthRight,MouthLeft,MouthSmileLeft,MouthSmileRight,MouthFrownLeft,MouthFrownRight,MouthDimpleLeft,"
    "MouthDimpleRight,MouthStretchLeft,MouthStretchRight,MouthRollLower,MouthRollUpper,MouthShrugLower,"
    "MouthShrugUpper,MouthPressLeft,MouthPressRight,MouthLowerDownLeft,MouthLowerDownRight,MouthUpperUpLeft,"
    "MouthUpperUpRight,BrowDownLeft,BrowDownRight,BrowInnerUp,BrowOuterUpLeft,BrowOuterUpRight,CheekPuff,"
    "CheekSquintLeft,CheekSquintRight,NoseSneerLeft,NoseSneerRight,TongueOut,HeadYaw,HeadPitch,HeadRoll,"
    "LeftEyeYaw,LeftEyePitch,LeftEyeRoll,RightEyeYaw,RightEyePitch,RightEyeRoll"
)


def test_the_header_is_that_of_the_apps_recordings() -> None:
    assert arkit.csv({}, 0, 60.0) == RECORDED + "\n"
    assert len(arkit.SHAPES) == 52


def test_every_row_has_a_time_a_count_and_61_numbers() -> None:
    text = arkit.csv({"JawOpen": np.array([0.0, 0.25])}, 2, 24.0)
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["Timecode"] for row in rows] == ["00:00:00:00.000", "00:00:00:02.500"]
    assert [row["JawOpen"] for row in rows] == ["0.00000000", "0.25000000"]
    assert {row["BlendshapeCount"] for row in rows} == {"61"}
    assert {
        value
        for row in rows
        for name, value in row.items()
        if name[0] in "EBLHR" and name != "BlendshapeCount"
    } == {"0.00000000"}


@given(st.floats(0.0, 86_399.0))
def test_unreal_reads_the_time_that_was_meant(seconds: float) -> None:
    """As `LiveLinkFaceImporterFactory.cpp` does: whole hours, minutes, seconds, and sixtieths of a second."""
    hours, minutes, whole, ticks = arkit.timecode(seconds).split(":")
    assert int(minutes) < 60
    assert int(whole) < 60
    assert float(ticks) < 60.0
    read = int(hours) * 3600 + int(minutes) * 60 + int(whole) + float(ticks) / 60.0
    assert read == pytest.approx(seconds, abs=1e-5)


def test_the_lip_sync_moves_the_columns_shapes() -> None:
    mapping = arkit.mapping()
    assert mapping.preset == "arkit"
    assert {"JawOpen", "MouthClose", "MouthFunnel", "MouthPucker", "TongueOut"} <= set(mapping.shapes)
    assert set(mapping.shapes) <= set(arkit.SHAPES)


def test_a_shape_without_a_column_is_refused() -> None:
    with pytest.raises(ValueError, match="jawOpen"):
        arkit.csv({"jawOpen": np.zeros(1)}, 1, 24.0)

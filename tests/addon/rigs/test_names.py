# SPDX-License-Identifier: GPL-3.0-or-later
"""Left and right in every spelling; nothing else is taken for a side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.rigs import mirrored
from addon.rigs.names import matches, side_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("mouthSmileLeft", "mouthSmileRight"),
        ("mouth_smile_left", "mouth_smile_right"),
        ("Mouth Smile Left", "Mouth Smile Right"),
        ("MOUTH_LEFT", "MOUTH_RIGHT"),
        ("mouthSmile_L", "mouthSmile_R"),
        ("mouthSmileL", "mouthSmileR"),
        ("lips.L", "lips.R"),
        ("lip.T.L.001", "lip.T.R.001"),
        ("lip.t.l", "lip.t.r"),
        ("L_mouthSmile", "R_mouthSmile"),
        ("l_lipcorner", "r_lipcorner"),
        ("lLipCorner", "rLipCorner"),
        ("LeftEyeBlink", "RightEyeBlink"),
        ("CC_Base_L_Eye", "CC_Base_R_Eye"),
        ("FACIAL_L_LipCorner", "FACIAL_R_LipCorner"),
        ("blendShape1.mouthPressLeft", "blendShape1.mouthPressRight"),
        ("Left Hand.L", "Left Hand.R"),
    ],
)
def test_sides_have_counterparts(left: str, right: str) -> None:
    assert mirrored(left) == right
    assert mirrored(right) == left
    assert (side_of(left), side_of(right)) == ("left", "right")


@pytest.mark.parametrize(
    "name",
    ["jawOpen", "L", "R", "viseme_RR", "mouthRoll", "Lips", "Rolled", "lower_lip", "あ", "", "Leftover"],
)
def test_other_names_have_none(name: str) -> None:
    assert mirrored(name) is None
    assert side_of(name) is None


@given(
    st.text(max_size=20), st.sampled_from(["_L", ".R", "Left", "_left", " Right", ".l"]), st.text(max_size=4)
)
def test_the_counterpart_of_the_counterpart_is_the_name(start: str, side: str, end: str) -> None:
    name = start + side + end
    other = mirrored(name)
    if other is not None:
        assert mirrored(other) == name
        assert {side_of(name), side_of(other)} == {"left", "right"}


@pytest.mark.parametrize(
    ("name", "alias", "fits"),
    [
        ("Face.A", "A", True),
        ("Suit_A", "A", False),
        ("Avatar_jawOpen", "jawOpen", True),
        ("jawOpenWide", "jawOpen", False),
        ("Open", "=Open", True),
        ("Head.Open", "=Open", True),
        ("Eye_Open", "=Open", False),
        ("□", "□", True),
        ("Ａ", "A", True),
    ],
)
def test_an_alias_fits_a_whole_name_or_its_end(name: str, alias: str, fits: bool) -> None:
    assert (matches(name, [alias]) is not None) == fits

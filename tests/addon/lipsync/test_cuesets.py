# SPDX-License-Identifier: GPL-3.0-or-later
"""The drawings are those that other tools know, by their names and in their order."""

from __future__ import annotations

import pytest

from addon.lipsync.channels import CHANNELS
from addon.lipsync.cuesets import CUE_SETS, PRESTON_BLAIR, RHUBARB, CueSet

pytestmark = pytest.mark.unit


def test_rhubarb_has_six_basic_drawings_and_three_optional_ones() -> None:
    assert RHUBARB.symbols == ("A", "B", "C", "D", "E", "F", "G", "H", "X")
    assert RHUBARB.without("GHX").symbols == ("A", "B", "C", "D", "E", "F")


def test_preston_blairs_drawings_have_the_names_and_the_order_of_opentoonz() -> None:
    names = ("AI", "E", "O", "U", "FV", "L", "MBP", "WQ", "etc", "rest")
    assert PRESTON_BLAIR.symbols == names
    assert [PRESTON_BLAIR.index(name) for name in names] == list(range(10))


@pytest.mark.parametrize(
    ("left_out", "use", "stands_in"), [("G", "bite", "B"), ("H", "tongue", "C"), ("X", "rest", "A")]
)
def test_an_optional_drawing_has_rhubarbs_own_fallback(left_out: str, use: str, stands_in: str) -> None:
    smaller = RHUBARB.without(left_out)
    assert getattr(RHUBARB, use) == left_out
    assert getattr(smaller, use) == stands_in
    assert left_out not in smaller.symbols
    assert smaller.index("F") == RHUBARB.index("F")


@pytest.mark.parametrize(("cue_set", "symbol"), [(RHUBARB, "A"), (PRESTON_BLAIR, "L")])
def test_what_is_needed_cannot_be_left_out(cue_set: CueSet, symbol: str) -> None:
    with pytest.raises(ValueError, match=f"without '{symbol}'"):
        cue_set.without([symbol])


@pytest.mark.parametrize("cue_set", [*CUE_SETS.values(), RHUBARB.without("GHX")], ids=lambda c: c.title)
def test_every_use_has_its_drawing_and_every_drawing_its_posture(cue_set: CueSet) -> None:
    uses = {cue_set.closed, cue_set.bite, cue_set.narrow, cue_set.tongue, cue_set.pucker, cue_set.rounded}
    uses |= {cue_set.rest, *cue_set.vowels, *cue_set.tweens.values()}
    assert uses == set(cue_set.symbols)
    for posture in cue_set.postures.values():
        assert set(posture) <= set(CHANNELS)
        assert all(0.0 < value <= 1.0 for value in posture.values())


@pytest.mark.parametrize(
    ("jaw", "lips", "rhubarb", "blair"),
    [
        (0.15, -0.8, "B", "E"),  # i
        (0.48, -0.42, "C", "E"),  # ɛ
        (0.62, -0.4, "C", "AI"),  # æ
        (0.78, 0.0, "D", "AI"),  # ɑ
        (0.52, 0.58, "E", "O"),  # ɔ
        (0.15, 0.95, "F", "U"),  # u
    ],
)
def test_a_vowel_takes_the_nearest_drawing(jaw: float, lips: float, rhubarb: str, blair: str) -> None:
    assert RHUBARB.vowel(jaw, lips) == rhubarb
    assert PRESTON_BLAIR.vowel(jaw, lips) == blair

# SPDX-License-Identifier: GPL-3.0-or-later
"""The avatars' mouths read as the sounds: measured on the mesh as the ARKit preset moves it to a sound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pytest

from addon.lipsync.channels import CHANNELS
from addon.lipsync.phonemes import parts
from addon.rigs import detect
from demo.avatars.looks import ADA, BO
from demo.avatars.mouth import UPPER, mouth_parts, mouth_shapes
from demo.avatars.shapes import shapes
from demo.avatars.surface import COLUMNS, Array, Look, skin

pytestmark = pytest.mark.unit

TOP, BOTTOM, LEFT, RIGHT = COLUMNS // 4, 3 * COLUMNS // 4, 0, COLUMNS // 2


class Measures(NamedTuple):
    """Of a mouth, in the head's units."""

    gap: float  # between the lips at the midline, where they come closest
    width: float  # between the corners
    forward: float  # how far the lips stand out
    lower_lip: tuple[float, float]  # y and z of its upper edge


class Mouth:
    """An avatar's mouth, posed by sounds or by shapes."""

    def __init__(self, look: Look) -> None:
        self.head = skin(look)
        self.moved = shapes(look, self.head)
        self.teeth = mouth_parts(look)
        self.mapping = detect({*self.moved, *mouth_shapes(self.teeth)}).mapping()

    def articulated(self, articulators: Mapping[str, float]) -> Array:
        channels = {name: np.array([articulators.get(name, 0.0)]) for name in CHANNELS}
        return self.posed({name: float(value[0]) for name, value in self.mapping.project(channels).items()})

    def posed(self, values: Mapping[str, float]) -> Array:
        moves = (
            value * (self.moved[name] - self.head.points)
            for name, value in values.items()
            if name in self.moved
        )
        return self.head.points + sum(moves)

    def lips(self, points: Array) -> Array:
        """Vertices by ring, inside first, and column, [rings, columns, 3]."""
        first, last = self.head.lips
        return points[first * COLUMNS : (last + 1) * COLUMNS].reshape(-1, COLUMNS, 3)

    def measured(self, points: Array) -> Measures:
        lips = self.lips(points)
        gap = lips[:, TOP, 2].min() - lips[:, BOTTOM, 2].max()
        edge = lips[np.argmax(lips[:, BOTTOM, 2]), BOTTOM]
        width = lips[:, LEFT, 0].mean() - lips[:, RIGHT, 0].mean()
        return Measures(gap, width, -lips[:, [TOP, BOTTOM], 1].min(), (edge[1], edge[2]))

    def says(self, symbol: str) -> Measures:
        goals = parts(symbol)[0].target.goals
        return self.measured(self.articulated({name: goal.value for name, goal in goals.items()}))

    def rest(self) -> Measures:
        return self.measured(self.head.points)


@pytest.fixture(params=[ADA, BO], ids=["Ada", "Bo"], scope="module")
def mouth(request: pytest.FixtureRequest) -> Mouth:
    return Mouth(request.param)


def test_at_rest_the_lips_are_closed(mouth: Mouth) -> None:
    assert 0.0 <= mouth.rest().gap < 0.005


@pytest.mark.parametrize("symbol", ["p", "b", "m"])
def test_p_b_m_close_the_lips(mouth: Mouth, symbol: str) -> None:
    assert mouth.says(symbol).gap < 0.005


@pytest.mark.parametrize("jaw", [0.1, 0.4, 0.8])
def test_mouth_close_closes_the_lips_over_a_jaw_as_open(mouth: Mouth, jaw: float) -> None:
    assert mouth.measured(mouth.posed({"jawOpen": jaw, "mouthClose": jaw})).gap < 0.01
    assert mouth.measured(mouth.posed({"jawOpen": jaw})).gap > 0.02


def test_vowels_open_the_mouth_in_their_order(mouth: Mouth) -> None:
    gaps = [mouth.says(symbol).gap for symbol in "iɪɛæɑ"]
    assert gaps == sorted(gaps)
    assert gaps[-1] > 0.2


def test_i_is_wide_and_u_is_narrow_and_forward(mouth: Mouth) -> None:
    rest, i, u = mouth.rest(), mouth.says("i"), mouth.says("u")
    assert i.width > 1.1 * rest.width
    assert u.width < 0.65 * rest.width
    assert u.forward > rest.forward + 0.08
    assert 0.0 < u.gap < i.width / 4


def test_w_is_puckered(mouth: Mouth) -> None:
    rest, w = mouth.rest(), mouth.says("w")
    assert w.width < 0.65 * rest.width
    assert w.forward > rest.forward + 0.08


def test_o_is_a_round_opening(mouth: Mouth) -> None:
    o = mouth.says("o")
    assert 0.35 < o.gap / o.width < 1.0


@pytest.mark.parametrize("symbol", ["f", "v"])
def test_f_and_v_bring_the_lower_lip_to_the_upper_teeth(mouth: Mouth, symbol: str) -> None:
    f = mouth.says(symbol)
    owners = np.array(mouth.teeth.owners)
    front = mouth.teeth.points[(owners == UPPER) & (np.abs(mouth.teeth.points[:, 0]) < 0.05)]
    edge = front[:, 1].min(), front[:, 2].min()
    assert np.hypot(f.lower_lip[0] - edge[0], f.lower_lip[1] - edge[1]) < 0.06
    assert f.gap > 0.02, "the teeth must be seen"


def test_s_parts_the_lips_a_little(mouth: Mouth) -> None:
    assert 0.02 < mouth.says("s").gap < 0.12


def test_whatever_is_said_the_lips_do_not_cross(mouth: Mouth) -> None:
    for symbol in "pbmfvθðtdnszʃʒɹlkɡŋjwiɪeɛæaɑɒɔoʊuʌəɜy":
        goals = parts(symbol)[0].target.goals
        lips = mouth.lips(mouth.articulated({name: goal.value for name, goal in goals.items()}))
        contact = lips[2]
        for column in range(2, COLUMNS // 2 - 1):
            assert contact[column, 2] - contact[-column, 2] > -0.03, (symbol, column)

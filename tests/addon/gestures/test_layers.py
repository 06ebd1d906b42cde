# SPDX-License-Identifier: GPL-3.0-or-later
"""Every layer: sparse keys between rest and rest, inside its own time, the same for the same seed."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addon.gestures import Dials, Layer, Stretch, perform, stretches
from addon.lipsync.bezier import evaluate

from .spoken import rates, real_lines, timelines

pytestmark = pytest.mark.unit

dials = st.builds(
    Dials,
    blink_rate=st.floats(0.0, 60.0),
    blink_amount=st.floats(0.0, 1.0),
    brow_amount=st.floats(0.0, 2.0),
    head_amount=st.floats(0.0, 2.0),
    breath_amount=st.floats(0.0, 2.0),
    seed=st.integers(0, 1000),
)
layers = st.sampled_from(Layer)
LIMITS = {
    "blink": (0.0, 1.0),
    "brow": (0.0, 1.0),
    "breath": (0.0, 1.0),
    "nod": (-math.radians(1.5), math.radians(6.0)),
    "tilt": (-math.radians(3.6), math.radians(3.6)),
    "turn": (-math.radians(5.0), math.radians(5.0)),
}


def tables(layer: Layer, row: list[Stretch], chosen: Dials) -> dict[str, dict[str, bytes]]:
    """The keys of a whole timeline as bytes, by stretch and channel."""
    return {
        stretch.uid: {
            name: keys.frames.tobytes() + keys.values.tobytes()
            for name, keys in perform(layer, stretch, chosen).items()
        }
        for stretch in row
    }


@settings(max_examples=120, deadline=None)
@given(st.data(), rates, layers, dials, st.booleans())
def test_keys_begin_and_end_at_rest_and_stay_within_their_time_and_limits(
    data: st.DataObject, fps: float, layer: Layer, chosen: Dials, subframe: bool
) -> None:
    lines = data.draw(timelines(fps))
    taken = -math.inf
    for stretch in stretches(lines, 1, 200, fps, subframe=subframe):
        last = taken
        for name, keys in perform(layer, stretch, chosen).items():
            assert len(keys.frames) >= 3
            assert np.all(np.diff(keys.frames) > 0.0)
            assert np.all(keys.frames * (8 if subframe else 1) % 1.0 == 0.0)
            assert keys.values[0] == keys.values[-1] == 0.0
            assert np.any(keys.values != 0.0)
            low, high = LIMITS[name]
            assert low - 1e-6 <= keys.values.min() <= keys.values.max() <= high + 1e-6
            assert (stretch.before if layer is Layer.BREATHS else stretch.first) <= keys.frames[0]
            assert keys.frames[-1] <= stretch.last
            assert keys.frames[0] > taken  # no gesture begins before that of the line above has ended
            last = max(last, float(keys.frames[-1]))
        taken = last


@settings(max_examples=60, deadline=None)
@given(st.data(), rates, layers, dials)
def test_the_same_seed_gives_the_same_bytes(
    data: st.DataObject, fps: float, layer: Layer, chosen: Dials
) -> None:
    lines = data.draw(timelines(fps))
    row = stretches(lines, 1, 300, fps, owner="alice")
    again = stretches(list(reversed(lines)), 1, 300, fps, owner="alice")
    assert tables(layer, row, chosen) == tables(layer, again, chosen)


@pytest.mark.parametrize("layer", Layer)
def test_a_changed_line_leaves_the_gestures_of_the_others_alone(layer: Layer) -> None:
    lines = real_lines(gap=1.5)
    changed = list(lines)
    shorter = [phone for phone in lines[3].phones if phone.start < 1.5]
    changed[3] = replace(lines[3], phones=shorter, end=lines[3].start + 1.5 * 24.0)
    before = tables(layer, stretches(lines, 1, 3000, 24.0), Dials())
    after = tables(layer, stretches(changed, 1, 3000, 24.0), Dials())
    # The line itself, and the idle time after it, which has become longer.
    assert {uid for uid in before if before[uid] != after[uid]} <= {"real3", "after real3"}
    assert before["real3"] != after["real3"]


@pytest.mark.parametrize("layer", Layer)
def test_a_line_that_moves_takes_its_gestures_along(layer: Layer) -> None:
    (line,) = real_lines()[:1]
    moved = replace(line, start=line.start + 100, end=line.end + 100)
    (here,) = [s for s in stretches([line], -200, 400, 24.0) if s.spoken]
    (there,) = [s for s in stretches([moved], -200, 400, 24.0) if s.spoken]
    first, second = perform(layer, here, Dials()), perform(layer, there, Dials())
    assert first.keys() == second.keys() != set()
    for name in first:
        assert np.array_equal(first[name].frames + 100.0, second[name].frames)
        assert np.array_equal(first[name].values, second[name].values)


@pytest.mark.parametrize("layer", Layer)
def test_another_seed_gives_other_gestures(layer: Layer) -> None:
    row = stretches(real_lines(), 1, 3000, 24.0)
    assert tables(layer, row, Dials(seed=0)) != tables(layer, row, Dials(seed=1))


@pytest.mark.parametrize("layer", Layer)
def test_an_amount_of_nothing_gives_nothing(layer: Layer) -> None:
    still = Dials(blink_amount=0.0, brow_amount=0.0, head_amount=0.0, breath_amount=0.0)
    assert all(not perform(layer, stretch, still) for stretch in stretches(real_lines(), 1, 3000, 24.0))


@pytest.mark.parametrize("layer", [Layer.BROWS, Layer.HEAD, Layer.BREATHS])
def test_only_blinks_happen_where_nothing_is_said(layer: Layer) -> None:
    (idle,) = stretches([], 1, 1000, 24.0)
    assert perform(layer, idle, Dials()) == {}
    assert perform(Layer.BLINKS, idle, Dials())


def test_keys_are_sparse() -> None:
    lines = real_lines()
    seconds = sum(line.end - line.start for line in lines) / 24.0
    count = sum(
        len(keys.frames)
        for layer in Layer
        for stretch in stretches(lines, 1, 1, 24.0)
        for keys in perform(layer, stretch, Dials()).values()
    )
    assert count / seconds < 15.0


def test_a_drawn_curve_never_leaves_the_range_of_its_keys() -> None:
    for layer in Layer:
        for stretch in stretches(real_lines(), 1, 3000, 24.0):
            for keys in perform(layer, stretch, Dials()).values():
                at = np.linspace(keys.frames[0], keys.frames[-1], 2000)
                drawn = evaluate(keys.frames, keys.values.astype(np.float64), at)
                assert keys.values.min() - 1e-6 <= drawn.min()
                assert drawn.max() <= keys.values.max() + 1e-6


def test_a_dial_out_of_range_is_named() -> None:
    with pytest.raises(ValueError, match=r"dials\.blink_rate"):
        Dials(blink_rate=100.0)
    with pytest.raises(ValueError, match=r"dials\.head_amount"):
        Dials(head_amount=math.nan)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Real Blender draws the keys as the error bound assumes."""

from __future__ import annotations

import numpy as np
import pytest

from addon.lipsync import animate
from addon.lipsync.bezier import evaluate
from addon.lipsync.dense import sample
from addon.lipsync.keys import HANDLES, INTERPOLATION, SMOOTHING
from tests.addon.lipsync.oracle import RIGS, spoken_lines

bpy = pytest.importorskip("bpy")
pytestmark = pytest.mark.blender


@pytest.fixture
def action():
    made = bpy.data.actions.new("Lips")
    yield made
    bpy.data.actions.remove(made)


@pytest.mark.parametrize("subframe", [False, True])
def test_blender_draws_the_keys_as_predicted(action, subframe: bool) -> None:
    _, phones = spoken_lines()[0]
    keys = animate(phones, RIGS["oculus"], 24.0, subframe=subframe)
    dense = sample(phones, RIGS["oculus"], 24.0, subframe=subframe)
    for name, key in keys.items():
        curve = action.fcurves.new(f'key_blocks["{name}"].value')
        curve.auto_smoothing = SMOOTHING
        curve.keyframe_points.add(len(key.frames))
        curve.keyframe_points.foreach_set(
            "co", np.stack((key.frames, key.values), axis=1).astype(np.float32).ravel()
        )
        for point in curve.keyframe_points:
            point.interpolation = INTERPOLATION
            point.handle_left_type = point.handle_right_type = HANDLES
        curve.update()
        drawn = np.array([curve.evaluate(frame) for frame in dense.frames])
        predicted = evaluate(key.frames, key.values.astype(np.float64), dense.frames)
        np.testing.assert_allclose(drawn, predicted, atol=1e-4)
        assert np.max(np.abs(drawn - dense.shapes[name])) <= 0.0202
        curve.auto_smoothing = "CONT_ACCEL"  # an animator's default: still close, still in range
        curve.update()
        drawn = np.array([curve.evaluate(frame) for frame in dense.frames])
        assert np.max(np.abs(drawn - dense.shapes[name])) <= 0.2
        assert drawn.min() >= -1e-6
        assert drawn.max() <= 1.0 + 1e-6

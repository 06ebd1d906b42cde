# SPDX-License-Identifier: GPL-3.0-or-later
"""Test poses are whole postures, and differ."""

from __future__ import annotations

import pytest

from addon.lipsync.channels import CHANNELS
from addon.rigs import POSES

pytestmark = pytest.mark.unit


def test_every_pose_names_every_articulator_within_its_range() -> None:
    assert {"REST", "AH", "EE", "OO", "OH", "MBP", "FV", "TH", "S", "SH", "L", "W"} <= POSES.keys()
    for posture in POSES.values():
        assert tuple(posture) == CHANNELS
        assert all(0.0 <= value <= 1.0 for value in posture.values())
    assert not any(POSES["REST"].values())
    assert len({tuple(posture.values()) for posture in POSES.values()}) == len(POSES)

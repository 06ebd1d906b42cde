# SPDX-License-Identifier: GPL-3.0-or-later
"""Ready-made styles differ as their names say, and none costs a contact."""

from __future__ import annotations

import numpy as np
import pytest

from addon.lipsync import STYLES, Style, animate
from tests.addon.lipsync.oracle import RIGS, Viewer, played, utter

pytestmark = pytest.mark.unit


def jaw(style: str) -> float:
    return float(animate(utter("t 'a t"), RIGS["arkit"], 24.0, style=STYLES[style])["jawOpen"].values.max())


def test_there_is_a_style_from_whisper_to_shout() -> None:
    assert list(STYLES) == ["whisper", "mumble", "calm", "normal", "clear", "excited", "shout"]
    assert STYLES["normal"] == Style()
    assert len(set(STYLES.values())) == len(STYLES)


def test_the_jaw_opens_wider_from_mumble_to_shout() -> None:
    assert jaw("mumble") < jaw("calm") < jaw("normal") < jaw("clear") < jaw("excited")
    assert jaw("whisper") < jaw("calm")
    assert jaw("shout") >= jaw("excited")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("rig", ["arkit", "oculus"])
def test_every_style_closes_the_lips_and_bites_them(style: str, rig: str) -> None:
    keys = animate(utter("m 'a v 'a p"), RIGS[rig], 24.0, style=STYLES[style])
    frames = np.arange(0.0, 40.0)
    seen = Viewer(rig, played(keys, frames), frames)
    assert np.any(seen.sealed()[:12])
    assert np.any(seen.bitten())
    assert np.any(seen.sealed()[17:])

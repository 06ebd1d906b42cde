# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays sounds at once, outside any scene, through Blender's own sound library."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import compat
from ..client.voice import Clip

_playing: list[Any] = []  # the device and what it plays, which ends when they are forgotten


def play(clip: Clip) -> None:
    """Plays a clip; what was playing stops.

    Raises:
        ValueError: There is no way to play it.
    """
    samples = np.frombuffer(clip.audio, dtype="<i2").astype(np.float32)[:, None] / 32768.0
    aud = _library()
    _start(aud, aud.Sound.buffer(samples, clip.sample_rate))


def play_file(path: str, start: float, end: float) -> None:
    """Plays a part of a file, in seconds; what was playing stops.

    Raises:
        ValueError: There is no way to play it.
    """
    aud = _library()
    _start(aud, aud.Sound(path).limit(start, end))


def stop() -> None:
    """Ends what is playing and lets go of the sound device."""
    _playing.clear()


def _library() -> Any:
    aud = compat.audio()
    if aud is None:
        raise ValueError("This Blender was built without sound")
    return aud


def _start(aud: Any, sound: Any) -> None:
    stop()
    try:
        device = aud.Device()
        _playing[:] = [device, device.play(sound)]
    except aud.error as error:
        raise ValueError(f"The sound cannot be played: {error}") from error

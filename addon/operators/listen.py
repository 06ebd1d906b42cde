# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays sounds at once, outside any scene: by Blender's own sound library, or else by the system's player."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np

from .. import compat
from ..client.voice import Clip
from ..locale import translated
from ..scene import sounds

_playing: list[Any] = []  # the device and what it plays, which ends when they are forgotten


def play(clip: Clip) -> None:
    """Plays a clip; what was playing stops. Without a sound device, the system's player opens it as a file.

    Raises:
        ValueError: There is no way to play it.
    """
    try:
        samples = np.frombuffer(clip.audio, dtype="<i2").astype(np.float32)[:, None] / 32768.0
        aud = _library()
        _start(aud, aud.Sound.buffer(samples, clip.sample_rate))
    except ValueError as error:
        _hand_over(clip, str(error))


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
        raise ValueError(translated("The sound cannot be played: {error}").format(error=error)) from error


def _hand_over(clip: Clip, problem: str) -> None:
    """Lets the system's player play a clip."""
    path = Path(bpy.app.tempdir) / "voxrig-listen.wav"  # gone with this Blender
    try:
        sounds.write_wav(path, clip.audio, clip.sample_rate)
        open_elsewhere(path)
    except (OSError, RuntimeError) as error:
        words = translated("{problem}, and no other player opens it either")
        raise ValueError(words.format(problem=translated(problem))) from error


def open_elsewhere(path: Path) -> None:
    """Opens a file with the program that the system has for it.

    Raises:
        RuntimeError: There is none.
    """
    bpy.ops.wm.path_open(filepath=str(path))

# SPDX-License-Identifier: GPL-3.0-or-later
"""What is heard of a line's sound: as its strips play it, at the rate of a mix."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import bpy
import numpy as np

from .. import compat
from ..exports.loudness import Samples
from ..exports.mixing import Placed, sample_of
from ..exports.waves import blocks, quantised
from ..locale import together, translated
from . import sounds
from .timeline import frame_rate

_QUALITY: Final = 2  # of Blender's resampler, 0 to 3: a sinc whose images lie 100 dB below
_BUFFER: Final = 4096
_FULL: Final = (
    32767.0  # what Blender's library multiplies by to make 16-bit numbers, before it cuts off the rest
)


def require() -> Any:
    """Blender's sound library.

    Raises:
        ValueError: If this Blender has none, in words.
    """
    aud = compat.audio()
    if aud is None:
        raise ValueError(
            "This Blender was built without sound and cannot export any: use one from blender.org"
        )
    return aud


def placed(scene: Any, line: Any, rate: int) -> list[Placed]:
    """What is heard of a line: its strips' volumes, mutes, trims and cuts are respected, pan is not.

    Args:
        scene: The scene.
        line: A spoken line.
        rate: Samples per second.

    Returns:
        A sound per strip, placed in samples from the scene's first frame; at least one.

    Raises:
        ValueError: If it cannot be read, in words that name the line.
    """
    strips = sounds.strips_of(scene, line.uid)
    if not strips:
        words = translated("{line} has no strip in the sequencer: speak it again, or mute it")
        raise ValueError(words.format(line=name_of(line)))
    samples = _read(line, rate)
    return [_piece(scene, line, strip, samples, rate) for strip in strips if not strip.mute]


def panned(scene: Any, lines: Iterable[Any]) -> int:
    """How many lines have a strip that is panned."""
    return sum(any(strip.pan for strip in sounds.strips_of(scene, line.uid)) for line in lines)


def name_of(line: Any) -> str:
    """A line in a message."""
    return translated("The line “{text}”").format(text=line.text[:30])


def write_flac(path: Path, samples: Samples, rate: int, bits: int, gain: float = 1.0) -> None:
    """Writes a mono FLAC file with Blender's own encoder.

    Args:
        path: The file; not written in one go, see `files.write_through`.
        samples: float32 [n], full scale 1.
        rate: Samples per second.
        bits: 16 or 24.
        gain: A factor.

    Raises:
        OSError: If the file cannot be written.
    """
    aud = require()
    values = np.empty((len(samples), 1), dtype=np.float32)
    for block in blocks(len(samples)):
        whole = quantised(samples[block], bits, gain)
        # Just enough that Blender's library comes to the same whole numbers.
        values[block, 0] = (whole + 0.5 * np.sign(whole)) / _FULL if bits == 16 else whole / float(1 << 23)
    form = aud.FORMAT_S16 if bits == 16 else aud.FORMAT_S24
    try:
        sound = aud.Sound.buffer(values, rate)
        sound.write(str(path), rate, 1, form, aud.CONTAINER_FLAC, aud.CODEC_FLAC, 0, _BUFFER)
    except aud.error as error:
        words = translated("{path} cannot be written: {reason}")
        raise OSError(words.format(path=path.parent, reason=error)) from error


def _read(line: Any, rate: int) -> Samples:
    """A line's whole sound, float32."""
    if line.sound is None:
        raise ValueError(translated("{line} has no sound: speak it again").format(line=name_of(line)))
    try:
        clip = sounds.read_clip(line.sound)
    except OSError as error:
        where, reason = bpy.path.abspath(line.sound.filepath), error.strerror or error
        words = translated("{line} has lost its sound, {path} ({reason}): speak it again")
        raise ValueError(words.format(line=name_of(line), path=where, reason=reason)) from error
    except ValueError as error:
        raise ValueError(together((name_of(line), translated(str(error))), "{first}: {then}")) from error
    samples = np.frombuffer(clip.audio, dtype="<i2").astype(np.float32) / np.float32(32768.0)
    if clip.sample_rate == rate or not len(samples):
        return samples
    sound = require().Sound.buffer(samples[:, None], clip.sample_rate)
    return sound.resample(rate, _QUALITY).data()[:, 0]


def _piece(scene: Any, line: Any, strip: Any, samples: Samples, rate: int) -> Placed:
    """What a strip plays of the sound."""
    if len(strip.retiming_keys):
        words = translated("{line} is retimed in the sequencer: reset its strip's timing")
        raise ValueError(words.format(line=name_of(line)))
    fps = frame_rate(scene)
    left, right = (Fraction(frame) for frame in compat.strip_span(strip))
    begins = Fraction(
        compat.content_start(strip) - compat.hard_trim(strip)
    )  # where the sound itself would start
    delay = Fraction(strip.sound_offset) * fps
    first = max(left, begins + delay)
    skipped = sample_of((first - begins - delay) / fps, rate)
    count = len(samples)
    if compat.strip_trims(strip)[1] > 0.0:  # else a strip of whole frames would cut off a part of the last
        count = max(sample_of((right - first) / fps, rate), 0)
    part = samples[skipped : skipped + count]
    return Placed(
        sample_of((first - scene.frame_start) / fps, rate),
        part * _volume(scene, strip, first, len(part), rate),
    )


def _volume(scene: Any, strip: Any, first: Fraction, count: int, rate: int) -> Samples | np.float32:
    """A strip's volume: one number, or one for each sample if it is animated."""
    data = scene.animation_data
    action = data.action if data is not None else None
    path = strip.path_from_id("volume")
    found = compat.existing_fcurves(action, compat.action_slot(data)) if action is not None else []
    curve = next((curve for curve in found if curve.data_path == path), None)
    if curve is None:
        return np.float32(strip.volume)
    frames = float(first) + np.arange(count) / rate * float(frame_rate(scene))
    whole = np.arange(np.floor(frames[0]), np.ceil(frames[-1]) + 1) if count else np.zeros(1)
    values = [max(curve.evaluate(frame), 0.0) for frame in whole]
    return np.interp(frames, whole, values).astype(np.float32)

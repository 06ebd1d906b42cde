# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a person's recording from a sound file: one channel, no offset, never more than its bounds."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

import numpy as np
import soundfile

from sidecar.errors import InvalidRequestError, Violation

MIN_SECONDS = 10.0
MAX_SECONDS = 600.0
ADVISED_SECONDS = 60.0
MIN_RATE_HZ, MAX_RATE_HZ = 8_000, 192_000
MAX_CHANNELS = 32

_BLOCK_VALUES = 1 << 20
"""Samples of all channels held at a time: 4 MiB."""
_SILENT_CHANNEL = 1e-3
"""A channel with 30 dB less power than the strongest is an unused input or its crosstalk."""
_ANTIPHASE = -0.5
"""Correlation with the strongest channel below which a channel was wired the wrong way round."""
_UNKNOWN_FRAMES = 1 << 62
"""Headers without a length make libsndfile answer with the largest count there is."""
_STREAMED_BYTES = 0x7FFF_0000
"""Programs that write to a pipe put the largest size there is into a WAV header; that promises nothing."""
_CORRECTED_SIZE = re.compile(r"(\d+) \(should be (\d+)\)")
_ABSURD = 1e10
"""More than any integer sample that was stored as a float without being scaled."""
_SAVE_AGAIN = "open it in an audio editor and save it again as WAV or FLAC"


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Sound of one channel.

    Attributes:
        samples: float32 [n], full scale 1.0, without offset.
        sample_rate_hz: As the file has it.
    """

    samples: np.ndarray
    sample_rate_hz: int

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate_hz


def read_recording(
    file: Path | BinaryIO,
    start_seconds: float = 0.0,
    end_seconds: float | None = None,
    *,
    least_seconds: float = MIN_SECONDS,
) -> Recording:
    """Reads a sound file, or a part of it, in blocks: memory grows with the part, not with the file.

    The file is read twice: once to learn each channel's offset and level, once to mix them. Channels are
    averaged; silent ones are left out, and one in antiphase to the strongest is turned over so that
    nothing cancels. Float sound above full scale is turned down as a whole.

    Args:
        file: Any file libsndfile knows, by its path or open for reading.
        start_seconds: Where the wanted part begins.
        end_seconds: Where it ends; `None` for the end of the file.
        least_seconds: How long the part must be.

    Raises:
        InvalidRequestError: Names the field "recording", what is wrong with it and how to mend it.
    """
    with _opened(file) as sound:
        first, count = _range(sound, start_seconds, end_seconds, least_seconds)
        _refuse_cut_off(sound)
        survey = _survey(sound, first, count)
        samples = _mixed(sound, first, count, survey)
        return Recording(samples, sound.samplerate)


def _refuse(message: str) -> NoReturn:
    raise InvalidRequestError([Violation("recording", message)])


@contextmanager
def _opened(file: Path | BinaryIO) -> Iterator[soundfile.SoundFile]:
    if isinstance(file, Path):
        if not file.is_file():
            _refuse(f"there is no file {file.name}; choose a sound file")
        try:
            with file.open("rb") as content:  # libsndfile would say "system error" for whatever is wrong
                yield from _decoded(content, file.name)
        except OSError as error:
            _refuse(f"{file.name} cannot be read ({error.strerror}); allow reading it or choose a copy")
    else:
        yield from _decoded(file, "the file")


def _decoded(content: BinaryIO, name: str) -> Iterator[soundfile.SoundFile]:
    if content.seek(0, io.SEEK_END) == 0:
        _refuse("the file is empty; export the recording again")
    content.seek(0)
    try:
        sound = soundfile.SoundFile(content)
    except (soundfile.SoundFileError, TypeError):  # TypeError: a .raw file, which has no header
        _refuse(f"{name} is not a sound file that can be read; save the recording as WAV or FLAC")
    with sound:
        _refuse_odd_header(sound)
        yield sound


def _refuse_odd_header(sound: soundfile.SoundFile) -> None:
    if not MIN_RATE_HZ <= sound.samplerate <= MAX_RATE_HZ:
        _refuse(
            f"its sample rate is {sound.samplerate} Hz; save it with a rate between {MIN_RATE_HZ} "
            f"and {MAX_RATE_HZ} Hz, best 48000"
        )
    if sound.frames == 0:
        _refuse(f"it holds no sound; record or export about {ADVISED_SECONDS:.0f} s of speech")
    if sound.channels > MAX_CHANNELS:
        _refuse(f"it has {sound.channels} channels; save it with one or two")
    if sound.frames >= _UNKNOWN_FRAMES:
        _refuse(f"the file does not say how long it is; {_SAVE_AGAIN}")


def _range(
    sound: soundfile.SoundFile, start_seconds: float, end_seconds: float | None, least_seconds: float
) -> tuple[int, int]:
    """First frame and number of frames, within the bounds of what may be asked."""
    rate, length = sound.samplerate, sound.frames / sound.samplerate
    end = length if end_seconds is None else end_seconds
    if not 0 <= start_seconds < end:  # also when one is not a number
        if end_seconds is None and start_seconds >= 0:
            _refuse(f"the part begins at {start_seconds:g} s, after the end of the file ({length:.1f} s)")
        _refuse(f"the part from {start_seconds:g} s to {end:g} s is empty; its end must be after its start")
    if end - start_seconds > MAX_SECONDS + 1 / rate:
        _refuse(
            f"{_duration(end - start_seconds)} are more than the {MAX_SECONDS / 60:.0f} minutes that can be "
            f"used; choose about {ADVISED_SECONDS:.0f} s of it in which only this person speaks"
        )
    if start_seconds >= length:
        _refuse(f"the part begins at {start_seconds:g} s, after the end of the file ({length:.1f} s)")
    first = round(start_seconds * rate)
    last = min(round(end * rate), sound.frames)
    if last - first < max(least_seconds * rate, 1):
        _refuse(
            f"it is {(last - first) / rate:.1f} s long; at least {least_seconds:.0f} s are needed, and "
            f"{ADVISED_SECONDS:.0f} s of speech make a better likeness"
        )
    return first, last - first


def _duration(seconds: float) -> str:
    if seconds < 3600:
        return f"{seconds / 60:.1f} minutes"
    return f"{seconds / 3600:.1f} hours"


def _refuse_cut_off(sound: soundfile.SoundFile) -> None:
    """Mended by libsndfile is a size larger than the file, and told only in its log."""
    for promised, there in _CORRECTED_SIZE.findall(sound.extra_info):
        if 1.01 * int(there) < int(promised) < _STREAMED_BYTES:
            _refuse_missing(sound, sound.frames * int(promised) / max(int(there), 1), sound.frames)


def _refuse_missing(sound: soundfile.SoundFile, promised_frames: float, frames: int) -> NoReturn:
    promised, there = promised_frames / sound.samplerate, frames / sound.samplerate
    _refuse(
        f"the file is cut off: {promised:.1f} s are promised, {there:.1f} s are there; "
        f"copy or export it again, or {_SAVE_AGAIN}"
    )


@dataclass(frozen=True, slots=True)
class _Survey:
    """Each channel's mean [channels] and the covariance [channels, channels] of all, float64."""

    mean: np.ndarray
    covariance: np.ndarray


def _survey(sound: soundfile.SoundFile, first: int, count: int) -> _Survey:
    total = np.zeros(sound.channels)
    products = np.zeros((sound.channels, sound.channels))
    read = 0
    for block in _blocks(sound, first, count):
        sane = (np.abs(block) < _ABSURD).all(axis=1)  # not where it is not a number
        if not sane.all():
            at = (first + read + int(np.argmin(sane))) / sound.samplerate
            _refuse(f"it holds values that are no sound, first at {at:.2f} s; export it again as 24-bit WAV")
        total += block.sum(axis=0)
        products += block.T @ block
        read += len(block)
    if read < count:
        _refuse_missing(sound, sound.frames, first + read)
    mean = total / count
    return _Survey(mean, products / count - np.outer(mean, mean))


def _mixed(sound: soundfile.SoundFile, first: int, count: int, survey: _Survey) -> np.ndarray:
    """Mono float32 [count]."""
    power = np.maximum(np.diagonal(survey.covariance), 0.0)
    strongest = int(np.argmax(power))
    used = power >= power[strongest] * _SILENT_CHANNEL
    alike = survey.covariance[strongest] / np.maximum(np.sqrt(power * power[strongest]), 1e-30)
    weights = np.where(used, np.where(alike < _ANTIPHASE, -1.0, 1.0), 0.0) / used.sum()
    samples = np.empty(count, np.float32)
    at, peak = 0, 1.0
    for block in _blocks(sound, first, count):
        mixed = (block - survey.mean) @ weights
        peak = max(peak, float(np.abs(mixed).max(initial=0.0)))
        samples[at : at + len(mixed)] = mixed
        at += len(mixed)
    if at < count:
        _refuse_missing(sound, sound.frames, first + at)
    if peak > 1.0:
        samples /= np.float32(peak)
    return samples


def _blocks(sound: soundfile.SoundFile, first: int, count: int) -> Iterator[np.ndarray]:
    """float64 [frames, channels], together at most `count` frames; fewer where the file lies."""
    size = max(1, _BLOCK_VALUES // sound.channels)
    try:
        sound.seek(first)
        while count > 0:
            block = sound.read(min(size, count), dtype="float32", always_2d=True)
            if not len(block):
                return
            count -= len(block)
            yield block.astype(np.float64)
    except soundfile.SoundFileError:
        _refuse(f"the file is damaged or cut off; copy or export it again, or {_SAVE_AGAIN}")

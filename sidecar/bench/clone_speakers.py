# SPDX-License-Identifier: GPL-3.0-or-later
"""Real people's speech for `voxrig bench clone`: one folder each, cut into two halves.

No recording comes with the project. Folders of prompts serve, such as Debian's asterisk-core-sounds-*-g722
packages unpacked with `dpkg-deb -x`: whatever PyAV decodes is taken, beeps and single words are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from models.speaker.activity import without_silence
from sidecar.voices.recording import Recording

SAMPLE_RATE_HZ = 24_000
MIN_HALF_SECONDS = 8.0
_SUFFIXES = frozenset({".flac", ".g722", ".gsm", ".m4a", ".mp3", ".ogg", ".opus", ".wav"})
_MIN_CLIP_SECONDS = 0.4
_MAX_HALF_SECONDS = 60.0


@dataclass(frozen=True)
class Speaker:
    """One person.

    Attributes:
        name: The folder's.
        given: What is cloned from.
        kept: What the clone is compared with; of other clips, or from later in the only one.
    """

    name: str
    given: Recording
    kept: Recording

    @property
    def halves(self) -> tuple[Recording, Recording]:
        """Both, the given one first."""
        return self.given, self.kept


def read_speakers(folders: Sequence[Path]) -> list[Speaker]:
    """Reads every folder that has sound files in it or below it.

    Args:
        folders: Either a person's own, or one with a sub-folder for each person.

    Raises:
        ValueError: A folder holds no speech, or less than 8 s for a half.
    """
    return [_read_speaker(person) for folder in folders for person in _people(folder)]


def _people(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise ValueError(f"{folder}: no such folder")
    inner = sorted(path for path in folder.iterdir() if path.is_dir())
    has_sound = any(path.suffix in _SUFFIXES for path in folder.iterdir())
    return [folder] if has_sound or not inner else inner


def _read_speaker(folder: Path) -> Speaker:
    files = sorted(path for path in folder.rglob("*") if path.suffix in _SUFFIXES)
    clips = [without_silence(_decode(path), SAMPLE_RATE_HZ) for path in files]
    clips = [clip for clip in clips if len(clip) >= _MIN_CLIP_SECONDS * SAMPLE_RATE_HZ]
    if len(clips) == 1:
        clips = np.array_split(clips[0], 2)
    halves = [_joined(clips[0::2]), _joined(clips[1::2])]
    shortest = min(half.seconds for half in halves)
    if shortest < MIN_HALF_SECONDS:
        needed = f"{MIN_HALF_SECONDS:.0f} s are needed"
        raise ValueError(f"{folder}: a half has {shortest:.1f} s of speech; {needed}")
    return Speaker(folder.name, *halves)


def _joined(clips: Sequence[np.ndarray]) -> Recording:
    """The longest clips first, a minute of them: sentences before words."""
    ordered = sorted(clips, key=len, reverse=True)
    joined = np.concatenate(ordered) if ordered else np.zeros(0, np.float32)
    return Recording(joined[: round(_MAX_HALF_SECONDS * SAMPLE_RATE_HZ)], SAMPLE_RATE_HZ)


def _decode(path: Path) -> np.ndarray:
    """A file's sound as float32 [n], mono at 24 kHz."""
    resampler = av.AudioResampler("flt", "mono", SAMPLE_RATE_HZ)
    with av.open(str(path), metadata_errors="ignore") as container:
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray().ravel() for frame in frames] or [np.zeros(0, np.float32)])

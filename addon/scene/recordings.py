# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings to make voices of: of a file, or of a strip in the sequencer, as far as it is not cut off."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import bpy

from .. import compat
from ..client.recording import MOST_BYTES, Recording, is_sound
from ..locale import translated
from .timeline import frames_per_second

_MOST_SECONDS: Final = 900.0  # converted; the sidecar takes ten minutes, but the message about it is its own
_BUFFER: Final = 4096


@dataclass(frozen=True, slots=True)
class Source:
    """A recording and where it came from; ids and names only, for Blender's pointers die at every undo.

    Attributes:
        recording: What is sent.
        path: The file it came from; empty for a sound that is packed into the .blend.
        start: Where in that file its first second is.
        scene_uid: Of the scene of its strip; 0 for a file.
        strip: Name of its strip; empty for a file.
    """

    recording: Recording
    path: str
    start: float = 0.0
    scene_uid: int = 0
    strip: str = ""


def of_file(path: str) -> Source:
    """The recording in a file.

    Raises:
        ValueError: It cannot be read; the message says how to mend that.
    """
    if not path.strip():
        raise ValueError("Choose a file")
    file = Path(bpy.path.abspath(path.strip()))
    return Source(_recording(file.name, file, 0.0, 0.0), str(file))


def of_strip(scene: Any) -> Source:
    """The recording in the active strip.

    Raises:
        ValueError: There is none, or it cannot be read; the message says how to mend that.
    """
    strip = active_strip(scene)
    if strip is None:
        raise ValueError("Select a sound or movie strip in the sequencer")
    if len(strip.retiming_keys):
        raise ValueError("The strip is retimed: choose its file instead, or reset its timing")
    start, end = file_span(scene, strip)
    if end <= start:
        raise ValueError("The strip shows nothing of its file: move its handles")
    path, packed = _content(strip)
    name = Path(path).name or strip.name
    recording = _recording(name, packed or Path(path), start, end)
    return Source(recording, "" if packed else path, start, scene.session_uid, strip.name)


def active_strip(scene: Any) -> Any | None:
    """The active strip of the sequencer, if it is one with sound."""
    strip = scene.sequence_editor.active_strip if scene.sequence_editor else None
    return strip if strip is not None and strip.type in ("SOUND", "MOVIE") else None


def file_span(scene: Any, strip: Any) -> tuple[float, float]:
    """Which seconds of its file a strip shows; never before the file's start."""
    left, right = compat.strip_span(strip)
    return max(_seconds(scene, strip, left), 0.0), _seconds(scene, strip, right)


def find_strip(source: Source) -> tuple[Any, Any] | None:
    """The scene and the strip of a recording, if they are still there."""
    scene = next((scene for scene in bpy.data.scenes if scene.session_uid == source.scene_uid), None)
    editor = scene.sequence_editor if scene else None
    strip = compat.sequencer_strips(editor).get(source.strip) if editor else None
    return (scene, strip) if strip is not None else None


def frame_of(scene: Any, strip: Any, source: Source, seconds: float) -> int:
    """The frame on which a moment of the recording is heard, wherever its strip now lies."""
    first = _seconds(scene, strip, 0.0)
    return round((source.start + seconds - first) * frames_per_second(scene))


def _seconds(scene: Any, strip: Any, frame: float) -> float:
    """The second of the strip's file that is heard on a frame."""
    offset = getattr(strip, "sound_offset", 0.0)  # a movie has none
    frames = frame - compat.content_start(strip) + compat.hard_trim(strip)
    return frames / frames_per_second(scene) - offset


def _content(strip: Any) -> tuple[str, bytes]:
    """Path of a strip's file, and its bytes if it is packed."""
    if strip.type == "MOVIE":
        return bpy.path.abspath(strip.filepath), b""
    sound = strip.sound
    if sound is None:
        raise ValueError("The strip has no sound")
    path = bpy.path.abspath(sound.filepath, library=sound.library)
    return path, bytes(sound.packed_file.data) if sound.packed_file else b""


def _recording(name: str, content: Path | bytes, start: float, end: float) -> Recording:
    try:
        whole = Recording(name, content, start, end)
        if is_sound(content) and whole.size <= MOST_BYTES:
            return whole
        return _converted(name, content, start, end)
    except OSError as error:
        words = translated("{path} cannot be read: {reason}")
        raise ValueError(words.format(path=name, reason=error.strerror or error)) from error


def _converted(name: str, content: Path | bytes, start: float, end: float) -> Recording:
    """The wanted part as FLAC, through Blender's own decoders; its file is gone when this returns."""
    aud = compat.audio()
    if aud is None:
        words = "This Blender was built without sound and cannot read {name}: save it as WAV or FLAC"
        raise ValueError(translated(words).format(name=name))
    with tempfile.TemporaryDirectory(dir=bpy.app.tempdir) as folder:
        path, flac = Path(folder) / "packed", Path(folder) / "recording.flac"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path = content
        try:
            sound = aud.Sound(str(path))
            rate, channels = (int(value) for value in sound.specs)
            length = sound.length / rate if sound.length > 0 else _MOST_SECONDS  # a stream may not tell
            seconds = min(end or length, length) - start
            if seconds > _MOST_SECONDS:
                words = translated("{name} is {count} minutes long: cut out about a minute of speech")
                raise ValueError(words.format(name=name, count=round(seconds / 60)))
            part = sound.limit(start, start + seconds)
            part.write(
                *(str(flac), rate, channels, aud.FORMAT_S24, aud.CONTAINER_FLAC, aud.CODEC_FLAC, 0, _BUFFER)
            )
        except aud.error as error:
            words = translated("{name} cannot be read as sound: {reason}")
            raise ValueError(words.format(name=name, reason=error)) from error
        return Recording(f"{Path(name).stem}.flac", flac.read_bytes())

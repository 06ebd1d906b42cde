# SPDX-License-Identifier: GPL-3.0-or-later
"""A line's sound: packed or saved beside the .blend, and its strip in the sequencer."""

from __future__ import annotations

import hashlib
import io
import wave
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import bpy

from .. import compat
from ..client.speech import Speech
from ..client.voice import Clip
from ..exports.files import write_through
from ..locale import translated

_LINE = "voxrig_line"
FOLDER = "voxrig"
NO_SOUND = "This Blender was built without sound, so the line has no strip; its keys are there"


def write_wav(path: Path, audio: bytes, sample_rate: int) -> None:
    """Writes a 16-bit WAV file, complete or not at all.

    Args:
        path: The file.
        audio: 16-bit little-endian mono samples.
        sample_rate: Samples per second.

    Raises:
        OSError: If the file cannot be written.
    """

    def fill(unfinished: Path) -> None:
        with unfinished.open("wb") as file, wave.open(file, "wb") as wav:
            wav.setnchannels(1)
            wav.setsampwidth(2)
            wav.setframerate(sample_rate)
            wav.writeframes(audio)

    write_through(path, fill)


def read_clip(sound: Any) -> Clip:
    """What a line's sound holds, packed or not.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is no 16-bit WAV file of one channel.
    """
    packed = sound.packed_file
    data = bytes(packed.data) if packed else Path(bpy.path.abspath(sound.filepath)).read_bytes()
    try:
        with wave.open(io.BytesIO(data)) as wav:
            if (wav.getnchannels(), wav.getsampwidth()) != (1, 2):
                raise ValueError("The line's sound is not one that Voxrig made: speak the line again")
            return Clip(wav.readframes(wav.getnframes()), wav.getframerate())
    except (wave.Error, EOFError) as error:
        words = translated("The line's sound cannot be read ({reason}): speak the line again")
        raise ValueError(words.format(reason=translated(str(error)))) from error


def strips_of(scene: Any, uid: str) -> list[Any]:
    """The sequencer strips of a line."""
    editor = scene.sequence_editor
    return [s for s in compat.sequencer_strips(editor) if s.get(_LINE) == uid] if editor else []


def strips_by_line(scene: Any) -> dict[str, list[Any]]:
    """The sequencer strips of every line, by the lines' ids."""
    found: dict[str, list[Any]] = {}
    for strip in compat.sequencer_strips(scene.sequence_editor):
        uid = strip.get(_LINE)
        if uid:
            found.setdefault(uid, []).append(strip)
    return found


def replace(scene: Any, line: Any, speech: Speech, *, beside: bool, channel: int) -> int:
    """Lays a line's sound on the timeline in place of what it had there.

    Args:
        scene: The scene.
        line: The line, its `placed_frame` set.
        speech: The sound.
        beside: Save the file beside the .blend; packed where the .blend was never saved.
        channel: The channel to use if it is free there, else the next free one above.

    Returns:
        The channel used.

    Raises:
        OSError: If the file cannot be written. The old sound is still there then.
        RuntimeError: If this Blender cannot load it.
    """
    # Named by its content: after an undo the take before is still on disk.
    name = f"{line.uid}-{hashlib.sha256(speech.audio).hexdigest()[:8]}.wav"
    beside = beside and bool(bpy.data.filepath)
    folder = Path(bpy.path.abspath(f"//{FOLDER}")) if beside else Path(bpy.app.tempdir)
    path = folder / name
    write_wav(path, speech.audio, speech.timings.sample_rate)
    old = strips_of(scene, line.uid)
    editor = scene.sequence_editor or scene.sequence_editor_create()
    end = line.placed_frame + speech.timings.duration * scene.render.fps / scene.render.fps_base
    channel = _free_channel(editor, channel, line.placed_frame, end, line.uid)
    strip = compat.sequencer_strips(editor).new_sound(_label(line), str(path), channel, line.placed_frame)
    strip[_LINE] = line.uid
    sound = strip.sound
    if beside:
        sound.filepath = f"//{FOLDER}/{name}"
    else:
        sound.pack()
        sound.filepath = f"//{FOLDER}/{name}"
        path.unlink()
    sound.name = _label(line)
    strip.select = any(stale.select for stale in old)  # Blender selects what is new
    for stale in old:
        _carry(stale, strip)
        _remove(editor, stale)
    line.sound = sound
    compat.trim_strip(strip, line.trim_start, line.trim_end)
    strip.mute = line.mute
    return channel


def remove(scene: Any, uid: str) -> None:
    """Takes a line's strips off the timeline."""
    for strip in strips_of(scene, uid):
        _remove(scene.sequence_editor, strip)


def move(scene: Any, lines: Iterable[Any]) -> list[tuple[Any, int]]:
    """Moves lines' strips to where the lines are placed.

    Returns:
        Strips that Blender pushed into another channel because theirs was taken, with their own channel.
    """
    by_line = strips_by_line(scene) if scene.sequence_editor else {}
    moving = [
        (line.placed_frame - compat.content_start(strip), strip, line.placed_frame)
        for line in lines
        for strip in by_line.get(line.uid, ())
    ]
    # Blender pushes a strip that would lie on another one into the next channel: those in front move first.
    later = sorted((m for m in moving if m[0] > 0), key=lambda m: -m[2])
    earlier = sorted((m for m in moving if m[0] < 0), key=lambda m: m[2])
    channels = [(strip, strip.channel) for _, strip, _ in moving]
    for _, strip, frame in [*later, *earlier]:
        compat.move_strip(strip, frame)
    return [(strip, channel) for strip, channel in channels if strip.channel != channel]


def move_back(scene: Any, pushed: Iterable[tuple[Any, int]]) -> None:
    """Gives strips their own channel again where it is free; elsewhere Blender 4.5 would search for ever."""
    for strip, channel in pushed:
        if _is_free(scene.sequence_editor, channel, *compat.strip_span(strip)):
            strip.channel = channel


def character_channel(scene: Any, character: Any) -> int:
    """The character's channel in the sequencer; the first one above all strips if it has none yet."""
    if not character.channel:
        editor = scene.sequence_editor
        used = {strip.channel for strip in compat.sequencer_strips(editor)} if editor else set()
        used |= {other.channel for other in scene.voxrig.characters}
        character.channel = max(used, default=0) + 1
    return character.channel


def _label(line: Any) -> str:
    return f"{line.character}: {line.text}"[:60]


def _carry(old: Any, new: Any) -> None:
    """Keeps what the animator set on the strip that is replaced."""
    for name in ("volume", "pan", "mute", "show_waveform"):
        setattr(new, name, getattr(old, name))


def _remove(editor: Any, strip: Any) -> None:
    sound = strip.sound
    compat.sequencer_strips(editor).remove(strip)
    if sound and sound.users <= 1 and not sound.use_fake_user:  # the line itself is the last user
        bpy.data.sounds.remove(sound)


def _free_channel(editor: Any, wanted: int, start: float, end: float, uid: str) -> int:
    taken = set(_overlapping(editor, start, end, uid))
    channel = max(wanted, 1)
    while channel in taken:
        channel += 1
    return channel


def _is_free(editor: Any, channel: int, start: float, end: float) -> bool:
    return channel not in _overlapping(editor, start, end, "")


def _overlapping(editor: Any, start: float, end: float, uid: str) -> Iterator[int]:
    for strip in compat.sequencer_strips(editor):
        first, last = compat.strip_span(strip)
        if first < end and last > start and strip.get(_LINE) != uid:
            yield strip.channel

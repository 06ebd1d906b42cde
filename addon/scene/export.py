# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the scene's dialogue to files: subtitles, timings, sound, mouths. Operators and commands call it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from ..exports import arkit, subtitles
from ..exports.files import plain, write, write_through
from ..exports.loudness import Samples, loudness, true_peak
from ..exports.mixing import CEILING, Placed, Strength, mix, silence, strength
from ..exports.spoken import SpokenLine
from ..exports.timings import timings
from ..exports.waves import write_wav
from ..locale import counted, together, translated
from . import audio, mouth, spoken
from .cues import spoken_lines
from .timeline import frame_rate

SUBTITLES: Final = {".srt": subtitles.srt, ".vtt": subtitles.vtt}
"""What writes each kind of subtitles, by the file's ending."""

SOUNDS: Final = {".wav": write_wav, ".flac": audio.write_flac}
"""The same of sound."""

EBU_R128: Final = -23.0
"""LUFS that European broadcasters ask for."""


@dataclass(frozen=True, slots=True)
class SoundOptions:
    """How sound is written.

    Attributes:
        kind: "MIX" one file; "STEMS" one for each character, as long as the mix; "LINES" one for each line.
        suffix: Of the files, a key of `SOUNDS`.
        rate: Samples per second.
        bits: Per sample, 16 or 24.
        target: Loudness of the mix in LUFS; None leaves it as it is. Stems and lines get the mix's gain.
    """

    kind: str = "MIX"
    suffix: str = ".wav"
    rate: int = 48_000
    bits: int = 24
    target: float | None = EBU_R128


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        files: Their paths.
        lines: How many lines are in them.
        seconds: How long the scene is that they cover.
        loudness: Of the mix in LUFS; None if there is none.
        gain: By how many dB it was made louder; None if there is no sound.
        notes: What the animator should know, in words.
    """

    files: tuple[Path, ...]
    lines: int
    seconds: float
    loudness: float | None = None
    gain: float | None = None
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        several = counted("1 file", "{count} files", len(self.files))
        name = self.files[0].name if len(self.files) == 1 else several
        parts = [counted("1 line", "{count} lines", self.lines), f"{self.seconds:.1f} s"]
        if self.loudness is not None:
            parts.append(f"{self.loudness:.1f} LUFS")
        if self.gain is not None:
            parts.append(translated("gain {amount} dB").format(amount=f"{self.gain:+.1f}"))
        return together((name, together(parts, "{first}, {then}")), "{first}: {then}")


def export_subtitles(
    scene: Any,
    path: Path,
    *,
    names: bool = False,
    letters: int = subtitles.LETTERS,
    rows: int = subtitles.ROWS,
    selected: bool = False,
) -> Exported:
    """Writes the spoken lines as subtitles.

    Args:
        scene: The scene.
        path: The file; ".srt" or ".vtt" decides what it is.
        names: Tell who speaks.
        letters: The longest row.
        rows: The most rows of a subtitle.
        selected: Only selected lines.

    Raises:
        ValueError: If there is nothing to write or it cannot be written so, in words.
        OSError: If the file cannot be written.
    """
    lines = [spoken.described(scene, line) for line in spoken.heard_lines(scene, selected=selected)]
    kind = _of_suffix(path, SUBTITLES)
    write(path, kind(lines, names=names, letters=letters, rows=rows))
    return _exported(scene, [path], lines)


def export_timings(scene: Any, path: Path, *, selected: bool = False) -> Exported:
    """Writes the spoken lines with the times of their words and phonemes, as JSON.

    Args:
        scene: The scene.
        path: The file.
        selected: Only selected lines.

    Raises:
        ValueError: If there is nothing to write, in words.
        OSError: If the file cannot be written.
    """
    lines = [spoken.described(scene, line) for line in spoken.heard_lines(scene, selected=selected)]
    write(path, timings(scene.name, spoken.clock(scene), lines))
    return _exported(scene, [path], lines)


def export_audio(
    scene: Any, path: Path, options: SoundOptions | None = None, *, selected: bool = False
) -> Exported:
    """Writes the dialogue's sound.

    A mix takes four bytes of memory for each sample of the scene, and as much for each of the lines.

    Args:
        scene: The scene.
        path: The file of a mix; of stems and lines the folder that they go into.
        options: How.
        selected: Only selected lines.

    Raises:
        ValueError: If there is nothing to write or a line's sound is missing, in words.
        OSError: If a file cannot be written.
    """
    how = options or SoundOptions()
    audio.require()
    lines = spoken.heard_lines(scene, selected=selected)
    described = [spoken.described(scene, line) for line in lines]
    sounds = [audio.placed(scene, line, how.rate) for line in lines]
    buffer = silence(spoken.clock(scene).seconds, how.rate)
    mix(buffer, (sound for pieces in sounds for sound in pieces))
    loud, peak = loudness(buffer, how.rate), true_peak(buffer)
    wanted: list[tuple[Path, Callable[[], Samples]]] = list(_sounds(path, how, described, sounds, buffer))
    if how.kind != "MIX":
        # Sounds that speak at once may cancel each other out in the mix.
        peak = max(peak, *(true_peak(fill()) for _, fill in wanted))
    level = strength(loud, peak, how.target)
    save = SOUNDS[how.suffix]
    for file, fill in wanted:
        samples = fill()
        write_through(file, lambda part, it=samples: save(part, it, how.rate, how.bits, level.factor))
    notes = _sound_notes(scene, lines, described, level)
    return _exported(scene, [file for file, _ in wanted], described, level, notes)


def export_arkit(scene: Any, path: Path, character: Any, *, fps: float = 0.0) -> Exported:
    """Writes a character's mouth as Live Link Face records it, whatever its own rig is.

    The mouth is that of the lip-sync; what the animator has keyed above it is not in it.

    Args:
        scene: The scene.
        path: The file.
        character: The character.
        fps: Rows per second; 0 for the scene's.

    Raises:
        ValueError: If the character says nothing, in words.
        OSError: If the file cannot be written.
    """
    lines = spoken_lines(scene, character)
    if not lines:
        words = translated("{name} has no spoken line: choose another in the Cast panel")
        raise ValueError(words.format(name=character.name))
    rate = fps or float(frame_rate(scene))
    count = arkit.rows_in(spoken.clock(scene).seconds, rate)
    write(path, arkit.csv(mouth.on_rows(scene, character, rate, count), count, rate))
    return _exported(scene, [path], [spoken.described(scene, line) for line in lines])


def _sounds(
    path: Path,
    how: SoundOptions,
    lines: Sequence[SpokenLine],
    sounds: Sequence[Sequence[Placed]],
    buffer: Samples,
) -> Iterator[tuple[Path, Callable[[], Samples]]]:
    """Every file, and what makes its sound; stems are made in the buffer, one after the other."""
    if how.kind == "MIX":
        yield path, lambda: buffer
    elif how.kind == "STEMS":
        names = _names(dict.fromkeys(line.character for line in lines))
        for character, name in names.items():
            own = [
                sound
                for line, pieces in zip(lines, sounds, strict=True)
                if line.character == character
                for sound in pieces
            ]
            yield path / f"{name}{how.suffix}", lambda own=own: _mixed(buffer, own)
    elif how.kind == "LINES":
        for line, pieces in zip(lines, sounds, strict=True):
            name = "_".join(filter(None, (f"{line.number:03d}", plain(line.character), plain(line.text))))
            yield path / f"{name}{how.suffix}", lambda pieces=pieces: _alone(pieces)
    else:
        raise ValueError(f"kind must be MIX, STEMS or LINES, not {how.kind!r}")


def _mixed(buffer: Samples, sounds: Iterable[Placed]) -> Samples:
    mix(buffer, sounds)
    return buffer


def _alone(pieces: Sequence[Placed]) -> Samples:
    """A line from where it is first heard to where it is last heard."""
    if not pieces:
        return np.zeros(0, dtype=np.float32)
    first = min(sound.start for sound in pieces)
    alone = np.zeros(max(sound.start + len(sound.samples) for sound in pieces) - first, dtype=np.float32)
    mix(alone, (Placed(sound.start - first, sound.samples) for sound in pieces))
    return alone


def _names(characters: Iterable[str]) -> dict[str, str]:
    """Names of files for characters; no two alike even where capitals and small letters count as the same."""
    names: dict[str, str] = {}
    for character in characters:
        name = base = plain(character) or "Nobody"
        number = 2
        while name.casefold() in (taken.casefold() for taken in names.values()):
            name, number = f"{base}-{number}", number + 1
        names[character] = name
    return names


def _sound_notes(
    scene: Any, lines: Sequence[Any], described: Sequence[SpokenLine], level: Strength
) -> Iterator[str]:
    if level.held_back:
        words = translated("{amount} dB softer than asked, to keep peaks below {ceiling} dBTP")
        yield words.format(amount=f"{level.held_back:.1f}", ceiling=f"{CEILING:g}")
    if audio.panned(scene, lines):
        yield translated("Pan is left out: the sound is mono")
    early = sum(line.start < 0.0 for line in described)
    if early:
        one = "1 line begins before the scene's first frame and is cut off there"
        many = "{count} lines begin before the scene's first frame and are cut off there"
        yield counted(one, many, early)


def _of_suffix(path: Path, known: dict[str, Any]) -> Any:
    if path.suffix.lower() not in known:
        words = translated("{name} must end in {endings}")
        raise ValueError(words.format(name=path.name, endings=together(known, "{first} or {then}")))
    return known[path.suffix.lower()]


def _exported(
    scene: Any,
    files: Sequence[Path],
    lines: Sequence[SpokenLine],
    level: Strength | None = None,
    notes: Iterable[str] = (),
) -> Exported:
    said = [note for note in (*notes, spoken.changed(lines)) if note]
    loud, gain = (level.loudness, level.gain) if level else (None, None)
    return Exported(tuple(files), len(lines), spoken.clock(scene).seconds, loud, gain, tuple(said))

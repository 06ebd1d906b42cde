# SPDX-License-Identifier: GPL-3.0-or-later
"""The scene's spoken lines as they are exported: where each is heard, what is said when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..client.speech import Timings
from ..exports.shown import Shown, shown
from ..exports.spoken import Phoneme, SpokenLine, Word
from ..exports.timings import Clock
from ..locale import counted
from ..properties import find_character, settings
from . import apply
from .timeline import frame_rate


def heard_lines(scene: Any, *, selected: bool = False) -> list[Any]:
    """The spoken lines that are not muted, in order of time.

    Args:
        scene: The scene.
        selected: Only those that are selected.

    Raises:
        ValueError: If there is none, in words.
    """
    spoken = [line for line in settings(scene).lines if apply.is_spoken(line) and not line.mute]
    lines = [line for line in spoken if line.select or not selected]
    if not lines:
        raise ValueError(
            "No selected line has been spoken: select others, or export all"
            if spoken
            else "No line has been spoken, or all are muted"
        )
    return sorted(lines, key=lambda line: line.placed_frame)


def clock(scene: Any) -> Clock:
    """The scene's time: from its first frame to the end of its last, or of the last line if that is later."""
    fps, first = frame_rate(scene), scene.frame_start
    seconds = [float((scene.frame_end + 1 - first) / fps)]
    seconds += [
        _span(scene, line)[1] for line in settings(scene).lines if apply.is_spoken(line) and not line.mute
    ]
    return Clock(float(fps), first, max(seconds))


def described(scene: Any, line: Any) -> SpokenLine:
    """A spoken line, its times in seconds from the scene's first frame."""
    typed, voice, language = apply.asked(line)
    text = shown(typed)
    said = Timings.from_json(line.phonemes)
    origin, rate = float((line.placed_frame - scene.frame_start) / frame_rate(scene)), said.sample_rate
    start, end = _span(scene, line)

    def cut(first: int, last: int) -> tuple[float, float]:
        return max(origin + first / rate, start), min(origin + last / rate, end)

    words, kept = _words(said, text, cut)
    phonemes = (
        Phoneme(sound.symbol, *cut(sound.start, sound.end), sound.stress, kept.get(sound.word))
        for sound in said.sounds
    )
    character, sure = find_character(scene, line.character_uid), apply.sureness(line)
    return SpokenLine(
        uid=line.uid,
        number=1 + next(n for n, other in enumerate(settings(scene).lines) if other.uid == line.uid),
        character=character.name if character is not None else "",
        voice=voice,
        language=language,
        text=text.text,
        delivery=line.delivery,
        changed=apply.is_changed(scene, line),
        start=start,
        end=end,
        words=words,
        phonemes=tuple(phoneme for phoneme in phonemes if phoneme.start < phoneme.end),
        timing_source=sure.source.name.lower(),
        timing_confidence=sure.confidence,
    )


def changed(lines: Sequence[SpokenLine]) -> str:
    """A warning about lines that sound otherwise than the scene now has them; empty if there is none."""
    count = sum(line.changed for line in lines)
    if not count:
        return ""
    one = "1 line has changed since it was spoken and is exported as it sounds"
    many = "{count} lines have changed since they were spoken and are exported as they sound"
    return counted(one, many, count)


def _words(said: Timings, text: Shown, cut: Any) -> tuple[tuple[Word, ...], dict[int | None, int]]:
    """The words that are heard, and the place among them of each by its place among all."""
    words: list[Word] = []
    kept: dict[int | None, int] = {}
    for number, word in enumerate(said.words):
        start, end = cut(word.start, word.end)
        if start < end:
            kept[number] = len(words)
            words.append(Word(word.text, start, end, text.place(word.char_start)))
    return tuple(words), kept


def _span(scene: Any, line: Any) -> tuple[float, float]:
    """When a line is first and last heard, in seconds from the scene's first frame; its trims are cut off."""
    fps = frame_rate(scene)
    start = line.placed_frame - scene.frame_start
    said = Timings.from_json(line.phonemes)
    end = float(start / fps) + said.duration - float(line.trim_end / fps)
    first = float((start + line.trim_start) / fps)
    return first, max(first, end)

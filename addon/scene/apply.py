# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a spoken line in the scene: its place, its sound, its keys."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from .. import compat
from ..client.speech import LineRequest, Pronunciation, Speech
from ..properties import find_character, find_line, settings
from . import actions, cues, edits, gestures, lips, sounds
from .timeline import Slot, frames_per_second, place


def request_of(scene: Any, line: Any) -> LineRequest:
    """What to ask the sidecar for.

    Raises:
        ValueError: If the line lacks something, in words.
    """
    character = find_character(scene, line.character_uid)
    if character is None:
        raise ValueError("Choose the character who speaks the line")
    if not line.text.strip():
        raise ValueError("The line has no text")
    if not character.voice:
        raise ValueError(f"Choose a voice for {character.name}")
    language = "" if line.language == "AUTO" else line.language
    lexicon = tuple(_pronunciations(scene, line.text))
    return LineRequest(
        line.uid, line.text, character.voice, language, round(line.speed, 4), line.seed, lexicon
    )


def _pronunciations(scene: Any, text: str) -> Iterator[Pronunciation]:
    """The scene's pronunciations that may concern a text: a new one changes no other line."""
    for entry in settings(scene).lexicon:
        word, phonemes = entry.word.strip(), entry.phonemes.strip()
        if word and phonemes and word.casefold() in text.casefold():
            yield Pronunciation(word, phonemes)


def fingerprint(request: LineRequest) -> str:
    """What a line was asked to say and how; tells whether it has changed since."""
    return json.dumps(dataclasses.astuple(request)[1:])


def is_spoken(line: Any) -> bool:
    """Whether a line has its sound and its times."""
    return bool(line.phonemes)


def is_changed(scene: Any, line: Any) -> bool:
    """Whether a line was never spoken or would be spoken otherwise now."""
    try:
        return line.spoken != fingerprint(request_of(scene, line))
    except ValueError:
        return True


def apply_speech(scene: Any, request: LineRequest, speech: Speech, *, beside: bool) -> bool:
    """Gives a line its sound and its keys and moves the lines that follow it.

    Args:
        scene: The scene.
        request: What was asked.
        speech: What came of it.
        beside: Save the sound beside the .blend instead of packing it.

    Returns:
        False if the line is gone.
    """
    line = find_line(scene, request.uid)
    if line is None:
        return False
    character = find_character(scene, line.character_uid)
    line.duration = speech.timings.duration
    line.phonemes = speech.timings.to_json()
    line.spoken = fingerprint(request)
    line.error = line.warning = ""
    moved = _place(scene)
    warnings = []
    try:
        if not compat.has_sound():
            raise RuntimeError(sounds.NO_SOUND)
        channel = sounds.character_channel(scene, character) if character else 1
        sounds.replace(scene, line, speech, beside=beside, channel=channel)
    except (OSError, RuntimeError) as error:
        warnings.append(f"No sound: {error}")
    lips.rekey(scene, {request.uid, *moved})
    line.warning = ". ".join([*warnings, *filter(None, [line.warning])])
    return True


def apply_failure(scene: Any, uid: str, reason: str) -> bool:
    """Stores why a line could not be spoken. Its sound and keys from before stay.

    Returns:
        False if the line is gone.
    """
    line = find_line(scene, uid)
    if line is None:
        return False
    line.error = reason
    return True


def relayout(scene: Any) -> None:
    """Moves sounds and keys to where lines now belong, after gaps, frames or the order changed."""
    moved = _place(scene)
    if moved:
        lips.rekey(scene, moved)


def forget(scene: Any, uid: str) -> None:
    """Takes a line's sound, keys and edits out of the scene, before the line itself is removed."""
    line = find_line(scene, uid)
    if line is None:
        return
    sounds.remove(scene, uid)
    edits.remove(scene, line)
    lips.clear(scene, [line])
    lips.tidy(scene)
    line.phonemes = ""  # from here on it is not spoken
    gestures.refresh(scene, [line.uid])
    cues.refresh(scene, [line.uid])


def restyle(scene: Any, *, character: Any = None, line: Any = None) -> None:
    """Keys a character's spoken lines, or one line, anew in place after its settings changed.

    Blender is not asked whether the mouth moves: a dial is dragged, and each step must be quick.
    """
    uid = character.uid if character is not None else None
    wanted = [
        each.uid
        for each in settings(scene).lines
        if each.phonemes and (each.character_uid == uid if line is None else each.uid == line.uid)
    ]
    if wanted:
        lips.rekey(scene, wanted, explain=False)


def cut(scene: Any, line: Any) -> None:
    """Carries a line's mute and trims to its sound and its mouth."""
    for strip in sounds.strips_of(scene, line.uid):
        strip.mute = line.mute
        compat.trim_strip(strip, line.trim_start, line.trim_end)
    if is_spoken(line):
        lips.rekey(scene, [line.uid], explain=False)
        mute_mouth(scene, line)


def mute_mouth(scene: Any, line: Any) -> None:
    """Mutes or unmutes the line's strips on the mouth, as the line says."""
    for owner in actions.owners_in(scene):
        for layer in (actions.SPEECH, edits.EDITS):
            for strip in actions.strips_between(
                owner, line.keyed_character, line.key_start, line.key_end, layer
            ):
                strip.mute = line.mute and (layer is edits.EDITS or compat.rests_when_muted(owner))


def _place(scene: Any) -> set[str]:
    """Puts every line on its frame; the ids of those spoken lines that moved, sounds with them."""
    group = settings(scene)
    slots = [
        Slot(line.uid, line.start_frame if line.start_mode == "FRAME" else None, line.duration)
        for line in group.lines
    ]
    frames = place(slots, scene.frame_start, group.gap, frames_per_second(scene))
    moved = set()
    for line in group.lines:
        if line.placed_frame != frames[line.uid]:
            line.placed_frame = frames[line.uid]
            if is_spoken(line):
                moved.add(line.uid)
                sounds.move(scene, line)
    return moved

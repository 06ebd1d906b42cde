# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a spoken line in the scene: its place, its sound, its keys."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .. import compat
from ..client.speech import LineRequest, Pronunciation, Speech, Timings
from ..properties import find_character, find_line, settings
from . import actions, probe, rig, sounds
from .rig import Face
from .timeline import Slot, Territory, frames_per_second, place, territories


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
    rekey(scene, {request.uid, *moved})
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
        rekey(scene, moved)


def forget(scene: Any, uid: str) -> None:
    """Takes a line's sound and keys out of the scene, before the line itself is removed."""
    line = find_line(scene, uid)
    if line is None:
        return
    sounds.remove(scene, uid)
    _clear(scene, line)
    _tidy(scene)


def rekey(scene: Any, uids: Iterable[str]) -> None:
    """Writes lines' keys anew from their stored phonemes; needs no sidecar.

    Lines of the same character whose keys are in the way are written anew too.
    """
    wanted = set(uids)
    by_character: dict[str, list[Any]] = {}
    for line in settings(scene).lines:
        if line.uid in wanted and line.keyed and line.keyed_character != line.character_uid:
            _clear(scene, line)
        if line.phonemes:
            by_character.setdefault(line.character_uid, []).append(line)
    for uid, lines in by_character.items():
        character = find_character(scene, uid)
        if character is not None and any(line.uid in wanted for line in lines):
            _rekey_character(scene, character, lines, wanted)
    _tidy(scene)


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


def _rekey_character(scene: Any, character: Any, lines: Sequence[Any], wanted: set[str]) -> None:
    fps = frames_per_second(scene)
    ends = {line.uid: line.placed_frame + line.duration * fps for line in lines}
    rooms = territories((line.uid, line.placed_frame, ends[line.uid]) for line in lines)
    dirty = [
        line for line in lines if line.uid in wanted or not line.keyed or _is_out_of(line, rooms[line.uid])
    ]
    faces = [face for face in rig.faces(character) if face.key is None or face.key.library is None]
    siblings = [face.key for face in faces if face.key is not None]
    lacking = _why_not(character, faces)
    writers = {}
    if not lacking:
        writers = actions.writers(siblings, character.uid, character.name)
    kept = {line.uid: _clear(scene, line) for line in dirty}
    for line in dirty:
        line.warning = lacking
        if not lacking:
            room = rooms[line.uid]
            _key_line(scene, character, line, faces, writers, room, ends, kept[line.uid])


def _is_out_of(line: Any, room: Territory) -> bool:
    """Whether a line's keys must be written anew because its neighbours came closer or went away."""
    return line.key_cut or not room.holds(line.key_start, line.key_end)


def _why_not(character: Any, faces: Sequence[Face]) -> str:
    """Why a character cannot be keyed; empty if it can, or if it is not meant to."""
    if not character.use_lipsync:
        return "Lip-sync is switched off for the character"
    return rig.why_no_rig(faces)


def _key_line(
    scene: Any,
    character: Any,
    line: Any,
    faces: Sequence[Face],
    writers: dict[Any, actions.Writer],
    room: Territory,
    ends: dict[str, float],
    kept: dict[Any, dict[str, Any]],
) -> None:
    fps = frames_per_second(scene)
    until = None if ends[line.uid] <= room.last else (room.last - line.placed_frame) / fps
    phones = Timings.from_json(line.phonemes).phones(until)
    line.key_cut = until is not None
    if not phones:
        line.warning = "Another line of the character starts on the same frame"
        return
    label = f"{line.text[:30]} [{line.uid[:6]}]"
    spans, warnings = [], []
    for face, shapes in rig.solve(faces, phones, fps, line.placed_frame, rig.style_of(character)):
        line.key_cut |= any(not room.holds(keys.frames[0], keys.frames[-1]) for keys in shapes.values())
        span = writers[face.key].write(label, shapes, room, kept.get(face.key, {}))
        if span is not None:
            spans.append(span)
            warnings.append(probe.explain(face, character.uid, shapes, span))
    if spans:
        line.key_start, line.key_end = min(first for first, _ in spans), max(last for _, last in spans)
        line.keyed, line.keyed_character = True, character.uid
    line.warning = ". ".join(filter(None, warnings))


def _shape_keys(scene: Any) -> set[Any]:
    """The scene's own shape keys; a full copy of the scene has the same ids on others."""
    meshes = {obj.data for obj in scene.objects if obj.type == "MESH"}
    return {mesh.shape_keys for mesh in meshes if mesh.shape_keys and mesh.shape_keys.library is None}


def _clear(scene: Any, line: Any) -> dict[Any, dict[str, Any]]:
    """Takes a line's keys and strips out, on whatever shape keys its character has them."""
    kept = {}
    if line.keyed:
        for key in _shape_keys(scene):
            if actions.own_track(key, line.keyed_character) is not None:
                kept[key] = actions.clear(key, line.keyed_character, line.key_start, line.key_end)
    line.keyed = False
    return kept


def _tidy(scene: Any) -> None:
    for key in _shape_keys(scene):
        actions.drop_if_empty(key)

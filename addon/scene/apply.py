# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a spoken line in the scene: its place, its sound, its keys."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from .. import compat
from ..client.sampling import Sampling
from ..client.session import SESSION
from ..client.speech import LineRequest, Pronunciation, Speech
from ..client.sureness import Sureness, TimingSource
from ..client.voice import GPT_SOVITS, KOKORO, Voice, VoiceKind
from ..locale import together, translated
from ..properties import find_character, find_line, settings
from . import actions, cues, edits, gestures, lips, markers, sounds
from .timeline import Slot, colliding, cue_frame, frame_rate, place

_DIGITS = 4  # of what is asked for


def request_of(scene: Any, line: Any) -> LineRequest:
    """What the animator wants of a line; what of it is asked for depends on its voice (`spoken_by`).

    Raises:
        ValueError: If the line lacks something, in words.
    """
    character = find_character(scene, line.character_uid)
    if character is None:
        raise ValueError("Choose the character who speaks the line")
    if not line.text.strip():
        raise ValueError("The line has no text")
    if not character.voice:
        raise ValueError(translated("Choose a voice for {name}").format(name=character.name))
    return LineRequest(
        line.uid,
        line.text,
        character.voice,
        "" if line.language == "AUTO" else line.language,
        round(line.speed, _DIGITS),
        line.seed,
        tuple(_pronunciations(scene, line.text)),
        line.delivery,
        _sampling(character.sampling),
    )


def _sampling(group: Any) -> Sampling:
    """A character's options; Blender's floats have seven digits, so 1.35 is not quite 1.35."""
    return Sampling(
        group.top_k,
        round(group.top_p, _DIGITS),
        round(group.temperature, _DIGITS),
        round(group.repetition_penalty, _DIGITS),
        group.text_split,
        group.attempts,
    )


def _pronunciations(scene: Any, text: str) -> Iterator[Pronunciation]:
    """The scene's pronunciations that may concern a text: a new one changes no other line."""
    for entry in settings(scene).lexicon:
        word, phonemes = entry.word.strip(), entry.phonemes.strip()
        if word and phonemes and word.casefold() in text.casefold():
            yield Pronunciation(word, phonemes)


def fingerprint(request: LineRequest) -> str:
    """What a line was asked to say and how; tells whether it has changed since.

    What only some voices can do is left out where it is not asked for, so that lines which an earlier
    version spoke have not changed.
    """
    always = (request.text, request.voice, request.language, request.speed, request.seed, request.lexicon)
    sometimes = (request.delivery, request.sampling.chosen)
    return json.dumps((*always, *sometimes) if any(sometimes) else always)


def asked(line: Any) -> tuple[str, str, str]:
    """Text, voice and language that a line's sound was asked for; its own may have changed since."""
    text, voice, language = json.loads(line.spoken)[:3]
    return text, voice, language


def is_spoken(line: Any) -> bool:
    """Whether a line has its sound and its times."""
    return bool(line.phonemes)


def is_changed(scene: Any, line: Any) -> bool:
    """Whether a line was never spoken or would be spoken otherwise now."""
    try:
        request = request_of(scene, line)
    except ValueError:
        return True
    voice = SESSION.find_voice(request.voice) or _voice_then(line, request.voice)
    return line.spoken != fingerprint(request.spoken_by(voice))


def sureness(line: Any) -> Sureness:
    """How far the times of a spoken line can be trusted."""
    return Sureness(TimingSource[line.timing_source], round(line.timing_confidence, _DIGITS))


def _voice_then(line: Any, name: str) -> Voice:
    """A voice of which the sidecar has not told yet, able to do what was asked of it the last time."""
    told = json.loads(line.spoken) if line.spoken else []
    delivery, sampling = told[6:] or ("", {})
    return Voice(
        name,
        title="",
        language="",
        gender="",
        kind=VoiceKind.IMPORTED,
        deliveries=(delivery,) if delivery else (),
        engine=GPT_SOVITS if delivery or sampling else KOKORO,
    )


def apply_speech(
    scene: Any, request: LineRequest, speech: Speech, *, beside: bool, gesture: bool = True
) -> bool:
    """Gives a line its sound and its keys and moves the lines that follow it.

    Args:
        scene: The scene.
        request: What was asked.
        speech: What came of it.
        beside: Save the sound beside the .blend instead of packing it.
        gesture: Write gestures anew too. They belong to all that a character says: where many lines come in,
            once at the end is enough (`gestures.refresh_character`).

    Returns:
        False if the line is gone.
    """
    line = find_line(scene, request.uid)
    if line is None:
        return False
    character = find_character(scene, line.character_uid)
    new = set() if is_spoken(line) else {line.uid}
    line.duration = speech.timings.duration
    line.phonemes = speech.timings.to_json()
    line.spoken = fingerprint(request)
    line.timing_source, line.timing_confidence = speech.sureness.source.name, speech.sureness.confidence
    line.error = line.warning = ""
    moved = _place(scene, new)
    pushed = _move_sounds(scene, moved)
    warnings = []
    try:
        if not compat.has_sound():
            raise RuntimeError(sounds.NO_SOUND)
        channel = sounds.character_channel(scene, character) if character else 1
        sounds.replace(scene, line, speech, beside=beside, channel=channel)
    except (OSError, RuntimeError) as error:
        warnings.append(translated("No sound: {reason}").format(reason=translated(str(error))))
    sounds.move_back(scene, pushed)  # now that the old sound is gone
    lips.rekey(scene, {request.uid}, moved=moved, gesture=gesture)
    line.warning = together((*warnings, line.warning), "{first}. {then}")
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


def relayout(scene: Any, anew: Collection[str] = ()) -> None:
    """Moves sounds and keys to where lines now belong, after gaps, frames or the order changed.

    Args:
        scene: The scene.
        anew: Lines that give up their place, though the others keep theirs where the scene does not ripple.
    """
    moved = _place(scene, anew)
    if moved:
        sounds.move_back(scene, _move_sounds(scene, moved))
        lips.rekey(scene, (), moved=moved)


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


def _place(scene: Any, anew: Collection[str]) -> dict[str, int]:
    """Puts every line on its frame, and the markers; by how many frames those moved that are spoken.

    Args:
        scene: The scene.
        anew: Lines that are laid after the one above even if the scene does not ripple.
    """
    group, fps = settings(scene), frame_rate(scene)
    slots = list(_slots(scene, anew))
    frames = place(slots, scene.frame_start, fps)
    collide = colliding(slots, frames, fps)
    moved: dict[str, int] = {}
    for line in group.lines:
        by = frames[line.uid] - line.placed_frame
        if by:
            line.placed_frame = frames[line.uid]
            if is_spoken(line):
                moved[line.uid] = by
        if line.collides != (line.uid in collide):
            line.collides = line.uid in collide
    markers.refresh(scene)
    return moved


def _move_sounds(scene: Any, moved: Collection[str]) -> list[tuple[Any, int]]:
    lines = [line for line in settings(scene).lines if line.uid in moved] if moved else []
    return sounds.move(scene, lines) if lines else []


def _slots(scene: Any, anew: Collection[str]) -> Iterator[Slot]:
    group, fps = settings(scene), frame_rate(scene)
    above = None
    for line in group.lines:
        mode, frame, gap = line.start_mode, None, group.gap
        if mode == "FRAME":
            frame = line.start_frame
        elif mode == "CUE" and line.cue_start >= 0:
            frame = cue_frame(line.cue_start, scene.frame_start, fps)
        elif not group.ripple and is_spoken(line) and line.uid not in anew:
            frame = line.placed_frame
        if line.heading:
            gap = group.gap_scene
        elif above is not None and above.character_uid != line.character_uid:
            gap = group.gap_character
        yield Slot(line.uid, line.duration, gap, frame, mode == "TOGETHER")
        above = line

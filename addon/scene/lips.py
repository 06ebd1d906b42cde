# SPDX-License-Identifier: GPL-3.0-or-later
"""A character's spoken lines on its rig: solved, keyed, cleared; needs no sidecar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from .. import compat
from ..lipsync import Phone, animate
from ..locale import together, translated
from ..properties import find_character, settings
from . import actions, channels, chosen_action, cues, edits, gestures, probe, rig, shift
from .actions import Curve, Part, Span
from .heard import heard
from .timeline import Territory, frames_per_second, territories


@dataclass(slots=True)
class _Spoken:
    """A line about to be keyed.

    Attributes:
        line: The line.
        phones: What is to be seen, seconds from the line's start.
        room: The frames in which it may have keys.
        cut: Whether a neighbour or a trim cuts it off.
        parts: Keys per data-block.
        notes: What the animator should know, in words.
    """

    line: Any
    phones: list[Phone]
    room: Territory
    cut: bool
    parts: dict[Any, Part] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def rekey(
    scene: Any,
    uids: Iterable[str],
    *,
    moved: Mapping[str, int] = MappingProxyType({}),
    explain: bool = True,
    gesture: bool = True,
) -> None:
    """Writes lines' keys anew from their stored phonemes.

    Lines of the same character whose keys are in the way are written anew too.

    Args:
        scene: The scene.
        uids: The lines.
        moved: Lines that only lie elsewhere, and by how many frames they have moved: their keys go along.
        explain: Ask Blender whether the mouths move, and say why if they don't.
        gesture: Write the characters' gestures anew too.
    """
    wanted = set(uids)
    by_character: dict[str, list[Any]] = {}
    for line in settings(scene).lines:
        if line.uid in wanted and line.keyed and line.keyed_character != line.character_uid:
            clear(scene, [line])
        if line.phonemes:
            by_character.setdefault(line.character_uid, []).append(line)
    with edits.kept_open(scene):
        for uid, lines in by_character.items():
            character = find_character(scene, uid)
            if character is not None and any(line.uid in wanted or line.uid in moved for line in lines):
                _rekey_character(scene, character, lines, wanted, moved, explain=explain)
    tidy(scene)
    if gesture:
        gestures.refresh(scene, {*wanted, *moved})
    cues.refresh(scene, {*wanted, *moved})
    for line in settings(scene).lines:
        character = find_character(scene, line.character_uid) if line.uid in wanted else None
        if character is not None and character.cues.warning:
            line.warning = together((line.warning, character.cues.warning), "{first}. {then}")


def clear(scene: Any, lines: Sequence[Any]) -> dict[Any, dict[str, dict[str, Any]]]:
    """Takes lines' keys and strips out, wherever they are.

    Returns:
        Per data-block and line id what the animator had set on the line's strip.
    """
    kept: dict[Any, dict[str, dict[str, Any]]] = {}
    owners = actions.owners_in(scene)
    by_character: dict[str, list[Any]] = {}
    for line in lines:
        if line.keyed and line.keyed_action is not None:
            chosen_action.clear(line.keyed_action, owners, line.keyed_frames)
            line.keyed_action, line.keyed_frames = None, ""
        elif line.keyed:
            by_character.setdefault(line.keyed_character, []).append(line)
        line.keyed = False
    for uid, group in by_character.items():
        spans = [(line.key_start, line.key_end) for line in group]
        for owner in owners:
            if actions.own_track(owner, uid) is not None:
                found = actions.clear(owner, uid, spans)
                kept[owner] = {line.uid: strip for line, strip in zip(group, found, strict=True)}
    return kept


def tidy(scene: Any) -> None:
    """Removes tracks of Voxrig's that have lost their last strip."""
    for owner in actions.owners_in(scene):
        actions.drop_if_empty(owner)


def _rekey_character(
    scene: Any,
    character: Any,
    lines: Sequence[Any],
    wanted: set[str],
    moved: Mapping[str, int],
    *,
    explain: bool,
) -> None:
    fps = frames_per_second(scene)
    rooms = territories(
        (line.uid, line.placed_frame, line.placed_frame + line.duration * fps) for line in lines
    )
    stays = {
        line.uid
        for line in lines
        if line.uid not in wanted and shift.fits(line, rooms[line.uid], moved.get(line.uid, 0))
    }
    dirty = [line for line in lines if line.uid not in stays]
    found = rig.targets(character)
    lacking = _why_not(character, found)
    writers = {} if lacking else _writers(character, found)
    kept = clear(scene, dirty)
    shift.shift(scene, character.uid, [line for line in lines if line.uid in stays & moved.keys()], moved)
    for line in dirty:
        line.warning = translated(lacking)
    if lacking:
        return
    spoken = [_Spoken(line, *heard(line, rooms[line.uid], fps)) for line in dirty]
    _solve(scene, character, found, spoken, kept)
    _write(character, spoken, writers)
    edits.follow(scene, [entry.line for entry in spoken])
    for entry in spoken:
        if explain and entry.parts and not entry.line.mute:
            entry.notes += probe.explain(character, found, entry.parts)
        entry.line.warning = together(dict.fromkeys(entry.notes), "{first}. {then}")


def _why_not(character: Any, found: Sequence[rig.Target]) -> str:
    """Why a character cannot be keyed; empty if it can, or if it is not meant to."""
    if not character.use_lipsync:
        return "Lip-sync is switched off for the character"
    if character.key_target == "ACTION" and character.action is None:
        return "Choose the action that takes the keys, or let each line have a strip"
    return "" if cues.keys_property(character) else rig.why_no_rig(character, found)


def _writers(character: Any, found: Sequence[rig.Target]) -> Mapping[Any, Any]:
    owners = [target.owner for target in found if target.owner is not None and target.mapping is not None]
    if character.key_target == "ACTION":
        return {owner: chosen_action.ActionWriter(owner, character.action) for owner in owners}
    return actions.writers(owners, character.uid, character.name)


def _solve(
    scene: Any,
    character: Any,
    found: Sequence[rig.Target],
    spoken: Sequence[_Spoken],
    kept: Mapping[Any, Mapping[str, Mapping[str, Any]]],
) -> None:
    """Fills in the parts of every line."""
    joined = rig.Joined(found)
    for entry in spoken:
        line = entry.line
        if not entry.phones:
            trimmed = line.trim_start or line.trim_end
            entry.notes.append(
                translated("The trims leave nothing of the line")
                if trimmed
                else translated("Another line of the character starts on the same frame")
            )
            continue
        if line.mute and character.key_target == "ACTION":
            continue  # an action has no strip that could be muted
        for owner, moving in _curves(scene, character, found, joined, entry):
            entry.cut |= any(not entry.room.holds(c.frames[0], c.frames[-1]) for c in moving)
            strip = dict(kept.get(owner, {}).get(line.uid, {}))
            muted = line.mute and compat.rests_when_muted(owner)
            if muted:
                strip["mute"] = True
            curves = [curve.at_rest() for curve in moving] if line.mute and not muted else moving
            entry.parts[owner] = Part(actions.label(line), curves, entry.room, strip)


def _curves(
    scene: Any, character: Any, found: Sequence[rig.Target], joined: rig.Joined, entry: _Spoken
) -> list[tuple[Any, list[Curve]]]:
    """A line's curves per data-block, smooth or stepped."""
    fps, start = frames_per_second(scene), entry.line.placed_frame
    style = rig.style_of(character, entry.line)
    if cues.is_stepped(character):
        return cues.solve(character, found, entry.phones, fps, start, style)
    subframe = settings(scene).use_subframes
    keyed = animate(entry.phones, joined, fps, start_frame=start, style=style, subframe=subframe)
    return [
        (target.owner, channels.curves(target.owner, mapping, keys))
        for target, mapping, keys in joined.split(keyed)
    ]


def _write(character: Any, spoken: Sequence[_Spoken], writers: Mapping[Any, Any]) -> None:
    spans: dict[str, list[Span]] = {}
    noted: dict[str, dict[str, Any]] = {}
    for owner, writer in writers.items():
        mine = [entry for entry in spoken if owner in entry.parts]
        for entry, span in zip(mine, writer.write([entry.parts[owner] for entry in mine]), strict=True):
            entry.notes += writer.refused
            if span is None:
                del entry.parts[owner]
                continue
            spans.setdefault(entry.line.uid, []).append(span)
            if character.key_target == "ACTION":
                noted.setdefault(entry.line.uid, {})[owner.name] = writer.note(entry.parts[owner], span)
    for entry in spoken:
        line, found = entry.line, spans.get(entry.line.uid)
        line.key_cut = entry.cut
        if not found:
            continue
        line.key_start, line.key_end = min(first for first, _ in found), max(last for _, last in found)
        line.keyed, line.keyed_character = True, character.uid
        if line.uid in noted:
            line.keyed_action, line.keyed_frames = character.action, chosen_action.noted(noted[line.uid])

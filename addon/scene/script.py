# SPDX-License-Identifier: GPL-3.0-or-later
"""A script in the scene: its lines among those that are there, its characters in the cast."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bpy

from ..client.script import Script, ScriptLine
from ..locale import counted, together, translated
from ..properties import LANGUAGES, add_character, add_line, settings
from ..properties.quiet import quietly
from ..script import Known, Merge, Said, merge
from . import apply


@dataclass(slots=True)
class Outcome:
    """What came of a script.

    Attributes:
        added: How many lines are new.
        changed: How many lines read otherwise than at the last import.
        same: How many lines read as they did.
        gone: Ids of lines that are in the script no more; they are still in the scene.
        characters: Ids of characters that are new in the cast.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    gone: list[str] = field(default_factory=list)
    characters: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """In words."""
        if not (self.changed or self.same or self.gone):
            return counted("1 line imported", "{count} lines imported", self.added)
        words = translated("Lines: {added} new, {changed} changed, {same} as before")
        words = words.format(added=self.added, changed=self.changed, same=self.same)
        return together((words, self.gone_words if self.gone else ""), "{first}, {then}")

    @property
    def gone_words(self) -> str:
        """How many lines are gone, in words."""
        return translated("{count} no longer in the script").format(count=len(self.gone))


def apply_script(
    scene: Any, script: Script, path: str, languages: Mapping[str, str], *, update: bool
) -> Outcome:
    """Brings a script into the scene.

    Lines that read as they did keep their sound, timing and settings, also the animator's own wording. Those
    that read otherwise get the new text, and so count as changed. Nothing is removed.

    Args:
        scene: The scene.
        script: The script, read.
        path: Its file.
        languages: BCP-47 tags of the voices' own languages, by their resource names.
        update: Match the lines of the file imported before, though it had another name.
    """
    group, name = settings(scene), Path(path).name
    before = Path(bpy.path.abspath(group.script)).name if group.script and update else name
    wanted = {name.casefold(), before.casefold()}
    outcome = Outcome()
    known = [
        Known(line.uid, line.script_character, line.script_text, line.script.casefold() in wanted)
        for line in group.lines
    ]
    merged = merge(known, [Said(line.character, line.text) for line in script.lines])
    chosen = group.lines[group.active_line].uid if 0 <= group.active_line < len(group.lines) else ""
    with quietly():
        cast = _cast(scene, script, outcome)
        order = _fill(scene, script, merged, cast, languages, name, outcome)
        _arrange(group, order)
        for line in group.lines:
            if line.script.casefold() in wanted:
                line.script = name
    outcome.gone = list(merged.gone)
    group.active_line = order.index(chosen) if chosen else 0
    group.script = _stored(path)
    apply.relayout(scene)
    return outcome


def start_lines(scene: Any, mode: str, *, selected: bool) -> int:
    """Lets lines start in one way, "AUTO" or "CUE"; how many. Lines without a cue time have no cue.

    Lines that were laid end to end give up their place even where the scene does not ripple.
    """
    lines = [
        line
        for line in settings(scene).lines
        if (line.select or not selected) and (mode != "CUE" or line.cue_start >= 0)
    ]
    with quietly():
        for line in lines:
            line.start_mode = mode
    apply.relayout(scene, {line.uid for line in lines})
    return len(lines)


def keep_lines(scene: Any, uids: Collection[str]) -> None:
    """Makes lines that are in the script no more the animator's own: no import asks about them again."""
    for line in settings(scene).lines:
        if line.uid in uids:
            line.script = line.script_text = line.script_character = line.script_delivery = ""


def remove_lines(scene: Any, uids: Collection[str]) -> None:
    """Takes lines out of the scene with their sounds and keys; those that follow move up."""
    group = settings(scene)
    for uid in uids:
        apply.forget(scene, uid)
    for index in reversed([i for i, line in enumerate(group.lines) if line.uid in uids]):
        group.lines.remove(index)
    group.active_line = max(min(group.active_line, len(group.lines) - 1), 0)
    apply.relayout(scene)


def _cast(scene: Any, script: Script, outcome: Outcome) -> dict[str, str]:
    """The ids of the script's characters, by their names without regard to case; new ones join the cast."""
    group = settings(scene)
    there = {character.uid for character in group.characters}
    cast = {character.name.casefold(): character.uid for character in group.characters}
    for line in group.lines:  # the animator may have renamed a character
        if line.script_character and line.character_uid in there:
            cast.setdefault(line.script_character.casefold(), line.character_uid)
    if any(not line.character for line in script.lines):
        cast[""] = _narrator(scene, outcome)
    for role in script.roles:
        if role.name.casefold() not in cast:
            character = add_character(scene, role.name)
            if role.voice:
                character.voice = role.voice
            cast[role.name.casefold()] = character.uid
            outcome.characters.append(character.uid)
    return cast


def _narrator(scene: Any, outcome: Outcome) -> str:
    """Who says lines of which the script does not tell: the chosen character, a new one if there is none."""
    group = settings(scene)
    if 0 <= group.active_character < len(group.characters):
        return group.characters[group.active_character].uid
    outcome.characters.append(add_character(scene, translated("Narrator")).uid)
    return outcome.characters[-1]


def _fill(
    scene: Any,
    script: Script,
    merged: Merge,
    cast: Mapping[str, str],
    languages: Mapping[str, str],
    name: str,
    outcome: Outcome,
) -> list[str]:
    """Makes the new lines and brings the others up to date; the ids of all lines in order."""
    group = settings(scene)
    voices = {character.uid: character.voice for character in group.characters}
    order = []
    new: dict[str, ScriptLine] = {}
    for item in merged.items:
        uid = item.uid or add_line(scene).uid
        order.append(uid)
        if item.index is not None:
            new[uid] = script.lines[item.index]
            outcome.added += item.uid is None
    fresh = {uid for item, uid in zip(merged.items, order, strict=True) if item.uid is None}
    for line in group.lines:
        said = new.get(line.uid)
        if said is None:
            continue
        uid = cast.get(said.character.casefold(), "")
        if line.uid in fresh:
            line.language = _language(said.language, languages.get(voices.get(uid, ""), ""))
            line.start_mode = _start_mode(said)
            line.script = name
        else:
            _count_change(line, said, outcome)
        _update(line, said, uid)
    return order


def _count_change(line: Any, said: ScriptLine, outcome: Outcome) -> None:
    if (line.script_text.split(), line.script_character.casefold()) == (
        said.text.split(),
        said.character.casefold(),
    ):
        outcome.same += 1
    else:
        outcome.changed += 1


def _update(line: Any, said: ScriptLine, character_uid: str) -> None:
    if line.script_text.split() != said.text.split():
        line.text = said.text
    if line.script_character.casefold() != said.character.casefold() or not line.character_uid:
        line.character_uid = character_uid
    if line.script_delivery != said.delivery:
        line.delivery = said.delivery
    line.script_text, line.script_character = said.text, said.character
    line.script_delivery, line.heading = said.delivery, said.heading
    line.cue_start = -1 if said.start is None else said.start
    line.cue_end = -1 if said.end is None else said.end


def _start_mode(said: ScriptLine) -> str:
    if said.together:
        return "TOGETHER"
    return "AUTO" if said.start is None else "CUE"


def _language(tag: str, voices_own: str) -> str:
    """The choice for a line's language: the voice's own where it speaks that language anyway."""
    known = {identifier for identifier, *_ in LANGUAGES}
    if tag not in known or _primary(tag) == _primary(voices_own):
        return "AUTO"
    return tag


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _arrange(group: Any, order: Sequence[str]) -> None:
    """Puts the lines in an order."""
    now = [line.uid for line in group.lines]
    for place, uid in enumerate(order):
        there = now.index(uid, place)
        if there != place:
            group.lines.move(there, place)
            now.insert(place, now.pop(there))


def _stored(path: str) -> str:
    """A path as it is kept in the .blend: relative to it where that can be."""
    if not bpy.data.filepath:
        return path
    try:
        return bpy.path.relpath(path)
    except ValueError:  # on another drive
        return path

# SPDX-License-Identifier: GPL-3.0-or-later
"""Stepped lip-sync in the scene: held drawings on a character's rig, and their number on any property.

The number has an NLA track of its own, with a strip per line. Strips hold the resting mouth between lines,
where Blender would fall back to 0, which is the first drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import bpy

from ..lipsync import Keys, Phone, Style
from ..lipsync.cuesets import CUE_SETS, CueSet
from ..lipsync.stepped import ExposureSheet, drawings, expose, numbers, poses
from ..locale import together, translated
from ..properties import find_character, settings
from . import actions, channels, layers, rig
from .actions import Curve, Layer, Part
from .heard import heard
from .rig import Target
from .timeline import Territory, frames_per_second, territories

CUES: Final = Layer("cues", "Voxrig Cues")
_HELD: Final = ("HOLD", "HOLD_FORWARD")


class Property(NamedTuple):
    """A number that picks a drawing: the data-block that has it, path and array element from there."""

    owner: Any
    path: str
    element: int


def is_stepped(character: Any) -> bool:
    """Whether the character's mouth jumps from drawing to drawing."""
    return character.cues.mode == "STEPPED"


def keys_property(character: Any) -> bool:
    """Whether the number of the drawing is to be keyed."""
    return is_stepped(character) and character.cues.use_property


def cue_set_of(character: Any) -> CueSet:
    """The drawings that were chosen for a character."""
    chosen = character.cues
    cue_set = CUE_SETS[chosen.cue_set.lower()]
    return cue_set.without(cue_set.fallbacks.keys() - set(chosen.extended_shapes))


def minimum_of(character: Any, fps: float) -> float:
    """Seconds for which a drawing is held at least."""
    return character.cues.minimum_hold / fps


def solve(
    character: Any,
    found: Sequence[Target],
    phones: Sequence[Phone],
    fps: float,
    start_frame: float,
    style: Style,
) -> list[tuple[Any, list[Curve]]]:
    """Held drawings on a character's rig.

    Shapes that are drawings of a set are shown one at a time; all else takes the posture of each drawing.

    Args:
        character: The character.
        found: Its targets.
        phones: A line's, seconds from its start.
        fps: Exact frames per second.
        start_frame: The frame on which the line starts.
        style: The line's dials.

    Returns:
        Every data-block that moves, with its curves.
    """
    drawn = _drawn(character, found)
    cue_set = _shown_set(character, drawn)
    sheet = expose(
        phones, cue_set, fps, start_frame=start_frame, style=style, minimum=minimum_of(character, fps)
    )
    result: list[tuple[Any, list[Curve]]] = []
    for number, target in enumerate(found):
        if number in drawn and drawn[number][0] == cue_set.id:
            keyed = drawings(sheet, drawn[number][1])
            result.append((target.owner, [_curve(channels.shape_path(n), 0, k) for n, k in keyed.items()]))
    rest = [
        target for number, target in enumerate(found) if number not in drawn or drawn[number][0] != cue_set.id
    ]
    joined = rig.Joined(rest)
    for target, mapping, keyed in joined.split(poses(sheet, joined, style)):
        result.append((target.owner, channels.curves(target.owner, mapping, keyed)))
    return [(owner, curves) for owner, curves in result if curves]


def _drawn(character: Any, found: Sequence[Target]) -> dict[int, tuple[str, Mapping[str, str]]]:
    """Which targets are drawings of a set: id of the set, and the shape key of each drawing."""
    if character.mapping.use:
        return {}
    meshes = rig.detection(character).meshes
    result: dict[int, tuple[str, Mapping[str, str]]] = {}
    for number, target in enumerate(found):
        part = meshes.get(target.object.name) if target.owner is not None else None
        if part is None or part.preset is None or part.preset.id not in CUE_SETS or not part.preset.cues:
            continue
        cues = part.preset.cues.items()
        shapes = {symbol: part.found[shape] for symbol, shape in cues if shape in part.found}
        result[number] = (part.preset.id, shapes)
    return result


def _shown_set(character: Any, drawn: Mapping[int, tuple[str, Mapping[str, str]]]) -> CueSet:
    """The set of the shapes where these are drawings, else the one that was chosen."""
    chosen = cue_set_of(character)
    own = next((cue_set for cue_set, _ in drawn.values()), chosen.id)
    return chosen if own == chosen.id else CUE_SETS[own]


def _curve(path: str, index: int, keys: Keys) -> Curve:
    return Curve(path, index, keys.frames.tolist(), keys.values.tolist(), keys.interpolation)


def refresh(scene: Any, uids: Iterable[str]) -> None:
    """Writes the numbers anew for those characters who speak some lines, after these were spoken or moved."""
    for character in layers.speakers(scene, uids):
        rebuild(scene, character)


def rebuild(scene: Any, character: Any) -> None:
    """Writes the numbers of a character's drawings anew, or takes them out if they are not wanted."""
    played, kept = _clear(scene, character.uid)
    character.cues.warning = problem(character)
    wanted = character.use_lipsync and keys_property(character) and not character.cues.warning
    lines = spoken_lines(scene, character)
    if wanted and lines:
        prop = resolve(character)
        writer = actions.writers([prop.owner], character.uid, character.name, CUES)[prop.owner]
        writer.write(list(_parts(scene, character, lines, prop, kept.get(prop.owner, {}))))
        character.cues.warning = together(writer.refused, "{first}. {then}")
        played.add(writer.action)
        if not any(actions.is_own(strip, character.uid, CUES) for strip in writer.track.strips):
            prop.owner.animation_data.nla_tracks.remove(writer.track)
    layers.drop_unplayed(played)


def clear(scene: Any, uids: Iterable[str]) -> None:
    """Takes out the numbers of some characters' drawings, by their ids."""
    for uid in uids:
        layers.drop_unplayed(_clear(scene, uid)[0])
        character = find_character(scene, uid)
        if character is not None:
            character.cues.warning = ""


def spoken_lines(scene: Any, character: Any) -> list[Any]:
    """A character's spoken lines that are not muted, in order of time."""
    lines = [
        line
        for line in settings(scene).lines
        if line.character_uid == character.uid and line.phonemes and not line.mute
    ]
    return sorted(lines, key=lambda line: line.placed_frame)


def problem(character: Any) -> str:
    """Why the property cannot be keyed, in words; empty if it can, or if it is not meant to."""
    if not keys_property(character):
        return ""
    try:
        resolve(character)
    except ValueError as error:
        return str(error)
    return ""


def resolve(character: Any) -> Property:
    """The property that takes the number of the drawing.

    Raises:
        ValueError: If there is none, in words.
    """
    chosen = character.cues
    obj, written = chosen.property_owner, chosen.property_path.strip()
    if obj is None:
        raise ValueError(translated("Choose the object whose property takes the number of the drawing"))
    path, index = channels.element(written)
    try:
        value, found = obj.path_resolve(written), obj.path_resolve(path, False)
    except (ValueError, IndexError) as error:
        words = translated("{object} has no property {name}")
        named = written or translated("without a data path")
        raise ValueError(words.format(object=obj.name, name=named)) from error
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        words = translated("{path} is not a number: choose an integer, like one made with Custom Properties")
        raise ValueError(words.format(path=written))
    defined = found.data.bl_rna.properties.get(path.rpartition(".")[2])
    if defined is not None and (defined.is_readonly or not defined.is_animatable):
        words = translated("Blender cannot animate {path}: choose another property")
        raise ValueError(words.format(path=written))
    owner = found.id_data
    if not rig.editable(owner):
        words = translated("{name} is linked from another file: make a library override of it")
        raise ValueError(words.format(name=owner.name))
    return Property(owner, path if owner == obj else found.path_from_id(), index)


def _parts(
    scene: Any, character: Any, lines: Sequence[Any], prop: Property, kept: Mapping[str, Mapping[str, Any]]
) -> Iterator[Part]:
    fps = frames_per_second(scene)
    spans = [(line.uid, line.placed_frame, line.placed_frame + line.duration * fps) for line in lines]
    rooms = territories(spans)
    for line in lines:
        sheet = sheet_of(character, line, fps, rooms[line.uid], cue_set_of(character))
        keys = numbers(sheet, character.cues.property_offset)
        if keys is None:
            continue
        curve = _within(_curve(prop.path, prop.element, keys), rooms[line.uid])
        label = actions.label(line)
        strip = dict(kept.get(label, {}))
        if strip.get("extrapolation", "HOLD") in _HELD:
            strip["extrapolation"] = "HOLD"  # only the first strip of a track can hold what is before it
        yield Part(label, [curve], rooms[line.uid], strip)


def sheet_of(character: Any, line: Any, fps: float, room: Territory, cue_set: CueSet) -> ExposureSheet:
    """A spoken line's drawings on the scene's frames, as its trims and its neighbours leave it."""
    said, style = heard(line, room, fps).phones, rig.style_of(character, line)
    start, minimum = line.placed_frame, minimum_of(character, fps)
    return expose(said, cue_set, fps, start_frame=start, style=style, minimum=minimum)


def _within(curve: Curve, room: Territory) -> Curve:
    """A curve without what lies outside the room, at rest on the last frame if its end is cut off."""
    inside = [(f, v) for f, v in zip(curve.frames, curve.values, strict=True) if room.first <= f < room.last]
    if curve.frames[0] < room.first:
        held = [v for f, v in zip(curve.frames, curve.values, strict=True) if f <= room.first]
        inside = [(room.first, held[-1]), *(pair for pair in inside if pair[0] > room.first)]
    inside.append((min(curve.frames[-1], room.last), curve.values[-1]))
    return curve._replace(frames=[f for f, _ in inside], values=[v for _, v in inside])


def owners(scene: Any, uid: str) -> list[Any]:
    """Data-blocks that play the layer: the scene's objects, and other kinds wherever they are."""
    mine = [a for a in bpy.data.actions if a.get(actions.OWNER) == uid and a.get(actions.LAYER) == CUES.id]
    if not mine:
        return []
    users = {user for group in bpy.data.user_map(subset=mine).values() for user in group}
    # The owner of a node tree is given as its user.
    trees = [tree for user in users if (tree := getattr(user, "node_tree", None)) is not None]
    others = [owner for owner in [*users, *trees] if owner.id_type not in ("OBJECT", "KEY")]
    candidates = [*actions.owners_in(scene), *dict.fromkeys(others)]
    return [owner for owner in candidates if _animates(owner) and actions.own_track(owner, uid, CUES)]


def _animates(owner: Any) -> bool:
    return getattr(owner, "animation_data", None) is not None


def _clear(scene: Any, uid: str) -> tuple[set[Any], dict[Any, dict[str, dict[str, Any]]]]:
    """Takes out the layer.

    Returns:
        The actions that were played, and per data-block and strip's name what the animator had set on it.
    """
    played: set[Any] = set()
    kept: dict[Any, dict[str, dict[str, Any]]] = {}
    for owner in owners(scene, uid):
        track: Any = actions.own_track(owner, uid, CUES)
        played |= {strip.action for strip in track.strips if actions.is_own(strip, uid, CUES)}
        kept[owner] = layers.clear(owner, uid, CUES)
        if not track.strips:
            owner.animation_data.nla_tracks.remove(track)
    return played, kept

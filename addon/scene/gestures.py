# SPDX-License-Identifier: GPL-3.0-or-later
"""A character's gestures in the scene: per layer an NLA track of its own, per line and idle time a strip.

Strips per line, so that the animator can mute, trim or fade the gestures of one line. They add to the tracks
below: a body animation's head keeps its own movement, and between gestures nothing of the animator's is
silenced.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from .. import compat
from ..client.speech import Timings
from ..gestures import Dials, Layer, Line, Stretch, perform, stretches
from ..gestures.controls import LACKING, Movement, of_bones, of_shapes
from ..gestures.mixing import mixed
from ..locale import together, translated
from ..properties import find_character, settings
from ..rigs import Kind, Response, RigMapping, control_id
from . import actions, bones, channels, layers, rig
from .actions import Part
from .timeline import Territory, frames_per_second

TRACKS: Final[dict[Layer, actions.Layer]] = {
    layer: actions.Layer(layer.value, f"Voxrig {layer.value.title()}", "COMBINE") for layer in Layer
}
"""The NLA tracks of the layers."""

_bones = lru_cache(maxsize=64)(of_bones)


@dataclass(frozen=True, slots=True, eq=False)
class _Mover:
    """A data-block of a character and what of it a layer moves."""

    owner: Any
    movements: Sequence[Movement]


def refresh(scene: Any, uids: Iterable[str]) -> None:
    """Writes the gestures of the characters who speak some lines anew, if anything about them has changed."""
    for uid in [character.uid for character in layers.speakers(scene, uids)]:
        refresh_character(scene, uid)


def refresh_character(scene: Any, uid: str) -> None:
    """Writes the gestures of a character anew, if it is still there and anything about them has changed."""
    character = find_character(scene, uid)
    if character is not None and character.gestures.written != _fingerprint(scene, character):
        rebuild(scene, character)


def rebuild(scene: Any, character: Any) -> None:
    """Writes every layer of a character that is switched on anew, and takes out the others.

    The same lines with the same seed give the same keys; keys that the animator set in these strips stay.
    """
    chosen = character.gestures
    row, dials, found = _row(scene, character), _dials(chosen), _movers(character)
    notes: list[str] = []
    for layer in Layer:
        movers = found[layer] if _is_on(chosen, layer) else []
        owners = [mover.owner for mover in movers]
        writers = actions.writers(owners, character.uid, character.name, TRACKS[layer])
        played = {strip.action for _, strip in _strips(scene, character.uid, layer)}
        kept = _clear(scene, character.uid, layer)
        for mover in movers:
            parts = list(_parts(layer, mover, row, dials, kept.get(mover.owner, {})))
            writer = writers[mover.owner]
            writer.write(parts)
            notes += [*writer.refused, *_on_top(mover.owner, parts)]
        _tidy(scene, layer, {*played, *(writer.action for writer in writers.values())})
    chosen.warning = together(dict.fromkeys(notes), "{first}. {then}")
    chosen.written = _fingerprint(scene, character)


def _fingerprint(scene: Any, character: Any) -> str:
    """Everything that a character's gestures come from and what there is of them; empty if all are off.

    A dial of the mouth is dragged and keys lines anew at each step: gestures need not be written again then.
    """
    wanted = [layer for layer in Layer if _is_on(character.gestures, layer)]
    if not wanted:
        return ""
    found = _movers(character)
    movers = [
        (mover.owner.name, mover.movements, _modes(mover)) for layer in wanted for mover in found[layer]
    ]
    strips = [sum(1 for _ in _strips(scene, character.uid, layer)) for layer in Layer]
    seen = (wanted, strips, _dials(character.gestures), _row(scene, character), movers)
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _modes(mover: _Mover) -> list[str]:
    """How the bones of a mover are rotated."""
    names = [m.control.name for m in mover.movements if m.control.kind is Kind.BONE]
    return [mover.owner.pose.bones[name].rotation_mode for name in names]


def clear(scene: Any, uids: Iterable[str]) -> None:
    """Takes out all gestures of some characters, by their ids; `rebuild` brings back what is switched on."""
    for uid in uids:
        for layer in Layer:
            played = {strip.action for _, strip in _strips(scene, uid, layer)}
            _clear(scene, uid, layer)
            _tidy(scene, layer, played)
        character = find_character(scene, uid)
        if character is not None:
            character.gestures.warning = character.gestures.written = ""


def lacking(character: Any) -> list[str]:
    """Why layers that are switched on cannot move, in words."""
    wanted = [layer for layer in Layer if _is_on(character.gestures, layer)]
    if not wanted:
        return []
    found = _movers(character)
    return [LACKING[layer] for layer in wanted if not found[layer]]


def _is_on(chosen: Any, layer: Layer) -> bool:
    return bool(getattr(chosen, f"use_{layer.value}"))


def _dials(chosen: Any) -> Dials:
    names = ("blink_rate", "blink_amount", "brow_amount", "head_amount", "breath_amount")
    return Dials(**{name: float(getattr(chosen, name)) for name in names}, seed=chosen.seed)


def _row(scene: Any, character: Any) -> list[Stretch]:
    """The character's time: its spoken lines that are not muted, and what lies between."""
    fps = frames_per_second(scene)
    lines = [
        _line(line, fps)
        for line in settings(scene).lines
        if line.character_uid == character.uid and line.phonemes and not line.mute
    ]
    return stretches(
        lines,
        scene.frame_start,
        scene.frame_end,
        fps,
        owner=character.uid,
        subframe=settings(scene).use_subframes,
    )


def _line(line: Any, fps: float) -> Line:
    """A line as its trims leave it."""
    since = line.trim_start / fps
    end = line.placed_frame + line.duration * fps - line.trim_end
    phones = Timings.from_json(line.phonemes).phones((end - line.placed_frame) / fps)
    heard = [
        replace(phone, start=max(phone.start - since, 0.0), end=phone.end - since)
        for phone in phones
        if phone.end > since
    ]
    return Line(line.uid, heard, line.placed_frame + line.trim_start, end)


def _movers(character: Any) -> dict[Layer, list[_Mover]]:
    """What moves for each layer: shape keys where a mesh has them, else bones."""
    result: dict[Layer, list[_Mover]] = {layer: [] for layer in Layer}
    for key in _shape_keys(character):
        for layer, movements in of_shapes(block.name for block in key.key_blocks).items():
            result[layer].append(_Mover(key, movements))
    armature = rig.armature_of(character)
    if armature is not None and rig.editable(armature):
        for layer, movements in _bones(bones.rest(armature)).items():
            if not result[layer]:
                result[layer].append(_Mover(armature, movements))
    return result


def _shape_keys(character: Any) -> list[Any]:
    """The Key data-blocks of the character's meshes, each once."""
    objects = [entry.object for entry in character.meshes if entry.object and entry.object.type == "MESH"]
    keys = [obj.data.shape_keys for obj in objects if obj.data.shape_keys]
    return [key for key in dict.fromkeys(keys) if rig.editable(key)]


def _parts(
    layer: Layer, mover: _Mover, row: Sequence[Stretch], dials: Dials, kept: Mapping[str, Mapping[str, Any]]
) -> Iterator[Part]:
    # Where shape keys rest at 1 (5.0), Blender would add what a value differs from 1: there gestures replace.
    adds = compat.rest_extrapolation(mover.owner) == "NOTHING"
    blend = {} if adds else {"blend_type": "REPLACE"}
    controls = {control_id(movement.control): movement for movement in mover.movements}
    mapping = RigMapping("gestures", {name: Response(m.control, ()) for name, m in controls.items()})
    for stretch in row:
        channels_keyed = perform(layer, stretch, dials)
        moved = {name: mixed(channels_keyed, movement.weights) for name, movement in controls.items()}
        keyed = {name: keys for name, keys in moved.items() if keys is not None}
        if keyed:
            label = _label(layer, stretch)
            room = Territory(stretch.before, stretch.last)
            yield Part(
                label, channels.curves(mover.owner, mapping, keyed), room, blend | dict(kept.get(label, {}))
            )


def _label(layer: Layer, stretch: Stretch) -> str:
    """Name of a stretch's strip: no two of a data-block may be alike."""
    uid = stretch.uid.split()[-1][:6]
    return f"{layer.value.title()} [{uid}]" if stretch.spoken else f"{layer.value.title()} after [{uid}]"


def _strips(scene: Any, uid: str, layer: Layer) -> Iterator[tuple[Any, Any]]:
    """A layer's strips, each with its data-block."""
    for owner in actions.owners_in(scene):
        for strip in actions.strips_between(owner, uid, *layers.EVERYTHING, TRACKS[layer]):
            yield owner, strip


def _clear(scene: Any, uid: str, layer: Layer) -> dict[Any, dict[str, dict[str, Any]]]:
    """Takes out a layer; per data-block and strip's name what the animator had set on the strip."""
    owners = actions.owners_in(scene)
    return {owner: kept for owner in owners if (kept := layers.clear(owner, uid, TRACKS[layer]))}


def _tidy(scene: Any, layer: Layer, played: Iterable[Any]) -> None:
    """Removes the layer's tracks without strips, and actions that nothing plays."""
    for owner in actions.owners_in(scene):
        actions.drop_if_empty(owner, TRACKS[layer])
    layers.drop_unplayed(played)


def _on_top(owner: Any, parts: Sequence[Part]) -> list[str]:
    """Why an action of the animator's hides gestures, in words."""
    data = owner.animation_data
    if (
        not data.action
        or data.use_tweak_mode
        or data.action_blend_type != "REPLACE"
        or data.action_influence <= 0.0
    ):
        return []
    playing = {
        curve.data_path
        for curve in compat.existing_fcurves(data.action, compat.action_slot(data))
        if not curve.mute
    }
    hidden = {rig.label(curve.path) for part in parts for curve in part.curves if curve.path in playing}
    words = translated(
        "{object}: its action {action} also keys {name} and plays on top; push it down to an NLA track"
    )
    return [words.format(object=owner.name, action=data.action.name, name=name) for name in sorted(hidden)]

# SPDX-License-Identifier: GPL-3.0-or-later
"""Voxrig's own actions and their NLA strips: per character and layer an action and a track of their own.

A data-block's active action, its slot, drivers and other NLA tracks are the animator's and stay as they are:
what is keyed there plays on top of Voxrig's tracks. Strips end with their line: tracks below play in between.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import bpy

from .. import compat
from ..lipsync.keys import INTERPOLATION
from ..locale import translated
from . import keys
from .timeline import Territory
from .values import come_to_rest

OWNER: Final = "voxrig_character"
LAYER: Final = "voxrig_layer"
_LONGEST_WORDS: Final = 40  # bytes; Blender cuts names off after 63, and the id must stay
_ANIMATORS: Final = ("blend_type", "extrapolation", "mute", "blend_in", "blend_out")


@dataclass(frozen=True, slots=True)
class Layer:
    """A part of a character's performance with NLA tracks of its own.

    Attributes:
        id: Stored on its actions.
        title: Name of its tracks, first word of its actions' names.
        blend: How its new strips combine with the tracks below.
    """

    id: str
    title: str
    blend: str = "REPLACE"


SPEECH: Final = Layer("speech", "Voxrig")


Span = tuple[float, float]
"""First and last frame, both included."""


class Curve(NamedTuple):
    """Keys of one F-curve in the property's own units.

    Attributes:
        path: Data path from the data-block that is animated.
        element: Array index; 0 for a single number.
        frames: Scene frames, strictly increasing.
        values: One value per frame; the first and the last are at rest.
        interpolation: "BEZIER" or "CONSTANT".
    """

    path: str
    element: int
    frames: Sequence[float]
    values: Sequence[float]
    interpolation: str = INTERPOLATION

    def at_rest(self) -> Curve:
        """The same stretch of time without movement."""
        return self._replace(frames=[self.frames[0], self.frames[-1]], values=[self.values[0]] * 2)


def owners_in(scene: Any) -> list[Any]:
    """The scene's own data-blocks that can carry mouths; a copy of the scene has the same ids on others."""
    meshes = {obj.data for obj in scene.objects if obj.type == "MESH"}
    shape_keys = [mesh.shape_keys for mesh in meshes if mesh.shape_keys and mesh.shape_keys.library is None]
    return [*shape_keys, *(obj for obj in scene.objects if obj.library is None)]


def is_own(strip: Any, uid: str, layer: Layer | None = SPEECH) -> bool:
    """Whether a strip plays an action of a character's layer; of any of its layers if None."""
    action = strip.action
    if action is None or action.get(OWNER) != uid:
        return False
    return layer is None or action.get(LAYER, SPEECH.id) == layer.id


def own_track(owner: Any, uid: str, layer: Layer = SPEECH) -> Any | None:
    """The NLA track that holds a layer's strips on a data-block, or None."""
    return next((track for track in _tracks(owner) if any(is_own(s, uid, layer) for s in track.strips)), None)


def strip_at(owner: Any, uid: str, frame: float, layer: Layer = SPEECH) -> Any | None:
    """The layer's strip that plays at a frame."""
    return next(iter(strips_between(owner, uid, frame - 0.5, frame + 0.5, layer)), None)


def strips_between(owner: Any, uid: str, first: float, last: float, layer: Layer = SPEECH) -> list[Any]:
    """The layer's strips that play between two frames."""
    return [s for s in _own_strips(owner, uid, layer) if s.frame_start < last and s.frame_end > first]


def clear(owner: Any, uid: str, spans: Sequence[Span], layer: Layer = SPEECH) -> list[dict[str, Any]]:
    """Takes a layer's keys and strips in spans of frames off a data-block; locked F-curves stay.

    Returns:
        Per span what the animator had set on the strip that was there; its successor should keep it.
    """
    kept: list[dict[str, Any]] = [{} for _ in spans]
    track = own_track(owner, uid, layer)
    if track is None or not spans:
        return kept
    leave_tweak_mode(owner)
    mine = [strip for strip in track.strips if is_own(strip, uid, layer)]
    held = {strip.action: compat.action_slot(strip) for strip in mine}
    is_last = all(any(s.frame_start < last and s.frame_end > first for first, last in spans) for s in mine)
    for action, slot in held.items():
        for curve in compat.existing_fcurves(action, slot):
            if not is_locked(curve):
                if is_last and layer == SPEECH:
                    come_to_rest(owner, curve)
                keys.clear(curve, spans)
    for strip in mine:
        start, end = strip.frame_start, strip.frame_end
        over = [i for i, (first, last) in enumerate(spans) if start < last and end > first]
        if over:
            settings = {name: getattr(strip, name) for name in _ANIMATORS}
            for index in over:
                kept[index] = settings
            track.strips.remove(strip)
    return kept


def shift(owner: Any, uid: str, moves: Mapping[Span, int], layer: Layer = SPEECH) -> None:
    """Moves a layer's strips and their keys by whole frames as they are; locked F-curves stay.

    Args:
        owner: The data-block.
        uid: The character's id.
        moves: Per span of frames, none of which overlap, how far to move it.
        layer: The layer.
    """
    track = own_track(owner, uid, layer)
    if track is None:
        return
    leave_tweak_mode(owner)
    mine = [strip for strip in track.strips if is_own(strip, uid, layer)]
    for action, slot in {strip.action: compat.action_slot(strip) for strip in mine}.items():
        for curve in compat.existing_fcurves(action, slot):
            if not is_locked(curve):
                keys.shift(curve, [(*span, by) for span, by in moves.items()])
    taken = []
    for strip in mine:
        start, end = strip.frame_start, strip.frame_end
        by = next((by for (first, last), by in moves.items() if start < last and end > first), 0)
        if by:
            taken.append((_Played.of(strip, by), strip))
    for _, strip in taken:
        track.strips.remove(strip)
    for played, _ in taken:
        played.play(track)


def is_locked(curve: Any) -> bool:
    """Whether the animator has locked an F-curve or its group."""
    return bool(curve.lock or (curve.group and curve.group.lock))


def leave_tweak_mode(owner: Any) -> None:
    """Blender can't lose a strip that is being edited."""
    if owner.animation_data.use_tweak_mode:
        owner.animation_data.use_tweak_mode = False


def label(line: Any, prefix: str = "") -> str:
    """A line's name for strips and actions: its words, and enough of its id to be unique."""
    words = f"{prefix}{line.text}".encode()[:_LONGEST_WORDS].decode(errors="ignore")
    return f"{words} [{line.uid[:6]}]"


class _Played(NamedTuple):
    """A strip to be, on its action's own frames."""

    name: str
    action: Any
    slot: Any
    first: float
    last: float
    settings: Mapping[str, Any]

    @classmethod
    def of(cls, strip: Any, by: int) -> _Played:
        """What a strip is, some frames later."""
        settings = {name: getattr(strip, name) for name in _ANIMATORS}
        first, last = strip.action_frame_start + by, strip.action_frame_end + by
        return cls(strip.name, strip.action, compat.action_slot(strip), first, last, settings)

    def play(self, track: Any) -> None:
        """Adds the strip to its track."""
        # A new strip takes the action's range; the rest of the action would not fit between its neighbours.
        # It begins on a whole frame, and a key between frames must not be shifted onto one.
        start = math.floor(self.first)
        action = self.action
        action.use_frame_range = True
        action.frame_start, action.frame_end = start, self.last
        try:
            strip = track.strips.new(self.name, start, action)
        finally:
            action.use_frame_range = False
        compat.set_strip_slot(strip, self.slot)
        for name, value in self.settings.items():
            setattr(strip, name, value)


class Part(NamedTuple):
    """What becomes one strip: a line's keys on one data-block.

    Attributes:
        label: Name of the strip.
        curves: What to key.
        territory: The frames the line may use.
        kept: Settings of the strip that this one replaces.
    """

    label: str
    curves: Sequence[Curve]
    territory: Territory
    kept: Mapping[str, Any] = {}


class Writer:
    """Writes a layer's lines to one data-block.

    Made before anything is cleared: action and slot are found through the strips that use them.

    Attributes:
        refused: What could not be keyed because it is the animator's, in words.
    """

    def __init__(self, owner: Any, uid: str, action: Any, layer: Layer = SPEECH) -> None:
        """`action`: the layer's, for a data-block that has none of its own yet."""
        self.owner, self.layer = owner, layer
        mine = next(_own_strips(owner, uid, layer), None)
        self.action = mine.action if mine else action
        self.slot = compat.action_slot(mine) if mine else compat.new_slot(action, owner)
        self.track = own_track(owner, uid, layer) or self._new_track()
        self.refused: list[str] = []

    def _new_track(self) -> Any:
        data = self.owner.animation_data or self.owner.animation_data_create()
        track = data.nla_tracks.new()
        track.name = self.layer.title
        return track

    def write(self, parts: Sequence[Part]) -> list[Span | None]:
        """Writes lines' keys and their strips.

        Returns:
            Per line the first and the last frame keyed, None if nothing was to be keyed.
        """
        self.refused = []
        spans = write_curves(self.owner, self.action, self.slot, parts, self.refused)
        for part, span in zip(parts, spans, strict=True):
            if span is not None:
                self._add_strip(part, *span)
        return spans

    def _add_strip(self, part: Part, first: float, last: float) -> None:
        settings = {"extrapolation": compat.rest_extrapolation(self.owner), "blend_type": self.layer.blend}
        played = _Played(part.label, self.action, self.slot, first, last, settings | dict(part.kept))
        played.play(self.track)


def write_curves(
    owner: Any, action: Any, slot: Any, parts: Sequence[Part], refused: list[str]
) -> list[Span | None]:
    """Keys lines' curves in one slot, each F-curve once for all lines.

    Args:
        owner: The data-block that is animated.
        action: Takes the keys.
        slot: The owner's in the action.
        parts: The lines, in any order.
        refused: Takes in words what was left alone because it is driven or locked.

    Returns:
        Per line the first and the last frame keyed, None if nothing was to be keyed.
    """
    present = compat.fcurves(action, slot)
    joined: dict[tuple[str, int], list[tuple[list[float], list[float], str]]] = {}
    spans: list[Span | None] = []
    driven = _driven(owner)
    for part in parts:
        first, last = math.inf, -math.inf
        for curve in part.curves:
            frames, values = part.territory.clip(curve.frames, curve.values)
            why = _why_not(driven, present, action, curve) if len(frames) > 1 else ""
            if why and why not in refused:
                refused.append(why)
            if why or len(frames) < 2:
                continue
            joined.setdefault((curve.path, curve.element), []).append((frames, values, curve.interpolation))
            first, last = min(first, frames[0]), max(last, frames[-1])
        spans.append((first, last) if first < last else None)
    for (path, index), pieces in joined.items():
        target = present.find(path, index=index) or present.new(path, index=index)
        for interpolation in dict.fromkeys(piece[2] for piece in pieces):
            alike = sorted(piece[:2] for piece in pieces if piece[2] == interpolation)
            keys.write(
                target,
                [f for piece in alike for f in piece[0]],
                [v for piece in alike for v in piece[1]],
                interpolation,
            )
    return spans


def _driven(owner: Any) -> set[tuple[str, int]]:
    data = owner.animation_data
    return {(driver.data_path, driver.array_index) for driver in data.drivers} if data else set()


def _why_not(driven: set[tuple[str, int]], present: Any, action: Any, curve: Curve) -> str:
    """Why a curve must be left alone, in words; empty if it may be keyed."""
    if (curve.path, curve.element) in driven:
        return translated("a driver sets {path}, so it was left alone").format(path=curve.path)
    found = present.find(curve.path, index=curve.element)
    if found is not None and is_locked(found):
        words = translated("the F-curve of {path} in {action} is locked, so it was left alone")
        return words.format(path=curve.path, action=action.name)
    return ""


def drop_if_empty(owner: Any, layer: Layer = SPEECH) -> None:
    """Removes a layer's track that has lost its last strip."""
    for track in [track for track in _tracks(owner) if track.name == layer.title]:
        if not track.strips:
            owner.animation_data.nla_tracks.remove(track)


def writers(owners: Sequence[Any], uid: str, name: str, layer: Layer = SPEECH) -> dict[Any, Writer]:
    """A writer for each of a character's data-blocks; they share one action where actions have slots."""
    found = next((strip.action for owner in owners for strip in _own_strips(owner, uid, layer)), None)
    result = {}
    for owner in owners:
        if found is None or not compat.HAS_SLOTS:
            own = next(_own_strips(owner, uid, layer), None)
            found = own.action if own else new_action(owner, uid, name, layer)
        result[owner] = Writer(owner, uid, found, layer)
    return result


def new_action(owner: Any, uid: str, name: str, layer: Layer) -> Any:
    """A new action of a character's layer, for a kind of data-block where actions have no slots to tell."""
    action = bpy.data.actions.new(f"{layer.title} {name}")
    action[OWNER], action[LAYER] = uid, layer.id
    compat.prepare_action(action, owner)
    return action


def _tracks(owner: Any) -> list[Any]:
    return list(owner.animation_data.nla_tracks) if owner.animation_data else []


def _own_strips(owner: Any, uid: str, layer: Layer) -> Iterator[Any]:
    for track in _tracks(owner):
        yield from (strip for strip in track.strips if is_own(strip, uid, layer))

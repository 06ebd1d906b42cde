# SPDX-License-Identifier: GPL-3.0-or-later
"""Voxrig's own action per character and its NLA strips, one per line, on a track of its own.

The shape keys' active action, its slot, drivers and other NLA tracks are the animator's and stay as they are:
what is keyed there plays on top of Voxrig's track. Strips end with their line: tracks below play in between.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import bpy

from .. import compat
from ..lipsync import Keys
from . import keys
from .timeline import Territory

_OWNER = "voxrig_character"
TRACK = "Voxrig"
_ANIMATORS = ("blend_type", "extrapolation", "mute", "blend_in", "blend_out")


def data_path(shape: str) -> str:
    """The path of a shape key's value from its Key data-block."""
    return f'key_blocks["{bpy.utils.escape_identifier(shape)}"].value'


def own_track(key: Any, uid: str) -> Any | None:
    """The NLA track that holds a character's strips on these shape keys, or None."""
    tracks = key.animation_data.nla_tracks if key.animation_data else ()
    return next((track for track in tracks if any(_is_own(strip, uid) for strip in track.strips)), None)


def strip_at(key: Any, uid: str, frame: float) -> Any | None:
    """The character's strip that plays at a frame."""
    track = own_track(key, uid)
    strips = track.strips if track else ()
    return next((s for s in strips if _is_own(s, uid) and s.frame_start <= frame <= s.frame_end), None)


def clear(key: Any, uid: str, first: float, last: float) -> dict[str, Any]:
    """Takes a character's keys and strips between two frames off these shape keys.

    Returns:
        What the animator had set on the last strip removed; its successor should keep it.
    """
    kept: dict[str, Any] = {}
    track = own_track(key, uid)
    if track is None:
        return kept
    if key.animation_data.use_tweak_mode:
        key.animation_data.use_tweak_mode = False  # Blender can't lose a strip that is being edited
    for strip in list(track.strips):
        if not _is_own(strip, uid):
            continue
        for curve in compat.existing_fcurves(strip.action, compat.action_slot(strip)):
            keys.clear(curve, first, last)
        if strip.frame_start < last and strip.frame_end > first:
            kept = {name: getattr(strip, name) for name in _ANIMATORS}
            track.strips.remove(strip)
    return kept


class Writer:
    """Writes a character's lines to one Key data-block.

    Made before anything is cleared: action and slot are found through the strips that use them.
    """

    def __init__(self, key: Any, uid: str, action: Any) -> None:
        """`action`: the character's, for a Key data-block that has none of its own yet."""
        self.key = key
        mine = next(_own_strips(key, uid), None)
        self.action = mine.action if mine else action
        self.slot = compat.action_slot(mine) if mine else compat.new_slot(action, key)
        self.track = own_track(key, uid) or self._new_track()

    def _new_track(self) -> Any:
        data = self.key.animation_data or self.key.animation_data_create()
        track = data.nla_tracks.new()
        track.name = TRACK
        return track

    def write(
        self, label: str, shapes: Mapping[str, Keys], territory: Territory, kept: Mapping[str, Any]
    ) -> tuple[float, float] | None:
        """Writes a line's keys and its strip.

        Args:
            label: Name of the strip.
            shapes: Keys per shape key name.
            territory: The frames the line may use.
            kept: Settings of the strip that this one replaces.

        Returns:
            First and last frame keyed, None if nothing was to be keyed.
        """
        curves = compat.fcurves(self.action, self.slot)
        first, last = math.inf, -math.inf
        for shape, wanted in shapes.items():
            frames, values = territory.clip(wanted.frames, wanted.values)
            if len(frames) < 2:
                continue
            path = data_path(shape)
            keys.write(curves.find(path) or curves.new(path), frames, values)
            first, last = min(first, frames[0]), max(last, frames[-1])
        if first >= last:
            return None
        self._add_strip(label, first, last, kept)
        return first, last

    def _add_strip(self, label: str, first: float, last: float, kept: Mapping[str, Any]) -> None:
        # A new strip takes the action's range; the rest of the action would not fit between its neighbours.
        self.action.use_frame_range = True
        self.action.frame_start, self.action.frame_end = first, last
        try:
            strip = self.track.strips.new(label, math.floor(first), self.action)
        finally:
            self.action.use_frame_range = False
        compat.set_strip_slot(strip, self.slot)
        for name, value in (
            {"extrapolation": compat.rest_extrapolation(), "blend_type": "REPLACE"} | dict(kept)
        ).items():
            setattr(strip, name, value)


def drop_if_empty(key: Any, track_name: str = TRACK) -> None:
    """Removes a track of Voxrig's that has lost its last strip."""
    data = key.animation_data
    for track in [track for track in data.nla_tracks if track.name == track_name] if data else ():
        if not track.strips:
            data.nla_tracks.remove(track)


def writers(keys_of_character: list[Any], uid: str, name: str) -> dict[Any, Writer]:
    """A writer for each of a character's Key data-blocks; they share one action where actions have slots."""
    found = next((strip.action for key in keys_of_character for strip in _own_strips(key, uid)), None)
    result = {}
    for key in keys_of_character:
        if found is None or not compat.HAS_SLOTS:
            own = next(_own_strips(key, uid), None)
            found = own.action if own else _new_action(key, uid, name)
        result[key] = Writer(key, uid, found)
    return result


def _new_action(key: Any, uid: str, name: str) -> Any:
    action = bpy.data.actions.new(f"Voxrig {name}")
    action[_OWNER] = uid
    compat.prepare_action(action, key)
    return action


def _is_own(strip: Any, uid: str) -> bool:
    return strip.action is not None and strip.action.get(_OWNER) == uid


def _own_strips(key: Any, uid: str) -> Iterator[Any]:
    for track in key.animation_data.nla_tracks if key.animation_data else ():
        yield from (strip for strip in track.strips if _is_own(strip, uid))

# SPDX-License-Identifier: GPL-3.0-or-later
"""The animator's own keys on a spoken line: a layer above the lip-sync that speaking again never touches.

Each edited line has an action of its own per data-block, keyed in the line's time (frame 0 is where its sound
starts), played by a strip that lies above the line's and moves with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from .. import compat
from . import actions
from .actions import Layer

EDITS: Final = Layer("edits", "Voxrig Edits", "COMBINE")
LINE: Final = "voxrig_line"
_SETTINGS: Final = ("blend_type", "extrapolation", "mute", "influence", "blend_in", "blend_out", "name")


def strips(scene: Any, line: Any) -> Iterator[tuple[Any, Any]]:
    """A line's edit strips, each with the data-block that it animates."""
    return ((owner, strip) for uid, owner, strip in _all_strips(scene) if uid == line.uid)


def _all_strips(scene: Any) -> Iterator[tuple[str, Any, Any]]:
    """Every edit strip with its line's id and its data-block."""
    for owner in actions.owners_in(scene):
        for track in owner.animation_data.nla_tracks if owner.animation_data else ():
            for strip in track.strips:
                uid = strip.action.get(LINE) if strip.action is not None else None
                if uid:
                    yield uid, owner, strip


def is_open(scene: Any, line: Any) -> bool:
    """Whether keys that the animator sets now go into the line's edits."""
    return any(
        owner.animation_data.use_tweak_mode and owner.animation_data.action == strip.action
        for owner, strip in strips(scene, line)
    )


def begin(scene: Any, line: Any, blend: str) -> int:
    """Makes the line's edit strips where they are missing and opens them for keys.

    Args:
        scene: The scene.
        line: A line with lip-sync.
        blend: "COMBINE" adds to the lip-sync, "REPLACE" takes its place.

    Returns:
        How many data-blocks can be edited.
    """
    finish(scene)
    edited = dict(strips(scene, line))
    for owner in actions.owners_in(scene):
        speech = actions.own_track(owner, line.keyed_character)
        playing = actions.strips_between(owner, line.keyed_character, line.key_start, line.key_end)
        if speech is not None and playing and owner not in edited:
            edited[owner] = _new_strip(owner, line, speech)
    for owner, strip in edited.items():
        strip.blend_type = blend
        _open(owner, strip)
    return len(edited)


def finish(scene: Any) -> None:
    """Closes every strip of edits that is open; what was keyed stays."""
    for owner in actions.owners_in(scene):
        data = owner.animation_data
        if data and data.use_tweak_mode and data.action and data.action.get(LINE):
            data.use_tweak_mode = False


@contextmanager
def kept_open(scene: Any) -> Iterator[None]:
    """Opens again at the end what was open: strips can't be written while one of them is being edited."""
    opened = [
        (owner, owner.animation_data.action)
        for owner in actions.owners_in(scene)
        if owner.animation_data and owner.animation_data.use_tweak_mode and owner.animation_data.action
    ]
    opened = [(owner, action) for owner, action in opened if action.get(LINE)]
    yield
    for owner, action in opened:
        playing = (strip for track in owner.animation_data.nla_tracks for strip in track.strips)
        strip = next((strip for strip in playing if strip.action == action), None)
        if strip is not None and not owner.animation_data.use_tweak_mode:
            _open(owner, strip)


def follow(scene: Any, lines: Sequence[Any]) -> None:
    """Moves the edits of lines to where their lines are now."""
    by_track: dict[Any, list[tuple[Any, Any]]] = {}
    following = {line.uid: line for line in lines if line.keyed}
    for uid, owner, strip in list(_all_strips(scene)):
        if uid in following:
            actions.leave_tweak_mode(owner)
            by_track.setdefault(owner, []).append((following[uid], strip))
    for owner, moved in by_track.items():
        track: Any = actions.own_track(owner, moved[0][0].keyed_character, EDITS)
        saved = [
            (line, strip.action, {name: getattr(strip, name) for name in _SETTINGS}) for line, strip in moved
        ]
        for _, strip in moved:
            track.strips.remove(strip)
        for line, action, settings in saved:
            _play(track, line, action, settings)


def remove(scene: Any, line: Any) -> None:
    """Takes the line's edit strips out of the scene; their actions stay until the file is saved."""
    for owner, strip in list(strips(scene, line)):
        actions.leave_tweak_mode(owner)
        track = next(t for t in owner.animation_data.nla_tracks if strip in list(t.strips))
        track.strips.remove(strip)
        actions.drop_if_empty(owner, EDITS)


def _new_strip(owner: Any, line: Any, speech: Any) -> Any:
    uid = line.keyed_character
    action = actions.new_action(owner, uid, actions.label(line), EDITS)
    action[LINE] = line.uid
    compat.new_slot(action, owner)
    track = actions.own_track(owner, uid, EDITS)
    if track is None:
        track = owner.animation_data.nla_tracks.new(prev=speech)
        track.name = EDITS.title
    return _play(track, line, action, {"name": actions.label(line, "Edits: ")})


def _play(track: Any, line: Any, action: Any, settings: dict[str, Any]) -> Any:
    """A strip for an action keyed in the line's time, over the line's frames."""
    start = math.floor(line.key_start)
    action.use_frame_range = True
    action.frame_start, action.frame_end = start - line.placed_frame, line.key_end - line.placed_frame
    strip = track.strips.new(settings["name"], start, action)
    compat.set_strip_slot(strip, compat.first_slot(action))
    strip.extrapolation = "NOTHING"
    for name, value in settings.items():
        setattr(strip, name, value)
    return strip


def _open(owner: Any, strip: Any) -> None:
    """Enters the strip, so that keys set by hand go into it."""
    data = owner.animation_data
    for track in data.nla_tracks:
        track.select = False
        for other in track.strips:
            other.select = other == strip
    data.nla_tracks.active = next(t for t in data.nla_tracks if strip in list(t.strips))
    data.use_tweak_mode = True

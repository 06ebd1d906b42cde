# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines being spoken: asks, and puts what comes back into the scene; keeps ids, never pointers.

What was asked for is noted in a journal until the .blend is saved with it: a Blender that is closed in the
middle, or crashes, goes on when the file is opened again.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import bpy

from ..client.batch import Done, Event, Failed
from ..client.session import SESSION
from ..client.target import Target
from ..journal import Entry, Journal
from ..locale import counted, together, translated
from ..paths import own_folder
from ..properties import find_line, settings
from ..scene import apply, gestures

_STEP_SECONDS: Final = 0.005  # after that much time a step begins nothing new


@dataclass
class Run:
    """Lines of one scene on their way.

    Attributes:
        scene_uid: The scene's session-wide id, which outlives undo and renaming.
        beside: Save sounds beside the .blend.
        reasons: Of each line that failed so far, those that could not even be asked for among them.
        blend: The .blend under whose path the journal has the lines; empty if it has not.
        warning: Why the journal could not be written.
        done: Ids of the lines done so far, and whether the sidecar had kept each from before.
        unmoved: Ids of characters whose gestures are not yet what the lines want.
    """

    scene_uid: int
    beside: bool
    reasons: list[str] = field(default_factory=list)
    blend: str = ""
    warning: str = ""
    done: dict[str, bool] = field(default_factory=dict)
    unmoved: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """What came of it, in words."""
        words = [counted("1 line spoken", "{count} lines spoken", len(self.done))]
        cached = sum(self.done.values())
        if cached:
            words.append(translated("{count} of them kept from before").format(count=cached))
        if self.reasons:
            failed, reason = len(self.reasons), translated(self.reasons[0])
            words.append(translated("{count} failed: {reason}").format(count=failed, reason=reason))
        return together((together(words, "{first}, {then}"), self.warning), "{first}. {then}")


_runs: list[Run] = []  # the last one, under way or ended


def begin(scene: Any, uids: Iterable[str], target: Target, *, beside: bool) -> Run:
    """Starts to speak lines, and the sidecar if need be; returns at once.

    Raises:
        RuntimeError: Lines are being spoken already.
    """
    run = Run(scene.session_uid, beside)
    requests = []
    for uid in uids:
        line = find_line(scene, uid)
        if line is None:
            continue
        line.error = ""
        try:
            requests.append(apply.request_of(scene, line))
        except ValueError as error:
            _note_failure(scene, run, uid, str(error))
    if requests:
        if not SESSION.is_up:
            SESSION.start(target)
        SESSION.speak(requests)
        _keep(run, scene)
    _runs[:] = [run]
    return run


def is_through() -> bool:
    """Whether nothing is being spoken and all that was is in the scene."""
    return not SESSION.is_speaking and not any(run.unmoved for run in _runs)


def step() -> None:
    """Takes a short step. Results for lines or scenes that are gone are dropped."""
    if not SESSION.is_speaking and _runs and _runs[0].unmoved:
        _gesture(_runs[0])
        return
    end = time.monotonic() + _STEP_SECONDS
    while True:
        events = SESSION.tick()
        run = _runs[0] if _runs else None
        scene = scene_of(run.scene_uid) if run else None
        if run is not None and scene is not None:
            for event in events:
                _apply(scene, run, event)
        if not SESSION.is_due or time.monotonic() >= end:
            return


def abandon() -> None:
    """Speaks no more, and nothing is resumed: the animator wants it so."""
    SESSION.cancel()
    while _runs and _runs[0].unmoved:
        _gesture(_runs[0])
    leave()


def leave() -> None:
    """Forgets the scene because its file is closed. The journal keeps the lines that are not done."""
    if _runs and not SESSION.is_speaking:
        _forget(_runs[0])
    _runs.clear()
    SESSION.cancel()


def saved(path: str) -> None:
    """The .blend was saved to a path: what is done is safe."""
    run = _runs[0] if _runs else None
    if run is None or path != bpy.data.filepath:  # a copy
        return
    if run.blend != path or not SESSION.is_speaking:
        _forget(run)
    scene = scene_of(run.scene_uid)
    if SESSION.is_speaking and scene is not None:
        _keep(run, scene)


def interrupted() -> Entry | None:
    """What was asked for in this file and never came, because Blender was closed."""
    path = bpy.data.filepath
    return _journal().find(path) if path else None


def _apply(scene: Any, run: Run, event: Event) -> None:
    if isinstance(event, Done):
        if apply.apply_speech(scene, event.request, event.speech, beside=run.beside, gesture=False):
            run.unmoved = [character.uid for character in settings(scene).characters]
            run.done[event.request.uid] = event.cached
    elif isinstance(event, Failed):
        _note_failure(scene, run, event.request.uid, event.reason)


def _gesture(run: Run) -> None:
    """Writes one character's gestures anew: for all lines together, which by each would be slow."""
    uid, scene = run.unmoved.pop(), scene_of(run.scene_uid)
    if scene is not None:
        gestures.refresh_character(scene, uid)


def _note_failure(scene: Any, run: Run, uid: str, reason: str) -> None:
    if apply.apply_failure(scene, uid, reason):
        run.reasons.append(reason)


def _keep(run: Run, scene: Any) -> None:
    """Notes the lines that are open now; the journal has all of them until the next save."""
    path = bpy.data.filepath
    if not path:
        return
    lines = tuple(line.uid for line in SESSION.open_requests)
    try:
        _journal().note(Entry(path, scene.name, lines))
        run.blend = path
    except OSError as error:
        words = translated("If Blender is closed now, they must be spoken again by hand: {reason}")
        run.warning = words.format(reason=error.strerror)


def _journal() -> Journal:
    return Journal(own_folder("journal"))


def _forget(run: Run) -> None:
    if run.blend:
        try:
            _journal().forget(run.blend)
        except OSError as error:
            words = translated("The note of what was to be spoken cannot be removed: {reason}")
            run.warning = words.format(reason=error.strerror)
        run.blend = ""


def scene_of(session_uid: int) -> Any | None:
    """The scene of a session-wide id, which outlives undo and renaming; None if it is gone."""
    return next((scene for scene in bpy.data.scenes if scene.session_uid == session_uid), None)

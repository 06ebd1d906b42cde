# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines being spoken: asks, and puts what comes back into the scene; keeps ids, never pointers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import bpy

from ..client.job import Done, Failed
from ..client.session import SESSION
from ..client.target import Target
from ..properties import find_line
from ..scene import apply


@dataclass
class Run:
    """Lines of one scene on their way.

    Attributes:
        scene_uid: The scene's session-wide id, which outlives undo and renaming.
        beside: Save sounds beside the .blend.
        spoken: Lines done so far.
        failed: Lines failed so far, those that could not even be asked for among them.
    """

    scene_uid: int
    beside: bool
    spoken: int = 0
    failed: int = 0
    reasons: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """What came of it, in words."""
        words = f"{self.spoken} line{'' if self.spoken == 1 else 's'} spoken"
        return f"{words}, {self.failed} failed: {self.reasons[0]}" if self.failed else words


_runs: list[Run] = []  # the one that is under way, if any


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
    _runs[:] = [run]
    return run


def step() -> None:
    """Takes one short step. Results for lines or scenes that are gone are dropped."""
    events = SESSION.tick()
    run = _runs[0] if _runs else None
    scene = _scene(run) if run else None
    if run is None or scene is None:
        return
    for event in events:
        if isinstance(event, Done):
            if apply.apply_speech(scene, event.request, event.speech, beside=run.beside):
                run.spoken += 1
        elif isinstance(event, Failed):
            _note_failure(scene, run, event.request.uid, event.reason)


def abandon() -> None:
    """Speaks no more and forgets the scene."""
    _runs.clear()
    SESSION.cancel()


def _note_failure(scene: Any, run: Run, uid: str, reason: str) -> None:
    if apply.apply_failure(scene, uid, reason):
        run.failed += 1
        run.reasons.append(reason)


def _scene(run: Run) -> Any | None:
    return next((scene for scene in bpy.data.scenes if scene.session_uid == run.scene_uid), None)

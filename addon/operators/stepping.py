# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators that go on for a while: modal in a window, a plain loop in background Blender."""

from __future__ import annotations

import time
from typing import Any

import bpy
from bpy.types import Event

from ..client.session import SESSION
from ..locale import translated
from . import run, watch

_TIMER_SECONDS = 0.05
_STEP_SECONDS = 0.02
_REDRAW_SECONDS = 0.2


class Stepping:
    """What takes one short step per timer event until it is through; Esc gives it up.

    A subclass calls `go` at the end of its `execute`.
    """

    _timer: Any = None
    _next_redraw = 0.0

    def is_through(self) -> bool:
        """Whether there is nothing left to do."""
        raise NotImplementedError

    def status(self) -> str:
        """What goes on, for the status bar."""
        raise NotImplementedError

    def give_up(self) -> None:
        """Ends what is under way."""
        raise NotImplementedError

    def close(self) -> None:
        """Ends what is under way because Blender closes the window or the file."""
        self.give_up()

    def finish(self, context: Any, *, stopped: bool) -> set:
        """Reports what came of it; the operator's result."""
        raise NotImplementedError

    def step(self) -> None:
        """Takes a short step."""
        run.step()

    def go(self, context: Any) -> set:
        """Begins to step; in background Blender also goes through with it."""
        watch.start()
        if bpy.app.background:
            while not self.is_through():
                self.step()
                if not SESSION.is_due:
                    time.sleep(_STEP_SECONDS)
            return self._end(context, stopped=False)
        manager = context.window_manager
        window = context.window.parent or context.window  # the preferences may be closed meanwhile
        with context.temp_override(window=window):
            self._timer = manager.event_timer_add(_TIMER_SECONDS, window=window)
            manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: Any, event: Event) -> set:
        """One short step per timer event."""
        if event.type == "ESC" and event.value == "PRESS":
            self.give_up()
            return self._end(context, stopped=True)
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        self.step()
        if self.is_through():
            return self._end(context, stopped=False)
        now = time.monotonic()
        if now >= self._next_redraw:
            self._next_redraw = now + _REDRAW_SECONDS
            workspace, status = context.workspace, translated(self.status())
            workspace.status_text_set(translated("Voxrig: {status}   |   Esc: stop").format(status=status))
            watch.redraw()
        return {"PASS_THROUGH"}

    def cancel(self, context: Any) -> None:
        """Blender closes the window or the file."""
        self.close()
        self._clear_away(context)

    def _end(self, context: Any, *, stopped: bool) -> set:
        self._clear_away(context)
        return self.finish(context, stopped=stopped)

    def _clear_away(self, context: Any) -> None:
        if self._timer is not None:
            context.window_manager.event_timer_remove(self._timer)
            self._timer = None
        if context.workspace is not None:
            context.workspace.status_text_set(None)
        watch.redraw()

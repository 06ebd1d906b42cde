# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators that have a line spoken only to be heard."""

from __future__ import annotations

from typing import Any

from ..client.session import SESSION
from ..client.speech import LineRequest
from ..preferences import target, why_not
from . import listen
from .stepping import Stepping


class Hearing(Stepping):
    """Speaks a line, then plays it. A subclass calls `hear` at the end of its `execute`."""

    def hear(self, context: Any, line: LineRequest) -> set:
        """Begins, and starts the sidecar if need be; `Stepping` does the rest."""
        try:
            wanted = target(context)
        except ValueError as error:
            self.report({"ERROR"}, str(error))  # pyright: ignore[reportAttributeAccessIssue]
            return {"CANCELLED"}
        if not SESSION.is_up:
            SESSION.start(wanted)
        SESSION.listen(line)
        return self.go(context)

    def is_through(self) -> bool:
        """Whether it can be heard, or cannot be spoken."""
        return not SESSION.is_trying

    def status(self) -> str:
        """What goes on."""
        return "Speaking"

    def give_up(self) -> None:
        """Speaks it no more."""
        SESSION.end_trial()

    def finish(self, context: Any, *, stopped: bool) -> set:
        """Plays it."""
        trial = SESSION.trial
        if stopped or trial is None:
            return {"CANCELLED"}
        try:
            if trial.clip is None:
                raise ValueError(trial.reason)
            listen.play(trial.clip)
        except ValueError as error:
            self.report({"ERROR"}, str(error))  # pyright: ignore[reportAttributeAccessIssue]
            return {"CANCELLED"}
        return {"FINISHED"}


def why_no_hearing(context: Any) -> str:
    """Why nothing can be spoken to be heard now; empty if it can."""
    if SESSION.is_trying:
        return "A voice is being tried"
    return "" if SESSION.is_up else why_not(context)

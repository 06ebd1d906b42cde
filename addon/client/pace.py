# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the lines that are left will take, from those that came last."""

from __future__ import annotations

from collections import deque
from typing import Final

_REMEMBERED: Final = 24  # lines: old enough to be steady, young enough to follow a change
_LEAST_SECONDS: Final = 0.5  # of work seen; before that there is no telling


class Pace:
    """Seconds of work per character of text.

    Lines that were kept from before cost nothing and tell nothing, and neither does time spent paused.
    """

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque(maxlen=_REMEMBERED + 1)  # (work time, characters)
        self._worked = 0.0
        self._since: float | None = None

    def start(self, now: float) -> None:
        """Work begins or goes on."""
        if self._since is None:
            self._since = now
            if not self._marks:
                self._marks.append((self._worked, 0))

    def stop(self, now: float) -> None:
        """Work rests."""
        self._worked, self._since = self._time(now), None

    def note(self, now: float, characters: int) -> None:
        """A line has come."""
        self.start(now)
        self._marks.append((self._time(now), characters))

    def seconds_left(self, characters: int) -> float | None:
        """How long so many characters will take; None while too little was seen."""
        if len(self._marks) < 2:
            return None
        seconds = self._marks[-1][0] - self._marks[0][0]
        done = sum(count for _, count in list(self._marks)[1:])
        if seconds < _LEAST_SECONDS or not done:
            return None
        return seconds / done * characters

    def _time(self, now: float) -> float:
        return self._worked + (now - self._since if self._since is not None else 0.0)

# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a sidecar that does not answer is asked again."""

from __future__ import annotations

from typing import Final

_FIRST_SECONDS, _LAST_SECONDS = 0.2, 3.0
_PATIENCE_SECONDS: Final = 30.0


class Patience:
    """Asking again, half a minute by default, at growing intervals, from the first silence on."""

    def __init__(self, seconds: float = _PATIENCE_SECONDS) -> None:
        self._patience = seconds
        self._silent_since: float | None = None
        self._seconds = _FIRST_SECONDS

    def answered(self) -> None:
        """The sidecar is there: the next silence begins anew."""
        self._silent_since, self._seconds = None, _FIRST_SECONDS

    def next_try(self, now: float) -> float | None:
        """When to ask again after a call that got no answer; None once it has been silent for too long."""
        if self._silent_since is None:
            self._silent_since = now
        if now - self._silent_since >= self._patience:
            return None
        wait, self._seconds = self._seconds, min(2 * self._seconds, _LAST_SECONDS)
        return now + wait

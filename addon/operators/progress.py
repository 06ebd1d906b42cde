# SPDX-License-Identifier: GPL-3.0-or-later
"""How far the lines are, in words."""

from __future__ import annotations

from ..client.session import SESSION, State
from ..locale import translated


def progress_words() -> str:
    """For the panel's bar and the status bar."""
    ended, total = SESSION.counts
    if SESSION.is_paused:
        return translated("{ended} of {total}, paused").format(ended=ended, total=total)
    if SESSION.state is not State.READY:
        return translated("Waiting for the sidecar")
    left = SESSION.seconds_left
    if left is None:
        return translated("{ended} of {total}").format(ended=ended, total=total)
    words = translated("{ended} of {total}, {time} left")
    return words.format(ended=ended, total=total, time=duration_words(left))


def duration_words(seconds: float) -> str:
    """A length of time, as exactly as one wants to know it."""
    minutes = round(seconds / 60)
    if seconds < 55:
        return translated("{count} s").format(count=max(round(seconds / 5) * 5, 5))
    if minutes < 60:
        return translated("{count} min").format(count=max(minutes, 1))
    return translated("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)

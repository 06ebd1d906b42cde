# SPDX-License-Identifier: GPL-3.0-or-later
"""Properties set by the add-on itself, not by the animator: nothing more follows from it."""

from collections.abc import Iterator
from contextlib import contextmanager

_quiet: list[bool] = []  # one entry per `quietly` that is under way


@contextmanager
def quietly() -> Iterator[None]:
    """Inside, setting properties keys nothing and moves nothing."""
    _quiet.append(True)
    try:
        yield
    finally:
        _quiet.pop()


def is_quiet() -> bool:
    """Whether a property's update has nothing to do."""
    return bool(_quiet)

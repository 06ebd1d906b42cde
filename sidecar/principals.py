# SPDX-License-Identifier: GPL-3.0-or-later
"""Who calls: the owner of this machine, or somebody with a token of theirs."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who owns voices.

    Attributes:
        id: The last part of "principals/…".
        name: What a person calls them.
    """

    id: str
    name: str


LOCAL = Principal("local", "local owner")
"""Whoever started the sidecar, and the command line."""

_current: ContextVar[Principal] = ContextVar("principal")


def act_as(principal: Principal) -> None:
    """Says who makes the call that the running task serves; every call has a task of its own."""
    _current.set(principal)


def current() -> Principal:
    """Who makes the call that the running task serves.

    Raises:
        LookupError: Nobody does.
    """
    return _current.get()

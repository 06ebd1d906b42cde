# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands between the animator and a sidecar that is ready: the first thing to be mended."""

from __future__ import annotations

from enum import Enum, auto

from .errors import WheelsError
from .launcher import NoPackageError, NoPythonError
from .session import Session
from .target import Launch, Target, is_address, is_loopback
from .versions import VersionError


class Missing(Enum):
    """What is missing."""

    NOTHING = auto()  # it is ready, or on its way
    SIDECAR = auto()  # none is installed, or not in the Python that is set
    START = auto()  # it has only to be started
    UPDATE = auto()  # the add-on's own is of another version
    OTHER_VERSION = auto()  # one that the add-on has not installed is
    ADDRESS = auto()  # where it is
    ONLINE_ACCESS = auto()  # it is elsewhere, and Blender may not go online
    WHEELS = auto()  # gRPC cannot be loaded
    CAUSE = auto()  # it failed for a reason of its own, which the session tells


def missing(session: Session, target: Target, *, is_own: bool, online: bool) -> Missing:
    """The first thing that is missing.

    Args:
        session: How far the sidecar is.
        target: How it is to be reached. What failed with another target counts no more.
        is_own: Whether the target is the add-on's own installation.
        online: Whether the user lets Blender go online.
    """
    if session.is_up:
        return Missing.NOTHING
    if isinstance(target, Launch):
        if not target.python:
            return Missing.SIDECAR
    elif not is_address(target.address):
        return Missing.ADDRESS
    elif not online and not is_loopback(target.address):
        return Missing.ONLINE_ACCESS
    return _after(session.failure if session.target == target else None, is_own=is_own)


def _after(failure: Exception | None, *, is_own: bool) -> Missing:
    match failure:
        case None:
            return Missing.START
        case NoPythonError() | NoPackageError():
            return Missing.SIDECAR
        case VersionError():
            return Missing.UPDATE if is_own else Missing.OTHER_VERSION
        case WheelsError():
            return Missing.WHEELS
    return Missing.CAUSE

# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong and be told to a client: each error knows its status code and its reason.

Raised anywhere in the sidecar without a thought of gRPC; `sidecar.interceptors.errors` turns them into
statuses, the command line into one line of text.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

_log = logging.getLogger(__name__)


class Code(IntEnum):
    """The status codes of gRPC that the sidecar uses, with gRPC's own numbers."""

    CANCELLED = 1
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    INTERNAL = 13
    UNAVAILABLE = 14
    UNAUTHENTICATED = 16


class VoxrigError(Exception):
    """An error to be told to the client.

    Attributes:
        code: Status code.
        reason: Machine-readable, upper snake case; stable.
        message: A sentence for a person, with the way to mend it where there is one.
        retry_seconds: When to try again, if trying again can help.
    """

    code: Code = Code.INTERNAL

    def __init__(self, reason: str, message: str, *, retry_seconds: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.retry_seconds = retry_seconds


@dataclass(frozen=True, slots=True)
class Violation:
    """A field that is wrong: its path ("spec.text", "lines[2].line_id") and what is wrong with it."""

    field: str
    message: str


class InvalidRequestError(VoxrigError):
    """One or more fields of the request are wrong; all of them are named."""

    code = Code.INVALID_ARGUMENT

    def __init__(self, violations: Sequence[Violation]) -> None:
        text = "; ".join(f"{v.field}: {v.message.rstrip('.')}" for v in violations)
        super().__init__("INVALID_REQUEST", text)
        self.violations = tuple(violations)


class UnauthenticatedError(VoxrigError):
    """The caller did not show the token."""

    code = Code.UNAUTHENTICATED


class NotFoundError(VoxrigError):
    """The named resource does not exist."""

    code = Code.NOT_FOUND


class AlreadyExistsError(VoxrigError):
    """A resource of this name exists and is another one."""

    code = Code.ALREADY_EXISTS


class PreconditionError(VoxrigError):
    """The resource's state does not allow it."""

    code = Code.FAILED_PRECONDITION


class ExhaustedError(VoxrigError):
    """A queue or a store is full."""

    code = Code.RESOURCE_EXHAUSTED


class UnavailableError(VoxrigError):
    """Not now: the model loads or the sidecar stops."""

    code = Code.UNAVAILABLE


class DeadlineError(VoxrigError):
    """The client's deadline passed before the work was done."""

    code = Code.DEADLINE_EXCEEDED


class JobCancelledError(VoxrigError):
    """Whoever wanted the work does not want it any more."""

    code = Code.CANCELLED


class InternalError(VoxrigError):
    """Something unforeseen; the log has the whole story under the incident's id."""


def told(error: Exception) -> VoxrigError:
    """What a client may hear of any error.

    An unforeseen one is logged with its traceback; the client gets only the id that finds it in the log.
    """
    if isinstance(error, VoxrigError):
        return error
    incident = secrets.token_hex(4)
    _log.error("incident %s", incident, exc_info=error)
    return InternalError("INTERNAL", f"an internal error; the sidecar's log has it as incident {incident}")

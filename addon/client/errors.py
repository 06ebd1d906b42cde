# SPDX-License-Identifier: GPL-3.0-or-later
"""What went wrong, in an animator's words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from ..locale import together, translated
from .violations import retry_seconds, violations

_SENTENCES: Final = {
    "CANCELLED": "The sidecar stopped the request",
    "UNKNOWN": "The sidecar met an error it does not know",
    "DEADLINE_EXCEEDED": "The sidecar did not answer in time",
    "PERMISSION_DENIED": "The sidecar does not allow this",
    "RESOURCE_EXHAUSTED": "The sidecar is busy with other work",
    "UNIMPLEMENTED": "The sidecar is of another version than the add-on: update the older one",
    "INTERNAL": "The sidecar met an error; its log tells more",
    "UNAVAILABLE": "The sidecar cannot be reached",
    "DATA_LOSS": "The sidecar's answer was damaged",
    "UNAUTHENTICATED": "The sidecar does not accept the token in the add-on's preferences",
}
_OWN_WORDS: Final = ("INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "FAILED_PRECONDITION", "OUT_OF_RANGE")
_RETRYABLE: Final = ("UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "ABORTED")


class SidecarError(Exception):
    """The sidecar could not do what it was asked; the message is for the animator.

    Attributes:
        code: Name of the gRPC status code, "UNAVAILABLE".
        detail: What the sidecar itself said.
        fields: What is wrong with each field of the request, by its path; sentences without a full stop.
        retry_seconds: When trying again can help, if the sidecar has said so.
    """

    def __init__(
        self,
        message: str,
        code: str = "UNKNOWN",
        detail: str = "",
        fields: Mapping[str, str] = MappingProxyType({}),
        retry_seconds: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.detail = detail
        self.fields = fields
        self.retry_seconds = retry_seconds

    @property
    def retryable(self) -> bool:
        """Whether asking again later can help."""
        return self.code in _RETRYABLE


class WheelsError(SidecarError):
    """gRPC cannot be loaded into this Blender."""


def friendly(error: Any) -> SidecarError:
    """A SidecarError from a grpc.RpcError that is also a grpc.Call."""
    code, detail = error.code().name, error.details() or ""
    return SidecarError(sentence(code, detail), code, detail, violations(error), retry_seconds(error))


def sentence(code: str, detail: str) -> str:
    """An animator's sentence for a status code and what the sidecar said."""
    if code in _OWN_WORDS and detail:
        return detail[0].upper() + detail[1:]
    words = _SENTENCES.get(code) or translated("The sidecar answered {code}").format(code=code)
    own_detail = code in ("RESOURCE_EXHAUSTED", "PERMISSION_DENIED", "UNKNOWN", "ABORTED")
    return together((translated(words), detail if own_detail else ""), "{first}: {then}")

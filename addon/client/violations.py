# SPDX-License-Identifier: GPL-3.0-or-later
"""What an error tells beyond its sentence: google.rpc.BadRequest and RetryInfo, read without their classes.

Blender's other extensions may bring any version of googleapis-common-protos, so the add-on brings none.
Numbers of fields are those of google/rpc/status.proto and error_details.proto, google/protobuf/any.proto and
duration.proto.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

_TRAILER: Final = "grpc-status-details-bin"
_BAD_REQUEST: Final = b"type.googleapis.com/google.rpc.BadRequest"
_RETRY_INFO: Final = b"type.googleapis.com/google.rpc.RetryInfo"
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5  # wire types


def violations(error: Any) -> dict[str, str]:
    """What is wrong with each field of the request, by its path ("voice.attestation.speaker").

    Args:
        error: A grpc.RpcError that is also a grpc.Call. Without such details nothing is found.
    """
    try:
        return dict(_read(_status(error)))
    except (IndexError, UnicodeDecodeError, ValueError):
        return {}  # the status itself still tells what is wrong


def retry_seconds(error: Any) -> float | None:
    """When the sidecar says that trying again can help; None if it does not say.

    Args:
        error: A grpc.RpcError that is also a grpc.Call.
    """
    try:
        for info in _details(_status(error), _RETRY_INFO):
            for _, delay in _fields(info):
                counts = dict(_varints(delay))
                return counts.get(1, 0) + counts.get(2, 0) / 1e9
    except (IndexError, ValueError):
        return None
    return None


def _status(error: Any) -> bytes:
    trailers = error.trailing_metadata() or ()
    return next((value for key, value in trailers if key == _TRAILER), b"")


def _details(status: bytes, kind: bytes) -> Iterator[bytes]:
    for number, detail in _fields(status):
        parts = dict(_fields(detail)) if number == 3 else {}
        if parts.get(1) == kind:
            yield parts.get(2, b"")


def _read(status: bytes) -> Iterator[tuple[str, str]]:
    for request in _details(status, _BAD_REQUEST):
        for _, violation in _fields(request):
            texts = dict(_fields(violation))
            yield texts.get(1, b"").decode(), texts.get(2, b"").decode()


def _varints(message: bytes) -> Iterator[tuple[int, int]]:
    """Numbers and values of the fields of a message that has no others."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        if key & 7 != _VARINT:
            raise ValueError("the message has other fields")
        value, place = _varint(message, place)
        yield key >> 3, value


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """Numbers and contents of a message's fields of bytes, strings and messages; skips the others."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        number, wire_type = key >> 3, key & 7
        if wire_type == _VARINT:
            _, place = _varint(message, place)
        elif wire_type == _BYTES:
            length, place = _varint(message, place)
            if place + length > len(message):
                raise ValueError("the message is cut off")
            yield number, message[place : place + length]
            place += length
        elif wire_type in (_FIXED32, _FIXED64):
            place += 4 if wire_type == _FIXED32 else 8
        else:
            raise ValueError(f"there is no wire type {wire_type}")


def _varint(message: bytes, place: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place

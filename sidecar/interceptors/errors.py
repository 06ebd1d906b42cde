# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place where an error becomes a gRPC status with google.rpc details."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from sidecar.errors import InvalidRequestError, VoxrigError, told
from sidecar.interceptors.wrapping import Continuation, wrapped

_log = logging.getLogger(__name__)

DOMAIN = "voxrig"
# Message and details travel in the trailers, of which clients take 8 kB. The message goes twice, once with
# three bytes for each byte that is not ASCII; the details in base64.
_MESSAGE_BYTES = 600
_DESCRIPTION_BYTES = 400
_VIOLATIONS_BYTES = 3_000


class ErrorInterceptor(grpc.aio.ServerInterceptor):
    """Ends a call that raised with the error's status; nothing else of the error leaves the process."""

    async def intercept_service(
        self,
        continuation: Continuation,
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler | None:
        """Wraps the call."""
        handler = await continuation(handler_call_details)
        return wrapped(handler, _mapping_errors) if handler else handler


@asynccontextmanager
async def _mapping_errors(context: grpc.aio.ServicerContext) -> AsyncIterator[None]:
    try:
        yield
    except grpc.aio.AbortError:
        raise
    except Exception as error:
        known = told(error)
        _log.debug("answered %s: %s", known.code.name, known.message)
        status = rpc_status.to_status(status_of(known))
        await context.abort(status.code, status.details, status.trailing_metadata)


def status_of(error: VoxrigError) -> status_pb2.Status:
    """An error as google.rpc.Status: always an ErrorInfo, and what else helps to mend it."""
    details: list[Message] = [error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN)]
    if isinstance(error, InvalidRequestError):
        details.append(_bad_request(error))
    if error.retry_seconds is not None:
        delay = duration_pb2.Duration()
        delay.FromMilliseconds(round(error.retry_seconds * 1000))
        details.append(error_details_pb2.RetryInfo(retry_delay=delay))
    status = status_pb2.Status(code=int(error.code), message=_cut(error.message, _MESSAGE_BYTES))
    for detail in details:
        packed = any_pb2.Any()
        packed.Pack(detail)
        status.details.append(packed)
    return status


def _bad_request(error: InvalidRequestError) -> error_details_pb2.BadRequest:
    """As many of the violations as fit, at least one."""
    answer = error_details_pb2.BadRequest()
    for violation in error.violations:
        field, description = violation.field[:100], _cut(violation.message, _DESCRIPTION_BYTES)
        if answer.ByteSize() + len(field.encode()) + len(description.encode()) > _VIOLATIONS_BYTES:
            break
        answer.field_violations.add(field=field, description=description)
    return answer


def _cut(text: str, most_bytes: int) -> str:
    whole = text.encode()
    return text if len(whole) <= most_bytes else whole[:most_bytes].decode(errors="ignore") + "…"

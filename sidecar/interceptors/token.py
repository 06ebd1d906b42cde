# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets in only callers that show the sidecar's token."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc

from sidecar.errors import UnauthenticatedError
from sidecar.interceptors.wrapping import Continuation, wrapped

_OPEN = "/grpc.health.v1.Health/"
"""Health tells nothing but that the sidecar is up: launchers and load balancers ask without a token."""


class TokenInterceptor(grpc.aio.ServerInterceptor):
    """Wants `authorization: Bearer <token>` in the metadata of every call but the health check's."""

    def __init__(self, token: str) -> None:
        self._expected = f"Bearer {token}".encode()

    async def intercept_service(
        self,
        continuation: Continuation,
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler | None:
        """Wraps the call if the token is missing or wrong."""
        handler = await continuation(handler_call_details)
        if not handler or handler_call_details.method.startswith(_OPEN):
            return handler
        return handler if self._admits(handler_call_details) else wrapped(handler, _refusing)

    def _admits(self, details: grpc.HandlerCallDetails) -> bool:
        shown = dict(details.invocation_metadata or ()).get("authorization", "")
        shown = shown if isinstance(shown, bytes) else shown.encode()
        return hmac.compare_digest(shown, self._expected)


@asynccontextmanager
async def _refusing(_context: grpc.aio.ServicerContext) -> AsyncIterator[None]:
    raise UnauthenticatedError(
        "TOKEN_REQUIRED", "this call needs the sidecar's token in the metadata: authorization: Bearer <token>"
    )
    yield

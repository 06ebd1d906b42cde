# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets in only callers that show a token, and notes who they are."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc

from sidecar.interceptors.wrapping import Continuation, wrapped
from sidecar.principals import LOCAL, Principal, act_as
from sidecar.tokens import Tokens, token_required

_OPEN = "/grpc.health.v1.Health/"
"""Health tells nothing but that the sidecar is up: launchers and load balancers ask without a token."""
_SCHEME = "Bearer "


class TokenInterceptor(grpc.aio.ServerInterceptor):
    """Wants `authorization: Bearer <token>` in the metadata of every call but the health check's.

    The sidecar's own token stands for the local owner; others are looked up in the database.
    """

    def __init__(self, token: str, tokens: Tokens) -> None:
        self._own = token.encode()
        self._tokens = tokens

    async def intercept_service(
        self,
        continuation: Continuation,
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler | None:
        """Wraps the call so that it is made in the caller's name, or refused."""
        handler = await continuation(handler_call_details)
        if not handler or handler_call_details.method.startswith(_OPEN):
            return handler
        shown = dict(handler_call_details.invocation_metadata or ()).get("authorization", "")
        shown = shown.decode("utf-8", "replace") if isinstance(shown, bytes) else shown

        @asynccontextmanager
        async def identified(_context: grpc.aio.ServicerContext) -> AsyncIterator[None]:
            act_as(await self._principal(shown))
            yield

        return wrapped(handler, identified)

    async def _principal(self, shown: str) -> Principal:
        if not shown.startswith(_SCHEME):
            raise token_required()
        token = shown.removeprefix(_SCHEME)
        if hmac.compare_digest(token.encode(), self._own):
            return LOCAL
        return await asyncio.to_thread(self._tokens.principal_of, token)

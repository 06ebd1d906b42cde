# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts something around a call's behaviour, whichever of gRPC's four kinds it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import grpc

Continuation = Callable[[grpc.HandlerCallDetails], Awaitable[grpc.RpcMethodHandler | None]]
Around = Callable[[grpc.aio.ServicerContext], AbstractAsyncContextManager[None]]


def wrapped(handler: grpc.RpcMethodHandler, around: Around) -> grpc.RpcMethodHandler:
    """The handler with every call run inside `around(context)`."""
    streams_in, streams_out = handler.request_streaming, handler.response_streaming
    name = f"{'stream' if streams_in else 'unary'}_{'stream' if streams_out else 'unary'}"
    behaviour = getattr(handler, name)
    make = getattr(grpc, f"{name}_rpc_method_handler")
    return make(
        _streaming(behaviour, around) if streams_out else _unary(behaviour, around),
        request_deserializer=handler.request_deserializer,
        response_serializer=handler.response_serializer,
    )


def _unary(
    behaviour: Callable[..., Awaitable[Any]], around: Around
) -> Callable[[Any, grpc.aio.ServicerContext], Awaitable[Any]]:
    async def call(request: Any, context: grpc.aio.ServicerContext) -> Any:
        async with around(context):
            return await behaviour(request, context)

    return call


def _streaming(
    behaviour: Callable[..., Any], around: Around
) -> Callable[[Any, grpc.aio.ServicerContext], AsyncIterator[Any]]:
    async def call(request: Any, context: grpc.aio.ServicerContext) -> AsyncIterator[Any]:
        async with around(context):
            answers = behaviour(request, context)
            if hasattr(answers, "__aiter__"):
                async for answer in answers:
                    yield answer
            else:
                await answers  # writes to the context itself, as the health service's Watch does

    return call

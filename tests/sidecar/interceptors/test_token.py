# SPDX-License-Identifier: GPL-3.0-or-later
"""Who calls is known by the token, in every kind of call, and to that call alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
import pytest_asyncio

from sidecar.interceptors.errors import ErrorInterceptor
from sidecar.interceptors.token import TokenInterceptor
from sidecar.principals import LOCAL, current
from sidecar.storage.database import Database
from sidecar.tokens import Tokens

pytestmark = pytest.mark.grpc

OWN = "the sidecar's own token"


async def _one(request: bytes, _context: grpc.aio.ServicerContext) -> bytes:
    await asyncio.sleep(len(request) / 1_000)
    return current().id.encode()


async def _many(request: bytes, context: grpc.aio.ServicerContext) -> AsyncIterator[bytes]:
    for _ in range(5):
        yield await _one(request, context)


async def _gather(requests: AsyncIterator[bytes], context: grpc.aio.ServicerContext) -> bytes:
    return b" ".join([await _one(request, context) async for request in requests])


async def _in_thread(_request: bytes, _context: grpc.aio.ServicerContext) -> bytes:
    def work() -> bytes:
        return current().id.encode()

    return await asyncio.to_thread(work)


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(Database(f"sqlite:///{tmp_path / 'voxrig.db'}"))


@pytest_asyncio.fixture
async def channel(tokens: Tokens) -> AsyncIterator[grpc.aio.Channel]:
    server = grpc.aio.server(interceptors=[ErrorInterceptor(), TokenInterceptor(OWN, tokens)])
    handlers = {
        "One": grpc.unary_unary_rpc_method_handler(_one),
        "Many": grpc.unary_stream_rpc_method_handler(_many),
        "Gather": grpc.stream_unary_rpc_method_handler(_gather),
        "InThread": grpc.unary_unary_rpc_method_handler(_in_thread),
    }
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("test.Service", handlers)])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as made:
        yield made
    await server.stop(None)


async def who(channel: grpc.aio.Channel, kind: str, token: str, delay: bytes = b"") -> set[str]:
    """Whom the service takes the caller for, in each of its answers."""
    shown = (("authorization", f"Bearer {token}"),)
    if kind == "Many":
        stream = channel.unary_stream("/test.Service/Many")(delay, metadata=shown)
        return {part.decode() async for part in stream}
    if kind == "Gather":
        gathered = await channel.stream_unary("/test.Service/Gather")(iter([delay] * 5), metadata=shown)
        return set(gathered.decode().split())
    return {(await channel.unary_unary(f"/test.Service/{kind}")(delay, metadata=shown)).decode()}


async def refusal(channel: grpc.aio.Channel, kind: str, token: str) -> str:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await who(channel, kind, token)
    assert caught.value.code() == grpc.StatusCode.UNAUTHENTICATED
    return caught.value.details() or ""


@pytest.mark.parametrize("kind", ["One", "Many", "Gather", "InThread"])
async def test_each_call_knows_its_own_caller(channel: grpc.aio.Channel, tokens: Tokens, kind: str) -> None:
    people = {LOCAL.id: OWN}
    for i in range(4):
        token, info = tokens.create(f"person {i}")
        people[info.principal.id] = token
    asked = [(person, token, b"x" * delay) for delay in (1, 7, 3) for person, token in people.items()]
    answers = await asyncio.gather(*(who(channel, kind, token, delay) for _, token, delay in asked))
    assert answers == [{person} for person, _, _ in asked]


@pytest.mark.parametrize("kind", ["One", "Many", "Gather"])
async def test_a_token_that_is_no_good_says_why(channel: grpc.aio.Channel, tokens: Tokens, kind: str) -> None:
    token, info = tokens.create("Bob")
    assert await who(channel, kind, token) == {info.principal.id}
    tokens.revoke(info.id)
    assert "revoked" in await refusal(channel, kind, token)
    for wrong in ("", "vxr_", token[:-1], token + "x", OWN + "x"):
        assert "needs the sidecar's token" in await refusal(channel, kind, wrong)


async def test_a_database_that_is_gone_does_not_lock_the_local_owner_out(tmp_path: Path) -> None:
    gone = Tokens(Database("postgresql+psycopg://me@127.0.0.1:1/voices"))
    interceptor = TokenInterceptor(OWN, gone)
    assert await interceptor._principal(f"Bearer {OWN}") == LOCAL


async def test_nobody_calls_outside_of_a_call() -> None:
    with pytest.raises(LookupError):
        current()

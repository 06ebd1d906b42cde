# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors become statuses; what is unforeseen stays inside."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator

import grpc
import pytest
import pytest_asyncio
from google.rpc import error_details_pb2, status_pb2
from hypothesis import given
from hypothesis import strategies as st

from sidecar.errors import ExhaustedError, InvalidRequestError, Violation
from sidecar.interceptors.errors import ErrorInterceptor, status_of

pytestmark = pytest.mark.grpc

SECRET = "/home/user/secret/path"


async def _unforeseen(_request: bytes, _context: grpc.aio.ServicerContext) -> bytes:
    raise ZeroDivisionError(SECRET)


async def _unforeseen_stream(_request: bytes, _context: grpc.aio.ServicerContext) -> AsyncIterator[bytes]:
    yield b"one"
    raise ZeroDivisionError(SECRET)


async def _foreseen(_request: bytes, _context: grpc.aio.ServicerContext) -> bytes:
    raise ExhaustedError("FULL", "full", retry_seconds=1.5)


async def _all_wrong(_request: bytes, _context: grpc.aio.ServicerContext) -> bytes:
    raise InvalidRequestError([Violation(f"lines[{i}].line_id", "ü" * 10_000) for i in range(1_000)])


@pytest_asyncio.fixture
async def channel() -> AsyncIterator[grpc.aio.Channel]:
    """A server whose calls fail, behind the interceptor."""
    server = grpc.aio.server(interceptors=[ErrorInterceptor()])
    handlers = {
        "Unforeseen": grpc.unary_unary_rpc_method_handler(_unforeseen),
        "UnforeseenStream": grpc.unary_stream_rpc_method_handler(_unforeseen_stream),
        "AllWrong": grpc.unary_unary_rpc_method_handler(_all_wrong),
        "Foreseen": grpc.unary_unary_rpc_method_handler(_foreseen),
    }
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("test.Service", handlers)])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as made:
        yield made
    await server.stop(None)


@pytest.mark.parametrize("stream", [False, True])
async def test_an_unforeseen_error_leaves_only_an_incident_id(
    channel: grpc.aio.Channel, caplog: pytest.LogCaptureFixture, stream: bool
) -> None:
    async def call() -> None:
        if stream:
            assert [part async for part in channel.unary_stream("/test.Service/UnforeseenStream")(b"")]
        else:
            await channel.unary_unary("/test.Service/Unforeseen")(b"")

    with caplog.at_level(logging.ERROR), pytest.raises(grpc.aio.AioRpcError) as caught:
        await call()
    assert caught.value.code() == grpc.StatusCode.INTERNAL
    told = caught.value.details() or ""
    assert SECRET not in told
    assert "ZeroDivisionError" not in told
    assert SECRET not in str(caught.value.trailing_metadata())
    (incident,) = re.findall(r"incident ([0-9a-f]{8})", told)
    assert incident in caplog.text
    assert SECRET in caplog.text  # the log has the whole story


async def test_a_foreseen_error_is_told_as_it_is(channel: grpc.aio.Channel) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await channel.unary_unary("/test.Service/Foreseen")(b"")
    assert caught.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert caught.value.details() == "full"


async def test_details_fit_into_the_trailers_however_much_is_wrong(channel: grpc.aio.Channel) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await channel.unary_unary("/test.Service/AllWrong")(b"")
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    details = dict(caught.value.trailing_metadata() or ())["grpc-status-details-bin"]
    assert isinstance(details, bytes)
    status = status_pb2.Status.FromString(details)
    assert len(status.details) == 2


@given(st.lists(st.tuples(st.text(), st.text(min_size=200)), min_size=1, max_size=100))
def test_what_is_wrong_is_told_in_less_than_eight_kilobytes(wrong: list[tuple[str, str]]) -> None:
    status = status_of(InvalidRequestError([Violation(field, message) for field, message in wrong]))
    in_base64 = status.ByteSize() * 4 / 3
    percent_encoded = 3 * len(status.message.encode())
    assert in_base64 + percent_encoded < 8_000
    bad = error_details_pb2.BadRequest()
    assert status.details[1].Unpack(bad)
    assert bad.field_violations

# SPDX-License-Identifier: GPL-3.0-or-later
"""What an error tells is read from the bytes that google.rpc's own classes write."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, duration_pb2, message_factory
from google.protobuf.any_pb2 import Any as AnyMessage
from hypothesis import given
from hypothesis import strategies as st

from addon.client.violations import retry_seconds, violations

pytestmark = pytest.mark.unit

_STRING, _MESSAGE, _INT32 = (
    descriptor_pb2.FieldDescriptorProto.TYPE_STRING,
    descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE,
    descriptor_pb2.FieldDescriptorProto.TYPE_INT32,
)


def _classes() -> tuple[type, type]:
    """google.rpc.Status and BadRequest, declared here as their .proto files have them."""
    file = descriptor_pb2.FileDescriptorProto(
        name="rpc_for_test.proto", package="rpc_for_test", dependency=["google/protobuf/any.proto"]
    )

    def message(name: str, *fields: tuple[str, int, int, str, bool]) -> None:
        declared = file.message_type.add(name=name)
        for field, number, kind, type_name, repeated in fields:
            declared.field.add(
                name=field, number=number, type=kind, type_name=type_name or None, label=3 if repeated else 1
            )

    message("Violation", ("field", 1, _STRING, "", False), ("description", 2, _STRING, "", False))
    message("BadRequest", ("field_violations", 1, _MESSAGE, ".rpc_for_test.Violation", True))
    message(
        "Status",
        ("code", 1, _INT32, "", False),
        ("message", 2, _STRING, "", False),
        ("details", 3, _MESSAGE, ".google.protobuf.Any", True),
    )
    pool = descriptor_pool.Default()
    pool.Add(file)
    found = message_factory.GetMessages([file], pool=pool)
    return found["rpc_for_test.Status"], found["rpc_for_test.BadRequest"]


STATUS, BAD_REQUEST = _classes()


def error(status: bytes) -> SimpleNamespace:
    trailers = (("x", "y"), ("grpc-status-details-bin", status))
    return SimpleNamespace(trailing_metadata=lambda: trailers)


def status_of(fields: dict[str, str]) -> bytes:
    bad = BAD_REQUEST()
    for field, words in fields.items():
        bad.field_violations.add(field=field, description=words)
    detail = AnyMessage(type_url="type.googleapis.com/google.rpc.BadRequest", value=bad.SerializeToString())
    other = AnyMessage(type_url="type.googleapis.com/google.rpc.ErrorInfo", value=b"\x0a\x01x")
    status = STATUS(code=3, message="whole", details=[other, detail])
    return status.SerializeToString()


@given(st.dictionaries(st.text(max_size=300), st.text(max_size=300), max_size=4))
def test_fields_and_their_sentences_are_read(fields: dict[str, str]) -> None:
    assert violations(error(status_of(fields))) == fields


@given(st.binary(max_size=60))
def test_whatever_else_is_there_finds_nothing_and_raises_nothing(status: bytes) -> None:
    assert isinstance(violations(error(status)), dict)


def test_a_status_that_is_cut_off_raises_nothing() -> None:
    whole = status_of({"voice.attestation.speaker": "is empty"})
    for length in range(len(whole)):
        assert violations(error(whole[:length])) in ({}, {"voice.attestation.speaker": "is empty"})


def test_an_error_without_details_names_no_field() -> None:
    assert violations(SimpleNamespace(trailing_metadata=lambda: None)) == {}


@given(seconds=st.integers(0, 100_000), nanos=st.integers(0, 999_999_999))
def test_when_to_try_again_is_found(seconds: int, nanos: int) -> None:
    delay = duration_pb2.Duration(seconds=seconds, nanos=nanos).SerializeToString()
    info = b"\x0a" + bytes([len(delay)]) + delay  # RetryInfo.retry_delay
    status = STATUS(code=8)
    status.details.add(type_url="type.googleapis.com/google.rpc.ErrorInfo", value=b"\x0a\x01x")
    status.details.add(type_url="type.googleapis.com/google.rpc.RetryInfo", value=info)
    assert retry_seconds(error(status.SerializeToString())) == pytest.approx(seconds + nanos / 1e9)


@given(status=st.binary(max_size=60))
def test_without_such_a_word_there_is_no_time_to_try_again(status: bytes) -> None:
    assert retry_seconds(error(status)) is None
    assert retry_seconds(error(b"")) is None

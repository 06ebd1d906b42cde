# SPDX-License-Identifier: GPL-3.0-or-later
"""A file's own entries are read whatever else it is."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from models.tensor_file import metadata_of

pytestmark = pytest.mark.unit

CONTENT = save({"a": np.arange(3)}, {"kind": "test"})


def test_it_reads_what_was_written() -> None:
    assert metadata_of(CONTENT) == {"kind": "test"}
    assert metadata_of(save({"a": np.arange(3)})) == {}


def test_a_header_may_be_too_long_to_be_read() -> None:
    with pytest.raises(ValueError, match="not a safetensors file"):
        metadata_of(CONTENT, most=10)


@pytest.mark.parametrize(
    "header", ["[]", "{", '{"__metadata__": 1}', '{"__metadata__": {"a": 1}}', "[" * 9_999]
)
def test_other_headers_are_refused(header: str) -> None:
    with pytest.raises(ValueError, match="not a safetensors file"):
        metadata_of(len(header).to_bytes(8, "little") + header.encode() + bytes(8))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(metadata_of(content), dict)

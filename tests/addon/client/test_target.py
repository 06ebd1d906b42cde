# SPDX-License-Identifier: GPL-3.0-or-later
"""Which sidecar may be talked to."""

from __future__ import annotations

import pytest

from addon.client.errors import sentence
from addon.client.target import Connect, Launch, check, is_loopback

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("address", ["127.0.0.1:5", "127.9.9.9:5", "localhost:5", "[::1]:5"])
def test_this_computer_needs_no_online_access(address: str) -> None:
    assert is_loopback(address)
    check(Connect(address, "token"), online=False)


@pytest.mark.parametrize(
    "address", ["192.168.1.7:5", "10.0.0.1:5", "example.org:5", "0.0.0.0:5", "[2001:db8::1]:5"]
)
def test_another_computer_needs_online_access(address: str) -> None:
    with pytest.raises(ValueError, match="Allow Online Access"):
        check(Connect(address, "token"), online=False)
    check(Connect(address, "token"), online=True)


@pytest.mark.parametrize(
    "address", ["", "127.0.0.1", ":5", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:70000", "host:x"]
)
def test_an_address_that_is_none_says_how_one_looks(address: str) -> None:
    with pytest.raises(ValueError, match=r"like 127\.0\.0\.1:50051"):
        check(Connect(address, ""), online=True)


def test_no_python_means_that_nothing_is_installed() -> None:
    with pytest.raises(ValueError, match="not installed yet"):
        check(Launch(""), online=True)


def test_the_sidecars_own_words_are_kept_where_they_help() -> None:
    assert sentence("INVALID_ARGUMENT", "spec.text: is empty") == "Spec.text: is empty"
    assert sentence("UNAVAILABLE", "failed to connect to all addresses; ipv4:127.0.0.1:1") == (
        "The sidecar cannot be reached"
    )
    assert "token" in sentence("UNAUTHENTICATED", "")

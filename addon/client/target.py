# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the sidecar is: a process to start, or an address to connect to."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from ..locale import translated


@dataclass(frozen=True, slots=True)
class Launch:
    """Start the sidecar with this Python, which has voxrig installed."""

    python: str


@dataclass(frozen=True, slots=True)
class Connect:
    """Connect to a running sidecar.

    Attributes:
        address: "host:port".
        token: The bearer token that it asks for.
        root_certificate: PEM file to trust, empty for the system's certificates. Counts only beyond loopback.
    """

    address: str
    token: str
    root_certificate: str = ""


Target = Launch | Connect


def is_loopback(address: str) -> bool:
    """Whether an address "host:port" stays on this computer."""
    host = address.rpartition(":")[0].strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # a name: whatever it means today


def is_address(address: str) -> bool:
    """Whether it reads "host:port"."""
    host, colon, port = address.rpartition(":")
    return bool(host and colon and port.isdecimal() and 0 < int(port) < 65_536)


def check(target: Target, *, online: bool) -> None:
    """Whether the target may be used at all.

    Args:
        target: The target.
        online: Whether the user lets Blender go online.

    Raises:
        ValueError: In the animator's words, with the way to mend it.
    """
    if isinstance(target, Launch):
        if not target.python:
            raise ValueError("The sidecar, which speaks, is not installed yet")
        return
    if not is_address(target.address):
        raise ValueError("Set the sidecar's address in the add-on's preferences, like 127.0.0.1:50051")
    if not is_loopback(target.address) and not online:
        host = target.address.rpartition(":")[0]
        words = translated(
            "{host} is another computer, and Blender may not go online: switch on Allow Online Access in "
            "Preferences, System"
        )
        raise ValueError(words.format(host=host))

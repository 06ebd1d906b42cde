# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may connect: this machine with a token, others through TLS and with a token of the user's."""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass
from pathlib import Path

import grpc

from sidecar.config import Settings

MIN_TOKEN_CHARACTERS = 16


class InsecureError(ValueError):
    """The server would be open to others, or its address, keys or token are unusable; says what to do."""


@dataclass(frozen=True)
class Access:
    """How the server listens and whom it lets in.

    Attributes:
        host: As it must be written in an address: "127.0.0.1", "[::1]".
        port: 0 for a free one.
        token: What callers must show.
        credentials: TLS keys, or None for plain text.
    """

    host: str
    port: int
    token: str
    credentials: grpc.ServerCredentials | None


def access_of(settings: Settings) -> Access:
    """Checks the settings that decide who may connect.

    Raises:
        InsecureError: The address is not loopback and TLS or token are missing, or something is unusable.
    """
    host, port = _host_and_port(settings.address)
    if (settings.tls_cert is None) != (settings.tls_key is None):
        raise InsecureError("--tls-cert and --tls-key belong together: give both or neither")
    if not is_loopback(host):
        missing = [
            option
            for option, value in (
                ("--tls-cert and --tls-key", settings.tls_cert),
                ("--token-file", settings.token_file),
            )
            if value is None
        ]
        if missing:
            raise InsecureError(
                f"--address {settings.address} can be reached from other machines; "
                f"that needs {' and '.join(missing)} too, or use 127.0.0.1"
            )
    token = _read_token(settings.token_file) if settings.token_file else secrets.token_urlsafe(32)
    credentials = None
    if settings.tls_cert and settings.tls_key:
        pair = _read("--tls-key", settings.tls_key), _read("--tls-cert", settings.tls_cert)
        credentials = grpc.ssl_server_credentials([pair])
    return Access(f"[{host}]" if ":" in host else host, port, token, credentials)


def is_loopback(host: str) -> bool:
    """Whether a host can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # a name: whatever it means today


def _host_and_port(address: str) -> tuple[str, int]:
    host, colon, port = address.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not port.isdecimal() or int(port) > 65_535:
        raise InsecureError(f'--address {address!r} is not "host:port", such as 127.0.0.1:0')
    return host, int(port)


def _read_token(path: Path) -> str:
    token = _read("--token-file", path).decode("utf-8", "replace").strip()
    if len(token) < MIN_TOKEN_CHARACTERS or not token.isascii() or not token.isprintable() or " " in token:
        raise InsecureError(
            f"--token-file {path}: a token has {MIN_TOKEN_CHARACTERS} or more ASCII characters, no spaces"
        )
    return token


def _read(option: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InsecureError(f"{option} {path}: {error.strerror}") from error

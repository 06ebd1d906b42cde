# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens that let other people use this sidecar, each with voices of their own."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from sidecar.errors import (
    InvalidRequestError,
    NotFoundError,
    UnauthenticatedError,
    UnavailableError,
    Violation,
    VoxrigError,
)
from sidecar.principals import LOCAL, Principal
from sidecar.storage.database import Database
from sidecar.storage.tables import PrincipalRow, TokenRow

_log = logging.getLogger(__name__)

_PREFIX = "vxr_"
_MAX_NAME = 100
_MAX_DAYS = 3_650
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """A token as it may be shown; the token itself is not kept.

    Attributes:
        id: To revoke it by.
        principal: Who it stands for.
        created: When it was made.
        expires: When it ends by itself, if ever.
        last_used: The day on which it was last shown.
        revoked: When it was revoked, if it was.
    """

    id: str
    principal: Principal
    created: datetime
    expires: datetime | None
    last_used: datetime | None
    revoked: datetime | None

    @property
    def state(self) -> str:
        """One of "valid", "expired" and "revoked"."""
        if self.revoked is not None:
            return "revoked"
        return "expired" if self.expires is not None and self.expires <= datetime.now(UTC) else "valid"


class Tokens:
    """The tokens in the database. Calls block: keep them off the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, days: int | None = None) -> tuple[str, TokenInfo]:
        """Makes a token for somebody, known by that name or new.

        Args:
            name: What a person calls them; no two have the same.
            days: How long it is valid; None for ever.

        Returns:
            The token, which can't be shown again, and what is kept of it.

        Raises:
            InvalidRequestError: A field is out of bounds.
        """
        violations = []
        if not (1 <= len(name.strip()) <= _MAX_NAME and name.isprintable()):
            violations.append(Violation("name", f"needs 1 to {_MAX_NAME} printable characters"))
        if name.strip() == LOCAL.name:
            violations.append(Violation("name", f"{LOCAL.name} needs no token: it has the sidecar's own"))
        if days is not None and not 1 <= days <= _MAX_DAYS:
            violations.append(Violation("days", f"{days} is not within 1 to {_MAX_DAYS}"))
        if violations:
            raise InvalidRequestError(violations)
        token = _PREFIX + secrets.token_urlsafe(32)
        now = datetime.now(UTC)
        with self._database.write() as session:
            known = session.scalar(select(PrincipalRow).where(PrincipalRow.name == name.strip()))
            row = TokenRow(
                id=secrets.token_hex(6),
                principal=known or PrincipalRow(id=secrets.token_hex(6), name=name.strip(), created=now),
                digest=_digest(token),
                created=now,
                expires=None if days is None else now + timedelta(days=days),
            )
            session.add(row)
            session.flush()
            return token, _info(row)

    def all(self) -> Sequence[TokenInfo]:
        """Every token, the oldest first."""
        with self._database.read() as session:
            return [_info(row) for row in session.scalars(select(TokenRow).order_by(TokenRow.created))]

    def revoke(self, token_id: str) -> TokenInfo:
        """Makes a token worthless. Its principal's voices stay, and another token for the name reaches them.

        Raises:
            NotFoundError: There is no such token.
        """
        with self._database.write() as session:
            row = session.get(TokenRow, token_id)
            if row is None:
                raise NotFoundError(
                    "TOKEN_NOT_FOUND", f"there is no token {token_id!r}; `voxrig token list` tells their ids"
                )
            row.revoked = row.revoked or datetime.now(UTC)
            return _info(row)

    def principal_of(self, token: str) -> Principal:
        """Who shows a token.

        Raises:
            UnauthenticatedError: It is unknown, revoked or expired.
            UnavailableError: The database cannot be asked; strangers hear no more of it.
        """
        if not token.startswith(_PREFIX):
            raise token_required()
        try:
            return self._principal_of(token)
        except UnauthenticatedError:
            raise
        except VoxrigError as error:
            _log.error("cannot look up a token: %s", error)
            raise UnavailableError(
                "TOKENS_UNAVAILABLE", "tokens cannot be looked up now; the sidecar's log says why"
            ) from error

    def _principal_of(self, token: str) -> Principal:
        found = select(TokenRow).where(TokenRow.digest == _digest(token))
        with self._database.read() as session:
            row = session.scalar(found)
            info = _info(row) if row else None
        if info is None:
            raise token_required()
        if info.state != "valid":
            raise UnauthenticatedError(
                f"TOKEN_{info.state.upper()}",
                f"this token is {info.state}; ask the sidecar's owner for another",
            )
        if info.last_used is None or datetime.now(UTC) - info.last_used >= _DAY:
            with self._database.write() as session:
                row = session.get(TokenRow, info.id)
                if row is not None:
                    row.last_used = datetime.now(UTC)
        return info.principal


def token_required() -> UnauthenticatedError:
    """What callers without a token, or with a wrong one, are told."""
    return UnauthenticatedError(
        "TOKEN_REQUIRED", "this call needs the sidecar's token in the metadata: authorization: Bearer <token>"
    )


def _digest(token: str) -> str:
    """A plain hash is enough: 256 random bits can't be guessed, as passwords can."""
    return hashlib.sha256(token.encode()).hexdigest()


def _info(row: TokenRow) -> TokenInfo:
    principal = Principal(row.principal.id, row.principal.name)
    return TokenInfo(row.id, principal, row.created, row.expires, row.last_used, row.revoked)
